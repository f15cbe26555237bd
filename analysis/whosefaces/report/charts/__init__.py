"""The charts: what each shows, in a picture, in words and as a table.

Every function takes a data frame and returns a :class:`Figure`: the chart, a text that says the same to somebody who
cannot see it (written from the data), and the table behind it. Estimates are dots on a solid 95 % interval; bounds are
hollow, since the truth may lie anywhere between their ends; a closed gate is a barred zero; what cannot be said is said.

A figure is drawn at two widths, because a chart that is shrunk to a phone cannot be read.
"""

from __future__ import annotations

from whosefaces.report.charts.answers import codes, owners, photos_by_account, who_tells_then
from whosefaces.report.charts.cells import known, nothing_known, rows_of, said
from whosefaces.report.charts.descent import lineage
from whosefaces.report.charts.figure import ChartError, Figure, bundle, needed, nothing, show
from whosefaces.report.charts.licensing import (
    SAME_TERMS,
    licence_name,
    licences,
    licences_by_year,
    licences_listed,
    then_and_now,
)
from whosefaces.report.charts.listing import faces_per_photo, photos_per_account, rows_of_manifest, rows_per_photo
from whosefaces.report.charts.overlapping import in_how_many, upset
from whosefaces.report.charts.parent import compared
from whosefaces.report.charts.steps import funnel
from whosefaces.report.charts.strips import NOTIFIERS, TAKEN, licence_then, primary, reach, shares
from whosefaces.report.charts.tally import bars
from whosefaces.report.charts.timeline import history

__all__ = [
    "ChartError",
    "Figure",
    "bundle",
    "needed",
    "nothing",
    "show",
    "known",
    "nothing_known",
    "rows_of",
    "said",
    "NOTIFIERS",
    "TAKEN",
    "licence_then",
    "primary",
    "reach",
    "shares",
    "compared",
    "history",
    "funnel",
    "SAME_TERMS",
    "licence_name",
    "licences",
    "licences_by_year",
    "licences_listed",
    "then_and_now",
    "bars",
    "codes",
    "owners",
    "photos_by_account",
    "who_tells_then",
    "faces_per_photo",
    "photos_per_account",
    "rows_of_manifest",
    "rows_per_photo",
    "in_how_many",
    "upset",
    "lineage",
]
