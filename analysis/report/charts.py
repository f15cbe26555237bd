"""The charts: what each shows, in a picture, in words and as a table.

Every function takes a data frame and returns a :class:`Figure`: the chart, a text that says the same to somebody who
cannot see it (written from the data), and the table behind it. Estimates are dots on a solid 95 % interval; bounds are
hollow, since the truth may lie anywhere between their ends; a closed gate is a barred zero; what cannot be said is said.

A figure is drawn at two widths, because a chart that is shrunk to a phone cannot be read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.errors import WhoseFacesError
from analysis.measure import comparison, licences_dated, suppression
from analysis.report.drawing import (
    BLUE,
    INK,
    LINE,
    MUTED,
    PALE,
    PAPER,
    TRACK,
    VERMILION,
    WIDE,
    Canvas,
    Rows,
    beside,
    share_axis,
    svg_of,
    vl_convert,
    wrapped,
)
from analysis.report.numbers import count, percent
from analysis.report.wording import unnumbered

if TYPE_CHECKING:
    import altair as alt


class ChartError(WhoseFacesError):
    """A chart was asked of data that do not hold it."""


@dataclass(frozen=True)
class Figure:
    """One chart with what it says in words and the table behind it."""

    name: str
    title: str
    text: str
    table: pd.DataFrame
    draw: Callable[[int], alt.LayerChart]
    data: pd.DataFrame | None = None
    """The numbers themselves, unrounded, to take; the table where there is nothing else."""
    _specs: dict[int, dict[str, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def chart(self) -> alt.LayerChart:
        """The chart at desktop width."""
        return self.draw(WIDE)

    def spec(self, width: int = WIDE) -> dict[str, Any]:
        """The Vega-Lite specification, as Altair writes it.

        Altair holds each part against the schema of Vega-Lite while it is built, for ten times as long as the building
        takes; the tests do that once for every kind of chart.
        """
        if width not in self._specs:
            from altair.utils.schemapi import debug_mode

            with debug_mode(False):
                self._specs[width] = self.draw(width).to_dict(validate=False)
        return dict(self._specs[width])

    def svg(self, width: int = WIDE, prefix: str = "") -> str:
        """The chart as SVG with ``role="img"``, a title and a description; its ids start with ``prefix`` and the name."""
        return svg_of(self.spec(width), f"{prefix}{self.name}-{width}", self.title, self.text)

    def png(self, width: int = WIDE) -> bytes:
        """The chart as PNG at twice its size, on white."""
        pixels: bytes = vl_convert().svg_to_png(self.svg(width), scale=2)
        return pixels


def show(figure: Figure | alt.LayerChart | alt.Chart, text: str = "") -> None:
    """Show a chart in a notebook: drawn by JupyterLab where it can, a picture elsewhere, words where neither.

    JupyterLab 4.6 draws Vega-Lite 5 and Altair writes 6: the specification is relabelled (nothing here is new in 6), and
    the SVG beside it is what version 6 draws. Nothing is loaded from anywhere.
    """
    from IPython.display import display

    display(bundle(figure, text), raw=True)  # type: ignore[no-untyped-call]


def bundle(figure: Figure | alt.LayerChart | alt.Chart, text: str = "") -> dict[str, Any]:
    """What ``show`` hands to the notebook, by media type."""
    if isinstance(figure, Figure):
        spec, svg, text = figure.spec(), figure.svg(), text or figure.text
    else:
        spec = figure.to_dict()
        svg = svg_of(spec, "chart", "Chart", text)
    relabelled = spec | {"$schema": "https://vega.github.io/schema/vega-lite/v5.20.1.json"}
    return {"application/vnd.vegalite.v5+json": relabelled, "image/svg+xml": svg, "text/plain": text}


# Shares: each a strip from 0 to 100 % --------------------------------------------------------------------------------


def primary(findings: pd.DataFrame) -> Figure:
    """The primary findings.

    Args:
        findings: rows of FINDINGS (analysis.measure.findings); those marked primary are drawn.
    """
    return shares(findings[findings["primary"].astype(bool)], name="primary", title="The primary findings")


def reach(findings: pd.DataFrame) -> Figure:
    """Who could be told, by whom.

    Args:
        findings: rows of FINDINGS that have a notifier.
    """
    ordered = findings.sort_values("unit", key=lambda units: units != "account", kind="stable")
    return shares(
        ordered,
        name="reach",
        title="Who could be told, and by whom",
        labels=[NOTIFIERS.get(str(name), str(name)) for name in ordered["notifier"]],
        headings=[f"By {unit}" for unit in ordered["unit"]],
    )


def shares(
    findings: pd.DataFrame,
    *,
    name: str,
    title: str,
    labels: Sequence[str] | None = None,
    headings: Sequence[str] | None = None,
) -> Figure:
    """Any findings, each as a strip from 0 to 100 %.

    Args:
        findings: rows of FINDINGS.
        name: a short name, used in ids and file names.
        title: what the chart shows.
        labels: a shorter label for each row, where the finding's own is too long.
        headings: what the row stands under; rows under one heading follow one another.
    """
    if findings.empty:
        return nothing(name, title, findings)
    rows = rows_of(findings)
    over = headings or [""] * len(rows)
    strips = [
        Strip.of(row, label, heading)
        for row, label, heading in zip(rows, labels or findings["label"], over, strict=True)
    ]
    described = "; ".join(
        f"{strip.heading + ': ' if strip.heading else ''}{strip.label}: {strip.value}" for strip in strips
    )
    raw = findings[[column for column in TAKEN if column in findings.columns]]
    return Figure(name, title, f"{title}. {described}.", _numbers(findings), lambda width: _strips(strips, width), raw)


def compared(
    table: pd.DataFrame, name: str = "comparison", title: str = "The dataset beside the rest of its parent"
) -> Figure:
    """The dataset's shares beside those of the rest of its parent: two strips under each question.

    Args:
        table: ``comparison``, or some of its rows; its differences are said in words, and stand in the table behind.
        name: a short name, used in ids and file names.
        title: what the chart shows.
    """
    needed(table, "comparison", ["id", "of", "label", "unit", "status", "reason", "estimate", "low", "high"])
    if table.empty:
        return nothing(name, title, table)
    sides = table[table["of"] != comparison.DIFFERENCE]
    drawn = shares(
        sides,
        name=name,
        title=title,
        labels=[_SIDES[str(side)] for side in sides["of"]],
        headings=[str(label) for label in sides["label"]],
    )
    behind = drawn.table.assign(Finding=sides["label"].tolist())
    behind.insert(1, "Where", [_SIDES[str(side)] for side in sides["of"]])
    text = " ".join([drawn.text, *comparison.sentences(table)])
    return replace(drawn, text=text, table=behind, data=table)


_SIDES = {comparison.DATASET: "in the dataset", comparison.REST: "in the rest of its parent"}

NOTIFIERS = {"platform": "by the platform", "holder": "by the dataset’s holder", "third party": "by anybody else"}
"""Who could tell, as a label."""

TAKEN = (
    *("id", "label", "unit", "kind", "status", "reason", "numerator", "denominator", "unknown", "not_asked"),
    *("estimate", "low", "high", "bound_low", "bound_high"),
)
"""Columns of FINDINGS that a chart of shares gives to take."""


def said(row: dict[str, Any]) -> str:
    """A finding's number in words: the estimate with its interval, the bounds, or why there is none."""
    if row["status"] == "closed gate":
        return "0%: a closed gate"
    if row["status"] == "not estimable":
        return "not estimable: " + str(row["reason"]).removeprefix("not estimable: ")
    if row["status"] == "suppressed":
        return "too few to print"
    if known(row["estimate"]):
        value = percent(row["estimate"])
        if known(row["low"]):
            return f"{value} ({percent(row['low'])} to {percent(row['high'])})"
        return f"{value}, counted" if row["kind"] == "census" else value
    if nothing_known(row):
        return "not known"
    if known(row["bound_low"]):
        # The interval holds of everybody; the bounds alone hold of those drawn, and are in the table behind.
        ends = ("low", "high") if known(row["low"]) else ("bound_low", "bound_high")
        low, high = (percent(row[end]) for end in ends)
        return low if row[ends[0]] == row[ends[1]] else f"{low} to {high}"
    if known(row["total_low"]):
        return f"at least {count(row['total_low'])}, at most {count(row['total_high'])}"
    return f"{count(row['numerator'])} {row['unit']}s"


