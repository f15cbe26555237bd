"""Who could know, who could have asked blind, what a look-up would open, what stays shut: the matrix in sentences."""

from __future__ import annotations

from whosefaces.report.charts import known, said
from whosefaces.report.charts.matrix import shut, shut_in_short
from whosefaces.report.words.headline import has_number, in_words
from whosefaces.report.words.prose import Number, Row, Sentence


def answer(cells: list[Row], findings: dict[str, Row]) -> list[tuple[str, Sentence]]:
    """The matrix in sentences: who could know, who could have asked blind, what a look-up would open, what stays shut."""
    routes = list(dict.fromkeys(cell["procedure"] for cell in cells))
    at = {(cell["procedure"], cell["group"], cell["reading"]): cell for cell in cells}

    def found(procedure: str, group: str, reading: str) -> Row | None:
        cell = at.get((procedure, group, reading))
        return None if cell is None else findings[cell["id"]] | {"burden": cell["burden"], "title": cell["title"]}

    own, supposed = routes[0], [cell["procedure"] for cell in cells if cell["kind"] == "counterfactual"]
    blind = found(own, "people pictured", "asking blind")
    said_of = [
        ("Knowingly", _could_know(found(own, "photographers", "knowingly"))),
        ("Asking blind", _could_ask_blind(found(own, "photographers", "asking blind"))),
        ("The people pictured", _pictured(found(own, "people pictured", "knowingly"), blind)),
        ("Supposed", _supposed([found(route, "photographers", "knowingly") for route in dict.fromkeys(supposed)])),
        ("Closed even then", _still_shut(found(supposed[-1], "people pictured", "asking blind")) if supposed else None),
    ]
    return [(lead, sentence) for lead, sentence in said_of if sentence]


def _could_know(row: Row | None) -> Sentence | None:
    if row is None:
        return None
    if row["status"] == "by rule":
        return (f"By the way out of the headline, “{row['title']}”, none of the accounts could: {shut(row)}.",)
    if not has_number(row):
        return (f"Whether a photographer could, cannot be said: {said(row)}.",)
    return (f"By the way out of the headline, “{row['title']}”, ", *in_words(row, start=False), " of the accounts could find out and then ask.")  # fmt: skip


def _could_ask_blind(row: Row | None) -> Sentence | None:
    if row is None or row["status"] == "not estimable":
        return None
    if not has_number(row):
        return (f"{shut(row) if row['status'] == 'by rule' else said(row)}.".capitalize(),)
    burden = f" It takes {row['burden']}." if known(row["burden"]) else ""
    return (*in_words(row), f" of the accounts could have got out, had the holder done as it said.{burden}")


def _pictured(knowing: Row | None, blind: Row | None) -> Sentence | None:
    if knowing is None or blind is None:
        return None
    if blind["status"] == "by rule":
        return (f"Nobody, knowingly or blind: {shut(blind)}.",)
    if not has_number(blind):
        return (f"Nothing can be said of them: {said(blind)}.",)
    could_not = f"None of them knowingly: {shut_in_short(knowing)}. " if knowing["status"] == "by rule" else ""
    burden = f", by sending {blind['burden']}" if known(blind["burden"]) else ""
    return (f"{could_not}Asking blind{burden}, they could have ", *in_words(blind, start=False), " of the photos taken out.")  # fmt: skip


def _supposed(rows: list[Row | None]) -> Sentence | None:
    parts: list[str | Number] = []
    for row in rows:
        if row is not None and has_number(row):
            title = str(row["title"])
            parts += [f"; {title[:1].lower()}{title[1:]}, " if parts else f"{title}, ", *in_words(row, start=False)]
            parts += ["" if len(parts) > 6 else " of the accounts could get out"]
    return (*(part for part in parts if part), ".") if parts else None


def _still_shut(row: Row | None) -> Sentence | None:
    if row is None or row["status"] != "by rule":
        return None
    title = str(row["title"])
    return (f"{title}, the people pictured still could not get out by it: {shut(row)}.",)
