"""What was read -> what of it the case knows somebody by. The words are looked up in the case, not the case in the words.

A list of a hundred million rows passes by once a column, and the few words stay in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import duckdb

from whosefaces import scan
from whosefaces.edition.guard import nameless, words
from whosefaces.edition.guard.words import Sought
from whosefaces.investigation import Investigation

_TABLES = (*nameless.TABLES, "parent_accounts")
_KINDS = {
    "photo_id": "a photo id",
    "nsid": "an account's NSID",
    "owner_nsid": "an account's NSID",
    "account_key": "an account",
    "alias": "an account's alias",
    "nickname": "an account's user name",
    "url": "an address from the manifest",
    "prn": "a drawn unit's random number",
    "evidence_id": "a record of the evidence",
}
WITHOUT_SPACES = ("an account's alias", "an account")
"""Nobody who is called so is written as words beside each other."""
_TOGETHER = r"regexp_replace(lower({}), '[^\p{{L}}\p{{N}}]', '', 'g')"
_NAME = _TOGETHER.format("value")
_ACCOUNT = _TOGETHER.format("replace(value, 'alias:', '')")
_NICKNAME = "url_decode(replace(value, '+', ' '))"
_WITHOUT_FRACTION = rf"regexp_replace({_NICKNAME}, '(^|[^\pL\pN_.])(\pN+)\.\pN+($|[^\pL\pN_.])', '\1\2\3', 'g')"
"""A text loses the fractions of its numbers before it is compared, and a name in it with them."""
_LOOKED_UP = {
    "photo_id": (("numbers", "value"), ("ids", "value")),
    "nsid": (("runs", _NAME), ("handles", _NAME)),
    "owner_nsid": (("runs", _NAME), ("handles", _NAME)),
    "alias": (("runs", _NAME), ("handles", _NAME)),
    "account_key": (("runs", _ACCOUNT), ("handles", _ACCOUNT)),
    "nickname": (("runs", _TOGETHER.format(_NICKNAME)), ("runs", _TOGETHER.format(_WITHOUT_FRACTION))),
    "url": (("addresses", "lower(value)"),),
    "prn": (("runs", "value"),),
    "evidence_id": (("runs", _TOGETHER.format("replace(value, 'urn:uuid:', '')")),),
}


Names = dict[str, set[str]]
"""What is known of people beside the tables, by its kind."""


@dataclass(frozen=True)
class Hit:
    """Something of the case that was read: how it was compared and written, where, and what it is."""

    form: str
    written: str
    where: str
    kind: str


def hits(sought: Sought, case: Path, names: Names) -> Iterator[Hit]:
    """Whatever of ``sought`` the case knows, in an order that is the same every time.

    Args:
        sought: what was read.
        case: its tables.
        names: what the recorded answers call people, as :func:`named` has it.
    """
    with duckdb.connect() as engine:
        engine.execute("SET memory_limit = '1GB'")
        for form, places in vars(sought).items():
            engine.execute(f"CREATE TABLE {form} (word VARCHAR)")
            if places:
                engine.execute(f"INSERT INTO {form} SELECT unnest(?)", [sorted(places)])
        for path in (case / f"{name}.parquet" for name in _TABLES):
            if path.is_file():
                yield from _of_table(engine, path, sought)
        for kind, called in names.items():
            together = {name.replace(" ", "") for name in called}
            for form in ("runs", "handles"):
                yield from _hits(sought, form, sorted(together & set(vars(sought)[form])), kind)


def _of_table(engine: duckdb.DuckDBPyConnection, path: Path, sought: Sought) -> Iterator[Hit]:
    source = scan.parquet(path)
    held = [row[0] for row in engine.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    for column in (name for name in _LOOKED_UP if name in held):
        for form, expression in _LOOKED_UP[column]:
            if vars(sought)[form]:
                values = f'SELECT {expression} AS word FROM (SELECT "{column}" AS value FROM {source} WHERE "{column}" IS NOT NULL)'
                rows = engine.execute(f"SELECT DISTINCT word FROM ({values}) WHERE word IN (FROM {form})").fetchall()
                yield from _hits(sought, form, sorted(word for (word,) in rows), _KINDS[column])


def _hits(sought: Sought, form: str, matches: list[str], kind: str) -> Iterator[Hit]:
    for word in matches:
        for written, where in vars(sought)[form][word].items():
            yield Hit(form, written, where, kind)


# -- what Flickr's recorded answers call people

_VALUE = r'(?:="([^"]*)"|"\s*:\s*(?:\{\s*"_content"\s*:\s*)?"((?:[^"\\]|\\.)*)")'
_IN_ANSWERS = {
    "an account's user name": re.compile(
        rf"\b(?:username|ownername|owner_?name|author_name|nickname){_VALUE}|<username>([^<]+)</username>",
        re.IGNORECASE,
    ),
    "a person's real name": re.compile(rf"\breal_?name{_VALUE}|<realname>([^<]+)</realname>", re.IGNORECASE),
    "an account's alias": re.compile(rf"\bpath_?alias{_VALUE}", re.IGNORECASE),
    "a photo's secret": re.compile(rf"\bsecret{_VALUE}"),
}


def named(case: Path, investigation: Investigation) -> Names:
    """The names and secrets that the answers carry, as rows of words; a number alone is nobody's name.

    Args:
        case: holds evidence where answers were recorded live.
        investigation: names the evidence elsewhere.

    Raises:
        EvidenceError: the evidence is torn or altered, so that nobody can say which names it holds.
    """
    names: Names = {}
    for body in _bodies(case, investigation):
        for kind, pattern in _IN_ANSWERS.items():
            for match in pattern.finditer(body):
                text = next((group for group in match.groups() if group), "")
                for form in words.forms(unescape(text)):
                    name = " ".join(words.words_of(form)[: words.LONGEST_NAME])
                    if name and not name.replace(" ", "").isdigit():
                        names.setdefault(kind, set()).add(name)
    return names


def _bodies(case: Path, investigation: Investigation) -> Iterator[str]:
    """Every recorded answer, by the one reader of evidence: what it cannot verify, it does not pass over."""
    from whosefaces.trace.evidence.archive import Archive, warc_files

    folders = {case / "evidence", *([investigation.trace.evidence] if investigation.trace.evidence else [])}
    for folder in sorted(folders):
        if warc_files(folder):
            for body in Archive.read_before(folder).bodies():
                yield body.decode("utf-8", "replace")
