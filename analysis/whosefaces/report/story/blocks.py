"""What a section is made of: paragraphs, lists, links, charts, tables, quotations. The page and the PDF set the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from whosefaces.report.charts import Figure


@dataclass(frozen=True)
class Linked:
    """A text that can be followed."""

    text: str
    address: str


Cell = str | Linked


@dataclass(frozen=True)
class Paragraph:
    """Sentences, and links after them."""

    text: str
    links: Sequence[Linked] = ()
    kind: str = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = "bullets"


@dataclass(frozen=True)
class Quote:
    """Somebody else's words, in whatever language they are."""

    text: str
    kind: str = "quote"


@dataclass(frozen=True)
class Command:
    """Something to type."""

    text: str
    kind: str = "command"


@dataclass(frozen=True)
class Chart:
    """A chart, with what it says."""

    figure: Figure
    says: str = ""
    kind: str = "chart"


@dataclass(frozen=True)
class Table:
    """A table in sight: headings and rows of cells."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    kind: str = "table"


Block = Paragraph | Bullets | Quote | Command | Chart | Table


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    name: str
    heading: str
    blocks: Sequence[Block] = field(default_factory=tuple)

    @property
    def figures(self) -> list[Figure]:
        """Its charts, in order."""
        return [block.figure for block in self.blocks if isinstance(block, Chart)]


def paragraph(*sentences: str, links: Sequence[Linked] = ()) -> list[Block]:
    """One paragraph of the sentences that say something; none where none does."""
    said = " ".join(sentence for sentence in sentences if sentence)
    return [Paragraph(said, links)] if said or links else []
