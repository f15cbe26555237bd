"""The secrets in the addresses of images and videos, taken out: what is written down never opens a private photo."""

from __future__ import annotations

import re

REDACTED = "redacted"
"""Stands in an address for the secret that was there."""

_SECRET_IN_FILE = re.compile(
    r"(?:(?<![0-9a-z])|(?<=%2f))(?P<photo_id>[1-9][0-9]{0,14})_[0-9a-f]{6,16}"
    r"(?=(?:_(?:[a-z]|[3-6]k|[0-9]{1,4}))?(?:_d)?\.(?:jpg|jpeg|png|gif))",
    re.IGNORECASE,
)
_SECRET_IN_VIDEO = re.compile(r"(/video/[1-9][0-9]{0,14}/)[0-9a-f]{6,16}(/[a-z0-9_]+\.[a-z0-9]+)(\?s=[^\s\"'<>&]*)?")


def redacted(text: str) -> str:
    """``text`` with the secret taken out of every image's and every video's address in it."""
    without = _SECRET_IN_FILE.sub(lambda match: f"{match['photo_id']}_{REDACTED}", text)
    return _SECRET_IN_VIDEO.sub(rf"\1{REDACTED}\2", without)
