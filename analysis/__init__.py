"""Whose Faces: who is in an image dataset, who could be told, and who could get out."""

from pathlib import Path

__version__ = "0.1.0"

PROJECT = Path(__file__).resolve().parents[1]
"""The checkout this package runs from: it holds notebooks/, data/ and reports/."""
