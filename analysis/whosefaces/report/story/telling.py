"""The whole story of one edition, in order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from whosefaces.investigation import Investigation
from whosefaces.report import charts
from whosefaces.report.between import changelog
from whosefaces.report.between.changelog import Correction, Reply
from whosefaces.report.charts import Figure, known, matrix, rows_of
from whosefaces.report.published import Published
from whosefaces.report.story.changed import changed
from whosefaces.report.story.choices import otherwise
from whosefaces.report.story.fall_away import fall_away
from whosefaces.report.story.licensing import licences
from whosefaces.report.story.opening import in_full, in_plain_words, standfirst
from whosefaces.report.story.parent import compared
from whosefaces.report.story.pictured import people_pictured
from whosefaces.report.story.reach import could_be_told
from whosefaces.report.story.rest import rest
from whosefaces.report.story.section import Section
from whosefaces.report.story.uses import uses
from whosefaces.report.story.ways_out import ways_out
from whosefaces.report.story.who import answer
from whosefaces.report.story.work import work
from whosefaces.report.words import wording
from whosefaces.report.words.headline import Headline, headline, large
from whosefaces.report.words.prose import Row, Sentence, plain, typed

FIXED = frozenset({"95", "95%", "95 %", "2.5 %", "100 %", "24"})
"""Numbers in sentences that are no findings: the level of the intervals, and definitions of the method."""


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
    if ways_out is not None and (ways_out.empty or not {"group", "reading", "burden"} <= set(ways_out.columns)):
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
        standfirst=standfirst(published, rows, rows_of(ways_out) if ways_out is not None else []),
        primary=[large(row) for row in main],
        ranges=wording.RANGE if any(known(row["low"]) for row in main) else "",
        opening=matrix.figure(ways_out) if ways_out is not None else charts.primary(published.findings),
        opening_key=wording.KEY if ways_out is not None else wording.STRIPS,
        answer=answer(rows_of(ways_out), {row["id"]: row for row in rows}) if ways_out is not None else [],
        in_full=in_full(main, [typed(in_plain_words(text, main), main + rows, fixed) for text in published.sentences]),
        sections=_sections(investigation, published, rows),
        findings=rows,
        methods=list(dict.fromkeys(step for row in rows for step in str(row["method"]).split("; "))),
        suppression=published.suppression,
        corrections=changelog.corrections(investigation.file.parent, named, published.as_of),
        replies=changelog.reply(investigation.file.parent, named, published.as_of),
        provenance=_sealed(published),
    )


def _sections(investigation: Investigation, published: Published, rows: list[Row]) -> list[Section]:
    made = [
        could_be_told(published, rows),
        changed(published, rows),
        people_pictured(published, rows),
        ways_out(investigation, published, rows),
        work(published),
        uses(investigation, published, rows),
        licences(published, rows),
        fall_away(published),
        compared(published),
        otherwise(published),
        rest(published, rows),
    ]
    return [section for section in made if section is not None]


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
