"""What we publish: the page, the charts, the sums, and the guard before them."""

from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
"""The faces in which pages, charts and letters are set."""