def nothing_known(row: dict[str, Any]) -> bool:
    """Whether the bounds leave everything open, from none to all."""
    return not known(row["estimate"]) and known(row["bound_low"]) and (row["bound_low"], row["bound_high"]) == (0, 1)


def rows_of(table: pd.DataFrame) -> Rows:
    """A data frame as rows, in order."""
    return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]


def known(value: Any) -> bool:
    """Whether a cell holds something."""
    return value is not None and not pd.isna(value)


@dataclass(frozen=True)
class Strip:
    """One share as it is drawn: ``shape`` is estimate, census, bounds, gate or none."""

    label: str
    value: str
    shape: str
    heading: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None

    @classmethod
    def of(cls, row: dict[str, Any], label: str, heading: str = "") -> Strip:
        """The strip of one row of FINDINGS."""
        shape = {"closed gate": "gate", "not estimable": "none", "suppressed": "none"}.get(row["status"])
        if shape:
            return cls(label, said(row), shape, heading)
        cells = ("estimate", "low", "high", "bound_low", "bound_high")
        numbers = {cell: float(row[cell]) if known(row[cell]) else None for cell in cells}
        shape = "bounds" if numbers["estimate"] is None else "census" if numbers["low"] is None else "estimate"
        return cls(label, said(row), shape, heading, **numbers)


