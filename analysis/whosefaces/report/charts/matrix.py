"""The matrix: every way out against everybody who might take it, and what stands in the way.

A row is a procedure, as it stood or as it is supposed; a cell is a group (photographers, people pictured) and a reading
(knowing that one is in the dataset, or asking blind). A bar runs as far as is sure; a dashed box holds what is not known;
a closed gate is a barred cell that says what closes it. Below an open cell stands what asking blind would cost.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from whosefaces.report.charts import Figure, known, needed, nothing, rows_of, said
from whosefaces.report.charts.drawing import (
    BLUE,
    LINE,
    MUTED,
    PALE,
    PALE_VERMILION,
    TRACK,
    VERMILION,
    Canvas,
    Rows,
    wrapped,
)
from whosefaces.report.words.prose import whole_percent

if TYPE_CHECKING:
    import altair as alt

GROUPS = ("photographers", "people pictured")
READINGS = ("knowingly", "asking blind")
HEADS = {"photographers": "Photographers, by account", "people pictured": "People pictured, by photo"}
NAMES = {"photographers": "Photographers", "people pictured": "People pictured"}
KINDS = {"stated by the holder": "As the holder stated it", "counterfactual": "Supposed"}
GAP = 20
"""Pixels between two cells."""
SMALL = 12
FOUR_FIT = 600
"""Pixels of width from which all four cells of a procedure stand side by side."""

SHUT = {
    "C0": "nobody knows of the photo",
    "C1": "this way is not open to them",
    "C2": "nobody could find out from the holder that they are in it",
    "C3": "nobody holds what the request must name",
    "C4": "nobody can show that the account is theirs",
    "C5": "nobody can do what is asked on Flickr",
    "C6": "the holder does not answer",
}
"""A condition of the method that is "no" for everybody, in words."""


def shut(row: dict[str, Any]) -> str:
    """Why a gate is closed, in words."""
    # C1's reason only names whose route it is, which stands beside it anyway.
    words = [SHUT[gate] + (f" ({why})" if why and gate != "C1" else "") for gate, why in _gates(row)]
    return ", and ".join(words) or str(row["reason"])


def shut_in_short(row: dict[str, Any]) -> str:
    """Which conditions close a gate, without the reasons."""
    return ", and ".join(SHUT[gate] for gate, _ in _gates(row)) or str(row["reason"])


def _gates(row: dict[str, Any]) -> list[tuple[str, str]]:
    found = re.findall(r"(C\d), [^;]*?: no(?: \(([^)]*)\))?", str(row["reason"]))
    return [(gate, why) for gate, why in found if gate in SHUT]


@dataclass(frozen=True)
class Cell:
    """One cell as it is drawn: ``shape`` is open, gate or none."""

    shape: str
    value: str
    note: str
    sure: float = 0.0
    most: float = 0.0
    interval: tuple[float, float] | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> Cell:
        """The cell of one row of ``tables/opt_out.csv``."""
        if row["status"] == "by rule":
            return cls("gate", "Nobody", shut_in_short(row))
        if row["status"] != "published":
            why = "the list names no accounts" if row["reason_code"] == "no-account-frame" else str(row["reason"])
            return cls("none", "Cannot be said", why)
        low, high = (row["bound_low"], row["bound_high"]) if known(row["bound_low"]) else (row["estimate"],) * 2
        interval = (float(row["low"]), float(row["high"])) if known(row["low"]) else None
        said_low, said_high = (float(row[end]) for end in ends_of(row))
        value = spoken(said_low, said_high)
        return cls("open", value, short(row.get("burden")), float(low), float(high), interval)


def ends_of(row: dict[str, Any]) -> tuple[str, str]:
    """The columns between which a share of everybody lies: the interval; the bounds alone hold only of those drawn."""
    if known(row["low"]):
        return "low", "high"
    return ("bound_low", "bound_high") if known(row["bound_low"]) else ("estimate", "estimate")


def spoken(low: float, high: float) -> str:
    """Bounds as one says them: at most, at least, one number where both are written alike, nothing known."""
    first, last = whole_percent(low, math.floor), whole_percent(high, math.ceil)
    if (low, high) == (0, 1):
        return "Not known"
    if first == last:
        return first
    if low == 0:
        return f"At most {last}"
    return f"At least {first}" if high == 1 else f"{first} to {last}"


def short(burden: Any) -> str:
    """A burden without its reasons: up to the first comma or semicolon."""
    return re.split(r"[,;]", str(burden))[0] if known(burden) else ""


def figure(table: pd.DataFrame) -> Figure:
    """Who could get out, under which procedure, knowing or asking blind.

    Args:
        table: ``tables/opt_out.csv``: a row for each procedure, group and reading.
    """
    needed(table, "opt-out", ["procedure", "title", "kind", "on", "group", "reading", "status", "reason", "burden"])
    rows = rows_of(table)
    title = "Who could get out, by which way"
    if not rows:
        return nothing("opt-out", title, table)
    described = ". ".join(
        f"{heading}: " + "; ".join(f"{row['group']}, {row['reading']}: {said(row)}" for row in cells.values())
        for heading, _, cells in _procedures(rows)
    )
    behind = pd.DataFrame(
        {
            "Way out": [row["title"] for row in rows],
            "Who": [row["group"] for row in rows],
            "Asking": [row["reading"] for row in rows],
            "Could get out": [said(row) for row in rows],
            "What stands in the way": [shut(row) if row["status"] == "by rule" else "–" for row in rows],
            "What asking blind takes": [row["burden"] if known(row["burden"]) else "–" for row in rows],
        }
    )
    return Figure("opt-out", title, f"{title}. {described}.", behind, lambda width: _draw(rows, width), table)


def _procedures(rows: Rows) -> Iterator[tuple[str, str, dict[tuple[str, str], dict[str, Any]]]]:
    """Each procedure in order: its heading, its kind, and its cells by group and reading."""
    for name in dict.fromkeys(row["procedure"] for row in rows):
        of = [row for row in rows if row["procedure"] == name]
        yield str(of[0]["title"]), str(of[0]["kind"]), {(row["group"], row["reading"]): row for row in of}


def _draw(rows: Rows, width: int) -> alt.LayerChart:
    groups = [group for group in GROUPS if any(row["group"] == group for row in rows)]
    places = [(group, reading) for group in groups for reading in READINGS]
    lines = [places] if width >= FOUR_FIT else [[place for place in places if place[0] == group] for group in groups]
    wide = (width - GAP * (len(lines[0]) - 1)) / len(lines[0])
    sheet = _Sheet(width, wide)
    if len(lines) == 1:
        sheet.head(groups)
    kind = ""
    for title, its_kind, cells in _procedures(rows):
        if its_kind != kind:
            kind = its_kind
            sheet.band(KINDS.get(kind, kind))
        sheet.heading(title)
        for line in lines:
            if len(lines) > 1:
                sheet.group(NAMES[line[0][0]])
            sheet.line([Cell.of(cells[place]) if place in cells else None for place in line])
    return sheet.chart()


class _Sheet:
    """The matrix while it is laid out, from the top down: pixels in both directions."""

    def __init__(self, width: int, wide: float) -> None:
        self.width, self.wide, self.top = width, wide, 8.0
        self.words: dict[str, Rows] = {name: [] for name in ("head", "band", "strong", "value", "gate", "note", "why")}
        self.boxes: dict[str, Rows] = {name: [] for name in ("sure", "open", "shut", "bar")}
        self.rules: dict[str, Rows] = {name: [] for name in ("track", "interval", "none", "line")}

    def head(self, groups: list[str]) -> None:
        """Over all cells: who, and how they ask."""
        for i, group in enumerate(groups):
            self._say("strong", HEADS[group], self._left(2 * i))
        for i in range(2 * len(groups)):
            self._say("note", READINGS[i % 2], self._left(i), LINE)
        self.top += 2 * LINE + 4

    def band(self, text: str) -> None:
        """As it stood, or as it is supposed."""
        self.top += 6
        self.rules["line"].append({"x": 0, "x2": self.width, "y": self.top})
        self.top += 14
        self._say("band", text, 0)
        self.top += LINE + 2

    def heading(self, title: str) -> None:
        """A procedure's name."""
        lines = wrapped(title, self.width, 15)
        self._say("strong", "\n".join(lines), 0)
        self.top += LINE * len(lines) + 6

    def group(self, text: str) -> None:
        """Who the cells below are about, and how each asks, where a line has one group only."""
        self._say("note", f"{text}, {READINGS[0]}", self._left(0))
        self._say("note", READINGS[1], self._left(1))
        self.top += LINE + 2

    def line(self, cells: list[Cell | None]) -> None:
        """Cells side by side."""
        depth = 0.0
        for i, cell in enumerate(cells):
            if cell is not None:
                depth = max(depth, self._cell(cell, self._left(i)))
        self.top += depth + 22

    def _cell(self, cell: Cell, left: float) -> float:
        inset = 12 if cell.shape == "gate" else 0
        notes = wrapped(cell.note, int(self.wide - inset), SMALL) if cell.note else []
        bar = self.top + 17
        if cell.shape == "gate":
            depth = 26 + 16 * len(notes)
            box = {"x": left, "x2": left + self.wide, "y": self.top - 9, "y2": self.top + depth}
            self.boxes["shut"].append(box)
            self.boxes["bar"].append(box | {"x2": left + 4})
            self._say("gate", cell.value, left + inset, 4)
            self._say("why", "\n".join(notes), left + inset, 4 + LINE)
            return depth
        self._say("value", cell.value, left)
        self.rules["none" if cell.shape == "none" else "track"].append({"x": left, "x2": left + self.wide, "y": bar})
        if cell.shape == "open":
            self._bar(cell, left, bar)
        self._say("note", "\n".join(notes), left, 38)
        return 30 + 16 * len(notes)

    def _bar(self, cell: Cell, left: float, y: float) -> None:
        at = {share: left + self.wide * share for share in (cell.sure, cell.most, *(cell.interval or ()))}
        if cell.sure:
            self.boxes["sure"].append({"x": left, "x2": at[cell.sure], "y": y - 5, "y2": y + 5})
        if cell.most > cell.sure:
            self.boxes["open"].append({"x": at[cell.sure], "x2": at[cell.most], "y": y - 5, "y2": y + 5})
        if cell.interval:
            self.rules["interval"].append({"x": at[cell.interval[0]], "x2": at[cell.interval[1]], "y": y + 9})

    def _left(self, place: int) -> float:
        return place * (self.wide + GAP)

    def _say(self, style: str, text: str, left: float, below: float = 0) -> None:
        if text:
            self.words[style].append({"text": text, "x": left, "y": self.top + below})

    def chart(self) -> alt.LayerChart:
        """Everything laid out, drawn."""
        canvas = Canvas(self.width, round(self.top), (0, self.width))
        canvas.rule(self.rules["line"], TRACK, 1)
        canvas.rule(self.rules["track"], TRACK, 1)
        canvas.rule(self.rules["none"], MUTED, 1.5, strokeDash=[2, 5])
        canvas.box(self.boxes["shut"], fill=PALE_VERMILION)
        canvas.box(self.boxes["bar"], fill=VERMILION)
        canvas.box(self.boxes["sure"], fill=BLUE)
        canvas.box(self.boxes["open"], fill=PALE, stroke=BLUE, strokeWidth=1.25, strokeDash=[4, 3])
        canvas.rule(self.rules["interval"], BLUE, 1.5)
        canvas.words(self.words["band"], MUTED, fontSize=13, fontWeight=600)
        canvas.words(self.words["strong"], fontSize=15, fontWeight=600)
        canvas.words([*self.words["value"], *self.words["gate"]], fontWeight=600)
        canvas.words([*self.words["note"], *self.words["why"]], MUTED, fontSize=SMALL, lineHeight=16)
        return canvas.chart()
