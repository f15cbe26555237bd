"""The report as a newspaper would tell it: a finding in plain words, a picture, then question, chart and sentence.

The story is built from published findings and tables only, once, and set twice: as a page and as a PDF.
"""

from __future__ import annotations

from whosefaces.report.story.section import Section
from whosefaces.report.story.telling import FIXED, Story, tell

__all__ = ["FIXED", "Story", "tell", "Section"]
