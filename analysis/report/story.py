"""The report as a newspaper would tell it: a finding in plain words, a picture, then question, chart and sentence.

The story is built from published findings and tables only, once, and set twice: as a page and as a PDF.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.investigation import Investigation, Use
from analysis.measure import comparison, procedures
from analysis.measure.procedures import Procedure
from analysis.report import changelog, charts, definitions, effort, matrix, terms, wording
from analysis.report.changelog import Correction, Reply
from analysis.report.charts import Figure, known, nothing_known, rows_of, said
from analysis.report.headline import Headline, basis, detail, has_number, headline, in_words, large
from analysis.report.matrix import ends_of, shut, shut_in_short
from analysis.report.numbers import count, day, percent
from analysis.report.prose import Linked, Number, Row, Sentence, plain, share, typed, units
from analysis.report.published import Published
from analysis.report.wording import unnumbered

FIXED = frozenset({"95", "95%", "95 %", "2.5 %", "100 %", "24"})
"""Numbers in sentences that are no findings: the level of the intervals, and definitions of the method."""


@dataclass(frozen=True)
class Section:
    """One question with its answer."""

    name: str
    question: str
    figures: list[Figure]
    answer: list[Sentence]
    """Each number in a sentence: on the page folded below the figures, on paper only where there is no figure."""
    notes: list[str] = field(default_factory=list)
    says: Mapping[str, Sentence] = field(default_factory=dict)
    """What a figure shows, in the sentence that follows it, by the figure's name."""
    aside: frozenset[str] = frozenset()
    """Figures, by name, that are a click away on the page, and drawn on paper; their sentence is in sight on both."""
    folded: list[Figure] = field(default_factory=list)
    """Figures for whoever asks further: a click away on the page, not on paper."""
    sources: list[Linked] = field(default_factory=list)
    """Where what the figures say can be read."""
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
    ranges: str
    """What the ranges of the headline hold; empty where it prints none."""
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
        return [
            self.opening,
            *(figure for section in self.sections for figure in (*section.figures, *section.folded)),
        ]

    def figure(self, name: str) -> Figure:
        """The chart of that name; where this edition's data give none, one that says so."""
        found = next((figure for figure in self.figures if figure.name == name), None)
        return found or charts.nothing(name, name.replace("-", " ").capitalize(), pd.DataFrame())

    def says(self, name: str) -> str:
        """The sentence that follows the chart of that name, or what the chart says in words."""
        said = next((section.says[name] for section in self.sections if section.says.get(name)), None)
        return plain(said) if said is not None else self.figure(name).text

    @property
    def printed(self) -> list[Figure]:
        """The charts that stand on paper too."""
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
        standfirst=_standfirst(published, rows, rows_of(ways_out) if ways_out is not None else []),
        primary=[large(row) for row in main],
        ranges=wording.RANGE if any(known(row["low"]) for row in main) else "",
        opening=matrix.figure(ways_out) if ways_out is not None else charts.primary(published.findings),
        opening_key=wording.KEY if ways_out is not None else wording.STRIPS,
        answer=_answer(rows_of(ways_out), {row["id"]: row for row in rows}) if ways_out is not None else [],
        in_full=_in_full(main, [typed(_in_words(text, main), main + rows, fixed) for text in published.sentences]),
        sections=_sections(investigation, published, rows),
        findings=rows,
        methods=list(dict.fromkeys(step for row in rows for step in str(row["method"]).split("; "))),
        suppression=published.suppression,
        corrections=changelog.corrections(investigation.file.parent, named, published.as_of),
        replies=changelog.reply(investigation.file.parent, named, published.as_of),
        provenance=_sealed(published),
    )


def _in_words(sentence: str, main: list[Row]) -> str:
    """The sentence with what closes a gate in words, and not by the method's number of the condition."""
    for row in main:
        if row["status"] == "closed gate":
            sentence = sentence.replace(str(row["reason"]), shut(row))
    return sentence