def _strips(strips: list[Strip], width: int) -> alt.LayerChart:
    labels: Rows = []
    beside: Rows = []
    below: Rows = []
    tracks: list[tuple[int, Strip]] = []
    headings: Rows = []
    top = 10
    heading = ""
    for strip in strips:
        if strip.heading != heading:
            heading = strip.heading
            lines = wrapped(heading, width - 8)
            top += 16 * bool(headings)
            headings.append({"text": "\n".join(lines), "y": top})
            top += LINE * len(lines) + 4
        lines = wrapped(strip.label, width - 8)
        labels.append({"text": "\n".join(lines), "y": top})
        fits = len(lines) == 1 and len(strip.label) + len(strip.value) < width / 7.3
        (beside if fits else below).append({"text": strip.value, "y": top if fits else top + LINE * len(lines)})
        track = top + LINE * (len(lines) + (not fits)) + 3
        tracks.append((track, strip))
        top = track + 27
    canvas = Canvas(width, top - 14, axis=share_axis())
    canvas.rule([{"x": 0, "x2": 1, "y": y} for y, _ in tracks], TRACK, 1)
    canvas.words(headings, at=0, fontWeight=600)
    canvas.words(labels, at=0, fontWeight=400 if headings else 600)
    canvas.words(beside, at=width, align="right")
    canvas.words(below, MUTED, at=0)
    _draw_tracks(canvas, tracks)
    return canvas.chart()


def _draw_tracks(canvas: Canvas, tracks: list[tuple[int, Strip]]) -> None:
    def rows(*shapes: str, **cells: Callable[[Strip], float | None]) -> Rows:
        drawn = [(y, strip) for y, strip in tracks if strip.shape in shapes]
        made = [{"y": y} | {name: cell(strip) for name, cell in cells.items()} for y, strip in drawn]
        return [row for row in made if all(value is not None for value in row.values())]

    def boxes(made: Rows, half: float) -> Rows:
        return [row | {"y": row["y"] - half, "y2": row["y"] + half} for row in made]

    interval = rows("estimate", x=lambda s: s.low, x2=lambda s: s.high)
    canvas.box(boxes(interval, 5), fill=BLUE, fillOpacity=0.35, cornerRadius=5)
    canvas.rule(rows("bounds", x=lambda s: s.low, x2=lambda s: s.high), BLUE, 1.5)
    bounds = rows("bounds", x=lambda s: s.bound_low, x2=lambda s: s.bound_high)
    canvas.box(boxes(bounds, 7), fill=PALE, stroke=BLUE, strokeWidth=1.5, strokeDash=[4, 3])
    canvas.dot(rows("estimate", "census", x=lambda s: s.estimate), fill=BLUE)
    canvas.rule(rows("none", x=lambda _: 0, x2=lambda _: 1), MUTED, 1.5, strokeDash=[2, 5])
    canvas.box(boxes(rows("gate", x=lambda _: 0, x2=lambda _: 0.014), 9), fill=VERMILION)


def _numbers(findings: pd.DataFrame) -> pd.DataFrame:
    """The table behind a chart of shares, as a reader sees it."""

    def cell(value: Any, write: Callable[[Any], str]) -> str:
        return write(value) if known(value) else "–"

    rows = rows_of(findings)
    return pd.DataFrame(
        {
            "Finding": [row["label"] for row in rows],
            "Seen": [cell(row["numerator"], count) for row in rows],
            "Of": [cell(row["denominator"], count) for row in rows],
            "Not known": [cell(row["unknown"], count) for row in rows],
            "Result": [said(row) for row in rows],
            "Where from": [row["kind"] for row in rows],
        }
    )


# Editions ------------------------------------------------------------------------------------------------------------


def history(table: pd.DataFrame, labels: Mapping[str, str]) -> Figure | None:
    """The primary findings over all editions; None while there is one edition only.

    Args:
        table: ``tables/history.csv``: a row for each finding of each edition, the oldest edition first.
        labels: what each finding is called, by id.
    """
    needed(
        table, "history", ["edition", "id", "primary", "status", "estimate", "low", "high", "bound_low", "bound_high"]
    )
    rows = [
        {"kind": "", "reason": ""} | row | {"label": labels.get(str(row["id"]), str(row["id"]))}
        for row in rows_of(table[table["primary"].astype(bool)])
    ]
    days = sorted({str(row["edition"]) for row in rows})
    if len(days) < 2:
        return None
    title = "The primary findings, edition by edition"
    described = "; ".join(f"{row['edition']}, {row['label']}: {said(row)}" for row in rows)
    behind = pd.DataFrame(
        {
            "Edition": [row["edition"] for row in rows],
            "Finding": [row["label"] for row in rows],
            "Result": [said(row) for row in rows],
        }
    )
    return Figure("history", title, f"{title}. {described}.", behind, lambda width: _history(rows, days, width), table)


