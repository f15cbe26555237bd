"""The guard: nothing that the case knows of a person leaves with ``public/``.

Three things lie there, and each is held in its way. What the suite writes is made again of a case in which everybody bears
another name, and has to be the same bytes (:mod:`whosefaces.edition.guard.made_again`). The notebooks have to be those that
were executed, and their words are looked up in the case. What the reporter states is looked up where nobody could have
written it by chance. A refusal says the file and the place, never the value, and what to do. docs/guard.md has the rules.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import re
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from whosefaces import PACKAGE, PROJECT, scan
from whosefaces.edition import inputs, notebooks, sums
from whosefaces.edition.guard import made_again, people, words
from whosefaces.edition.guard.people import Hit
from whosefaces.edition.guard.words import Sought
from whosefaces.errors import LeakError, WhoseFacesError
from whosefaces.investigation import Investigation

LEAST_NUMBER = 100_000
"""A smaller number is sought in an address only, or every count would be somebody's photo."""

DOUBLE = PACKAGE / "double"
"""Its texts name people, invented ones: they are no words of the report, and a name that stands there is no less one."""

SHOWN = ("text/plain", "text/html", "text/markdown", "image/svg+xml")
"""What a published notebook may show; anything else could hold what nobody can read."""

_OWN = ("contact", "by", "licence", "language", "investigation", "id")
"""Keys of the investigation file under which the reporter names themself and the work, which is theirs to do."""
_PUBLISHED = ("question", "dataset", "use", "publish", "small_counts")
"""Parts of the investigation file that are published as they stand."""
_OTHER_ADDRESS = re.compile(r"https?://(?![^/\s]*(?:flickr\.com|flic\.kr))[^\s\"'<>)]+", re.IGNORECASE)
_HOME = re.compile(r"(?<![\w.~/-])(?:/home/|/Users/|/root/|[A-Za-z]:\\+Users\\+)\w", re.IGNORECASE)
_NSID = re.compile(r"\d{5,}[ -]?n\d\d")
_TEXT = {".csv", ".json", ".md", ".txt", ".html"}


def inspect(public: Path, case: Path, investigation: Investigation) -> None:
    """Hold every byte of ``public`` against the case, and look for the operator's own traces.

    Args:
        public: the folder that is about to be published.
        case: the case's tables, executed notebooks, and evidence where answers were recorded live.
        investigation: names the evidence, the salt, the contact, and what lies beside its file.

    Raises:
        LeakError: something personal was found, or something that nobody can vouch for. The message names the file and
            the place, never the value; the edition must not be published.
    """
    with made_again.public(public, case, investigation) as counterpart:
        hold(public, case, investigation, counterpart)


def hold(public: Path, case: Path, investigation: Investigation, counterpart: Path) -> None:
    """The same, against what was :func:`made again <whosefaces.edition.guard.made_again.public>` of the nameless case."""
    _refuse_own_traces(public, investigation)
    for name, why in made_again.differences(public, counterpart):
        if name != sums.NAME or not sums.hold(public):
            raise LeakError(f"{name}: {why}. {_HINT}")
    names = people.named(case, investigation)
    _inspect_notebooks(public, case, names, counterpart)
    inspect_stated(case, investigation, names)


_HINT = (
    "The edition is refused. `whosefaces run` writes the draft anew; if it is refused again, nothing that you wrote is at "
    "fault: please report it, without the file"
)


def inspect_stated(case: Path, investigation: Investigation, names: people.Names | None = None) -> None:
    """Look up what the reporter states: question, facts, own procedures, corrections, replies. As soon as there is a frame.

    A single plain word is nobody: "may" and "hope" are accounts too. An NSID, a Flickr address, a photo id, a digest and a
    name of several words are not written by chance.

    Args:
        case: the case's tables, as far as they lie there.
        investigation: what lies in and beside its file.
        names: what the recorded answers call people, once there are any.

    Raises:
        LeakError: the case knows somebody by it.
    """
    sought = Sought()
    for where, text in _stated(investigation):
        sought.read(_OTHER_ADDRESS.sub(" ", text), where)
    vocabulary = Vocabulary(_rows_of_project(), "", _least_number(case), one_word=True)
    _refuse_people(sought, case, names or {}, vocabulary, "Take it out, or describe the person otherwise")