def _in_full(main: list[Row], sentences: list[Sentence]) -> list[Sentence]:
    """Each primary finding in a sentence, and what else it rests on."""
    more = {str(row["id"]): detail(row)[len(basis(row)) :] if row["status"] == "published" else () for row in main}
    return [(*sentence, *more.get(plain(sentence).partition(".")[0], ())) for sentence in sentences]


def _standfirst(published: Published, rows: list[Row], cells: list[Row]) -> Sentence:
    """What asking blind would have done, and what was looked at, for somebody who has never heard of it."""
    parts: list[str | Number] = []
    for row in rows:
        if row["id"] in ("P1", "P2") and known(row["denominator"]) and known(row["population_size"]):
            parts += [" and " if parts else "", units(row, "denominator"), " of ", units(row, "population_size")]
            parts += [f" {row['unit']}s"]
    drawn: Sentence = (*parts, " were drawn by lot from the dataset’s own list. ") if parts else ()
    return (*_unasked(rows, cells), *drawn, _asked(published), " None of the people concerned was written to.")


def _unasked(rows: list[Row], cells: list[Row]) -> Sentence:
    """Who could have got out without knowing, where the headline says that nobody could know: it must not hide them."""
    by_name = {row["id"]: row for row in rows}
    if not str(by_name.get("P3", {}).get("reason")).startswith("C2"):
        return ()
    blind = [cell for cell in cells if (cell["group"], cell["reading"]) == ("photographers", "asking blind")]
    if not blind or blind[0]["kind"] == "counterfactual" or not has_number(by_name[blind[0]["id"]]):
        return ()
    sent = matrix.short(blind[0]["burden"]).replace("of the account", "of theirs")
    share_of = in_words(by_name[blind[0]["id"]], start=False)
    return (f"Whoever asked blind, by sending {sent}, could have got out: ", *share_of, " of the accounts. ")


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
        ("Supposed", _supposed([found(route, "photographers", "knowingly") for route in dict.fromkeys(supposed)])),
        ("Closed even then", _still_shut(found(supposed[-1], "people pictured", "asking blind")) if supposed else None),
    ]
    return [(lead, sentence) for lead, sentence in said_of if sentence]


def _could_know(row: Row | None) -> Sentence | None:
    if row is None:
        return None
    if row["status"] == "closed gate":
        return (f"By the way out of the headline, “{row['title']}”, no photographer could: {shut(row)}.",)
    if not has_number(row):
        return (f"Whether a photographer could, cannot be said: {said(row)}.",)
    return (f"By the way out of the headline, “{row['title']}”, ", *in_words(row, start=False), " of the accounts could find out and then ask.")  # fmt: skip


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


def _supposed(rows: list[Row | None]) -> Sentence | None:
    parts: list[str | Number] = []
    for row in rows:
        if row is not None and has_number(row):
            title = str(row["title"])
            parts += [f"; {title[:1].lower()}{title[1:]}, " if parts else f"{title}, ", *in_words(row, start=False)]
            parts += ["" if len(parts) > 6 else " of the accounts could get out"]
    return (*(part for part in parts if part), ".") if parts else None


def _still_shut(row: Row | None) -> Sentence | None:
    if row is None or row["status"] != "closed gate":
        return None
    title = str(row["title"])
    return (f"{title}, the people pictured still could not get out by it: {shut(row)}.",)


# The sections --------------------------------------------------------------------------------------------------------


def _sections(investigation: Investigation, published: Published, rows: list[Row]) -> list[Section]:
    made = [
        _told(published, rows),
        _changed(published, rows),
        _people(published, rows),
        _out(investigation, published, rows),
        _work(published),
        _uses(investigation, published, rows),
        _licences(published, rows),
        _fall_away(published),
        _compared(published),
        _otherwise(published),
        _rest(published, rows),
    ]
    return [section for section in made if section is not None]


