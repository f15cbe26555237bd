"""The report as a newspaper would tell it, built once from ``public/`` and set twice: as a page and as a PDF."""

from __future__ import annotations

from whosefaces.report.story.telling import Story, tell

__all__ = ["Story", "tell"]