def _refuse_people(sought: Sought, case: Path, names: people.Names, vocabulary: Vocabulary, remedy: str) -> None:
    for hit in people.hits(sought, case, names):
        if not vocabulary.exempts(hit):
            raise LeakError(f"{hit.where}: holds {hit.kind}; the edition is refused. {remedy}, and run again")


def _stated(investigation: Investigation) -> Iterator[tuple[str, str]]:
    for path in inputs.small_files(investigation):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        if path == investigation.file:
            document = {key: value for key, value in document.items() if key in _PUBLISHED}
            for name in ("name", "holder"):
                document.get("dataset", {}).pop(name, None)
        yield from _texts(document, path.name)


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every text in what was read from a file, with its place; what the reporter calls themself is left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _OWN:
                yield from _texts(inner, f"{where}, {key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            yield from _texts(inner, f"{where} {place}")
    elif isinstance(value, str):
        yield where, value


# -- notebooks


def _inspect_notebooks(public: Path, case: Path, names: people.Names, counterpart: Path) -> None:
    sought = Sought()
    for path in sorted((public / made_again.NOTEBOOKS).rglob("*")):
        name = path.relative_to(public).as_posix()
        _refuse_another(path, case / made_again.NOTEBOOKS / path.name, name)
        for where, text in _shown(json.loads(path.read_text(encoding="utf-8")), name):
            sought.read(text, where)
    written = _rows_of_counterpart(counterpart)
    vocabulary = Vocabulary(_rows_of_project() + written, written, _least_number(case))
    _refuse_people(sought, case, names, vocabulary, "That cell shows somebody: have it show a count")


def _refuse_another(path: Path, executed: Path, name: str) -> None:
    """Refuse a notebook that is not the executed one, settled."""
    if not path.is_file() or path.is_symlink() or path.parent.name != made_again.NOTEBOOKS or not executed.is_file():
        raise LeakError(f"{name}: is no notebook that was executed for this edition; take it out. {_HINT}")
    with tempfile.TemporaryDirectory(dir=executed.parent) as scratch:
        try:
            again = notebooks.normalise(executed, Path(scratch) / path.name)
        except (WhoseFacesError, ValueError, KeyError, TypeError):
            raise LeakError(f"{name}: the executed notebook in the case cannot be read. {_HINT}") from None
        if again.read_bytes() != path.read_bytes():
            raise LeakError(f"{name}: is not the notebook that was executed; it was changed since. {_HINT}")


def _shown(notebook: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for number, cell in enumerate(notebook["cells"]):
        where = f"{name}, cell {number}"
        yield where, "".join(cell["source"])
        for output in cell.get("outputs", []):
            yield where, "".join(output.get("text", ""))
            for kind, value in output.get("data", {}).items():
                if kind not in SHOWN:
                    raise LeakError(
                        f"{where}: shows {kind}, which nobody can read through; show text, a table or a chart"
                    )
                yield where, "".join(value)


# -- what is exempt by rule


def _least_number(case: Path) -> int:
    """The least number that is looked up outside addresses: no count of an edition need be larger than its list is long."""
    return max(LEAST_NUMBER, scan.rows(case / "frame.parquet") + 1)


@dataclass(frozen=True)
class Vocabulary:
    """What is exempt by rule: words that stand in the project's own texts, or in what was made again without a name."""

    rows: str
    """Texts as rows of words."""
    cited: str
    """Of them, those whose addresses are nobody's."""
    least: int
    """The least number that is looked up."""
    one_word: bool = False
    """A single plain word is exempt too."""

    def exempts(self, hit: Hit) -> bool:
        """Whether what the case knows is exempt all the same."""
        if hit.form in ("handles", "ids", "addresses"):
            return f" {' '.join(words.words_of(hit.written))} " in self.cited
        if hit.form == "numbers":
            return int(hit.written) < self.least or self._holds(hit.written)
        if _NSID.fullmatch(hit.written) or self._holds(hit.written):
            return not _NSID.fullmatch(hit.written)
        if self.one_word and hit.kind in people.WITHOUT_SPACES and self._is_prose(hit.written):
            return True
        # An account may be called "1000" or "2 photos", and every report says so of something else. And where a sentence
        # has a gap, what fills it stands beside words that it stands beside nowhere else.
        counted = r"(?<![^ -])\d+(?![^ -])"
        if any(int(number) < self.least for number in re.findall(counted, hit.written)):
            parts = re.sub(counted, lambda match: "|" if int(match[0]) < self.least else match[0], hit.written)
            return all(self._holds(part) for part in parts.split("|"))
        gaps = [gap.start() for gap in re.finditer(" ", hit.written)]
        return not self.one_word and any(
            self._holds(hit.written[:gap]) and self._holds(hit.written[gap:]) for gap in gaps
        )

    def _is_prose(self, written: str) -> bool:
        """Whether these are words of their own, and those that a hyphen joins everyday ones: "blue sky" is not ``bluesky``."""
        joined = (part.split(words.TOUCHING) for part in written.split(" ") if not part.isalpha())
        return all(word.isalpha() and f" {word} " in self.rows for parts in joined for word in parts)

    def _holds(self, phrase: str) -> bool:
        row = phrase.casefold().replace(words.TOUCHING, " ").strip()
        return not row or f" {row} " in self.rows or (self.one_word and row.isalpha())


@cache
def _rows_of_project() -> str:
    """The project's own texts and what Vega and pandas write around any data, as rows of words."""
    from whosefaces.report import charts
    from whosefaces.report.words.catalogue import Words

    texts = [
        path.read_text(encoding="utf-8", errors="replace")
        for folder, pattern in (
            (PACKAGE, "**/*.py"),
            (PACKAGE, "**/*.toml"),
            (PACKAGE / "report" / "templates", "*"),
            (PROJECT / "notebooks", "*.ipynb"),
            (PROJECT / "data" / "reference", "**/*.*"),
        )
        for path in sorted(folder.glob(pattern))
        if path.is_file() and DOUBLE not in path.parents
    ]
    figure, table = charts.bars(Words("en"), "c", "d", [("b", 1)]), pd.DataFrame({"a": [None]})
    return _rows([*texts, figure.svg(), str(table.to_html(notebook=True))])


def _rows_of_counterpart(counterpart: Path) -> str:
    texts = (path for path in sorted(counterpart.rglob("*")) if path.suffix in _TEXT)
    return _rows(path.read_text(encoding="utf-8") for path in texts)


def _rows(texts: Iterable[str]) -> str:
    """Texts as rows of words, each part that is read as one a row."""
    return "\n".join(row for text in texts for row in words.rows(text))


# -- the operator's own traces


def _refuse_own_traces(public: Path, investigation: Investigation) -> None:
    own = _own_traces(investigation)
    for path in sorted(public.rglob("*")):
        if path.suffix in (*_TEXT - {".html"}, ".ipynb") and path.is_file():  # the page is made of these
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
                for what, pattern in own.items():
                    if any(pattern.search(form) for form in words.forms(line)):
                        name = path.relative_to(public).as_posix()
                        raise LeakError(f"{name}, line {number}: holds {what}; the edition is refused")


def _own_traces(investigation: Investigation) -> dict[str, re.Pattern[str]]:
    """What would tell who ran this, where, with which keys, and how the sample was drawn."""
    exact = {
        "the salt": [investigation.salt()],
        "a path of this machine": [str(PROJECT), str(investigation.file.parent), str(Path.home())],
        "a key from the environment": [
            value
            for name, value in os.environ.items()
            if len(value) >= 8 and re.search(r"KEY|SECRET|TOKEN|PASSWORD", name) and not Path(value).exists()
        ],
        "this machine's name": [platform.node()],
        "the name of whoever ran it": [_login()],
    }
    patterns = {}
    for what, values in exact.items():
        telling = [v for v in values if len(v) > 3 and f" {' '.join(words.words_of(v))} " not in _rows_of_project()]
        if telling:
            patterns[what] = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, telling)) + r")(?!\w)", re.IGNORECASE)
    return patterns | {"a path in somebody's home": _HOME}


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a user of that number
        return ""
