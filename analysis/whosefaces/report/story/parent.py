"""And the photos that the dataset left out?"""

from __future__ import annotations

from whosefaces.measure.questions import comparison
from whosefaces.report import charts
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section
from whosefaces.report.words import wording
from whosefaces.report.words.prose import Sentence


def compared(published: Published) -> Section | None:
    """The dataset beside photos of the same parent that it did not take; nothing where none were drawn."""
    table = published.tables.get("comparison")
    if table is None or table.empty:
        return None
    said: list[Sentence] = [(sentence,) for sentence in comparison.sentences(table)]
    of_licences = table["id"].astype(str).str.startswith("conflict-")
    first, rest = (table[of_licences], table[:0]) if of_licences.all() else (table[~of_licences], table[of_licences])
    folded = [charts.compared(rest, "comparison-licences", "Their licences, beside the rest of the parent")]
    return Section(
        "comparison",
        "And the photos that the dataset left out?",
        [charts.compared(first)],
        said,
        [
            "The dataset was cut from a larger one, its parent. Photos vanish from Flickr for many reasons, so the same was asked "
            "of some photos of the parent that the dataset left out, drawn by lot. They count in no other number of this report. "
            "This comparison is none of the three findings that were named first, and each of its ranges is 95% sure by itself: "
            "take it as a first look."
        ],
        says={"comparison": (" ".join(comparison.sentences(first)[:2]),)},
        folded=folded if len(rest) else [],
        key=wording.STRIPS,
    )
