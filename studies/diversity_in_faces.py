"""The story that started this, worked through: what can be said of Diversity in Faces, whose list is closed.

``python -m studies.diversity_in_faces`` writes ``docs/diversity-in-faces.md`` from the dossiers, the two dated procedures
and the bounds of ``closed_list``. Sizes and procedures are facts with their sources. How many accounts of the parent
still exist has not been asked of anybody: the page says what would follow from each answer, and names no answer as found.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
from whosefaces import PROJECT
from whosefaces.dossiers import dataset, procedures
from whosefaces.dossiers.dataset import Dossier
from whosefaces.dossiers.facts import Figure, Source
from whosefaces.dossiers.procedures import Procedure
from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.questions import closed_list, optout

PAGE = PROJECT / "docs" / "diversity-in-faces.md"

SAMPLE = 2_000
"""Accounts of the parent that a sample would draw."""

SUPPOSED = (0.5, 0.8, 0.85, 0.9, 0.95, 0.99)
"""Shares of the sample that might be seen to exist: suppositions, all of them."""

AS_OF = dt.date(2019, 4, 1)
"""A day on which both procedures had been told."""


def figure(dossier: Dossier, unit: str) -> Figure:
    """The one figure of the whole dataset in a unit.

    Raises:
        ValueError: there is none, or several that disagree.
    """
    sizes = [f for f in dossier.printed("size") if f.unit == unit and f.of is None and f.licence is None]
    if len({f.is_ for f in sizes}) != 1:
        raise ValueError(f"{dossier.id}: {len(sizes)} figures in {unit}")
    one: Figure = sizes[0]
    return one


def bounds_by_answer(part: int, parent: int) -> list[tuple[int, tuple[int, int], tuple[int, int]]]:
    """For each supposed answer: accounts of the sample that exist, of the parent (95 % range), of the part (bounds)."""
    rows = []
    for share in SUPPOSED:
        hits = round(share * SAMPLE)
        low, high = hypergeometric.interval(hits, SAMPLE, parent)
        rows.append((hits, (low, high), closed_list.bounds(part, parent, low, high)))
    return rows


def by_rule(procedure: Procedure, reading: optout.Reading) -> list[str]:
    """The conditions that are no for every photographer, whatever a sample shows."""
    anybody = pd.Series(["exists"])
    needed = optout.counted(optout.photographers(procedure, anybody, AS_OF), procedure, reading)
    return [f"{gate.words}: no ({gate.why})" for gate in optout.closed_gates(needed)]


def page() -> str:
    """The page, every number in it computed or taken from a dossier."""
    dif, yfcc = dataset.read("diversity-in-faces"), dataset.read("yfcc100m")
    part, parent = figure(dif, "accounts"), figure(yfcc, "accounts")
    photos, of_photos = figure(dif, "photos"), figure(yfcc, "photos")
    first, second = (procedures.read(name) for name in dif.procedures)
    needed = parent.is_ - part.is_
    lines = [
        "# Diversity in Faces, worked through",
        "",
        "Written by `python -m studies.diversity_in_faces`; do not edit here. Facts: `whosefaces datasets "
        "diversity-in-faces`, `whosefaces datasets yfcc100m`.",
        "",
        "## What is known",
        "",
        f"IBM's list is not public. Its size is: {photos.is_:,} photos of {part.is_:,} accounts "
        f"({dif.source_of(part).title}). It was cut from {yfcc.called}: {of_photos.is_:,} photos of {parent.is_:,} accounts "
        f"({yfcc.source_of(parent).title}). So it holds {part.is_ / parent.is_:.1%} of the parent's accounts, and "
        f"{photos.is_ / of_photos.is_:.2%} of its photos. Which accounts, nobody outside can tell.",
        "",
        "## Could they find out, and get out?",
        "",
    ]
    for procedure in (first, second):
        lines += [f"**{procedure.title}** ({procedure.on}{'; ' + procedure.on_is if procedure.on_is else ''}).", ""]
        lines += [f"- {line}" for line in procedures.follows(procedure)[1:]]
        gates = by_rule(procedure, "knowingly")
        if gates:
            lines.append(
                f"- Knowingly, none of the {part.is_:,} accounts: {'; '.join(gates)}. This follows from the rules; no "
                "sample is needed."
            )
        bounds = by_rule(procedure, "as the procedure asks")
        if not bounds:
            lines.append("- As the procedure asks, the accounts that still existed: bounds below.")
        lines.append("")
    lines += [
        "The two conflict, and neither is averaged into the other. What the first asked for, nobody could know; what the "
        "second asked for, every photographer had.",
        "",
        "## How many could have been contacted, or could have got out by the second?",
        "",
        "An account that exists today existed then: it could have been contacted, and could have sent its Flickr id. How many accounts of the "
        "parent exist can be found by a sample, for the parent's list is public. Nobody has been asked for this page: each "
        f"row supposes one answer of a random sample of {SAMPLE:,} accounts.",
        "",
        f"If at least *a* of the parent's {parent.is_:,} accounts exist, then at least {part.is_:,} - ({parent.is_:,} - *a*) "
        f"of IBM's do, whichever they are. So the least is above zero from *a* = {needed + 1:,} on, "
        f"{(needed + 1) / parent.is_:.1%} of the parent.",
        "",
        f"| Of {SAMPLE:,} drawn, exist (supposed) | Of the parent, exist (95 % range) | Of IBM's {part.is_:,}, exist |",
        "|---|---|---|",
    ]
    for hits, (low, high), (least, most) in bounds_by_answer(part.is_, parent.is_):
        lines.append(
            f"| {hits:,} | {low:,} to {high:,} | {least:,} to {most:,} ({least / part.is_:.0%} to {most / part.is_:.0%}) |"
        )
    lines += [
        "",
        "The range is wide because the list is closed: that is the finding, and not a fault of the sample. A larger sample "
        "narrows the second column and hardly the third.",
        "",
        "## Do it yourself",
        "",
        "```toml",
        "[manifest]                # the parent, whose list is public",
        'path = "yfcc100m_dataset.tsv.bz2"',
        "",
        "[closed_list]             # IBM's dataset, cut from it",
        f'name = "{dif.called}"',
        f'source = "{dif.source_of(part).title}, {part.on}"',
        f"photos = {photos.is_}",
        f"accounts = {part.is_}",
        "```",
        "",
        f"With `procedures = {dif.procedures}` the report prints the bounds beside the parent's own numbers.".replace(
            "'", '"'
        ),
        "",
        "## Sources",
        "",
    ]
    for dossier in (dif, yfcc):
        lines += [f"- {s.title}{': ' + s.address if s.address else ''}" for s in _used(dossier)]
    for procedure in (first, second):
        lines += [f"- {source.title}{': ' + source.address if source.address else ''}" for source in procedure.source]
    return "\n".join(_once(lines)) + "\n"


def _used(dossier: Dossier) -> list[Source]:
    return [dossier.source_of(fact) for fact in (figure(dossier, "accounts"), figure(dossier, "photos"))]


def _once(lines: list[str]) -> list[str]:
    """The lines, each source listed once."""
    at = lines.index("## Sources")
    return lines[:at] + list(dict.fromkeys(lines[at:]))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
