"""The digests that are published beforehand, stamped by a time-stamping authority (RFC 3161): how old are they at least?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from whosefaces.trace.evidence import timestamp

DIGESTS = "digests.txt"
"""Beside the investigation file: what is stamped, line by line as ``sha256sum`` writes it."""


def stamped(digests: Mapping[str, str], folder: Path) -> list[str]:
    """Write the digests into a file and have it stamped; what an authority does never stops what one is at.

    Args:
        digests: by name, as :func:`whosefaces.edition.inputs.beforehand` gives them.
        folder: of the investigation file.

    Returns:
        What came of it, in sentences.
    """
    text = "".join(f"{digest}  {what}\n" for what, digest in sorted(digests.items()))
    file = folder / DIGESTS
    file.write_text(text, encoding="utf-8")
    name = hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
    sentences = []
    for answer in timestamp.stamp(text, timestamp.AUTHORITIES[:1], folder / timestamp.FOLDER, name=name):
        if answer.token is None:
            sentences.append(
                f"No time stamp of {answer.authority} ({answer.why}). The digests stand in {file}: post that file, or have it "
                "stamped where there is a network"
            )
        else:
            sentences.append(f"Stamped by {answer.authority}: {file}, in {answer.token}. Keep both, and publish both.")
            sentences.append(
                f"Anybody checks it: openssl ts -verify -data {DIGESTS} -in {answer.token.name} -CAfile ROOT.pem, with the "
                "authority's own root certificate."
            )
    return sentences