def _history(rows: Rows, days: list[str], width: int) -> alt.LayerChart:
    """Small strips of time, one a finding: days run across, shares up."""
    first, last = (dt.date.fromisoformat(day).toordinal() for day in (days[0], days[-1]))
    inset, tall = 44, 48
    across = {
        day: inset + 8 + (width - inset - 16) * (dt.date.fromisoformat(day).toordinal() - first) / (last - first)
        for day in days
    }
    parts: dict[str, Rows] = {
        name: [] for name in ("label", "axis", "grid", "interval", "bounds", "dot", "ring", "gate", "first", "last")
    }
    top = 10.0
    for name in dict.fromkeys(row["id"] for row in rows):
        of = [row for row in rows if row["id"] == name]
        lines = wrapped(str(of[-1]["label"]), width - 8)
        parts["label"].append({"text": "\n".join(lines), "x": 0, "y": top})
        base = top + LINE * len(lines) + tall
        for share, text in ((0, "0%"), (1, "100%")):
            parts["grid"].append({"x": inset, "x2": width, "y": base - tall * share})
            parts["axis"].append({"text": text, "x": 0, "y": base - tall * share})
        for row in of:
            _mark(row, across[str(row["edition"])], base, tall, parts)
        for row, end, x in ((of[0], "first", inset), (of[-1], "last", width)):
            parts[end].append({"text": said(row), "x": x, "y": _beside(row, base, tall)})
        top = base + 26
    canvas = Canvas(width, round(top + 8), (0, width))
    canvas.rule(parts["grid"], TRACK, 1)
    canvas.words(parts["label"], fontWeight=600)
    canvas.words(parts["axis"], MUTED, fontSize=12)
    canvas.box(parts["interval"], fill=BLUE)
    canvas.box(parts["bounds"], fill=PALE, stroke=BLUE, strokeWidth=1.25, strokeDash=[3, 2])
    canvas.box(parts["gate"], fill=VERMILION)
    canvas.dot(parts["dot"], fill=BLUE, size=60)
    canvas.words(parts["first"], fontSize=13)
    canvas.words(parts["last"], fontSize=13, align="right")
    canvas.dot(parts["ring"], filled=False, stroke=INK, strokeWidth=1.5, size=200)
    ends = [{"text": days[0], "x": inset, "y": top}, {"text": days[-1], "x": width, "y": top}]
    canvas.words(ends[:1], MUTED, fontSize=12)
    canvas.words(ends[1:], MUTED, fontSize=12, align="right")
    return canvas.chart()


def _beside(row: dict[str, Any], base: float, tall: float) -> float:
    """Where a number stands beside its mark: over one in the lower half, else under it."""
    ends = [float(row[end]) for end in ("low", "high", "bound_low", "bound_high", "estimate") if known(row.get(end))]
    if not ends:
        return base - tall / 2
    return base - tall * max(ends) - 12 if min(ends) < 0.5 else base - tall * min(ends) + 13


def _mark(row: dict[str, Any], x: float, base: float, tall: float, parts: dict[str, Rows]) -> None:
    """One finding of one edition: a dot or bounds, with the interval behind it; a gate at nothing."""

    def box(half: float, low: Any, high: Any) -> dict[str, float]:
        return {"x": x - half, "x2": x + half, "y": base - tall * float(high), "y2": base - tall * float(low)}

    if row["status"] == "closed gate":
        parts["gate"].append({"x": x - 4, "x2": x + 4, "y": base - 4, "y2": base + 2})
    elif row["status"] == "published" and (known(row["estimate"]) or known(row["bound_low"])):
        if known(row.get("low")):
            parts["interval"].append(box(1.5, row["low"], row["high"]))
        if known(row["estimate"]):
            parts["dot"].append({"x": x, "y": base - tall * float(row["estimate"])})
        else:
            parts["bounds"].append(box(4, row["bound_low"], row["bound_high"]))
        if row.get("counted_otherwise") in (True, "True"):
            middle = row["estimate"] if known(row["estimate"]) else (row["bound_low"] + row["bound_high"]) / 2
            parts["ring"].append({"x": x, "y": base - tall * float(middle)})


# The funnel ----------------------------------------------------------------------------------------------------------


def funnel(
    steps: pd.DataFrame,
    name: str = "funnel",
    title: str = "From a row of the manifest to somebody who could be told",
) -> Figure:
    """From manifest row to somebody who could be told: what each step keeps, sets aside and cannot tell.

    Args:
        steps: ``analysis.measure.funnel.COLUMNS``, in order; counts that are too small to print are blank.
        name: a short name, used in ids and file names.
        title: what the chart shows.
    """
    needed(steps, "funnel", ["chain", "unit", "says", "entered", "kept", "set_aside", "unknown", "because"])
    if steps.empty:
        return nothing(name, title, steps)
    rows = rows_of(steps)
    described = "; ".join(f"{_step(row)}: {_kept(row)} kept, {_gone(row)}" for row in rows)
    table = pd.DataFrame(
        {
            "Step": [_step(row) for row in rows],
            "Entered": [_or_few(row["entered"]) for row in rows],
            "Kept": [_or_few(row["kept"]) for row in rows],
            "Set aside": [_or_few(row["set_aside"]) for row in rows],
            "Not known": [_or_few(row["unknown"]) for row in rows],
            "Why": [row["because"] for row in rows],
        }
    )
    return Figure(name, title, f"{title}. {described}.", table, lambda width: _funnel(rows, width), steps)


