"""The report as a newspaper would tell it: a finding in plain words, a picture, then question, chart and sentence.

The story is built from published findings and tables only, once, and set twice: as a page and as a PDF.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from analysis.investigation import Investigation
from analysis.measure import procedures
from analysis.measure.procedures import Procedure
from analysis.report import changelog, charts, matrix, wording
from analysis.report.changelog import Correction, Reply
from analysis.report.charts import Figure, known, nothing_known, rows_of, said
from analysis.report.headline import Headline, detail, has_number, headline, in_words, large
from analysis.report.matrix import shut, shut_in_short
from analysis.report.numbers import count, day
from analysis.report.prose import Number, Row, Sentence, plain, share, typed, units
from analysis.report.published import Published

FIXED = frozenset({"95", "95%", "95 %", "2.5 %", "100 %", "24"})
"""Numbers in sentences that are no findings: the level of the intervals, and definitions of the method."""


@dataclass(frozen=True)
class Section:
    """One question with its answer."""

    name: str
    question: str
    figures: list[Figure]
    answer: list[Sentence]
    notes: list[str] = field(default_factory=list)
    key: str = ""
    """How to read the first figure, where it is not one of plain bars."""
    routes: list[Procedure] = field(default_factory=list)
    tables: list[tuple[str, pd.DataFrame]] = field(default_factory=list)
    """Tables that no chart shows, each with its caption."""


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
    opening_key: str
    answer: list[tuple[str, Sentence]]
    """What the opening picture shows: what each sentence is about, and the sentence."""
    in_full: list[Sentence]
    sections: list[Section]
    findings: list[Row]
    methods: list[str]
    suppression: str
    corrections: list[Correction]
    replies: list[Reply]
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
    ways_out = published.tables.get("opt_out")
    if ways_out is not None and not {"group", "reading", "burden"} <= set(ways_out.columns):
        ways_out = None
    named = {str(row["id"]) for row in rows} | set(_column(published, "history", "id"))
    fixed = FIXED | {str(published.as_of.year), str(published.as_of.day)}
    return Story(
        investigation=investigation.investigation,
        question=investigation.question,
        as_of=published.as_of,
        demonstration=investigation.demonstration,
        contact=investigation.publish.contact,
        headline=headline(main),
        standfirst=_standfirst(published, main),
        primary=[large(row) for row in main],
        opening=matrix.figure(ways_out) if ways_out is not None else charts.primary(published.findings),
        opening_key=wording.KEY if ways_out is not None else wording.STRIPS,
        answer=_answer(rows_of(ways_out), {row["id"]: row for row in rows}) if ways_out is not None else [],
        in_full=[typed(sentence, main + rows, fixed) for sentence in published.sentences],
        sections=_sections(investigation, published, rows, drawn=ways_out is not None),
        findings=rows,
        methods=list(dict.fromkeys(str(row["method"]) for row in rows)),
        suppression=published.suppression,
        corrections=changelog.corrections(investigation.file.parent, named, published.as_of),
        replies=changelog.reply(investigation.file.parent, named, published.as_of),
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


# What the matrix says ------------------------------------------------------------------------------------------------


def _answer(cells: list[Row], findings: dict[str, Row]) -> list[tuple[str, Sentence]]:
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
        *(("Supposed", _supposed(found(route, "photographers", "knowingly"))) for route in dict.fromkeys(supposed)),
        ("Closed even then", _still_shut(found(supposed[-1], "people pictured", "asking blind")) if supposed else None),
    ]
    return [(lead, sentence) for lead, sentence in said_of if sentence]


def _could_know(row: Row | None) -> Sentence | None:
    if row is None:
        return None
    if row["status"] == "closed gate":
        return (f"Under the first way out, “{row['title']}”, no photographer could: {shut(row)}.",)
    if not has_number(row):
        return (f"Whether a photographer could, cannot be said: {said(row)}.",)
    return (f"Under the first way out, “{row['title']}”, ", *in_words(row, start=False), " of the accounts could find out and then ask.")  # fmt: skip


def _could_ask_blind(row: Row | None) -> Sentence | None:
    if row is None or row["status"] == "not estimable":
        return None
    if not has_number(row):
        return (f"{shut(row) if row['status'] == 'closed gate' else said(row)}.".capitalize(),)
    burden = f" It takes {row['burden']}." if known(row["burden"]) else ""
    return (*in_words(row), f" of the accounts could have got out.{burden}")


def _pictured(knowing: Row | None, blind: Row | None) -> Sentence | None:
    if knowing is None or blind is None:
        return None
    if blind["status"] == "closed gate":
        return (f"Nobody, knowingly or blind: {shut(blind)}.",)
    if not has_number(blind):
        return (f"Nothing can be said of them: {said(blind)}.",)
    could_not = f"None of them knowingly: {shut_in_short(knowing)}. " if knowing["status"] == "closed gate" else ""
    burden = f", by sending {blind['burden']}" if known(blind["burden"]) else ""
    return (f"{could_not}Asking blind{burden}, they could have ", *in_words(blind, start=False), " of the photos taken out.")  # fmt: skip


def _supposed(row: Row | None) -> Sentence | None:
    if row is None or not has_number(row):
        return None
    return (f"{row['title']}, ", *in_words(row, start=False), " of the accounts could get out.")


def _still_shut(row: Row | None) -> Sentence | None:
    if row is None or row["status"] != "closed gate":
        return None
    return (f"To the people pictured: {shut(row)}.",)


# The sections --------------------------------------------------------------------------------------------------------


def _sections(investigation: Investigation, published: Published, rows: list[Row], *, drawn: bool) -> list[Section]:
    made = [
        _changed(published, rows),
        _told(published, rows),
        _people(published, rows),
        _out(investigation, published, rows, drawn=drawn),
        _uses(published, rows),
        _fall_away(published),
        _licences(published, rows),
        _rest(published, rows),
    ]
    return [section for section in made if section is not None]


def _told(published: Published, rows: list[Row]) -> Section | None:
    chosen = [row for row in rows if known(row["notifier"]) and not known(row["procedure"]) and not _of_pictured(row)]
    if not chosen:
        return None
    others = [row for row in chosen if not row["primary"]]
    figures = [charts.reach(_these(published.findings, chosen))] if others else []
    codes = published.tables.get("codes")
    if codes is not None and not codes["accounts"].dropna().empty:
        figures.append(charts.codes(codes))
    return Section(
        "told",
        "Who could be told?",
        figures,
        [_sentence(row) for row in chosen],
        [
            "Could be told means that a channel exists: the platform knows the address that a login belongs to, the "
            "dataset’s holder can find the account, or a stranger can write to it. Nobody knows who would answer."
        ],
        wording.STRIPS if others else "",
    )


def _changed(published: Published, rows: list[Row]) -> Section | None:
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
    return Section(
        "changes",
        "What changed since the last edition?",
        [figure] if figure is not None else [],
        answer,
        [
            "What the world did and what the counting did are told apart: where they can be, the old answers are counted "
            "again by today’s method."
        ],
        wording.HISTORY if figure is not None else "",
    )


def _people(published: Published, rows: list[Row]) -> Section | None:
    chosen = [row for row in rows if _of_pictured(row) and not known(row["procedure"])]
    if not chosen:
        return None
    drawable = [row for row in chosen if has_number(row)]
    figures = (
        [charts.shares(_these(published.findings, drawable), name="pictured", title="The people in the pictures")]
        if drawable
        else []
    )
    return Section(
        "pictured",
        "And the people in the pictures?",
        figures,
        [_sentence(row) for row in chosen],
        [
            "Nobody can count them without recognising faces, which was not done. What is counted are photos. Somebody "
            "pictured could be told only through an account: their own, the photographer’s, or one that is tagged."
        ],
    )


def _of_pictured(row: Row) -> bool:
    return str(row["id"]).startswith("pictured-")


def _out(investigation: Investigation, published: Published, rows: list[Row], *, drawn: bool) -> Section | None:
    chosen = [row for row in rows if known(row["procedure"]) and not row["primary"]]
    if not chosen:
        return None
    routes = [procedures.read(name) for name in investigation.procedures]
    if drawn:
        tables = _conditions(published, {route.name: route.title for route in routes})
        return Section("out", "Which ways out are there?", [], [], [wording.OUT], routes=routes, tables=tables)
    titles = {route.name: route.title for route in routes}
    drawable = [row for row in chosen if row["status"] != "not estimable"]
    figures = [charts.opt_out(_these(published.findings, drawable), titles)] if drawable else []
    answer = [] if figures else [_sentence(row) for row in chosen]
    return Section("out", "Who could get out?", figures, answer, [wording.OUT], routes=routes)


def _conditions(published: Published, titles: dict[str, str]) -> list[tuple[str, pd.DataFrame]]:
    """What each way out asks, and how many of the drawn meet it."""
    table = published.tables.get("opt_out_conditions")
    if table is None or table.empty:
        return []
    rows = rows_of(table)
    laid_out = pd.DataFrame(
        {
            "Way out": [titles.get(str(row["procedure"]), str(row["procedure"])) for row in rows],
            "Who": [row["group"] for row in rows],
            "Condition": [f"{row['condition']}: {row['says']}" for row in rows],
            "Met": [_met(row) for row in rows],
            "Known from": [f"{row['basis']}: {row['why']}" for row in rows],
        }
    )
    return [("What each way out asks, and who meets it", laid_out)]


def _met(row: Row) -> str:
    if known(row["for_all"]):
        return {"yes": "by all", "no": "by nobody", "unknown": "not known"}[str(row["for_all"])]
    if not known(row["yes"]):
        return "too few to print"
    no, unknown = count(row["no"]), count(row["unknown"])
    return f"by {count(row['yes'])} {row['unit']}s drawn; not by {no}; not known of {unknown}"


_USES = {
    "attributed": "Attribution",
    "commercial": "Commercial use",
    "derivatives": "Derivatives",
    "shared_alike": "Sharing alike",
}


def _terms(published: Published) -> list[tuple[str, pd.DataFrame]]:
    """Each licence against each stated use, with the clause."""
    table = published.tables.get("licence_conflicts")
    if table is None or table.empty:
        return []
    laid_out: list[dict[str, str]] = []
    for licence, rows in table.groupby("licence", sort=False):
        cells = {"Licence": charts.licence_name(str(licence))}
        for row in rows_of(rows):
            clause = f", section {row['clause']}" if known(row["clause"]) else ""
            cells[_USES.get(str(row["use"]), str(row["use"]))] = f"{row['verdict']}{clause}"
        laid_out.append(cells)
    return [("Each licence’s terms, set beside the stated use", pd.DataFrame(laid_out).fillna("–"))]


def _uses(published: Published, rows: list[Row]) -> Section | None:
    """Whose licence excludes the use that was made."""
    chosen = [row for row in rows if str(row["id"]).startswith("conflict-")]
    if not chosen:
        return None
    drawable = [row for row in chosen if has_number(row)]
    made = _these(published.findings, drawable)
    figures = [charts.shares(made, name="conflicts", title="Licence terms and the stated use")] if drawable else []
    return Section(
        "uses",
        "Whose licence excludes this use?",
        figures,
        [] if drawable else [_sentence(row) for row in chosen],
        [
            "A licence’s terms are set beside what the holder is stated to have done. Where no licence was given, whether "
            "the use needed one is argued: such photos are counted as not known. This is no legal conclusion."
        ],
        tables=_terms(published),
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
        [charts.shares(_these(published.findings, drawable), name="more", title="More findings")] if drawable else []
    )
    return Section("more", "What else was found?", figures, [_sentence(row) for row in chosen])


def _sentence(row: Row) -> Sentence:
    """Any finding as a sentence."""
    if row["status"] == "closed gate":
        return (f"{row['label']}: nobody, by rule: {shut(row)}.",)
    if not has_number(row):
        if row["status"] == "published" and known(row["numerator"]):
            return (f"{row['label']}: ", units(row, "numerator"), ".")
        return (f"{row['label']}: {said(row)}.",)
    value: Sentence
    if nothing_known(row):
        value = ("not known",)
    elif known(row["estimate"]):
        value = (share(row),)
    else:
        value = ("between ", share(row, "bound_low"), " and ", share(row, "bound_high"))
    return (f"{row['label']}: ", *value, ". ", *detail(row))


def _these(findings: pd.DataFrame, rows: list[Row]) -> pd.DataFrame:
    return findings[findings["id"].isin([row["id"] for row in rows])]


def _column(published: Published, table: str, column: str) -> list[str]:
    """A column of a table that need not be there."""
    found = published.tables.get(table)
    return [] if found is None else [str(value) for value in found[column]]


def _sealed(published: Published) -> dict[str, str]:
    """What the edition was made from, for "how to check it"."""
    words = {
        "suite": "Made with",
        "python": "Python",
        "lock_sha256": "Versions, SHA-256",
        "salt_sha256": "Salt of the draw, SHA-256",
    }
    return {label: str(published.provenance[key]) for key, label in words.items() if key in published.provenance}
