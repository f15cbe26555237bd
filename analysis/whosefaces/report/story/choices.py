"""How much of each headline is a choice of ours?"""

from __future__ import annotations

from whosefaces.report.charts import definitions
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section


def otherwise(published: Published) -> Section | None:
    """How much of each headline is a choice of ours."""
    table = published.tables.get("other_definitions")
    figure = definitions.moved(table) if table is not None else None
    if table is None or figure is None:
        return None
    moves: dict[str, list[str]] = {}
    for move in definitions.furthest(table):
        by = f"{move['headline']} would be {definitions.further(move['points'])}"
        moves.setdefault(str(move["definition"]), []).append(by)
    says = "; ".join(f"{' and '.join(by)}, counted “{definition}”" for definition, by in moves.items())
    return Section(
        "definitions",
        "How much of this is a choice of ours?",
        [figure],
        [],
        [
            "A share rests on choices: who counts, what is counted, what becomes of the unknown, which day is asked about. "
            "Beside each headline stands the other definition that moves it furthest. How far is measured among those drawn, "
            "with half of the unknown taken for a yes."
        ],
        says={"definitions": (says + ".",)},
    )