def _step(row: dict[str, Any]) -> str:
    """A step of the funnel in words: "Photo has an account that exists", "Account exists"."""
    says = str(row["says"])
    unit = {"depiction": "annotated face", "depicted person": "person pictured"}.get(row["unit"], row["unit"])
    return unnumbered(
        f"{unit.capitalize()} {says.removeprefix('has an account that ') if row['unit'] == 'account' else says}"
    )


def _kept(row: dict[str, Any]) -> str:
    """How many a step kept; only the least of it where most are not known: a 0 there would be read as nobody."""
    if not known(row["kept"]) or not known(row["unknown"]) or row["unknown"] <= row["kept"]:
        return _or_few(row["kept"])
    return f"at least {count(row['kept'])}" if row["kept"] else "not known"


def _or_few(value: Any) -> str:
    return count(value) if known(value) else "too few to print"


def _gone(row: dict[str, Any]) -> str:
    """What a step did not keep, with the reason."""
    if not all(known(row[cell]) for cell in ("entered", "kept", "set_aside", "unknown")):
        return "too few to print"
    parts = [f"{count(row['set_aside'])} {row['because']}"] if row["set_aside"] else []
    if row["unknown"]:
        parts.append(f"{count(row['unknown'])} not known" + ("" if row["set_aside"] else f": {row['because']}"))
    return unnumbered(", ".join(parts) or "nothing lost")


def _funnel(rows: Rows, width: int) -> alt.LayerChart:
    """A step a line: its name, how many it kept, and what it did not; side by side where there is room."""
    start, end = beside(width)
    parts: dict[str, Rows] = {name: [] for name in ("label", "count", "note", "track", "kept", "unknown", "set_aside")}
    top, chain = 10.0, rows[0]["chain"]
    for row in rows:
        if row["chain"] != chain:
            chain, top = row["chain"], top + 16
        lines = wrapped(_step(row), int(start) - 12 if start else width - 90)
        parts["label"].append({"text": "\n".join(lines), "x": 0, "y": top})
        parts["count"].append({"text": _kept(row) if known(row["kept"]) else "–", "x": width, "y": top})
        y = top - 7 if start else top + LINE * len(lines) - 6
        parts["track"].append({"x": start, "x2": end, "y": y + 7})
        left = start
        for part in ("kept", "unknown", "set_aside"):
            share = row[part] / row["entered"] if known(row[part]) and known(row["entered"]) and row["entered"] else 0.0
            if share:
                parts[part].append({"x": left, "x2": left + share * (end - start), "y": y, "y2": y + 14})
            left += share * (end - start)
        gone = wrapped(_gone(row), int(width - start), 13)
        parts["note"].append({"text": "\n".join(gone), "x": start, "y": y + 25})
        top = max(top + LINE * len(lines) + 8, y + 30 + LINE * len(gone))
    canvas = Canvas(width, round(top) - 14, (0, width))
    canvas.rule(parts["track"], TRACK, 1)
    canvas.box(parts["set_aside"], fill=TRACK)
    canvas.box(parts["unknown"], fill=PALE, stroke=BLUE, strokeDash=[4, 3])
    canvas.box(parts["kept"], fill=BLUE)
    canvas.words(parts["label"], fontWeight=600)
    canvas.words(parts["count"], align="right", fontWeight=600)
    canvas.words(parts["note"], MUTED, fontSize=13)
    return canvas.chart()


# Licences ------------------------------------------------------------------------------------------------------------


SAME_TERMS = ("unchanged", "version bump", "changed")
"""The changes for which both licences are known (analysis.measure.licences.CHANGES)."""


def licences(table: pd.DataFrame) -> Figure:
    """What became of the licence listed, photo by photo.

    Args:
        table: ``listed``, ``now``, ``change`` and ``photos``; small cells merged into a row that says "other".
    """
    needed(table, "licences", ["listed", "now", "change", "photos"])
    grouped = table.groupby("change", sort=False)["photos"].sum(min_count=1).reset_index()
    order = [*SAME_TERMS, *sorted(set(grouped["change"]) - set(SAME_TERMS))]
    sums = grouped.set_index("change").reindex([change for change in order if change in set(grouped["change"])])
    return bars(
        sums.dropna().reset_index(),
        "change",
        "photos",
        name="licence-changes",
        title="The licence now, held against the one listed",
    )


