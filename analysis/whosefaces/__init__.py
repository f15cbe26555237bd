"""Whose Faces: who is in an image dataset, who could be told, and who could get out."""

import sys
from pathlib import Path

__version__ = "0.1.0"

PACKAGE = Path(__file__).resolve().parent
_BROUGHT = PACKAGE / "project"
PROJECT = _BROUGHT if _BROUGHT.is_dir() else PACKAGE.parents[1]
"""Where notebooks/, data/ and the lock lie: the checkout that this package runs from, or what its wheel brought along."""

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
# Jupyter brings it along, and jsonschema, which papermill and Altair import, then builds 39 grammars of addresses: three
# seconds of every notebook's start, for a check of a format that none of our schemas names.
