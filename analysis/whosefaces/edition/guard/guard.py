"""The guard: nothing that the case knows of a person leaves with ``public/``.

Every file is read as far as a patient reader could (:mod:`whosefaces.edition.guard.readable`); its words are looked up in the
case, not the case's names in the files, so a manifest of a hundred million rows costs one pass. What a hit says is the
file and the place, never the value. docs/guard.md says what is sought, and what is exempt by rule.
"""

from __future__ import annotations

import base64
import getpass
import json
import os
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import duckdb

from whosefaces import PACKAGE, PROJECT, scan
from whosefaces.edition.guard import printed_counts, readable
from whosefaces.errors import LeakError
from whosefaces.investigation import Investigation
from whosefaces.report import FONTS

LONGEST_NAME = 6
"""Words of a name that are sought as one."""

SHORTEST_NUMBER = 6
"""Digits: a shorter number is sought in an address only, or every count and every pixel would be somebody's photo."""

DOUBLE = PACKAGE / "double"
"""Its texts name people, invented ones: they are no words of the report, and a name that stands there is no less one."""

_WORD = re.compile(r"\w+(?:[.'’-]\w+)*")
_NSID = re.compile(r"(?<![0-9A-Za-z])\d{5,11}@[Nn]\d{2}(?!\w)")
_NUMBER = re.compile(r"(?<![\w.])\d+(?!\w|\.\d)")
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[,\u202f  ]\d{3})+(?!\w|\.\d)")
_OWNER = re.compile(r"flickr\.com/(?:photos|people)/([^/?#\s\"'<>)\\]+)", re.IGNORECASE)
_FLICKR = re.compile(r"(?:flickr\.com|staticflickr\.com|flic\.kr)/[^\s\"'<>)\\]*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s\"'<>)\\]+", re.IGNORECASE)
_BASE64 = re.compile(r"(?<![\w+/=-])(?:[\w+/-]{43}=?|[\w+/-]{27}=?|[\w+/-]{22}(?:==)?)(?![\w+/=-])", re.ASCII)
_SHORT_NUMBER = re.compile(rf"\d{{1,{SHORTEST_NUMBER - 1}}}(?:[.'’-]\d{{1,{SHORTEST_NUMBER - 1}}})*")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])")
_GEOMETRY = re.compile(
    r' (?:d|transform|viewBox|points)="[MLHVCSQTAZmlhvcsqtaz0-9eE ,.()+-]*"|transform="[a-z]+\([0-9 ,.e-]*\)"'
)
_HOME = re.compile(r"(?<![\w.~/-])(?:/home/|/Users/|/root/|[A-Za-z]:\\+Users\\+)\w", re.IGNORECASE)
_BASE58 = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass
class Sought:
    """The words of ``public/``, by the form in which a person could stand behind them; each with its first place."""

    names: dict[str, str] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    """Whose photos an address leads to."""
    numbers: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """Numbers in an address, short or long: no count stands there, and so none is exempt."""
    spelt: dict[str, dict[str, str]] = field(default_factory=dict)
    """Numbers that a word outside any address would be in base58, with each such word and its place."""
    nsids: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def inspect(public: Path, case: Path, investigation: Investigation) -> None:
    """Read every byte of ``public`` for what the case knows of a person, and for the operator's own traces.

    Args:
        public: the folder that is about to be published.
        case: the case's tables, and evidence where answers were recorded live.
        investigation: names the evidence, the salt and the contact.

    Raises:
        LeakError: something personal was found, or a file cannot be read through. The message names the file and the
            place, never the value; the edition must not be published.
    """
    sought = Sought()
    read: set[str] = set()
    own = _own_traces(investigation)
    counted = printed_counts.of(public)
    for path in sorted(public.rglob("*")):
        if path.is_symlink():
            raise LeakError(f"{path.relative_to(public).as_posix()}: a link; publish files only")
        if path.is_file():
            name = path.relative_to(public).as_posix()
            for place, text in readable.pieces(name, path.read_bytes()):
                where = f"{name}, {place}"
                bare = counted.taken_out(name, place, _without_template(text))
                for form in readable.forms(bare):
                    # A chart stands in the page, in a notebook and by itself: the same words are read once.
                    if form not in read:
                        read.add(form)
                        _refuse_own_traces(form, where, own)
                        _collect(form, where, sought)
    _look_up(sought, case, investigation)


# What stands in public/ ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def _without_template(text: str) -> str:
    """The text without the report's own letters and a chart's geometry, which nobody can read a name in."""
    for font in _fonts():
        text = text.replace(font, " ")
    return _GEOMETRY.sub(" ", text)