def then_and_now(table: pd.DataFrame) -> Figure | None:
    """The licence listed and the licence now, for the photos of which both are known; None where there are none.

    Args:
        table: as for :func:`licences`.
    """
    needed(table, "then-and-now", ["listed", "now", "change", "photos"])
    both = table[table["change"].isin(SAME_TERMS)].dropna(subset=["photos"])
    if both.empty:
        return None
    listed, now = both.groupby("listed")["photos"].sum(), both.groupby("now")["photos"].sum()
    ids = sorted(set(listed.index) | set(now.index), key=lambda name: (-listed.get(name, 0), name))
    rows: Rows = [
        {"licence": licence_name(name), "listed": int(listed.get(name, 0)), "now": int(now.get(name, 0))}
        for name in ids
    ]
    described = "; ".join(f"{row['licence']}: {count(row['listed'])} listed, {count(row['now'])} now" for row in rows)
    title = "The licence listed (ring) and the licence now (dot)"
    behind = pd.DataFrame(rows).rename(columns={"licence": "Licence", "listed": "Listed", "now": "Now"})
    return Figure("then-and-now", title, f"{title}. {described}.", behind, lambda width: _dumbbells(rows, width))


def licence_name(licence: str) -> str:
    """A licence as a reader knows it: ``cc-by-2.0`` is "CC BY 2.0"."""
    if licence.startswith("cc-by"):
        terms, _, version = licence.removeprefix("cc-").rpartition("-")
        return f"CC {terms.upper()} {version}"
    return {"cc0-1.0": "CC0 1.0", "pdm-1.0": "Public Domain Mark 1.0"}.get(
        licence, licence.replace("-", " ").capitalize()
    )


STEP = 42
"""Pixels from one pair of licences to the next."""


def _dumbbells(rows: Rows, width: int) -> alt.LayerChart:
    most = max([row["listed"] for row in rows] + [row["now"] for row in rows] + [1])
    margin = 0.012 * most  # a dot at either end stays inside
    canvas = Canvas(width, STEP * len(rows) + 2, (-margin, most + margin))
    places = [row | {"y": STEP * i + 30} for i, row in enumerate(rows)]
    canvas.rule([{"x": 0, "x2": most, "y": row["y"]} for row in places], TRACK, 1)
    canvas.rule([{"x": row["listed"], "x2": row["now"], "y": row["y"]} for row in places], BLUE, 2.5)
    canvas.dot([{"x": row["listed"], "y": row["y"]} for row in places], fill=PAPER, stroke=BLUE, strokeWidth=2)
    canvas.dot([{"x": row["now"], "y": row["y"]} for row in places], fill=BLUE)
    canvas.words([{"text": row["licence"], "y": row["y"] - 20} for row in places], at=0, fontWeight=600)
    change = [{"text": f"{count(row['listed'])} listed, {count(row['now'])} now", "y": row["y"] - 20} for row in places]
    canvas.words(change, MUTED, at=width, align="right", fontSize=13)
    return canvas.chart()


# Counts ---------------------------------------------------------------------------------------------------------------


def rows_of_manifest(reading: Any) -> Figure:
    """Which rows of the manifest lead to a photo, and why the others do not.

    Args:
        reading: an ``analysis.manifest.reading.Reading``.
    """
    parts = {"rows used": reading.rows - sum(reading.set_aside.values())} | {
        f"set aside: {reason}": rows for reason, rows in sorted(reading.set_aside.items())
    }
    table = pd.DataFrame({"what": list(parts), "rows": list(parts.values())})
    return bars(table, "what", "rows", name="manifest", title="Rows of the manifest")


def codes(table: pd.DataFrame) -> Figure:
    """What is known of each drawn account, code by code.

    Args:
        table: ``code``, ``value`` and ``accounts``, small counts merged.
    """
    needed(table, "codes", ["code", "value", "accounts"])
    words = {"account": "the account", "last_public_upload": "last public upload", "contact_flag": "contact published"}
    named = pd.DataFrame(
        {
            "answer": [
                f"{words.get(code, code)}: {value}" for code, value in zip(table["code"], table["value"], strict=True)
            ],
            "accounts": table["accounts"],
        }
    )
    return bars(named, "answer", "accounts", name="codes", title="What is known of the accounts drawn")


def licence_then(findings: pd.DataFrame) -> Figure:
    """The licence of the day of collection: against the one listed, and since then.

    Args:
        findings: the rows ``licence-then-as-listed`` and ``licence-since-then-*`` of FINDINGS.
    """
    words = {
        "licence-then-as-listed": ("On the day of collection", "it was the one listed"),
        "licence-since-then-unchanged": ("Since that day", "still the same"),
        "licence-since-then-version-bump": ("Since that day", "the same in a later version"),
        "licence-since-then-changed": ("Since that day", "another one"),
    }
    return shares(
        findings,
        name="licence-then",
        title="The licence on the day of collection, and since",
        labels=[words[str(name)][1] for name in findings["id"]],
        headings=[words[str(name)][0] for name in findings["id"]],
    )


