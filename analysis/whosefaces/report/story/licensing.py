"""What did the licence say, and what does it say now?"""

from __future__ import annotations

import pandas as pd

from whosefaces.report import charts
from whosefaces.report.charts import Figure, known
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section, any_finding, these
from whosefaces.report.words.headline import has_number, in_words
from whosefaces.report.words.prose import Row, Sentence


def left_out(table: pd.DataFrame | None) -> Sentence:
    """How many drawn photos the chart of both licences cannot show, for it holds only cells that may be printed."""
    if table is None:
        return ()
    hidden = table.loc[table["change"] == "other", "photos"]
    if hidden.empty:
        return ()
    if hidden.isna().any():
        return (" The chart shows only the changes that may be printed: what few have done is not in it.",)
    few = f"{int(hidden.sum()):,} drawn photos whose change few others share are not in it"
    return (f" The chart shows only the changes that may be printed: {few}.",)


def licences(published: Published, rows: list[Row]) -> Section | None:
    """The licence listed, on the day of collection, and now."""
    table = published.tables.get("licences")
    listed = [row for row in rows if row["id"].startswith("licence-listed-") and known(row["numerator"])]
    changes = [row for row in rows if row["id"].startswith("licence-") and not row["id"].startswith("licence-listed-")]
    figures: list[Figure | None] = []
    folded: list[Figure] = []
    if listed:
        counted = pd.DataFrame(
            {
                "licence": [row["id"].removeprefix("licence-listed-") for row in listed],
                "photos": [row["numerator"] for row in listed],
            }
        )
        folded.append(charts.licences_listed(counted.sort_values("photos", ascending=False, kind="stable")))
    if table is not None and not table["photos"].dropna().empty:
        figures = [charts.then_and_now(table)]
        folded.append(charts.licences(table))
    dated = [row for row in changes if row["id"].startswith("licence-then-as") or row["id"].startswith("licence-since")]
    dated = [row for row in dated if has_number(row)]
    then = published.tables.get("licences_then")
    if dated:
        figures.append(charts.licence_then(these(published.findings, dated)))
        if then is not None and not then["photos"].dropna().empty:
            folded.append(charts.who_tells_then(then))
    drawn = [figure for figure in figures if figure is not None]
    if not drawn:
        drawn, folded = folded, []
    by_name = {row["id"]: row for row in changes if has_number(row)}
    same, other = by_name.get("licence-unchanged"), by_name.get("licence-changed")
    says: dict[str, Sentence] = {}
    if same is not None and other is not None:
        carry = " of the photos still carry the licence that was listed; "
        another: Sentence = (*in_words(other, start=False), ", another one, later versions apart.")
        says["then-and-now"] = (*in_words(same), carry, *another, *left_out(table))
    of_day = next((row for row in dated if row["id"] == "licence-then-as-listed"), None)
    if of_day is not None:
        says["licence-then"] = (
            *in_words(of_day),
            " of the photos carried, on the day on which the list’s licences were collected, the one listed.",
        )
    if not drawn and not changes:
        return None
    return Section(
        "licences",
        "What did the licence say, and what does it say now?",
        drawn,
        [any_finding(row) for row in changes],
        [
            "The list gives a licence for each photo. A Creative Commons licence cannot be revoked: a change since then "
            "does not bind those who took the photo before. A later version of the same licence is counted apart: it "
            "need not be the owner’s change of mind."
        ],
        says=says,
        aside=frozenset({"licence-then"}) if len(drawn) > 1 else frozenset(),
        folded=folded,
    )