def _collect(text: str, where: str, sought: Sought) -> None:
    words = _WORD.findall(text)
    keep = sought.names.setdefault
    for phrase in _runs(words):
        keep(phrase, where)
    for number in _NUMBER.findall(text):
        if len(number.lstrip("0")) >= SHORTEST_NUMBER:
            sought.numbers.setdefault(number.lstrip("0"), where)
    for grouped in _GROUPED.findall(text):
        digits = re.sub(r"\D", "", grouped)
        if len(digits) >= SHORTEST_NUMBER:
            sought.numbers.setdefault(digits, where)
    for nsid in _NSID.findall(text):
        sought.nsids.setdefault(nsid.upper(), where)
    for digest in _HEX.findall(text):
        sought.digests.setdefault(digest.lower(), where)
    for packed in _BASE64.findall(text):
        sought.digests.setdefault(_from_base64(packed), where)
    _collect_addresses(text, where, sought)
    for word in set(words):
        photo = None if _reads_as_a_word(word) else _from_base58(word)
        if photo:
            sought.spelt.setdefault(photo, {}).setdefault(word, where)


def _collect_addresses(text: str, where: str, sought: Sought) -> None:
    for address in _ADDRESS.findall(text):
        sought.addresses.setdefault(address.rstrip(".,;:").casefold(), where)
    for address in _FLICKR.findall(text):
        if address.rstrip(".,;:") in _template_addresses():
            continue
        for owner in _OWNER.findall(address):
            sought.handles.setdefault(owner.rstrip(".,;:").casefold(), where)
        for part in re.split(r"[/?&=_.#]", address):
            if part.isdigit():
                sought.ids.setdefault(part.lstrip("0"), where)
            elif (photo := _from_base58(part)) is not None:
                sought.ids.setdefault(photo, where)
            sought.names.setdefault(part.casefold(), where)


def _reads_as_a_word(word: str) -> bool:
    """Whether a word is written as people write words: one in a hundred short addresses is, and most words are."""
    return word.isalpha() and (word.islower() or word.isupper() or word.istitle())


def _from_base58(word: str) -> str | None:
    """The photo id that a short address would carry as ``word``, or None."""
    if not 5 <= len(word) <= 8 or any(letter not in _BASE58 for letter in word):
        return None
    number = 0
    for letter in word:
        number = number * 58 + _BASE58.index(letter)
    return str(number) if len(str(number)) >= SHORTEST_NUMBER else None


def _from_base64(packed: str) -> str:
    """A digest written in base64, whichever of its two alphabets, as hexadecimal digits."""
    plain = packed.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(plain + "=" * (-len(plain) % 4)).hex()


# What is exempt by rule ----------------------------------------------------------------------------------------------


def _is_exempt(name: str, stated: str) -> bool:
    """Whether a name is the template's own words or what the reporter states about themself, with short numbers among them.

    Asked of the few names that the case knows, not of every word that is printed.
    """

    def told(phrase: str) -> bool:
        return f" {phrase} " in stated or _in_template(phrase)

    # An account may be called "1000", "2026-11-09" or "2 photos", and every report says so of something else. In an
    # address it is sought all the same: there it is a handle.
    words = name.split(" ")
    if not any(_SHORT_NUMBER.fullmatch(word) for word in words):
        return told(name)
    between = " ".join("|" if _SHORT_NUMBER.fullmatch(word) else word for word in words).split("|")
    return told(name) or all(told(phrase.strip()) for phrase in between if phrase.strip())


def _in_template(phrase: str) -> bool:
    """Whether the project's own texts say these words one after the other; what Vega writes is drawn only if need be."""
    return f" {phrase} " in _template() or f" {phrase} " in _chart_markup()


@cache
def _template() -> str:
    """The project's own texts as rows of words: templates, notebooks, code and reference data."""
    texts = [
        path.read_text(encoding="utf-8", errors="replace")
        for folder, pattern in (
            (PACKAGE, "**/*.py"),
            (PACKAGE / "report" / "templates", "*"),
            (PROJECT / "notebooks", "*.ipynb"),
            (PROJECT / "data" / "reference", "**/*.*"),
        )
        for path in sorted(folder.glob(pattern))
        if path.is_file() and DOUBLE not in path.parents
    ]
    return _rows_of_words(texts)


def _rows_of_words(texts: list[str]) -> str:
    """Each text as a row of its words, as they are compared: names in code by their parts too."""
    return "\n".join(f" {_plain(way)} " for text in texts for way in (text, text.replace("_", " ")))


