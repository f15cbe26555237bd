"""The report as a newspaper would tell it: a finding in plain words, a picture, then question, chart and sentence.

The story is built from published findings and tables only, once, and set twice: as a page and as a PDF.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

import pandas as pd

from analysis.investigation import Investigation
from analysis.measure import procedures
from analysis.measure.procedures import Procedure
from analysis.report import charts
from analysis.report.charts import Figure, known, rows_of, said
from analysis.report.numbers import day
from analysis.report.prose import Number, Row, Sentence, plain, share, typed, units
from analysis.report.published import Published

FIXED = frozenset({"95", "95%", "95 %", "2.5 %", "100 %", "24"})
"""Numbers in sentences that are no findings: the level of the intervals, and definitions of the method."""


@dataclass(frozen=True)
class Headline:
    """One of the primary findings as it is set large."""

    finding: str
    value: tuple[Sentence, ...]
    """The number itself, or the words that stand for it."""
    says: str
    detail: Sentence
    status: str


@dataclass(frozen=True)
class Section:
    """One question with its answer."""

    name: str
    question: str
    figures: list[Figure]
    answer: list[Sentence]
    notes: list[str] = field(default_factory=list)
    routes: list[Procedure] = field(default_factory=list)


@dataclass(frozen=True)
class Story:
    """Everything that the page and the PDF say."""

    investigation: str
    question: str
    as_of: dt.date
    demonstration: bool
    contact: str
    headline: Sentence
    standfirst: Sentence
    primary: list[Headline]
    opening: Figure
    in_full: list[Sentence]
    sections: list[Section]
    findings: list[Row]
    methods: list[str]
    suppression: str
    provenance: dict[str, str]

    @property
    def title(self) -> str:
        """The headline as text."""
        return plain(self.headline)

    @property
    def figures(self) -> list[Figure]:
        """Every chart, in order."""
        return [self.opening, *(figure for section in self.sections for figure in section.figures)]


def tell(investigation: Investigation, published: Published) -> Story:
    """Build the story of one edition."""
    rows = rows_of(published.findings.astype(object).where(published.findings.notna(), None))
    main = [row for row in rows if row["primary"]]
    opening = charts.primary(published.findings)
    fixed = FIXED | {str(published.as_of.year), str(published.as_of.day)}
    return Story(
        investigation=investigation.investigation,
        question=investigation.question,
        as_of=published.as_of,
        demonstration=investigation.demonstration,
        contact=investigation.publish.contact,
        headline=headline(main),
        standfirst=_standfirst(published, main),
        primary=[_large(row) for row in main],
        opening=opening,
        in_full=[typed(sentence, main + rows, fixed) for sentence in published.sentences],
        sections=_sections(investigation, published, rows),
        findings=rows,
        methods=list(dict.fromkeys(str(row["method"]) for row in rows)),
        suppression=published.suppression,
        provenance=_sealed(published),
    )


def _standfirst(published: Published, main: list[Row]) -> Sentence:
    """What was done, for somebody who has never heard of it."""
    parts: list[str | Number] = []
    for row in main:
        if row["id"] in ("P1", "P2") and known(row["denominator"]) and known(row["population_size"]):
            parts += [" and " if parts else "", units(row, "denominator"), " of ", units(row, "population_size")]
            parts += [f" {row['unit']}s"]
    drawn: Sentence = (*parts, " were drawn by lot from the dataset’s own list. ") if parts else ()
    return (*drawn, _asked(published), " None of the people concerned was written to.")


def _asked(published: Published) -> str:
    first, last = published.asked_from, published.asked_to
    if first is None or last is None:
        return "Flickr’s answers about them are not in the evidence."
    when = f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    return f"What Flickr answered about them {when} was recorded, and is counted here."


# The headline --------------------------------------------------------------------------------------------------------


def headline(main: list[Row]) -> Sentence:
    """The three primary findings in one line: who could be told, and who could get out."""
    by_name = {row["id"]: row for row in main}
    told = next((by_name[name] for name in ("P2", "P1") if name in by_name and _has_number(by_name[name])), None)
    return (*_could_be_told(told), " ", *_could_get_out(by_name.get("P3"), after=told is not None))


def _could_be_told(row: Row | None) -> Sentence:
    if row is None:
        return ("Who could be told cannot be said from this evidence.",)
    whom = (
        " of the accounts behind these photos" if row["unit"] == "account" else " of these photos have an account that"
    )
    verb = " could be told." if row["unit"] == "account" else " could be told."
    return (*_range(row), whom, verb)


def _range(row: Row) -> Sentence:
    if known(row["estimate"]):
        return ("About " if row["kind"] == "sample" else "", share(row, rounded=True))
    low, high = share(row, "bound_low", rounded=True), share(row, "bound_high", rounded=True)
    if row["bound_low"] == 0:
        return ("At most ", high)
    if row["bound_high"] == 1:
        return ("At least ", low)
    return ("Between ", low, " and ", high)


def _could_get_out(row: Row | None, *, after: bool) -> Sentence:
    if row is None or row["status"] == "not estimable":
        return ("Who could get out cannot be counted.",)
    if row["status"] == "closed gate" or row["estimate"] == 0:
        nobody = "none" if after else "nobody"
        if str(row["reason"]).startswith("C2"):  # they could have asked, had they known
            return (f"{nobody.capitalize()} could know, and so {nobody} could knowingly get out.",)
        return (f"{nobody.capitalize()} could get out.",)
    if row["status"] == "suppressed":
        return ("Those who could get out are too few to print.",)
    return (*_range(row), " could get out.")


def _has_number(row: Row) -> bool:
    return row["status"] == "published" and (known(row["estimate"]) or known(row["bound_low"]))


# The primary findings, set large -------------------------------------------------------------------------------------


def _large(row: Row) -> Headline:
    return Headline(row["id"], _value(row), _short(row), _detail(row), row["status"])


def _short(row: Row) -> str:
    """The label without what every primary finding is: counted as its procedure asks."""
    return str(row["label"]).removesuffix("; as the procedure asks")


def _value(row: Row) -> tuple[Sentence, ...]:
    if row["status"] == "closed gate":
        return (("0%",),)
    if not _has_number(row):
        return (("–",),)
    if known(row["estimate"]):
        return ((share(row, rounded=True),),)
    return ((share(row, "bound_low", rounded=True),), (share(row, "bound_high", rounded=True),))


def _detail(row: Row) -> Sentence:
    if row["status"] == "closed gate":
        return (f"A closed gate: {shut(row)}. By rule, not by estimate.",)
    if row["status"] == "suppressed":
        return (f"Too few to print: {row['reason']}.",)
    if row["status"] == "not estimable":
        return (said(row).capitalize() + ".",)
    parts: list[str | Number] = []
    drawn = "counted" if row["kind"] == "census" else "drawn"
    if known(row["numerator"]) and known(row["denominator"]):
        parts += ["Seen for ", units(row, "numerator"), " of ", units(row, "denominator"), f" {row['unit']}s {drawn}"]
    elif known(row["denominator"]):
        parts += [units(row, "denominator"), f" {row['unit']}s {drawn}"]
    if known(row["unknown"]) and row["unknown"]:
        parts += ["; ", units(row, "unknown"), " not known"]
    if known(row["low"]):
        parts += ["; 95% interval " if known(row["estimate"]) else "; with the error of the draw, 95% sure: "]
        parts += [share(row, "low"), " to ", share(row, "high")]
    elif row["kind"] == "census":
        parts += ["; nothing was sampled, so there is no interval"]
    return (*parts, ".")


SHUT = {
    "C1": "the route admits none of them",
    "C2": "nobody could find out that they are in it",
    "C3": "nobody holds what the request must name",
    "C4": "nobody can show that the account is theirs",
    "C5": "nobody can do what is asked on Flickr",
    "C6": "the holder does not answer",
}
"""A condition of the method that is "no" for everybody, in words."""


def shut(row: Row) -> str:
    """Why a gate is closed, in words."""
    gates = re.findall(r"(C\d), [^;]*?: no(?: \(([^)]*)\))?", str(row["reason"]))
    words = [SHUT[gate] + (f" ({why})" if why else "") for gate, why in gates if gate in SHUT]
    return ", and ".join(words) or str(row["reason"])


# The sections --------------------------------------------------------------------------------------------------------


def _sections(investigation: Investigation, published: Published, rows: list[Row]) -> list[Section]:
    made = [
        _told(published, rows),
        _out(investigation, published, rows),
        _fall_away(published),
        _licences(published, rows),
        _rest(published, rows),
    ]
    return [section for section in made if section is not None]


def _told(published: Published, rows: list[Row]) -> Section | None:
    chosen = [row for row in rows if known(row["notifier"]) and not known(row["procedure"])]
    if not chosen:
        return None
    others = [row for row in chosen if not row["primary"]]
    return Section(
        "told",
        "Who could be told?",
        [charts.reach(_these(published.findings, chosen))] if others else [],
        [_sentence(row) for row in chosen],
        [
            "Could be told means that a channel exists: the platform knows the address that a login belongs to, the "
            "dataset’s holder can find the account, or a stranger can write to it. Nobody knows who would answer."
        ],
    )


def _out(investigation: Investigation, published: Published, rows: list[Row]) -> Section | None:
    chosen = [row for row in rows if known(row["procedure"]) and not row["primary"]]
    if not chosen:
        return None
    routes = [procedures.read(name) for name in investigation.procedures]
    titles = {route.name: route.title for route in routes}
    drawable = [row for row in chosen if row["status"] != "not estimable"]
    figures = [charts.opt_out(_these(published.findings, drawable), titles)] if drawable else []
    return Section(
        "out",
        "Who could get out?",
        figures,
        [] if figures else [_sentence(row) for row in chosen],
        [
            "To get out, every condition must hold at once: there is a way, one can learn of being in the dataset, one "
            "holds what the request must name, and the holder answers. Where one condition is closed to all, the answer "
            "is nobody: by rule, not by estimate. Asking blind means to ask without knowing whether one is in it."
        ],
        routes,
    )


def _fall_away(published: Published) -> Section | None:
    steps = published.tables.get("funnel")
    if steps is None or steps.empty:
        return None
    return Section(
        "funnel",
        "Where do they fall away?",
        [charts.funnel(steps)],
        [],
        [
            "Every step adds up: what enters is kept, set aside with a reason, or not known. Nothing is dropped in silence."
        ],
    )


def _licences(published: Published, rows: list[Row]) -> Section | None:
    table = published.tables.get("licences")
    listed = [row for row in rows if row["id"].startswith("licence-listed-") and known(row["numerator"])]
    changes = [row for row in rows if row["id"].startswith("licence-") and not row["id"].startswith("licence-listed-")]
    figures: list[Figure | None] = []
    if listed:
        counted = pd.DataFrame(
            {
                "licence": [row["id"].removeprefix("licence-listed-") for row in listed],
                "photos": [row["numerator"] for row in listed],
            }
        )
        figures.append(charts.licences_listed(counted.sort_values("photos", ascending=False, kind="stable")))
    if table is not None and not table["photos"].dropna().empty:
        figures += [charts.then_and_now(table), charts.licences(table)]
    drawn = [figure for figure in figures if figure is not None]
    if not drawn and not changes:
        return None
    return Section(
        "licences",
        "What did the licence say, and what does it say now?",
        drawn,
        [_sentence(row) for row in changes],
        [
            "Creative Commons licences cannot be revoked: a change since does not reach those who took the photo before. "
            "A step from one version of a licence to the next is not a change of mind."
        ],
    )


def _rest(published: Published, rows: list[Row]) -> Section | None:
    told_of = ("notifier", "procedure")
    chosen = [
        row
        for row in rows
        if not (row["primary"] or any(known(row[column]) for column in told_of) or row["id"].startswith("licence-"))
    ]
    if not chosen:
        return None
    drawable = [row for row in chosen if _has_number(row)]
    figures = (
        [charts.shares(_these(published.findings, drawable), name="more", title="More findings")] if drawable else []
    )
    return Section("more", "What else was found?", figures, [_sentence(row) for row in chosen])


def _sentence(row: Row) -> Sentence:
    """Any finding as a sentence."""
    if row["status"] == "closed gate":
        return (f"{row['label']}: nobody, by rule: {shut(row)}.",)
    if not _has_number(row):
        if row["status"] == "published" and known(row["numerator"]):
            return (f"{row['label']}: ", units(row, "numerator"), ".")
        return (f"{row['label']}: {said(row)}.",)
    value: Sentence
    if known(row["estimate"]):
        value = (share(row),)
    else:
        value = ("between ", share(row, "bound_low"), " and ", share(row, "bound_high"))
    return (f"{row['label']}: ", *value, ". ", *_detail(row))


def _these(findings: pd.DataFrame, rows: list[Row]) -> pd.DataFrame:
    return findings[findings["id"].isin([row["id"] for row in rows])]


def _sealed(published: Published) -> dict[str, str]:
    """What the edition was made from, for "how to check it"."""
    words = {
        "suite": "Made with",
        "python": "Python",
        "lock_sha256": "Versions, SHA-256",
        "salt_sha256": "Salt of the draw, SHA-256",
    }
    return {label: str(published.provenance[key]) for key, label in words.items() if key in published.provenance}
