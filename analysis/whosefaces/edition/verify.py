"""Does a published edition hold? What was checked, what held, what failed and what nobody here could check.

A stranger has ``public/`` and checks that the bytes are those that were sealed, that every notebook ran to its end, and
that every number in the text is a finding and every finding stands in the tables. Whoever is entitled to the case file
also checks its sums and its chain of custody, and makes the whole edition again, offline, to compare bytes.

Bytes come first: of bytes that were changed since they were sealed, nothing further is said.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from whosefaces import earlier
from whosefaces.edition import notebooks, sums
from whosefaces.errors import IncompleteError, WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.measure.beside.error_check import FOLDER as ERROR_CHECK
from whosefaces.measure.findings import FINDINGS
from whosefaces.measure.questions import comparison
from whosefaces.measure.tables import PUBLISHED
from whosefaces.report.between import compare
from whosefaces.report.between.tables import BETWEEN
from whosefaces.report.between.tables import NUMBERS as NUMBERS_BETWEEN

Verdict = Literal["held", "failed", "could not be checked"]
Replay = Callable[[Path], Path]
"""Makes the edition anew under the folder it is given, offline, and returns the new ``public/``."""

LAST_NOTEBOOK = "4_report"
"""It writes the page; the other notebooks are named by the findings."""


class VerifyError(WhoseFacesError):
    """There is no edition to check where one was named."""


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it should be, and where."""

    where: str
    why: str


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: held without a problem, failed with them, or why it could not be looked at."""

    name: str
    what: str
    verdict: Verdict
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        said = [{"where": problem.where, "why": problem.why} for problem in self.problems]
        return {"name": self.name, "what": self.what, "verdict": self.verdict, "problems": said}


@dataclass(frozen=True)
class Verification:
    """Everything that was checked of one edition."""

    edition: str
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Nothing that was checked failed, and the sums were checked."""
        return not self.of("failed") and any(check.verdict == "held" for check in self.checks)

    @property
    def exit_code(self) -> int:
        """The command's: 0, or 5 where a check failed (docs/exit-codes.md)."""
        return 0 if self.holds else IncompleteError.exit_code

    def of(self, verdict: Verdict) -> list[Check]:
        """The checks that ended so."""
        return [check for check in self.checks if check.verdict == verdict]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {"edition": self.edition, "holds": self.holds, "checks": [check.as_json() for check in self.checks]}

    def lines(self) -> list[str]:
        """For a person: a line a check, a line a problem, and what it comes to."""
        lines = []
        for check in self.checks:
            lines.append(f"{check.verdict}: {check.name}: {check.what}")
            lines += [f"    {problem.where}: {problem.why}" for problem in check.problems]
        return [*lines, self._verdict()]

    def _verdict(self) -> str:
        failed, open_ = len(self.of("failed")), len(self.of("could not be checked"))
        if failed:
            return f"{self.edition}: does not hold: {failed} of {len(self.checks)} checks failed."
        left = f"; {open_} could not be checked" if open_ else ""
        return f"{self.edition}: holds in all {len(self.of('held'))} checks that could be made{left}."


def verify(
    edition_folder: Path,
    *,
    replay: Replay | None = None,
    at_hand: Mapping[str, str] | None = None,
    investigation: Investigation | None = None,
    bag: Path | None = None,
    stamp_root: bytes | None = None,
) -> Verification:
    """Check an edition.

    Args:
        edition_folder: ``reports/<investigation>/<edition>/``, with ``public/`` and, where one is entitled to it,
            ``case/``; or a ``public/`` folder itself.
        replay: makes the edition again; only called where the case is at hand.
        at_hand: name and SHA-256 of what the edition was made from, as far as it lies here (``code``, ``lock``,
            ``manifest``, ``evidence``, ``investigation``, ``salt``, ``parent``), in the names of ``provenance.json``.
        investigation: the investigation file, where it is at hand: the page is then made again from the findings.
        bag: the bag that the edition came in, where it came in one: its manifests are checked too.
        stamp_root: the time-stamping authority's root certificate (PEM), from the authority itself.

    Raises:
        VerifyError: there is no published edition in the folder.
    """
    folder, public = _folders(edition_folder)
    case = folder / "case"
    edition = Edition(
        folder, public, case if case.is_dir() else None, dict(at_hand or {}), investigation, replay, bag, stamp_root
    )
    return Verification(_named(public), tuple(_checks(edition)))