def _plain(text: str) -> str:
    return " ".join(word.casefold() for word in _WORD.findall(text))


@cache
def _template_addresses() -> frozenset[str]:
    """Flickr addresses that the project's own texts cite, as help pages and discussions."""
    folders = (PROJECT / "data" / "reference", PACKAGE / "report" / "templates")
    texts = [
        path.read_text(encoding="utf-8", errors="replace")
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return frozenset(address.rstrip(".,;:") for text in texts for address in _FLICKR.findall(text))


@cache
def _chart_markup() -> str:
    """What Vega and Altair write around any data, as rows of words."""
    from whosefaces.report import charts
    from whosefaces.report.words.catalogue import Words

    words = Words("en")
    figure = charts.bars(words, "c", "d", [("b", 1)])
    return _rows_of_words([figure.svg(), json.dumps(figure.spec())])


def _runs(words: list[str]) -> Iterator[str]:
    """Every run of one to ``LONGEST_NAME`` words that follow one another, as they are compared."""
    plain = [word.casefold() for word in words]
    yield from plain
    for length in range(2, LONGEST_NAME + 1):
        yield from map(" ".join, zip(*(plain[skipped:] for skipped in range(length)), strict=False))


@cache
def _fonts() -> list[str]:
    return [base64.b64encode(path.read_bytes()).decode() for path in sorted(FONTS.glob("*.woff2"))]


# The operator's own traces -------------------------------------------------------------------------------------------


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
    made = {}
    for what, values in exact.items():
        kept = [v for v in values if len(v) > 3 and f" {v.casefold()} " not in _template()]
        if kept:
            made[what] = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, kept)) + r")(?!\w)", re.IGNORECASE)
    return made | {"a path in somebody's home": _HOME}


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a user of that number
        return ""


def _refuse_own_traces(text: str, where: str, own: dict[str, re.Pattern[str]]) -> None:
    for what, pattern in own.items():
        match = pattern.search(text)
        if match and f" {match[0].casefold()} " not in _chart_markup():
            raise LeakError(f"{where}: holds {what}; the edition is refused")


# Looking up in the case ----------------------------------------------------------------------------------------------

_COLUMNS = {
    "frame": ("photo_id", "nsid", "alias", "account_key", "url"),
    "panel": ("photo_id", "nsid", "alias", "account_key", "prn"),
    "traces": ("photo_id", "nsid", "account_key", "owner_nsid", "evidence_id"),
    "comparison_panel": ("photo_id", "nsid", "alias", "account_key", "prn"),
    "comparison_rows": ("photo_id", "nsid", "alias", "account_key", "url"),
    "comparison_traces": ("photo_id", "nsid", "account_key", "owner_nsid", "evidence_id"),
}
_KINDS = {
    "photo_id": "a photo id",
    "nsid": "an account's NSID",
    "owner_nsid": "an account's NSID",
    "account_key": "an account",
    "alias": "an account's alias",
    "url": "an address from the manifest",
    "prn": "a drawn unit's random number",
    "evidence_id": "a record of the evidence",
}


def _look_up(sought: Sought, case: Path, investigation: Investigation) -> None:
    stated = f" {_plain(f'{investigation.investigation} {investigation.publish.contact}')} "
    with duckdb.connect() as engine:
        engine.execute("SET memory_limit = '1GB'")
        for name, words in vars(sought).items():
            engine.execute(f"CREATE TABLE {name} (word VARCHAR)")
            if words:
                engine.execute(f"INSERT INTO {name} SELECT unnest(?)", [sorted(words)])
        for table, columns in _COLUMNS.items():
            path = case / f"{table}.parquet"
            if path.is_file():
                for column in columns:
                    _refuse_hits(engine, path, column, sought, stated)
        engine.execute("CREATE TABLE known (kind VARCHAR, value VARCHAR)")
        for kind, values in _known_from_evidence(case, investigation).items():
            if values:
                engine.execute("INSERT INTO known SELECT ?, unnest(?)", [kind, sorted(values)])
        _refuse_known(engine, sought, stated)