def who_tells_then(table: pd.DataFrame) -> Figure:
    """Who tells the licence of the day of collection.

    Args:
        table: ``licences_then``.
    """
    needed(table, "who-tells-then", ["question", "answer", "photos"])
    named = table[table["question"] == licences_dated.TOLD_BY].reset_index(drop=True)
    title = "Who tells the licence of the day of collection"
    return bars(named, "answer", "photos", name="who-tells-then", title=title)


def photos_by_account(table: pd.DataFrame) -> Figure:
    """Whether the drawn photos are public, and whether their accounts exist.

    Args:
        table: ``photo``, ``account`` and ``photos``, small counts merged or blank.
    """
    needed(table, "photos-by-account", ["photo", "account", "photos"])
    named = table.assign(
        state=[
            photo if photo == account else f"photo {photo}, account {account}"
            for photo, account in zip(table["photo"], table["account"], strict=True)
        ]
    )
    return bars(
        named,
        "state",
        "photos",
        name="photos-by-account",
        title="The drawn photos, by what became of photo and account",
    )


def owners(table: pd.DataFrame) -> Figure:
    """Who named the owners of the drawn photos.

    Args:
        table: ``owner`` and ``photos``, small counts merged or blank.
    """
    needed(table, "owners", ["owner", "photos"])
    words = {
        "listed": "the dataset’s own list, or its parent’s",
        "told by Flickr": "Flickr, when asked",
        "unknown": "nobody",
    }
    named = table.assign(named_by=[words.get(str(owner), str(owner)) for owner in table["owner"]])
    return bars(named, "named_by", "photos", name="owners", title="Who names the owner of each drawn photo")


def photos_per_account(table: pd.DataFrame) -> Figure:
    """How many accounts have how many photos.

    Args:
        table: ``photos`` (a class, as "2 to 5") and ``accounts``, small classes merged.
    """
    return bars(table, "photos", "accounts", name="photos-per-account", title="Accounts by their number of photos")


def licences_listed(table: pd.DataFrame) -> Figure:
    """The licences as the manifest lists them.

    Args:
        table: ``licence`` (our id) and ``photos``.
    """
    needed(table, "licences-listed", ["licence", "photos"])
    named = table.assign(licence=[licence_name(str(licence)) for licence in table["licence"]])
    return bars(named, "licence", "photos", name="licences-listed", title="Photos by the licence listed")


def rows_per_photo(table: pd.DataFrame) -> Figure:
    """How often the manifest lists a photo.

    Args:
        table: ``in_rows`` (a class, as "2 to 5") and ``photos``, small classes merged.
    """
    needed(table, "rows-per-photo", ["in_rows", "photos"])
    named = table.assign(in_rows=[f"in {said} row{'' if said == '1' else 's'}" for said in table["in_rows"]])
    return bars(named, "in_rows", "photos", name="rows-per-photo", title="Photos by the rows that name them")


def faces_per_photo(table: pd.DataFrame) -> Figure:
    """How many faces the manifest marks in a photo.

    Args:
        table: ``faces`` (a class, as "2 to 5") and ``photos``, small classes merged.
    """
    needed(table, "faces-per-photo", ["faces", "photos"])
    named = table.assign(faces=[f"{said} face{'' if said == '1' else 's'}" for said in table["faces"]])
    return bars(named, "faces", "photos", name="faces-per-photo", title="Photos by the faces marked in them")


def licences_by_year(table: pd.DataFrame) -> Figure:
    """The licences listed, by the year of upload: a row of columns for each licence, all on one scale.

    Args:
        table: ``year`` (or a class of years), ``licence`` (our id) and ``photos``, small counts merged.
    """
    needed(table, "licences-by-year", ["year", "licence", "photos"])
    title = "Photos by the licence listed and the year of upload"
    if table.empty:
        return nothing("licences-by-year", title, table)
    years = sorted(table["year"].unique())
    rows = {
        licence_name(str(licence)): dict(zip(part["year"], part["photos"], strict=True))
        for licence, part in table.groupby("licence", sort=False)
    }
    rows = dict(sorted(rows.items(), key=lambda row: -sum(row[1].values())))
    said = [
        f"{name}: " + ", ".join(f"{year} {count(n)}" for year, n in photos.items()) for name, photos in rows.items()
    ]
    behind = pd.DataFrame(
        [{"Year": year} | {name: count(photos.get(year, 0)) for name, photos in rows.items()} for year in years]
    )
    text = f"{title}. {'; '.join(said)}."
    return Figure("licences-by-year", title, text, behind, lambda width: _columns(rows, years, width), table)