def holds(edition_folder: Path) -> bool:
    """Whether an edition holds in every check that can be made of it as it lies there, without making it again.

    The first check that fails is the last that is made: bytes come first, so a changed byte is found before anything is
    read. For whoever watches many editions; :func:`verify` says what failed.

    Raises:
        VerifyError: there is no published edition in the folder.
    """
    folder, public = _folders(edition_folder)
    case = folder / "case"
    edition = Edition(folder, public, case if case.is_dir() else None, {}, None, None)
    return all(check.verdict != "failed" for check in _checks(edition))


@dataclass(frozen=True)
class Edition:
    """What is at hand of the edition that is checked."""

    folder: Path
    public: Path
    case: Path | None
    at_hand: dict[str, str]
    investigation: Investigation | None
    replay: Replay | None
    bag: Path | None = None
    stamp_root: bytes | None = None

    def said(self) -> dict[str, Any]:
        """``findings.json``."""
        document: dict[str, Any] = json.loads((self.public / "findings.json").read_text(encoding="utf-8"))
        return document

    def provenance(self) -> dict[str, Any]:
        """``provenance.json``."""
        document: dict[str, Any] = json.loads((self.public / "provenance.json").read_text(encoding="utf-8"))
        return document


def _folders(given: Path) -> tuple[Path, Path]:
    for folder, public in ((given, given / "public"), (given.parent, given)):
        if (
            public.is_dir()
            and not _is_case(public)
            and ((public / sums.NAME).exists() or (public / "findings.json").exists())
        ):
            return folder, public
    raise VerifyError(f"{given}: no published edition here; name the folder that holds public/ (an edition's date)")


def _is_case(folder: Path) -> bool:
    """Whether it is an edition's case, which has sums of its own: held against another list, it would seem forged."""
    return folder.name == "case" and (folder.parent / "public").is_dir() and not (folder / "findings.json").exists()


def _named(public: Path) -> str:
    """Investigation and edition as the edition itself says, or its folder's name where it cannot say."""
    try:
        document = json.loads((public / "findings.json").read_text(encoding="utf-8"))
        return f"{document['investigation']}, edition {document['as_of']}"
    except (OSError, ValueError, KeyError, TypeError):
        return public.resolve().parent.name


# -- the checks, in order

Find = Callable[[Edition], Iterator[Problem]]


class Unchecked(Exception):  # noqa: N818 - no error: raised by a check to say why it cannot be made
    """A check cannot be made here, and why."""


def _checks(edition: Edition) -> Iterator[Check]:
    sealed = _check("sums", "every file of public/ against SHA256SUMS: none changed, missing or added", _sums, edition)
    yield sealed
    for name, what, find in CHECKS:
        if (find is _bag and edition.bag is None) or (find is _time_stamps and not _tokens(edition)):
            continue
        if sealed.verdict == "held" or find in (_case_sums, _bag):
            yield _check(name, what, find, edition)
        else:
            why = "bytes have changed since they were sealed; nothing further is said of such bytes"
            yield Check(name, what, "could not be checked", (Problem("here", why),))


