"""What changed since the last edition?"""

from __future__ import annotations

from whosefaces.report import charts
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section
from whosefaces.report.words import wording
from whosefaces.report.words.prose import Row, Sentence


def changed(published: Published, rows: list[Row]) -> Section | None:
    """What changed since the edition before; nothing in a first edition."""
    changes, history = published.tables.get("changes"), published.tables.get("history")
    if changes is None or history is None:
        return None
    moved = changes[changes["change"] != "unchanged"]
    told = moved[moved["primary"].astype(bool)]
    answer: list[Sentence] = [(str(said_of),) for said_of in told["says"]]
    if told.empty:
        answer.append(("None of the primary findings changed.",))
    if len(moved) > len(told):
        answer.append(("Other numbers changed too: CHANGELOG.md says which, and tables/changes.csv by how much.",))
    elif moved.empty:
        answer.append(("Nor did any other number.",))
    figure = charts.history(history, {str(row["id"]): str(row["label"]) for row in rows})
    in_short = f"{_listed([str(name) for name in told['id']])} changed since the edition before; CHANGELOG.md says by how much, and why."
    says = {"history": (in_short,) if len(told) else answer[0]} if figure is not None else {}
    return Section(
        "changes",
        "What changed since the last edition?",
        [figure] if figure is not None else [],
        answer,
        [
            "What the world did and what the counting did are told apart: where they can be, the old answers are counted "
            "again by today’s method."
        ],
        says=says,
        key=wording.HISTORY if figure is not None else "",
    )


def _listed(names: list[str]) -> str:
    """ "P1", "P1 and P2", "P1, P2 and P3"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
