"""Which ways out are there?"""

from __future__ import annotations

import pandas as pd

from whosefaces.dossiers import procedures
from whosefaces.investigation import Investigation
from whosefaces.report.charts import known, rows_of
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section
from whosefaces.report.words import wording
from whosefaces.report.words.numbers import count
from whosefaces.report.words.prose import Row


def ways_out(investigation: Investigation, published: Published, rows: list[Row]) -> Section | None:
    """Each way out, what it asks, and who meets that."""
    if not any(known(row["procedure"]) for row in rows):
        return None
    # The ways out stand in full on paper, and a click away on the page.
    routes = procedures.of(investigation)
    tables = _conditions(published, {route.name: route.title for route in routes})
    return Section("out", "Which ways out are there?", [], [], [wording.OUT], routes=list(routes), tables=tables)


def _conditions(published: Published, titles: dict[str, str]) -> list[tuple[str, pd.DataFrame]]:
    """What each way out asks, and how many of the drawn meet it."""
    table = published.tables.get("opt_out_conditions")
    if table is None or table.empty:
        return []
    rows = rows_of(table)
    laid_out = pd.DataFrame(
        {
            "Way out": [titles.get(str(row["procedure"]), str(row["procedure"])) for row in rows],
            "Who": [row["group"] for row in rows],
            "Condition": [f"{row['condition']}: {row['says']}" for row in rows],
            "Met": [_met(row) for row in rows],
            "Known from": [f"{BASES.get(str(row['basis']), row['basis'])}: {row['why']}" for row in rows],
        }
    )
    return [("What each way out asks, and who meets it", laid_out)]


BASES = {
    "procedure fact": "the procedure",
    "trace field": "Flickr’s answers",
    "observed": "observed",
    "stated assumption": "assumed",
}
"""Where a condition is known from, as a reader says it."""


def _met(row: Row) -> str:
    if known(row["for_all"]):
        return {"yes": "by all", "no": "by nobody", "unknown": "not known"}[str(row["for_all"])]
    if not known(row["yes"]):
        return "too few to print"
    no, unknown = count(row["no"]), count(row["unknown"])
    return f"by {count(row['yes'])} {row['unit']}s drawn; not by {no}; not known of {unknown}"
