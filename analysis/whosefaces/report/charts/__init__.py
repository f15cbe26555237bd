"""The charts: what each shows, in a picture, in words of at most sixty, and as a table."""

from __future__ import annotations

from whosefaces.report.charts.descent import lineage
from whosefaces.report.charts.figure import Figure, bundle, show
from whosefaces.report.charts.history import Point, history
from whosefaces.report.charts.overlapping import in_how_many, upset
from whosefaces.report.charts.rows import bars, shares
from whosefaces.report.charts.tables import ChartError, counts, findings, rows_of_manifest

__all__ = [
    "ChartError",
    "Figure",
    "Point",
    "bars",
    "bundle",
    "counts",
    "findings",
    "history",
    "in_how_many",
    "lineage",
    "rows_of_manifest",
    "shares",
    "show",
    "upset",
    "lineage",
]