def _refuse_hits(engine: duckdb.DuckDBPyConnection, path: Path, column: str, sought: Sought, stated: str) -> None:
    source = scan.parquet(path)
    tests = {
        "photo_id": [("numbers", "value"), ("ids", "value"), ("spelt", "value")],
        "nsid": [("nsids", "upper(value)")],
        "owner_nsid": [("nsids", "upper(value)")],
        "alias": [("names", "lower(value)"), ("handles", "lower(value)")],
        "account_key": [
            ("nsids", "upper(value)"),
            *((words, "lower(replace(value, 'alias:', ''))") for words in ("names", "handles")),
        ],
        "url": [("addresses", "lower(value)")],
        "prn": [("digests", "lower(value)")],
        "evidence_id": [("names", "lower(regexp_replace(value, '[<>]|urn:uuid:', '', 'g'))")],
    }[column]
    if column in ("photo_id", "nsid", "owner_nsid", "alias", "url"):
        tests = [*tests, *(("digests", f"{digest}(value)") for digest in ("md5", "sha1", "sha256"))]
    for words, expression in tests:
        if vars(sought)[words]:
            # The words are few and the rows many: the rows pass by, and the words are what is kept in memory.
            sentence = f'SELECT {expression} AS word FROM (SELECT "{column}" AS value FROM {source})'
            hits = engine.execute(f"SELECT DISTINCT word FROM ({sentence}) WHERE word IN (FROM {words})").fetchall()
            how = "the digest of " if words == "digests" and column != "prn" else ""
            _refuse(words, [(word, how + _KINDS[column]) for (word,) in hits], sought, stated)


def _refuse_known(engine: duckdb.DuckDBPyConnection, sought: Sought, stated: str) -> None:
    tests = [("names", "value"), ("nsids", "upper(value)")]
    tests += [("digests", f"{digest}(value)") for digest in ("md5", "sha1", "sha256")]
    for words, expression in tests:
        if vars(sought)[words]:
            sentence = f"SELECT DISTINCT word, kind FROM known JOIN {words} ON word = {expression}"
            _refuse(words, engine.execute(sentence).fetchall(), sought, stated)


def _refuse(words: str, hits: list[tuple[str, str]], sought: Sought, stated: str) -> None:
    """Refuse the edition for the first hit that no rule exempts."""
    for word, kind in sorted(hits):
        if words == "spelt":
            places = [where for how, where in sought.spelt[word].items() if not _in_template(how.casefold())]
        else:
            exempt = words == "names" and _is_exempt(word, stated)
            places = [] if exempt else [vars(sought)[words][word]]
        if places:
            raise LeakError(f"{places[0]}: holds {kind}; the edition is refused")


_SAID = {
    "an account's user name": re.compile(
        r'\b(?:username|ownername|author_name)(?:="([^"]*)"|"\s*:\s*(?:\{\s*"_content"\s*:\s*)?"((?:[^"\\]|\\.)*)")'
    ),
    "a person's real name": re.compile(
        r'\brealname(?:="([^"]*)"|"\s*:\s*(?:\{\s*"_content"\s*:\s*)?"((?:[^"\\]|\\.)*)")'
    ),
    "an account's alias": re.compile(r'\bpath_alias(?:="([^"]*)"|"\s*:\s*"((?:[^"\\]|\\.)*)")'),
    "a photo's secret": re.compile(r'\bsecret(?:="([^"]*)"|"\s*:\s*"((?:[^"\\]|\\.)*)")'),
}
_ELEMENTS = {
    "an account's user name": re.compile(r"<username>([^<]+)</username>"),
    "a person's real name": re.compile(r"<realname>([^<]+)</realname>"),
}


def _known_from_evidence(case: Path, investigation: Investigation) -> dict[str, set[str]]:
    """The names and secrets that Flickr's recorded answers carry, as words are compared."""
    known: dict[str, set[str]] = {}
    for body in _bodies(case, investigation):
        for kind, pattern in (*_SAID.items(), *_ELEMENTS.items()):
            for match in pattern.finditer(body):
                text = next((group for group in match.groups() if group), "")
                for form in readable.forms(text):
                    name = " ".join(word.casefold() for word in _WORD.findall(form))
                    if name and not _SHORT_NUMBER.fullmatch(name):
                        known.setdefault(kind, set()).add(name)
    return known


def _bodies(case: Path, investigation: Investigation) -> Iterator[str]:
    """Every recorded answer, by the one reader of evidence: what it cannot verify, it does not pass over.

    Raises:
        warc.EvidenceError: the evidence is torn or altered, so that nobody can say which names it holds.
    """
    from whosefaces.trace.evidence.archive import Archive, warc_files

    folders = {case / "evidence", *([investigation.trace.evidence] if investigation.trace.evidence else [])}
    for folder in sorted(folders):
        if warc_files(folder):
            for body in Archive.read_before(folder).bodies():
                yield body.decode("utf-8", "replace")
