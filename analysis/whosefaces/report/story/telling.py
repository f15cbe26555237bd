"""The whole story of one edition, in order: headline, dataset, one chart, the rule, how, people, licences, check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whosefaces.report.charts import Figure
from whosefaces.report.charts.figure import nothing
from whosefaces.report.published import Published
from whosefaces.report.story import appendix, main
from whosefaces.report.story.blocks import Block, Section
from whosefaces.report.words import facts
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.headline import Headline, headline


@dataclass(frozen=True)
class Story:
    """Everything that the page, the appendix and the PDF say."""

    words: Words
    investigation: str
    question: str
    as_of: dt.date
    demonstration: bool
    lead: Headline
    dataset: Sequence[Block]
    byline: Sequence[str]
    contact: str
    opening: Figure
    sections: Sequence[Section]
    appendix: Sequence[Section]
    suite: str
    by: str

    @property
    def language(self) -> str:
        """The language of every sentence but the quoted."""
        return self.words.language

    @property
    def title(self) -> str:
        """The headline as text."""
        return self.lead.headline

    @property
    def figures(self) -> list[Figure]:
        """Every chart, in order."""
        every = [self.opening, *(figure for section in (*self.sections, *self.appendix) for figure in section.figures)]
        return list({figure.name: figure for figure in every}.values())

    def figure(self, name: str) -> Figure:
        """The chart of that name; where this edition's data give none, one that says so."""
        drawn = next((figure for figure in self.figures if figure.name == name), None)
        return drawn or nothing(name, name.replace("-", " ").capitalize(), self.words.say("chart.nothing"))

    def says(self, name: str) -> list[str]:
        """The paragraphs of a section, of the page or its appendix."""
        named = [section for section in (*self.sections, *self.appendix) if section.name == name]
        texts = [getattr(block, "text", "") for section in named for block in section.blocks]
        return [text for text in texts if text]


def tell(published: Published) -> Story:
    """Build the story of one edition, in the language that it names."""
    words = Words(published.about["language"])
    established = facts.of(published)
    by = str(published.about["by"] or published.about["contact"])
    lead = headline(words, established)
    return Story(
        words=words,
        investigation=str(published.said["investigation"]),
        question=str(published.said["question"]),
        as_of=published.as_of,
        demonstration=established.demonstration,
        lead=lead,
        dataset=main.dataset(words, published, established),
        byline=_byline(words, published, by),
        contact=str(published.about["contact"]),
        opening=main.opening(words, established),
        sections=main.sections(words, published, established, lead, by),
        appendix=appendix.sections(words, published, established),
        suite=str(published.provenance.get("suite", "Whose Faces")),
        by=by,
    )


def _byline(words: Words, published: Published, by: str) -> list[str]:
    licence: Any = published.about["licence"]
    reuse = words.say("byline.licence", licence=licence) if licence else words.say("byline.no_licence")
    return [words.say("byline.by", by=by), words.say("byline.on", day=published.as_of), reuse]