def _check(name: str, what: str, find: Find, edition: Edition) -> Check:
    try:
        problems = tuple(find(edition))
    except Unchecked as open_:
        return Check(name, what, "could not be checked", (Problem("here", str(open_)),))
    except (WhoseFacesError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        # A sealed edition can still hold anything; what cannot be read as declared does not hold.
        return Check(name, what, "failed", (Problem(name, f"cannot be read as declared: {_one_line(error)}"),))
    return Check(name, what, "failed" if problems else "held", problems)


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _sums(edition: Edition) -> Iterator[Problem]:
    for said in sums.check(edition.public):
        where, _, why = said.partition(": ")
        yield Problem(where, why)


def _case_sums(edition: Edition) -> Iterator[Problem]:
    if edition.case is None:
        raise Unchecked("the case is not at hand")
    if not (edition.case / sums.NAME).exists():
        raise Unchecked(f"the case holds no {sums.NAME}")
    for said in sums.check(edition.case):
        where, _, why = said.partition(": ")
        if where.startswith(f"{ERROR_CHECK}/") and why == sums.NOT_SEALED:
            continue  # the readers' sheets are made of an edition that is sealed; no number of it rests on them
        yield Problem(f"case/{where}", why)


def _notebooks(edition: Edition) -> Iterator[Problem]:
    """Equal sums prove nothing of a notebook that died: each must have run to its last cell, for this edition."""
    said = edition.said()
    named = {row["notebook"] for row in said["findings"]} | {LAST_NOTEBOOK}
    folder = edition.public / "notebooks"
    there = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    for name in sorted(named - set(there)):
        yield Problem(f"notebooks/{name}.ipynb", "missing; a finding names it")
    for name, path in there.items():
        try:
            notebooks.assert_complete(path)
        except IncompleteError as error:
            yield Problem(f"notebooks/{name}.ipynb", str(error))
            continue
        if f"{notebooks.SENTINEL.format(name=name)} {said['as_of']}" not in path.read_text(encoding="utf-8"):
            yield Problem(f"notebooks/{name}.ipynb", f"does not end as a notebook of the edition of {said['as_of']}")


SHARES = ("low", "bound_low", "estimate", "bound_high", "high")
"""In the order in which they must lie."""
NUMBERS = tuple(c.name for c in FINDINGS.columns if c.type in ("BIGINT", "DOUBLE") and c.name != "population_size")


def _findings(edition: Edition) -> Iterator[Problem]:
    said = edition.said()
    rows = said["findings"]
    odd = [row.get("id", "?") for row in rows if list(row) != FINDINGS.names]
    if odd:
        yield Problem("findings.json", f"findings {odd[:3]} do not have the declared columns")
        return
    FINDINGS.check(pd.DataFrame(rows, columns=FINDINGS.names))
    names = [row["id"] for row in rows]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(f"findings.json, {name}", "stands there more than once")
    for row in rows:
        for why in _contradictions(row, said["as_of"]):
            yield Problem(f"findings.json, {row['id']}", why)


def _contradictions(row: dict[str, Any], as_of: str) -> Iterator[str]:
    """What a finding says against itself."""
    if row["as_of"] != as_of:
        yield f"is of {row['as_of']}, in the edition of {as_of}"
    shares = [row[column] for column in SHARES if row[column] is not None]
    if any(not 0 <= share <= 1 for share in shares):
        yield "a share lies outside 0 to 1"
    # The interval holds the bounds, the bounds hold the estimate: to the published digits.
    if any(below > above + 1e-6 for below, above in zip(shares, shares[1:], strict=False)):
        yield "interval, bounds and estimate do not lie inside one another"
    printed_ = [column for column in NUMBERS if row[column] is not None]
    if row["status"] in ("not established", "not estimable") and printed_:
        yield f"is {row['status']}, yet gives {', '.join(printed_)}"
    if row["status"] == "by rule" and row["estimate"] != 0:
        yield "is a closed gate, yet its share is not 0"
    if row["status"] != "published" and not row["reason"]:
        yield f"is {row['status']} without a reason"
    looked_at, seen, unknown = (row[column] for column in ("denominator", "numerator", "unknown"))
    if looked_at is not None and (seen or 0) + (unknown or 0) > looked_at:
        yield "more units were seen or are unknown than were looked at"
    if looked_at is not None and row["population_size"] is not None and looked_at > row["population_size"]:
        yield "more units were looked at than there are"


def _tables(edition: Edition) -> Iterator[Problem]:
    """Every finding stands in ``tables/findings.csv`` with every cell; what other tables repeat of it is the same."""
    rows = {row["id"]: row for row in edition.said()["findings"]}
    folder = edition.public / "tables"
    whole = _cells(folder / "findings.csv")
    if list(whole.columns) != FINDINGS.names:
        yield Problem("tables/findings.csv", "does not have the declared columns")
        return
    if whole["id"].tolist() != list(rows):
        yield Problem(
            "tables/findings.csv", "does not hold the findings of findings.json, one row each, in their order"
        )
    for path in sorted(folder.glob("*.csv")):
        table = _cells(path)
        yield from _as_declared(path, table)
        if not {"id", "label", "status"} <= set(table.columns):
            continue
        shared = [column for column in table.columns if column in FINDINGS.names]
        if "of" in table:  # the comparison: the dataset's own shares are findings, in words that hold of either side
            shared = [column for column in shared if column not in ("label", "caution")]
        for place, cells in enumerate(table.to_dict("records"), start=2):
            if cells.get("of", comparison.DATASET) != comparison.DATASET:
                continue
            finding = rows.get(str(cells["id"]))
            if finding is None:
                yield Problem(f"tables/{path.name}, line {place}", f"{cells['id']!r} is no finding")
                continue
            for column in shared:
                if not _same_cell(str(cells[column]), finding[column]):
                    yield Problem(
                        f"tables/{path.name}, line {place}",
                        f"{finding['id']}, {column}: {cells[column]!r}; findings.json says {finding[column]!r}",
                    )


_WRITTEN = {
    "BIGINT": r"-?\d+",
    "INTEGER": r"-?\d+",
    "DOUBLE": r"-?\d+(\.\d+)?(e-?\d+)?",
    "BOOLEAN": "True|False",
    "DATE": r"\d{4}-\d\d-\d\d",
}
"""How a cell of a column's type is written."""


def _as_declared(path: Path, cells: pd.DataFrame) -> Iterator[Problem]:
    """A published table has the declared columns, and in each only what may stand there."""
    declared = next((table for table in (*PUBLISHED, *BETWEEN, FINDINGS) if table.name == path.stem), None)
    if declared is None:
        return
    if list(cells.columns) != declared.names:
        yield Problem(f"tables/{path.name}", "does not have the declared columns")
        return
    for column in declared.columns:
        pattern = re.compile(_WRITTEN.get(column.type, ".*"), re.DOTALL)
        for place, cell in enumerate(cells[column.name], start=2):
            allowed = not column.allowed or cell in column.allowed
            if not (pattern.fullmatch(cell) and allowed if cell else column.missing_means is not None):
                yield Problem(f"tables/{path.name}, line {place}", f"{column.name}: {cell!r} is not as declared")


def _page_again(edition: Edition) -> Iterator[Problem]:
    """The page is a pure function of what else is published: made again, it must be the same bytes."""
    from whosefaces.report import page

    _refuse_other_code(edition)
    with tempfile.TemporaryDirectory() as scratch:
        again = Path(scratch) / "public"
        made = ("report.*", "appendix.html", "charts", "embed", "card.png", "summary.txt", "notebooks")
        shutil.copytree(edition.public, again, ignore=shutil.ignore_patterns(*made))
        page.publish(again)
        for path in sorted(path for path in again.rglob("*") if path.is_file()):
            name = path.relative_to(again).as_posix()
            if not _same_bytes(path, edition.public / name):
                yield Problem(name, "made again from the findings and tables, it has other bytes")


def _cells(path: Path) -> pd.DataFrame:
    """A published table, every cell as it is written."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _same_cell(text: str, value: object) -> bool:
    """Whether a cell of a CSV file is the value of ``findings.json``."""
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == str(value)
    if isinstance(value, int | float):
        try:
            return float(text) == float(value)
        except ValueError:
            return False
    # A text that a spreadsheet would take for a formula is written with an apostrophe before it.
    return text == str(value) or (text == f"'{value}" and str(value)[:1] in "=+-@\t\r")


def _provenance(edition: Edition) -> Iterator[Problem]:
    """The edition's own papers agree with each other."""
    made, said = edition.provenance(), edition.said()
    inputs = made["inputs_sha256"]
    for what, one, other in (
        ("investigation", made["investigation"], said["investigation"]),
        ("edition", made["edition"], said["as_of"]),
        ("edition", inputs["edition"], made["edition"]),
        ("lock", inputs["lock"], made["lock_sha256"]),
        ("salt", inputs["salt"], made["salt_sha256"]),
        ("salt", said["salt_sha256"], made["salt_sha256"]),
    ):
        if one != other:
            yield Problem(f"provenance.json, {what}", f"{one} in one place and {other} in another")
    folder = edition.folder.resolve()
    if (
        edition.public.name == "public"
        and (day := earlier.day_of(folder)) is not None
        and day.isoformat() != made["edition"]
    ):
        yield Problem("provenance.json, edition", f"is of {made['edition']}, in the folder of {folder.name}")


THIS_CHECKOUT = ("code", "lock")
"""Inputs of which another version here is no fault of the edition: it was made by another version of the suite."""


def _inputs(edition: Edition) -> Iterator[Problem]:
    """What the edition was made from, against what lies here."""
    inputs = edition.provenance()["inputs_sha256"]
    here = {name: digest for name, digest in edition.at_hand.items() if name not in THIS_CHECKOUT and name != "edition"}
    if not here:
        raise Unchecked(f"nothing of {', '.join(sorted(set(inputs) - {'edition', *THIS_CHECKOUT}))} is at hand")
    for name, digest in sorted(here.items()):
        if name not in inputs:
            yield Problem(name, "lies here, but the edition was made without it")
        elif inputs[name] != digest:
            yield Problem(name, "what lies here is not what the edition was made from")


def _code(edition: Edition) -> Iterator[Problem]:
    if not set(THIS_CHECKOUT) & set(edition.at_hand):
        raise Unchecked("no checkout of the suite is at hand")
    _refuse_other_code(edition)
    yield from ()


def _refuse_other_code(edition: Edition) -> None:
    inputs = edition.provenance()["inputs_sha256"]
    other = [name for name in THIS_CHECKOUT if name in edition.at_hand and edition.at_hand[name] != inputs[name]]
    if other:
        raise Unchecked(
            f"this checkout's {' and '.join(other)} is not the one that made the edition; take that version"
        )


def _changes(edition: Edition) -> Iterator[Problem]:
    """What is said of the edition before, against that edition where it lies beside this one."""
    path = edition.public / "tables" / "changes.csv"
    if not path.exists():
        if "previous" in edition.provenance()["inputs_sha256"]:
            yield Problem("tables/changes.csv", "missing, though the edition was made after another one")
        return
    new = {row["id"]: row for row in edition.said()["findings"]}
    before = earlier.previous(edition.folder.resolve())
    old = None if before is None else compare.Told.of(before).findings
    for place, row in enumerate(_cells(path).to_dict("records"), start=2):
        for side, findings in (("new", new), ("old", old)):
            if findings is None:
                continue
            finding = findings.get(str(row["id"]), {})
            for column in NUMBERS_BETWEEN:
                if not _same_cell(str(row[f"{side}_{column}"]), finding.get(column)):
                    yield Problem(
                        f"tables/changes.csv, line {place}",
                        f"{row['id']}, {side}_{column}: {row[f'{side}_{column}']!r}; "
                        f"that edition's findings.json says {finding.get(column)!r}",
                    )
    if old is None:
        raise Unchecked("the edition before it does not lie beside it; this edition's own numbers in it hold")


def _descriptions(edition: Edition) -> Iterator[Problem]:
    """What describes the edition for machines names every file of it, and no other."""
    from whosefaces.edition import packaging

    for where, why in packaging.disagreements(edition.public):
        yield Problem(where, why)


def _bag(edition: Edition) -> Iterator[Problem]:
    from whosefaces.edition import packaging

    assert edition.bag is not None  # the check is left out otherwise
    for where, why in packaging.broken(edition.bag):
        yield Problem(where, why)


def _custody(edition: Edition) -> Iterator[Problem]:
    if edition.case is None:
        raise Unchecked("the case is not at hand")
    from whosefaces.trace.evidence import custody

    log = edition.case / custody.NAME
    if not log.exists():
        raise Unchecked("the case holds no chain of custody")
    try:
        custody.verify(log)
    except custody.CustodyError as error:
        yield Problem(f"case/{custody.NAME}", str(error))
        return
    published = custody.publications(log)
    if not published:
        yield Problem(f"case/{custody.NAME}", "does not say that this edition was published")
    elif sums.seal(edition.public) not in published:
        yield Problem(f"case/{custody.NAME}", "the edition that it says was published is not the one in public/")


def _evidence(edition: Edition) -> Iterator[Problem]:
    """Every record is read and verified, and the files are held against what the custody log says was recorded."""
    if edition.case is None:
        raise Unchecked("the case is not at hand")
    from whosefaces.trace.evidence import custody
    from whosefaces.trace.evidence.archive import Archive, warc_files
    from whosefaces.trace.evidence.warc import EvidenceError

    named = None if edition.investigation is None else edition.investigation.trace.evidence
    places = [place for place in (edition.case / "evidence", named) if place is not None]
    try:
        recorded = next((place for place in places if warc_files(place)), None)
        if recorded is not None:
            Archive(recorded)
        # Nothing where the investigation says it lies is a fault only where the log says that something was closed.
        closed = (recorded or named) is not None and custody.hold_evidence(edition.case, recorded or places[-1])
    except (EvidenceError, custody.CustodyError) as error:
        yield Problem("evidence", str(error))
        return
    if recorded is None and not closed:
        raise Unchecked("no evidence is at hand")


def _time_stamps(edition: Edition) -> Iterator[Problem]:
    """Every token stamps an entry of the custody log; who signed it, where the authority's root is given."""
    from whosefaces.trace.evidence import custody, timestamp

    assert edition.case is not None  # the check is left out otherwise
    log = edition.case / custody.NAME
    heads = custody.digests(log) if log.exists() else []
    failed = False
    for token in _tokens(edition):
        where = f"case/{timestamp.FOLDER}/{token.name}"
        digest = next((one for one in heads if token.name.startswith(one[:16])), None)
        try:
            if digest is None:
                raise timestamp.TimestampError("stamps no entry of the custody log")
            timestamp.stamped_at(token, digest)
            if edition.stamp_root is not None:
                timestamp.check(token, digest, edition.stamp_root)
        except timestamp.TimestampError as error:
            failed = True
            yield Problem(where, str(error))
        except ImportError:
            raise Unchecked("needs the extra 'archive': pip install 'whose-faces[archive]'") from None
    if not failed and edition.stamp_root is None:
        raise Unchecked(
            "every token is for an entry of the custody log; who signed it was not checked: "
            "give the authority's root certificate (--stamp-root)"
        )


def _tokens(edition: Edition) -> list[Path]:
    from whosefaces.trace.evidence import timestamp

    return sorted((edition.case / timestamp.FOLDER).glob("*.tsr")) if edition.case is not None else []


def _replay(edition: Edition) -> Iterator[Problem]:
    """The whole edition is made again from the case, and every byte compared."""
    if edition.case is None:
        raise Unchecked("the case is not at hand")
    if edition.replay is None:
        raise Unchecked(
            "the investigation file is not at hand; name it with --investigation"
            if edition.investigation is None
            else "it was asked not to be made again"
        )
    _refuse_other_code(edition)
    if "previous" in edition.provenance()["inputs_sha256"] and "previous" not in edition.at_hand:
        raise Unchecked("the edition before it and its case do not lie beside it; what changed since cannot be said")
    with tempfile.TemporaryDirectory() as scratch:
        again = edition.replay(Path(scratch))
        made, published = sums.digests(again), sums.digests(edition.public)
        yield from (Problem(name, "was not made again") for name in sorted(set(published) - set(made)))
        yield from (Problem(name, "was made, but is not published") for name in sorted(set(made) - set(published)))
        for name in sorted(set(made) & set(published)):
            if made[name] != published[name]:
                yield Problem(name, _first_difference(again / name, edition.public / name))


def _first_difference(again: Path, published: Path) -> str:
    at, line = sums.first_difference(again, published)
    return f"made again it differs, from byte {at:,} (line {line:,}) on"


def _same_bytes(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


CHECKS: tuple[tuple[str, str, Find], ...] = (
    ("bag", "every file of the bag against its own manifests", _bag),
    ("sums of the case", "every file of case/ against the sums of its sealing", _case_sums),
    ("notebooks", "every notebook ran to its last cell, without an error, for this edition", _notebooks),
    ("findings", "every finding is as declared and does not contradict itself", _findings),
    ("tables", "every finding against tables/*.csv, cell by cell", _tables),
    ("changes", "what is said of the edition before, against that edition and this one", _changes),
    ("descriptions", "the files that ro-crate-metadata.json and datapackage.json name, against public/", _descriptions),
    ("page", "page, appendix, PDF and charts, made again from public/ alone, byte for byte", _page_again),
    ("provenance", "what the edition says of its making, against itself", _provenance),
    ("inputs", "what the edition was made from, against the digests of what lies here", _inputs),
    ("code", "the code and versions that made the edition, against this checkout", _code),
    ("chain of custody", "who did what to the case, link by link", _custody),
    ("evidence", "every recorded answer against its digest, and all of them against what was closed", _evidence),
    ("time stamps", "every token of an authority against the chain of custody and the authority's root", _time_stamps),
    ("replay", "the whole edition made again from the case, offline, byte for byte", _replay),
)