def _told(published: Published, rows: list[Row]) -> Section | None:
    chosen = [row for row in rows if known(row["notifier"]) and not known(row["procedure"]) and not _of_pictured(row)]
    if not chosen:
        return None
    others = [row for row in chosen if not row["primary"]]
    codes = published.tables.get("codes")
    return Section(
        "told",
        "Who could be told?",
        [charts.reach(_these(published.findings, chosen))] if others else [],
        [_sentence(row) for row in chosen],
        [
            "Could be told means that a channel exists: the platform, Flickr, knows the address that a login belongs to; "
            "the dataset’s holder can find the account; or anybody can write to it. Nobody knows who would read the "
            "message, or answer."
        ],
        says={"reach": (*_by_whom(chosen), *_likely_to_read(rows))} if others else {},
        folded=[charts.codes(codes)] if codes is not None and not codes["accounts"].dropna().empty else [],
        key=wording.STRIPS if others else "",
    )


def _by_whom(rows: list[Row]) -> Sentence:
    """Of the accounts (of the photos, where no account is listed): how many each could tell; those alike in one breath."""
    unit = "account" if any(row["unit"] == "account" and has_number(row) for row in rows) else "photo"
    alike: dict[str, list[Row]] = {}
    for row in rows:
        if row["unit"] == unit and has_number(row):
            alike.setdefault(plain(in_words(row)), []).append(row)
    parts: list[str | Number] = []
    for of in alike.values():
        by = " and ".join(charts.NOTIFIERS[str(row["notifier"])] for row in of)
        parts += [f"; {by}, " if parts else f"{capital(by)}, ", *in_words(of[0], start=False)]
        parts += [f" of the {unit}s could be told"] if of is next(iter(alike.values())) else []
    return (*parts, ".") if parts else ()


def _likely_to_read(rows: list[Row]) -> Sentence:
    """Who is there to read it: a channel is no reader."""
    active = next((row for row in rows if row["id"] == "active" and has_number(row)), None)
    if active is None:
        return ()
    return (
        " But ",
        *in_words(active, start=False),
        " of the accounts exist and uploaded something in public within 24 months.",
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
        key=wording.HISTORY if figure is not None else "",
    )


def _people(published: Published, rows: list[Row]) -> Section | None:
    chosen = [row for row in rows if _of_pictured(row) and not known(row["procedure"])]
    if not chosen:
        return None
    drawable = [row for row in chosen if has_number(row)]
    # What the uploader is or knows is supposed, from none to all: that stands in the sentences and the table of all.
    drawable = [row for row in drawable if "-theta-" not in str(row["id"])]
    figures = [
        charts.shares(
            _these(published.findings, drawable),
            name="pictured",
            title="The people in the pictures",
            labels=[capital(unnumbered(_headed(row)[1])) for row in drawable],
            headings=[_headed(row)[0] for row in drawable],
        )
    ][: len(drawable)]
    return Section(
        "pictured",
        "And the people in the pictures?",
        figures,
        [_sentence(row) for row in chosen],
        [
            "Nobody can count them without recognising faces, which was not done. Counted are photos, and the faces that "
            "the list itself marks in them. Somebody pictured could be told only through an account: their own, that of a "
            "photographer who passes it on, or one that is tagged in the photo. All others cannot be told at all."
        ],
        says=_through_an_account(chosen) if figures else {},
    )


def _through_an_account(rows: list[Row]) -> dict[str, Sentence]:
    told = next((row for row in rows if row["id"] == "pictured-told" and has_number(row)), None)
    if told is None:
        return {}
    whom = " of the photos that show people belong to an account that could be told. "
    alone = next((row for row in rows if row["id"] == "pictured-faces-alone" and has_number(row)), None)
    left: Sentence = ()
    if alone is not None:
        left = (" ", *in_words(alone), " of the faces marked are on a photo with neither account nor tag left.")
    return {"pictured": (*in_words(told), whom, "Whether its owner knows those in the picture, no source says.", *left)}


def _headed(row: Row) -> tuple[str, str]:
    """What is counted, and the rest of the label."""
    unit, comma, rest = str(row["label"]).partition(", ")
    return (unit, rest) if comma and unit in ("Photos showing people", "Faces annotated") else ("", str(row["label"]))


