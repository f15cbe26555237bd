"""A PDF's text and the links that lie on its pages, one after the other (``bounded`` runs this script by its path)."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_PAGES = 20_000
BREAK = re.compile(r"(?<=[-_/=?&])[ \t]*\r?\n[ \t]*(?!https?:|www\.)(?=[\w@])")
"""Where a line's end has broken an address in two."""


def _pages(pdf: Path, folder: Path) -> int:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(pdf)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise ValueError(f"more than {MOST_PAGES:,} pages")
    with (folder / "pages.txt").open("w", encoding="utf-8", errors="replace") as out:
        for page in reader.pages:
            text = unicodedata.normalize("NFKC", page.extract_text() or "")
            out.write(BREAK.sub("", text) + "\n" + "\n".join(_links(page)) + "\n")
    return len(reader.pages)


def _links(page: Any) -> Iterator[str]:
    annotations = page.get("/Annots")
    for annotation in (annotations.get_object() if annotations is not None else []) or []:
        action = annotation.get_object().get("/A")
        target = action.get_object().get("/URI") if action is not None else None
        if target is not None:
            yield str(target)


if __name__ == "__main__":
    from _bounded_script import run  # type: ignore[import-not-found]

    run(_pages)
