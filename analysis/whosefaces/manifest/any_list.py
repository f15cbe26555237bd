"""A list that no dataset's own format fits -> listing: cut, its columns told apart by all of it, and what is not known said.

The text is cut first and kept as a table of text, so that every later question is asked of the whole file and not of its
beginning. Three answers are possible: it leads to Flickr, something in it says that it does not, or it is not recognised;
then its first rows are shown as they were read, with what a person can say to go on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from whosefaces import scan
from whosefaces.manifest import roles
from whosefaces.manifest.engine import Duck
from whosefaces.manifest.listing import Delimited, ManifestError, listing_columns
from whosefaces.manifest.reader import dialects, lines_by_engine, parquet, rows_by_python, scattered
from whosefaces.manifest.reader.containers import Tally
from whosefaces.manifest.reader.dialects import Dialect
from whosefaces.manifest.reader.glimpse import Glimpse
from whosefaces.manifest.reader.tables import AS_IT_STANDS, REASON
from whosefaces.manifest.roles import Roles, Table

SAMPLE = 4000
"""Rows that columns are judged by: the first ones, and as many again spread over the whole."""

FIRST = 1000
ONE_PASS = 8_000_000
"""Bytes; a text of so many is read once where that can be."""

SHOWN = 5
"""Rows shown as they were read, where a list is not recognised."""

LONGEST_SHOWN = 160
_FLICKR = "flickr[.]com|flic[.]kr"


@dataclass(frozen=True)
class Verdict:
    """What of a list is known that its rows do not say: whether it can be traced, and what a person can do."""

    leads: bool
    why: str
    traceable: bool | None = None
    """Where it leads nowhere: False where something in it says so; None: it is not recognised."""
    reason: str = ""
    next_step: str = ""
    first_rows: tuple[tuple[str, ...], ...] = field(default=())
    """The names of the columns, then the first rows, as they were read. Personal."""
    accounts_only: bool = False
    dialect: str | None = None
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """For the cache."""
        return asdict(self)


@dataclass(frozen=True)
class _Source:
    """Rows on disk: a Parquet file, SQL for each column that a person sees, and whether rows were set aside in it."""

    path: Path
    columns: Mapping[str, str]
    header: bool
    aside: tuple[str, str] | None = None
    """SQL for why a row was set aside, and for the row as it stands."""
    dialect: Dialect | None = None


def glimpsed(glimpse: Glimpse) -> Table | None:
    """The beginning of a file as a table, for a first look; None where it is no table."""
    if glimpse.kind == "parquet":
        found = [name for name in parquet.columns(glimpse.path) if name not in (REASON, AS_IT_STANDS)]
        if not found:
            return None
        rows = parquet.first_rows(glimpse.path, found, FIRST)
        return table(found, rows, header=not glimpse.taken_out or not _made_up(found))
    if glimpse.kind != "text" or not glimpse.lines:
        return None
    text = _beginning(glimpse)
    way = dialects.decided(text, glimpse.asked, whole=glimpse.is_whole)
    return table(_names(way), _first(text, way), header=way.header is not None)


def cut_as(glimpse: Glimpse, lines: Sequence[str]) -> Table:
    """More lines of a text as a table, cut as its beginning is."""
    way = dialects.decided(_beginning(glimpse), glimpse.asked, whole=glimpse.is_whole)
    return table(_names(way), _first("\n".join(lines), dialects.without_header(way)), header=way.header is not None)


def write(duck: Duck, glimpse: Glimpse, target: Path) -> tuple[Verdict, Tally | None]:
    """Write the listing of a text or a Parquet file to ``target``; say what is known of it, and what was counted on the way.

    Raises:
        ManifestError: it cannot be read; its ids have lost their digits; or a column was named that is not there.
    """
    if glimpse.kind == "parquet":
        source, tally = _parquet_source(glimpse), None
    elif (read := _in_one_pass(duck, glimpse, target)) is not None:
        return read
    else:
        source, tally = _cut(duck, glimpse, target.with_name("text.parquet"))
    sample = _sample(duck, source)
    try:
        found = roles.decide(sample, glimpse.asked)
        if not (found.leads_to_photos or glimpse.asked.columns) and (late := _late(duck, source)) is not None:
            sample, found = late, roles.decide(late, glimpse.asked)
    except ManifestError as error:
        raise ManifestError(f"{glimpse.path}: {error}") from None
    if found.rounded is not None and not found.leads_to_photos:
        raise ManifestError(
            f"{glimpse.path}: the ids in the column {found.rounded!r} have lost their last digits: {roles.EXPORT_AGAIN}"
        )
    verdict = _verdict(glimpse, source, sample, found)
    if found.parted and verdict.leads:
        source, note = _apart(duck, source, found, target.with_name("apart.parquet"))
        verdict = replace(verdict, notes=(*verdict.notes, note))
    nowhere = [{"set_aside": "'leads to no photo on Flickr'"}]
    listings = roles.listings(found, source.columns) if verdict.leads else nowhere
    _list(duck, source, listings, target)
    if found.also:
        verdict = replace(verdict, notes=(*verdict.notes, _said_of_pairs(duck, source, target)))
    return verdict, tally


# -- in one pass -------------------------------------------------------------------------------------------------


def _in_one_pass(duck: Duck, glimpse: Glimpse, target: Path) -> tuple[Verdict, Tally] | None:
    """The same for a large text of rows of one width, whose columns its beginning and rows from all over it tell.

    To keep such a text as a table of text first would take as long as all else together. None: it is not one, or what was
    told of it does not hold of every row.
    """
    if glimpse.compression is not None or glimpse.path.stat().st_size < ONE_PASS:
        return None
    beginning = _beginning(glimpse)
    way = dialects.decided(beginning, glimpse.asked, whole=glimpse.is_whole)
    if way.by_field or way.backslash or way.quote not in (None, '"') or way.least != way.width:
        return None
    spread = scattered.rows(glimpse.path, way, SAMPLE - FIRST)
    if spread is None:
        return None
    names = _names(way)
    sample = table(names, [*_first(beginning, way)[:FIRST], *spread], header=way.header is not None)
    try:
        columns_as = roles.decide(sample, glimpse.asked)
    except ManifestError as error:
        raise ManifestError(f"{glimpse.path}: {error}") from None
    if not columns_as.leads_to_photos or columns_as.parted or columns_as.also:
        return None
    sql = {name: f"nullif(c{number}, '')" for number, name in enumerate(names)}
    verdict = _verdict(glimpse, _Source(target, sql, sample.header, dialect=way), sample, columns_as)
    tally, misfits = _written(duck, glimpse, way, target, roles.listings(columns_as, sql)[0])
    return (verdict, tally) if misfits == 0 else None


# -- cutting -----------------------------------------------------------------------------------------------------


def _beginning(glimpse: Glimpse) -> str:
    text = glimpse.head.decode(errors="replace").removeprefix("\ufeff")
    return text if glimpse.is_whole or "\n" not in text else text[: text.rfind("\n") + 1]


def _first(text: str, way: Dialect) -> list[list[str]]:
    ahead = way.preamble + (way.header is not None)
    rows: list[list[str]] = []
    try:
        for row in islice(dialects.rows_of(io.StringIO(text, newline=""), way), dialects.ROWS + ahead):
            rows.append(row)
    except csv.Error:
        pass
    rows = [row for row in rows[ahead:] if way.least <= len(row) and (any(row) or way.width == 1)]
    if way.by_field:
        place = 0 if way.by_field == "first" else -1
        return [[row[0].split(way.delimiter)[place]] for row in rows]
    return [[*row[: way.width], *("" for _ in range(way.width - len(row)))] for row in rows]


def _names(way: Dialect) -> list[str]:
    if way.by_field:
        return [f"{way.by_field} field"]
    if way.header is None:
        return [f"column {number + 1}" for number in range(way.width)]
    return unique(way.header[: way.width])


def unique(names: Sequence[str]) -> list[str]:
    """Names that differ; a column without one is called by its number."""
    columns: list[str] = []
    for number, name in enumerate(names, 1):
        plain = name.strip()
        plain = plain[1:-1] if len(plain) > 1 and plain[0] == plain[-1] == '"' else plain
        plain = plain or f"column {number}"
        columns.append(plain if plain not in columns else f"{plain} ({number})")
    return columns


def _cut(duck: Duck, glimpse: Glimpse, target: Path) -> tuple[_Source, Tally]:
    """The whole text as a table of text; where rows do not fit what its beginning showed, all of it is looked at."""
    way = dialects.decided(_beginning(glimpse), glimpse.asked, whole=glimpse.is_whole)
    tally, misfits = _written(duck, glimpse, way, target)
    if misfits is None or misfits and not way.by_field:
        again = dialects.decided_again(glimpse.path, glimpse.asked)
        if again != way:
            other = target.with_name("again.parquet")
            tally_again, misfits_again = _written(duck, glimpse, again, other)
            if misfits_again is not None and (misfits is None or misfits_again < misfits):
                other.replace(target)
                way, tally, misfits = again, tally_again, misfits_again
    if misfits is None:
        raise ManifestError(
            f"{glimpse.path}: a quoted cell is not closed, or text follows its end, however it is cut; name --delimiter and --quote "
            "(--quote none where quotes are data), or save the file with tabs and no quotes"
        )
    columns = [f"c{number}" for number in range(1 if way.by_field else way.width)]
    sql = dict(zip(_names(way), columns, strict=True))
    if way.by_field:
        pattern = f"^[^{_in_class(way.delimiter)}]*" if way.by_field == "first" else f"[^{_in_class(way.delimiter)}]*$"
        sql = dict.fromkeys(sql, f"nullif(regexp_extract(c0, '{pattern}'), '')")
    return _Source(target, sql, way.header is not None, aside=("set_aside", "text"), dialect=way), tally


def _in_class(letter: str) -> str:
    return {"\t": "\\t"}.get(letter, letter)


def _written(
    duck: Duck, glimpse: Glimpse, way: Dialect, target: Path, listing: Mapping[str, str] | None = None
) -> tuple[Tally, int | None]:
    """Write the text as cut, or the ``listing`` of it; how many of its rows do not fit. None: it cannot be cut so."""
    width = 1 if way.by_field else way.width
    layout = Delimited(
        [f"c{number}" for number in range(width)],
        way.as_cut,
        listing or {},
        header=way.header is not None,
        quoted=way.quote is not None,
        quote=way.quote or '"',
        backslash=way.backslash,
        preamble=way.preamble,
        least=None if way.by_field else way.least,
        as_text=listing is None,
    )
    try:
        tally = delimited(duck, glimpse, layout, target)
    except ManifestError as error:
        if "quoted field" not in str(error):
            raise
        return Tally(), None
    wrong = "set_aside IN ('too few columns', 'too many columns')"
    return tally, int(duck.rows(f"SELECT count(*) FROM {scan.parquet(target)} WHERE {wrong}")[0][0])


def delimited(duck: Duck, glimpse: Glimpse, layout: Delimited, target: Path) -> Tally:
    """DuckDB's own reader where every line or row can be accounted for; Python's where that fails."""
    found = None
    if layout.plainly_quoted:
        if not (layout.quoted and b'"' in glimpse.head):
            found = lines_by_engine.plain(duck, glimpse, layout, target)
        if found is None and layout.quoted:
            found = lines_by_engine.enclosed(duck, glimpse, layout, target)
    if found is not None:
        digest, tally = found
        tally.sha256 = digest
        return tally
    tally = Tally()
    rows = rows_by_python.of_quoted if layout.quoted else rows_by_python.of_lines
    rows_by_python.write(duck, rows(glimpse.path, layout, tally), layout, target)
    return tally


def _parquet_source(glimpse: Glimpse) -> _Source:
    found = parquet.columns(glimpse.path)
    if not found:
        raise ManifestError(f"{glimpse.path}: no column of text or numbers in this Parquet file")
    aside = glimpse.taken_out and REASON in found
    sql = {name: f"nullif({parquet.as_text(name)}, '')" for name in found if name not in (REASON, AS_IT_STANDS)}
    header = not glimpse.taken_out or not _made_up(sql)
    if not aside:
        return _Source(glimpse.path, sql, header)
    return _Source(glimpse.path, sql, header, (parquet.as_text(REASON), parquet.as_text(AS_IT_STANDS)))


def _made_up(names: Iterable[str]) -> bool:
    return all(name.startswith(("column ", "item ")) for name in names)


# -- judging -----------------------------------------------------------------------------------------------------


def table(names: list[str], rows: Iterable[Sequence[str | None]], *, header: bool) -> Table:
    """Rows as a table for roles to be told by."""
    rows = list(rows)
    return Table(names, [[row[number] or "" for row in rows] for number in range(len(names))], header)


def _sample(duck: Duck, source: _Source) -> Table:
    """The first rows, and rows from all over the file."""
    rows = int(duck.rows(f"SELECT count(*) FROM {scan.parquet(source.path)}")[0][0])
    step = max(1, (rows - FIRST) // (SAMPLE - FIRST))
    where = "true" if rows <= SAMPLE else f"file_row_number < {FIRST} OR file_row_number % {step} = 0"
    return _asked(duck, source, where)


def _late(duck: Duck, source: _Source) -> Table | None:
    """Rows in which Flickr is named, wherever in the file they are; None where it never is."""
    named = " OR ".join(f"regexp_matches(lower({sql}), '{_FLICKR}')" for sql in source.columns.values())
    found = _asked(duck, source, f"({named})")
    return found if found.values and found.values[0] else None


def _asked(duck: Duck, source: _Source, where: str) -> Table:
    used = f"({where}) AND {source.aside[0]} IS NULL" if source.aside else where
    texts = ", ".join(source.columns.values())
    rows = duck.rows(
        f"SELECT {texts} FROM {scan.parquet(source.path, numbered=True)} WHERE {used} LIMIT {SAMPLE + FIRST}"
    )
    return table(list(source.columns), rows, header=source.header)


def _verdict(glimpse: Glimpse, source: _Source, sample: Table, found: Roles) -> Verdict:
    notes = [*found.notes]
    if found.restored and found.leads_to_photos:
        notes.append(f"Photo ids {' and '.join(found.restored)} were restored; nothing of them was lost.")
    if found.guarded:
        notes.append(
            f"Cells that wrap an address or an id in something else were unwrapped: {', '.join(n for n, _ in found.guarded)}."
        )
    dialect = source.dialect.sentence() if source.dialect is not None else None
    names = tuple(sample.names)
    shown = tuple(
        tuple(column[place][:LONGEST_SHOWN] for column in sample.values)
        for place in range(min(SHOWN, len(sample.values[0]) if sample.values else 0))
    )
    if found.leads_to_photos or found.leads_to_accounts and found.doubt is None:
        return Verdict(
            True,
            roles.why(sample, found),
            accounts_only=not found.leads_to_photos,
            first_rows=(names, *shown),
            dialect=dialect,
            notes=tuple(notes),
        )
    if found.elsewhere is not None:
        sentence = f"every row's address is on another host, most on {found.elsewhere}"
        return Verdict(
            False, sentence, False, sentence, dialect=dialect, first_rows=(names, *shown), notes=tuple(notes)
        )
    reason = found.doubt or "no column, field or file name in it is known to lead to a photo on Flickr"
    if glimpse.names_flickr and found.doubt is None:
        reason = "Flickr is named in it, but no column, field or file name is a photo's"
    step = found.ask or (
        "if one of its columns holds addresses, ids or file names of photos on Flickr, name it: --column address=NAME, "
        "--column photo_id=NAME or --column file_name=NAME; if the rows below are cut wrongly, say how with --delimiter, --quote, "
        "--header-row or --encoding"
    )
    if glimpse.names_flickr and found.ask is None:
        step += "; or put one address on each line"
    return Verdict(False, reason, None, reason, step, (names, *shown), dialect=dialect, notes=tuple(notes))


# -- listing -----------------------------------------------------------------------------------------------------


def _list(duck: Duck, source: _Source, listings: Sequence[Mapping[str, str]], target: Path) -> None:
    """The listing: a row for each row of the table, and for each further photo that a row names."""
    try:
        if len(listings) == 1:
            duck.write(f"SELECT {_filled(source, listings[0])} FROM {scan.parquet(source.path)}", target)
            return
        rows = " UNION ALL ".join(
            f"SELECT {_filled(source, listing)}, file_row_number AS place, {number} AS nth "
            f"FROM {scan.parquet(source.path, numbered=True)}"
            + (f" WHERE {_names_a_photo(source, listing)}" if number else "")
            for number, listing in enumerate(listings)
        )
        duck.write(f"SELECT * EXCLUDE (place, nth) FROM ({rows}) AS rows ORDER BY place, nth", target)
    except duckdb.Error as error:
        raise ManifestError(f"{source.path}: cannot be read: {str(error).splitlines()[0]}") from None


def _apart(duck: Duck, source: _Source, columns_as: Roles, target: Path) -> tuple[_Source, str]:
    """The same rows, those whose cells hold several photos once for each; and that in words."""
    columns = {f"c{number}": name for number, name in enumerate(source.columns)}
    pieces = scan.quoted(roles.PIECES)
    held = {
        column: f"regexp_extract_all({source.columns[name]}, '{pieces}')"
        for column, name in columns.items()
        if name in columns_as.parted
    }
    whole = [f"{source.columns[name]} AS {column}" for column, name in columns.items() if name not in columns_as.parted]
    aside = [f"{source.aside[0]} AS set_aside", f"{source.aside[1]} AS text"] if source.aside else []
    # A cell of nothing keeps its row.
    cut = [
        f"unnest(CASE WHEN len({sql}) > 0 THEN {sql} ELSE [CAST(NULL AS VARCHAR)] END) AS {column}"
        for column, sql in held.items()
    ]
    rows = scan.parquet(source.path, numbered=True)
    duck.write(
        f"SELECT * EXCLUDE (place) FROM (SELECT file_row_number AS place, {', '.join([*whole, *aside, *cut])} FROM {rows}) "
        "ORDER BY place",
        target,
    )
    before, after = (
        int(duck.rows(f"SELECT count(*) FROM {scan.parquet(path)}")[0][0]) for path in (source.path, target)
    )
    apart = replace(
        source,
        path=target,
        columns={name: column for column, name in columns.items()},
        aside=("set_aside", "text") if source.aside else None,
    )
    called = ", ".join(repr(name) for name in columns_as.parted)
    return apart, (
        f"Cells of {called} hold more than one photo; each was read as a row of its own, {after:,} rows out of {before:,}."
    )


def _names_a_photo(source: _Source, listing: Mapping[str, str]) -> str:
    named = " OR ".join(f"({listing[name]}) IS NOT NULL" for name in ("address", "page", "photo_id") if name in listing)
    return f"({named})" + (f" AND {source.aside[0]} IS NULL" if source.aside else "")


def _filled(source: _Source, listing: Mapping[str, str]) -> str:
    filled = dict(listing)
    if source.aside:
        filled["set_aside"] = f"coalesce({source.aside[0]}, {filled.get('set_aside', 'NULL')})"
        filled["text"] = f"coalesce({source.aside[1]}, {filled.get('text', 'NULL')})"
    return listing_columns(filled)


def _said_of_pairs(duck: Duck, source: _Source, target: Path) -> str:
    before = int(duck.rows(f"SELECT count(*) FROM {scan.parquet(source.path)}")[0][0])
    after = int(duck.rows(f"SELECT count(*) FROM {scan.parquet(target)}")[0][0])
    return f"{before:,} rows name more than one photo each; every photo was read as a row of its own, {after:,} in all."