def _of_pictured(row: Row) -> bool:
    return str(row["id"]).startswith("pictured-")


def _out(investigation: Investigation, published: Published, rows: list[Row]) -> Section | None:
    if not any(known(row["procedure"]) for row in rows):
        return None
    # The ways out stand in full on paper, and a click away on the page.
    routes = [procedures.read(name) for name in investigation.procedures]
    tables = _conditions(published, {route.name: route.title for route in routes})
    return Section("out", "Which ways out are there?", [], [], [wording.OUT], routes=routes, tables=tables)


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
            "Known from": [f"{BASES.get(str(row['basis']), row['basis'])}: {row['why']}" for row in rows],
        }
    )
    return [("What each way out asks, and who meets it", laid_out)]


BASES = {"procedure fact": "the procedure", "trace field": "Flickr’s answers", "stated assumption": "assumed"}
"""Where a condition is known from, as a reader says it."""


def _met(row: Row) -> str:
    if known(row["for_all"]):
        return {"yes": "by all", "no": "by nobody", "unknown": "not known"}[str(row["for_all"])]
    if not known(row["yes"]):
        return "too few to print"
    no, unknown = count(row["no"]), count(row["unknown"])
    return f"by {count(row['yes'])} {row['unit']}s drawn; not by {no}; not known of {unknown}"


def _work(published: Published) -> Section | None:
    """What telling them would take, and how far writing to a few would reach."""
    work, shares = published.tables.get("effort"), published.tables.get("concentration")
    figures = [
        made
        for made in (
            effort.effort(work) if work is not None else None,
            effort.concentration(shares) if shares is not None else None,
        )
        if made is not None
    ]
    if not figures:
        return None
    says: dict[str, Sentence] = {}
    if work is not None:
        says["effort"] = _workload(rows_of(work))
    half = effort.half(shares) if shares is not None else None
    if half is not None:
        held = f"The {count(half['accounts'])} accounts with most photos hold {percent(half['share'])} of the photos. "
        says["concentration"] = (held + "Writing to those few would reach the owners of that many.",)
    return Section(
        "effort",
        "What would telling them take?",
        figures,
        [],
        [
            "Each kind of work is drawn on a scale of its own. What is drawn pale is supposed: no source gives the number."
        ],
        aside=frozenset({"concentration"}),
        says=says,
        tables=_context(published, "effort", "What has been said of such an effort"),
    )


def _workload(rows: list[Row]) -> Sentence:
    """To find them, and to write to them."""
    by_unit = {
        unit: [row for row in rows if row["unit"] == unit and known(row["low"])] for unit in ("hours", "messages")
    }
    parts = []
    if by_unit["messages"]:
        parts.append(f"Telling them would take {effort.in_words(by_unit['messages'][0])}")
    if by_unit["hours"]:
        found = next((row for row in by_unit["hours"] if row["kind"] != "scenario"), None)
        if found is not None:
            pace = str(found["what"]).partition(", ")[2]
            parts.append(f"finding them takes {effort.in_words(found)} of calls{', ' * bool(pace)}{pace}")
    costs = [row for row in rows if row["what"].startswith("cost ") and known(row["high"])]
    if costs:
        dearest = max(costs, key=lambda row: row["high"])
        what = effort.capitalised(dearest["what"]).removeprefix("Cost at ")
        parts.append(f"at {what}, both supposed, the writing would cost {effort.in_words(dearest)}")
    return (" ".join(f"{capital(part)}." for part in parts),) if parts else ()


