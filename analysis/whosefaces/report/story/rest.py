"""What else was found?"""

from __future__ import annotations

from whosefaces.report import charts
from whosefaces.report.charts import known
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section, any_finding, these
from whosefaces.report.words.headline import has_number
from whosefaces.report.words.prose import Row


def rest(published: Published, rows: list[Row]) -> Section | None:
    """Every finding that no other section tells."""
    elsewhere = ("licence-", "conflict-", "pictured-")
    chosen = [
        row
        for row in rows
        if not (row["primary"] or known(row["notifier"]) or known(row["procedure"]) or row["id"].startswith(elsewhere))
    ]
    if not chosen:
        return None
    drawable = [row for row in chosen if has_number(row)]
    figures = (
        [charts.shares(these(published.findings, drawable), name="more", title="More findings")] if drawable else []
    )
    sentences = [any_finding(row) for row in chosen]
    return Section("more", "What else was found?", figures, sentences, aside=frozenset({"more"}))
