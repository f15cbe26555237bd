"""Does the guard block an honest edition, or let somebody out? ``python -m studies.guard_trials``

A list of a million accounts whose aliases are drawn from real-looking words: words of everyday texts in three languages,
alone, two together, with a mark or a number. **Honest editions**: what a thousand invented editions show in notebooks (the
demonstration's own cells, their numbers drawn anew, and findings, headline and deck of each kind of edition) and what
their reporters write in plain words. **Plants**: an alias put into a draft's files, into what a changed notebook shows, and
into what the reporter states. ``docs/guard.md`` has what came out.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from whosefaces import PACKAGE, PROJECT
from whosefaces.edition.guard import guard, people
from whosefaces.edition.guard.words import Sought
from whosefaces.report import story

from studies.invented_editions import KINDS, edition

LANGUAGES = ("en", "de", "fr")
NOTEBOOKS = PROJECT / "docs" / "demo"
"""The demonstration's notebooks as they come out."""
_NUMBER = re.compile(r"\d")
_CODE = re.compile(r"`[^`]*`|\[([^\]]*)\]\([^)]*\)|https?://\S+")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


@cache
def everyday() -> tuple[str, ...]:
    """Words of the project's pages and of its sentences in three languages, of three letters or more."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "docs").glob("*.md"))]
    texts += [path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "report" / "words").glob("*.toml"))]
    return tuple(sorted({word.lower() for text in texts for word in re.findall(r"[^\W\d_]{3,}", text)}))


def aliases(number: int, dice: random.Random) -> list[str]:
    """So many aliases that differ: first each everyday word by itself."""
    words = everyday()
    names = dict.fromkeys(words)
    while len(names) < number:
        one, two, some = dice.choice(words), dice.choice(words), str(dice.randrange(10_000))
        names[
            dice.choice((one + two, f"{one}-{two}", f"{one}_{two}", one + some, f"{one}-{some}", one + two + some))
        ] = None
    return list(names)[:number]


def case_of(names: list[str], folder: Path) -> Path:
    """A case whose list has a photo of each of them."""
    rows = pd.DataFrame({"row": range(1, len(names) + 1), "alias": names})
    with duckdb.connect() as engine:
        engine.register("given", rows)
        engine.execute(
            "COPY (SELECT CAST(90000000000 + row * 7 AS VARCHAR) AS photo_id, CAST(NULL AS VARCHAR) AS nsid, alias, "
            "'alias:' || alias AS account_key, 'https://www.flickr.com/photos/' || alias || '/' || CAST(90000000000 + row * 7 AS "
            f"VARCHAR) || '/' AS url FROM given) TO '{folder / 'frame.parquet'}' (FORMAT parquet)"
        )
    return folder


# -- honest editions


def shown(kind: str, language: str, seed: int) -> Iterator[str]:
    """What an honest edition's notebooks show: cells of the demonstration with other numbers, and its own findings."""
    dice = random.Random(f"{kind} {language} {seed}")  # noqa: S311 - no secret
    yield from (_NUMBER.sub(lambda _: dice.choice("0123456789"), line) for line in dice.sample(_cells(), 60))
    published = edition(kind, language, seed)
    report = story.tell(published)
    yield report.lead.text
    yield from (text for _, text in report.words.spoken)
    yield pd.DataFrame(published.rows).to_html()


@cache
def _cells() -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(NOTEBOOKS.glob("*.md")))
    return [unescape(line) for text in texts for line in text.split("\n") if re.search(r"\w", line)]


def stated(seed: int) -> Iterator[str]:
    """What a reporter may write of a dataset, its holder's reply, a correction: a dozen plain sentences."""
    dice = random.Random(f"stated {seed}")  # noqa: S311 - no secret
    yield from dice.sample(_sentences(), 12)