def _columns(rows: Mapping[str, Mapping[str, int]], years: Sequence[str], width: int) -> alt.LayerChart:
    """One row of columns a licence; the first and the last year stand below."""
    high, step = 54, 88
    most = max(max(photos.values()) for photos in rows.values())
    canvas = Canvas(width, step * len(rows) + 20, (0, len(years)))
    labels: Rows = []
    totals: Rows = []
    boxes: Rows = []
    lines: Rows = []
    for top, (name, photos) in zip(range(10, step * len(rows) + 10, step), rows.items(), strict=True):
        floor = top + 14 + high
        labels.append({"text": name, "y": top})
        totals.append({"text": count(sum(photos.values())), "y": top})
        lines.append({"x": 0, "x2": len(years), "y": floor})
        for number, year in enumerate(years):
            tall = high * photos.get(year, 0) / most
            boxes.append({"x": number + 0.1, "x2": number + 0.9, "y": floor - tall, "y2": floor})
    canvas.rule(lines, TRACK, 1)
    canvas.box(boxes, fill=BLUE)
    canvas.words(labels, at=0, fontWeight=600)
    canvas.words(totals, at=width, align="right", fontWeight=600)
    canvas.words([{"text": years[0], "y": step * len(rows) + 8}], MUTED, at=0, fontSize=13)
    if len(years) > 1:
        last = [{"text": years[-1], "y": step * len(rows) + 8}]
        canvas.words(last, MUTED, at=width, align="right", fontSize=13)
    return canvas.chart()


def outcomes(table: pd.DataFrame, min_cell: int = 10) -> Figure:
    """What Flickr answered, with small counts merged: a notebook is published too.

    Args:
        table: ``unit``, ``outcome`` and ``units`` (counts).
        min_cell: the least count that may be printed.
    """
    needed(table, "outcomes", ["unit", "outcome", "units"])
    kept = [
        suppression.answers(rows.reset_index(drop=True), "outcome", "units", min_cell).assign(unit=unit)
        for unit, rows in table.groupby("unit", sort=False)
    ]
    merged = pd.concat(kept, ignore_index=True)
    named = merged.assign(answer=merged["unit"] + ": " + merged["outcome"])
    return bars(named, "answer", "units", name="outcomes", title="What was answered")


def bars(table: pd.DataFrame, label: str, units: str, *, name: str, title: str) -> Figure:
    """Counts as bars from zero, each with its number.

    Args:
        table: one row a bar.
        label: the column that names the bar.
        units: the column that counts, whole numbers.
        name: a short name, used in ids and file names.
        title: what the chart shows.
    """
    needed(table, name, [label, units])
    if table.empty:
        return nothing(name, title, table)
    rows = [{"label": str(row[label]), "units": row[units] if known(row[units]) else None} for row in rows_of(table)]
    described = "; ".join(f"{row['label']}: {_or_few(row['units'])}" for row in rows)
    behind = pd.DataFrame(
        {
            label.replace("_", " ").capitalize(): [row["label"] for row in rows],
            units.capitalize(): [_or_few(row["units"]) for row in rows],
        }
    )
    return Figure(name, title, f"{title}. {described}.", behind, lambda width: _bars(rows, width), table)


def nothing(name: str, title: str, table: pd.DataFrame) -> Figure:
    """A chart of which the data hold no row: it says so."""

    def draw(width: int) -> alt.LayerChart:
        canvas = Canvas(width, 24)
        canvas.words([{"text": "Nothing to show: none is known.", "y": 12}], MUTED, at=0)
        return canvas.chart()

    return Figure(name, title, f"{title}. Nothing to show: none is known.", table, draw)


def _bars(rows: Rows, width: int) -> alt.LayerChart:
    """A bar a line, beside its label where there is room, below it on a phone."""
    start, end = beside(width)
    most = max([row["units"] or 0 for row in rows] + [1])
    labels: Rows = []
    counts: Rows = []
    boxes: Rows = []
    top = 10.0
    for row in rows:
        lines = wrapped(row["label"], int(start) - 12 if start else width - 90)
        labels.append({"text": "\n".join(lines), "x": 0, "y": top})
        counts.append({"text": _or_few(row["units"]), "x": width, "y": top})
        y = top - 4 if start else top + LINE * len(lines) - 6
        boxes.append({"x": start, "x2": start + (end - start) * (row["units"] or 0) / most, "y": y, "y2": y + 8})
        top = top + LINE * len(lines) + 6 if start else y + 24
    canvas = Canvas(width, round(top) - 10, (0, width))
    canvas.rule([{"x": start, "x2": end, "y": box["y"] + 4} for box in boxes], TRACK, 1)
    canvas.box(boxes, fill=BLUE)
    canvas.words(labels)
    canvas.words(counts, align="right", fontWeight=600)
    return canvas.chart()


def needed(table: pd.DataFrame, name: str, columns: list[str]) -> None:
    """Refuse a table that lacks a column the chart draws."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ChartError(f"chart {name}: no column {', '.join(missing)}; the table has {', '.join(table.columns)}")