def capital(text: str) -> str:
    """Its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def _context(published: Published, topic: str, caption: str) -> list[tuple[str, pd.DataFrame]]:
    """Facts to hold the numbers against, each with its source."""
    table = published.tables.get("context")
    rows = [row for row in rows_of(table) if row["topic"] == topic] if table is not None else []
    if not rows:
        return []
    laid_out = pd.DataFrame(
        {
            "What": [row["title"] for row in rows],
            "On": [str(row["on"]) for row in rows],
            "Says": [row["says"] for row in rows],
            "Source": [Linked(str(row["source"]), str(row["address"])) for row in rows],
        }
    )
    return [(caption, laid_out)]


def _compared(published: Published) -> Section | None:
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
            "The dataset was cut from a larger one, its parent. Photos vanish everywhere, so the same was asked of some "
            "photos of the parent that the dataset left out, drawn by lot. They count in no other number of this report. "
            "This comparison was not planned before the draw: take it as a first look."
        ],
        says={"comparison": (" ".join(comparison.sentences(first)[:2]),)},
        folded=folded if len(rest) else [],
        key=wording.STRIPS,
    )


def _otherwise(published: Published) -> Section | None:
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
            "Beside each headline stands the other definition that moves it furthest, from the middle of one range to the "
            "middle of the other."
        ],
        says={"definitions": (says + ".",)},
    )


def _uses(investigation: Investigation, published: Published, rows: list[Row]) -> Section | None:
    """Whose licence excludes the use that was made, and by which clause."""
    chosen = [row for row in rows if str(row["id"]).startswith("conflict-")]
    if not chosen:
        return None
    drawable = [row for row in chosen if has_number(row)]
    table = published.tables.get("licence_conflicts")
    clauses = terms.terms(table) if table is not None else None
    short = [row for row in drawable if row["id"].endswith("-any")]
    figures = [_conflicts(published, short, "conflicts", "Licence terms and the stated use")][: len(short)]
    rest = [row for row in drawable if row not in short]
    folded = [_conflicts(published, rest, "conflicts-by-use", "Use by use: as listed, on the day, and today")][
        : len(rest)
    ]
    says: dict[str, Sentence] = {
        "licence-terms": ("Which clause excludes what: “s. 4(b)” is section 4(b) of the licence’s own text.",)
    }
    told = next((row for row in drawable if row["id"] == "conflict-listed-any"), None)
    if told is not None:
        terms_exclude = " of the photos are listed under a licence whose terms exclude at least one of the stated uses."
        says["conflicts"] = (*in_words(told), terms_exclude, *_above_all(drawable))
    return Section(
        "uses",
        "Whose licence excludes this use?",
        figures + ([clauses] if clauses is not None else []),
        [_sentence(row) for row in chosen],
        [
            f"This report takes the dataset’s holder to have {_stated(investigation.use)}.",
            "Each licence’s terms are set beside that use. Where no licence was given, whether the use needed one is "
            "argued: such photos are counted as not known. This is no legal conclusion.",
        ],
        says=says,
        aside=frozenset({"licence-terms"}),
        folded=folded,
        sources=terms.texts(table) if table is not None else [],
        tables=_context(published, "licences", "What has been said of such licences"),
    )


def _above_all(rows: list[Row]) -> Sentence:
    """How many are listed under a licence that excludes commercial use, where the use was commercial."""
    row = next((row for row in rows if row["id"] == "conflict-listed-commercial"), None)
    return () if row is None else (" ", *in_words(row), " are listed under one that excludes commercial use.")


def _stated(use: Use) -> str:
    """The use that the investigation states, as one says it: whoever disputes it must know what was taken for granted."""
    said = [
        "used the photos commercially" if use.commercial else "used the photos, but not commercially",
        "made new works from them" if use.derivatives else "made no new works from them",
        "named their authors" if use.attributed else "not named their authors",
        "shared the result under the same terms" if use.shared_alike else "not shared the result under the same terms",
    ]
    return ", ".join(said[:-1]) + f", and {said[-1]}"


def _conflicts(published: Published, rows: list[Row], name: str, title: str) -> Figure:
    """Whose terms exclude what, under the day whose licence it is."""
    split = {row["id"]: str(row["label"]).partition(" conflicts with ") for row in rows}
    days = list(dict.fromkeys(first for first, _, _ in split.values()))
    drawn = _these(published.findings, rows)
    drawn = drawn.sort_values("id", key=lambda ids: ids.map(lambda one: days.index(split[one][0])), kind="stable")
    parts = [split[name] for name in drawn["id"]]
    return charts.shares(
        drawn,
        name=name,
        title=title,
        labels=[capital(last) or first for first, _, last in parts],
        headings=[f"{first}{with_.rstrip()}" if last else "" for first, with_, last in parts],
    )


def _fall_away(published: Published) -> Section | None:
    steps, owners, states = (published.tables.get(name) for name in ("funnel", "owners", "photo_by_account"))
    if steps is None or steps.empty:
        return None
    folded = [charts.owners(owners)] if owners is not None and not owners["photos"].dropna().empty else []
    if states is not None and not states["photos"].dropna().empty:
        folded.append(charts.photos_by_account(states))
    of_people = steps["chain"] == "people pictured"
    if of_people.any() and not of_people.all():
        title = "From an annotated face to somebody who could be told"
        folded.insert(0, charts.funnel(steps[of_people], "funnel-pictured", title))
        steps = steps[~of_people]
    return Section(
        "funnel",
        "Where do they fall away?",
        [charts.funnel(steps)],
        [],
        [
            "From the dataset’s own list to somebody who could be told: what enters a step is kept, set aside with a "
            "reason, or not known. Nothing is dropped in silence."
        ],
        says={"funnel": _largest_loss(rows_of(steps))},
        folded=folded,
    )


def _largest_loss(steps: list[Row]) -> Sentence:
    """Where most of those drawn fall away."""
    cells = ("entered", "set_aside")
    drawn = [
        step for step in steps if step["says"] != "was drawn" and step["because"] != "repeats" and step["unit"] != "row"
    ]
    counted = [step for step in drawn if all(known(step[cell]) for cell in cells) and step["entered"]]
    worst = max(counted, key=lambda step: step["set_aside"] / step["entered"], default=None)
    if worst is None or not worst["set_aside"]:
        return ()
    lost = f"of {count(worst['entered'])} {worst['unit']}s, {count(worst['set_aside'])} ({worst['because']})."
    return ("Of those drawn, this step sets most aside: " + lost,)


def _licences(published: Published, rows: list[Row]) -> Section | None:
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
        figures.append(charts.licence_then(_these(published.findings, dated)))
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
        says["then-and-now"] = (*in_words(same), carry, *in_words(other, start=False), ", another one.")
    of_day = next((row for row in dated if row["id"] == "licence-then-as-listed"), None)
    if of_day is not None:
        says["licence-then"] = (
            *in_words(of_day),
            " of the photos carried the licence listed on the day when the list was made.",
        )
    if not drawn and not changes:
        return None
    return Section(
        "licences",
        "What did the licence say, and what does it say now?",
        drawn,
        [_sentence(row) for row in changes],
        [
            "The list gives a licence for each photo. A Creative Commons licence cannot be revoked: a change since then "
            "does not bind those who took the photo before. A later version of the same licence is counted apart: it "
            "need not be the owner’s change of mind."
        ],
        says=says,
        aside=frozenset({"licence-then"}) if len(drawn) > 1 else frozenset(),
        folded=folded,
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
    sentences = [_sentence(row) for row in chosen]
    return Section("more", "What else was found?", figures, sentences, aside=frozenset({"more"}))


def _sentence(row: Row) -> Sentence:
    """Any finding as a sentence."""
    label = unnumbered(str(row["label"]))
    if row["status"] == "closed gate":
        return (f"{label}: nobody, by rule: {shut(row)}.",)
    if not has_number(row):
        if row["status"] == "published" and known(row["numerator"]):
            return (f"{label}: ", units(row, "numerator"), ".")
        return (f"{label}: {said(row)}.",)
    value: Sentence
    if nothing_known(row):
        value = ("not known",)
    elif known(row["estimate"]):
        value = (share(row),)
    else:
        low, high = ends_of(row)
        value = ("between ", share(row, low), " and ", share(row, high))
    rests_on = detail(row)
    return (f"{label}: ", *value, "." + " " * bool(rests_on), *rests_on)


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