@cache
def _sentences() -> list[str]:
    lines = []
    for path in sorted((PROJECT / "docs").glob("*.md")):
        text = _CODE.sub(r"\1", re.sub(r"```.*?```|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
        paragraphs = [part.replace("\n", " ") for part in text.split("\n\n") if not re.match(r"\s*([|#<]|    )", part)]
        lines += [one.strip(" -*") for part in paragraphs for one in _SENTENCE.split(part) if len(one.split()) > 4]
    return lines + [str(value) for value in _facts()]


def _facts() -> Iterator[str]:
    for path in sorted((PROJECT / "data" / "reference" / "procedures").glob("*.toml")):
        yield from _texts(tomllib.loads(path.read_text(encoding="utf-8")))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def blocked(case: Path, editions: int) -> tuple[set[str], Counter[str]]:
    """Which of so many honest editions are refused, and by which words."""
    least = guard._least_number(case)
    written, plain = Sought(), Sought()
    own: dict[str, str] = {}
    files = [name for line in _cells() for name in re.findall(r"[\w./-]+\.(?:csv|html|json|pdf|png|svg|xlsx)\b", line)]
    texts: set[str] = set()
    for seed in range(editions):
        kind, language = KINDS[seed % len(KINDS)], LANGUAGES[seed % len(LANGUAGES)]
        name, lines = f"{seed} {kind} {language}", list(shown(kind, language, seed))
        for line in lines:
            if line not in texts:
                texts.add(line)
                written.read(line, name)
        own[name] = "\n".join([*lines[60:], *files])
        for line in stated(seed):
            if line not in texts:
                texts.add(line)
                plain.read(line, name)
    project = guard._rows_of_project()
    reporter = guard.Vocabulary(project, "", least, one_word=True)
    refused, by = set(), Counter[str]()
    for hit in people.hits(plain, case, {}):
        if not reporter.exempts(hit):
            refused.add(hit.where)
            by[f"stated: {hit.written}"] += 1
    for hit in people.hits(written, case, {}):
        again = guard._rows([own[hit.where]])
        if not guard.Vocabulary(project + again, again, least).exempts(hit):
            refused.add(hit.where)
            by[f"shown: {hit.written}"] += 1
    return refused, by


# -- plants


WAYS: dict[str, Callable[[str, str], str]] = {
    "as it is": lambda alias, _: alias,
    "capitals": lambda alias, _: alias.upper(),
    "full width": lambda alias, _: "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in alias),
    "zero width": lambda alias, _: "\u200b".join(alias),
    "soft hyphens": lambda alias, _: "\u00ad".join(alias),
    "escaped": lambda alias, _: "".join(f"\\u{ord(c):04x}" if ord(c) > 127 or not c.isalnum() else c for c in alias),
    "percent signs": lambda alias, _: "".join(f"%{byte:02X}" for byte in alias.encode()),
    "entities": lambda alias, _: "".join(f"&#{ord(c)};" for c in alias),
    "marks within": lambda alias, _: f"<b>{alias[:2]}</b>{alias[2:]}",
    "possessive": lambda alias, _: f"{alias}'s",
    "their photos": lambda alias, _: f"flickr.com/photos/{alias}/",
    "key": lambda alias, _: f"alias:{alias}",
    "photo id": lambda _, photo: photo,
    "photo id, grouped": lambda _, photo: f"{int(photo):,}",
    "address": lambda alias, photo: f"https://www.flickr.com/photos/{alias}/{photo}/",
    "upside down": lambda alias, _: alias[::-1],
}  # fmt: skip


def passing(case: Path, names: list[str], dice: random.Random, tries: int) -> Iterator[tuple[str, str, bool, bool]]:
    """Of so many aliases: the way it is written, what kind of alias it is, and whether it passes shown and stated."""
    places = {name: place for place, name in enumerate(names, start=1)}
    plants = []
    for way in list(WAYS) * (tries // len(WAYS) + 1):
        alias = dice.choice(names)
        plants.append((way, alias, WAYS[way](alias, str(90_000_000_000 + places[alias] * 7))))
    plants = plants[:tries]
    sought = Sought()
    for place, (_, _, text) in enumerate(plants):
        sought.read(f"The first of them is | {text} | in 2019.", str(place))
    project, least = guard._rows_of_project(), guard._least_number(case)
    caught: dict[bool, set[str]] = {False: set(), True: set()}
    for reporter in (False, True):
        vocabulary = guard.Vocabulary(project, "", least, one_word=reporter)
        caught[reporter] = {hit.where for hit in people.hits(sought, case, {}) if not vocabulary.exempts(hit)}
    for place, (way, alias, _) in enumerate(plants):
        kind = (
            "a word"
            if alias.isalpha() and alias in everyday()
            else "letters"
            if alias.isalpha()
            else "with a mark or digit"
        )
        yield way, kind, str(place) not in caught[False], str(place) not in caught[True]


def table(results: Iterable[tuple[str, str, bool, bool]]) -> list[str]:
    """How many pass, by the way in which they are written and the kind of alias."""
    rows: dict[tuple[str, str], Counter[str]] = {}
    for way, kind, in_notebook, in_text in results:
        count = rows.setdefault((way, kind), Counter())
        count.update({"tried": 1, "shown": in_notebook, "stated": in_text})
    lines = [
        "| Written | Alias | Tried | Pass in a changed notebook | Pass in what the reporter writes |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {way} | {kind} | {c['tried']} | {c['shown']} | {c['stated']} |" for (way, kind), c in sorted(rows.items())
    ]
    return lines


def main(arguments: list[str] | None = None) -> None:
    """Try them and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aliases", type=int, default=1_000_000)
    parser.add_argument("--editions", type=int, default=1_000)
    parser.add_argument("--plants", type=int, default=1_000)
    given = parser.parse_args(arguments)
    dice = random.Random(18)  # noqa: S311 - no secret
    names = aliases(given.aliases, dice)
    with tempfile.TemporaryDirectory() as scratch:
        case = case_of(names, Path(scratch))
        refused, by = blocked(case, given.editions)
        print(
            f"Of {given.editions:,} honest editions {len(refused):,} were refused, with {given.aliases:,} aliases in the list."
        )
        print("\n".join(f"  {count} {written}" for written, count in by.most_common(60)))
        print("\n".join(table(passing(case, names, dice, given.plants))))


if __name__ == "__main__":
    main()
