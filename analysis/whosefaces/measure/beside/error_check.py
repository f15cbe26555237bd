"""How often a code is wrong, and what the headlines are without those errors: two blind readers of a tenth of the traces.

A tenth of the drawn photos and of the drawn accounts, chosen by permanent random numbers of their own, goes into two
sheets in the case. Each reader sees what Flickr answered, never our code nor the other's, and writes a code of their own.
Where they differ, a third sheet asks for the adjudicated one. Then Cohen's kappa says how well they agree, and the
two-phase difference estimator corrects each headline by the adjudicated codes (docs/method.md). Everything stays in the
case: the sheets show answers about people.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from whosefaces.investigation import Investigation
from whosefaces.measure import measuring
from whosefaces.measure.estimators.estimated import Estimated, bounded
from whosefaces.measure.estimators.kappa import Agreement, cohen
from whosefaces.measure.estimators.two_phase import Recoded, corrected_share
from whosefaces.measure.finding import told
from whosefaces.measure.measured import Measured
from whosefaces.measure.questions import optout
from whosefaces.measure.reach import exists
from whosefaces.measure.reasons import WORDS
from whosefaces.measure.share import MeasureError, Population
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.sources import catalogue
from whosefaces.trace.traces import TRACES

FOLDER = "error_check"
"""In the case: made after the edition was sealed, and no part of it."""
PART = 0.10
"""The share of either panel that is read again, unless a notebook's parameter says another."""
READERS = ("reader_1", "reader_2")
DISAGREEMENTS = "disagreements"
CODES = {
    "photo": ("public", "not public", "unknown"),
    "account": ("exists", "gone", "memorial", "unknown"),
}
"""What a reader may write, by what is asked."""
COLUMNS = ("row", "unit", "id", "asked", "source", "answered_at", "evidence", "answer", "code")
LONGEST_ANSWER = 8_000
"""Characters of an answer shown in a cell; a workbook holds at most 32,767."""
STATE_QUESTIONS = ("flickr.photos.getInfo", "flickr.people.getInfo")
"""The questions of the API whose answers say whether a photo is public and an account exists; others say other things."""
State = Literal["to be read", "to be adjudicated", "done"]


@dataclass(frozen=True)
class ErrorCheck:
    """Where the check stands, and what it found so far.

    ``agreement``: asked, units, agree, kappa, low, high. ``corrected``: a row for each headline. Without rows until read.
    """

    folder: Path
    state: State
    to_do: str
    agreement: pd.DataFrame
    corrected: pd.DataFrame
    sentences: tuple[str, ...]

    @property
    def corrections(self) -> list[str]:
        """Each headline as coded and as corrected, in plain words."""
        return [_said(row) for row in self.corrected.astype(object).to_dict("records")]

    def lines(self) -> list[str]:
        """All of it, for a terminal."""
        return [f"{self.state[0].upper()}{self.state[1:]}. {self.to_do}", *self.sentences, *self.corrections]


def of_edition(investigation: Investigation, case: Path, as_of: dt.date, *, part: float = PART) -> ErrorCheck:
    """:func:`check` an edition that was measured.

    Args:
        investigation: the validated investigation file.
        case: the edition's case, with frame, panel and traces.
        as_of: the edition's day.
        part: as there.

    Raises:
        MeasureError: as there.
    """
    frame, panel, traces = (case / f"{name}.parquet" for name in ("frame", "panel", "traces"))
    measured, _ = measuring.read(investigation, frame, panel, traces, as_of)
    return check(measured, TRACES.read(traces), case, part=part)


def check(measured: Measured, traces: pd.DataFrame, case: Path, *, part: float = PART) -> ErrorCheck:
    """Write the sheets if they are not there yet, read back what is filled in, and correct the headlines.

    A sheet that is there is never written over.

    Args:
        measured: the edition's coded panel.
        traces: TRACES of the edition.
        case: gets ``error_check/``; sheets of another part than :data:`PART` lie in a folder of their own in it.
        part: the share of either panel that is read again, above 0 and at most 1.

    Raises:
        MeasureError: no such part, a sheet holds other rows than were drawn, or a code that is none.
    """
    if isinstance(part, bool) or not isinstance(part, (int, float)) or not 0 < part <= 1:
        raise MeasureError(f"part = {part!r}: a share above 0 and at most 1 is wanted, as 0.2")
    folder = case / FOLDER if part == PART else case / FOLDER / f"part-{part:g}"
    folder.mkdir(parents=True, exist_ok=True)
    rows = drawn_rows(measured, traces, part)
    if not all(_path(folder, reader).exists() for reader in READERS):
        shown = rows.assign(answer=_answers(rows, measured.investigation, case), code="")
        for reader in READERS:
            if not _path(folder, reader).exists():
                _write(_shuffled(shown, reader), folder / f"{reader}.xlsx")
    codes = [_read(folder, reader, rows) for reader in READERS]
    open_ = [f"{reader}: {int((code == '').sum()):,} codes" for reader, code in zip(READERS, codes, strict=True)]
    if any((code == "").any() for code in codes):
        to_do = "Still to be filled in: " + ", ".join(open_) + f". The sheets lie in {folder}."
        return ErrorCheck(folder, "to be read", to_do, _agreement_table({}), pd.DataFrame(columns=list(CORRECTED)), ())
    agreement = _agreement(rows, codes)
    final, waiting = _adjudicated(folder, rows, codes)
    sentences = tuple(f"{question}: {kappa.sentence()}" for question, kappa in agreement.items())
    table = _agreement_table(agreement)
    if waiting:
        to_do = f"The readers differ on {waiting:,} codes; {DISAGREEMENTS}.xlsx asks which code stands."
        return ErrorCheck(folder, "to be adjudicated", to_do, table, pd.DataFrame(columns=list(CORRECTED)), sentences)
    corrected = corrections(measured, rows.assign(code=final), part)
    corrected.to_csv(folder / "corrected.csv", index=False, lineterminator="\n")
    return ErrorCheck(folder, "done", "Every sheet is filled in.", table, corrected, sentences)


# -- what is read


def drawn_rows(measured: Measured, traces: pd.DataFrame, part: float = PART) -> pd.DataFrame:
    """The questions to be read again: a part of the units of either panel, those that were answered.

    Returns:
        row, unit, id, asked (photo or account), source, answered_at, evidence; in an order that says nothing.
    """
    salt = measured.investigation.salt()
    answers = []
    for unit, key in (("photo", "photo_id"), ("account", "account_key")):
        units = measured.coded.photos if unit == "photo" else measured.coded.accounts
        for place in second_phase(units[key], salt, part):
            one = units.loc[place]
            if unit == "photo":
                answers.append((unit, one[key], "photo", _asked_of_photo(traces, one[key])))
                answers.append((unit, one[key], "account", _asked_of_account(traces, one["owner"])))
            else:
                answers.append((unit, one[key], "account", _asked_of_account(traces, one[key])))
    rows = [
        {"unit": unit, "id": str(id), "asked": question, "source": t["source"], "answered_at": str(t["asked_at"])}
        | {"evidence": t["evidence_id"]}
        for unit, id, question, t in answers
        if t is not None
    ]
    table = pd.DataFrame(rows, columns=["unit", "id", "asked", "source", "answered_at", "evidence"])
    table.insert(0, "row", range(1, len(table) + 1))
    return table


def second_phase(ids: pd.Series, salt: str, part: float = PART) -> list[int]:
    """The places of the part of ``ids`` with the smallest SHA-256 of ``salt|error check|id``; at least one of any.

    ``ids`` is numbered from 0.
    """
    numbers = [hashlib.sha256(f"{salt}|error check|{id}".encode()).hexdigest() for id in ids]
    return sorted(range(len(ids)), key=numbers.__getitem__)[: math.ceil(part * len(ids))]


def _asked_of_photo(traces: pd.DataFrame, photo_id: object) -> pd.Series | None:
    return _best(traces[(traces["unit"] == "photo") & (traces["photo_id"] == photo_id)])


def _asked_of_account(traces: pd.DataFrame, key: object) -> pd.Series | None:
    of_accounts = traces[(traces["unit"] == "account") & traces["account"].notna()]
    return _best(of_accounts[(of_accounts["account_key"] == key) | (of_accounts["nsid"] == key)])


def _best(rows: pd.DataFrame) -> pd.Series | None:
    """The newest answer of the source that is believed first; None where nothing was answered."""
    of_state = (rows["source"] != "api") | rows["question"].isin(STATE_QUESTIONS)
    answered = rows[rows["evidence_id"].notna() & ~rows["source"].isin(catalogue.PAST) & of_state]
    if answered.empty:
        return None
    first = answered.assign(place=answered["source"] != "api").sort_values(["place", "asked_at"], kind="stable")
    return first[~first["place"]].iloc[-1] if not first["place"].all() else first.iloc[-1]


def _answers(rows: pd.DataFrame, investigation: Investigation, case: Path) -> list[str]:
    """What was answered, as it was recorded; redacted before it was written down."""
    path = investigation.trace.evidence or case / "evidence"
    archive = Archive(path)
    shown = []
    for evidence in rows["evidence"]:
        record = archive.record(evidence)
        if record is None:
            raise MeasureError(f"{path.name}: the evidence of a drawn trace is not there; run notebook 2_trace again")
        shown.append(f"HTTP {record.status}\n{record.body.decode('utf-8', 'replace')}"[:LONGEST_ANSWER])
    return shown


# -- the sheets


def _shuffled(rows: pd.DataFrame, reader: str) -> pd.DataFrame:
    order = [hashlib.sha256(f"{reader}|{row}".encode()).hexdigest() for row in rows["row"]]
    return rows.assign(order=order).sort_values("order").drop(columns="order")


def _write(rows: pd.DataFrame, path: Path) -> None:
    """A workbook with a list of the allowed codes in each cell that is to be filled in."""
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "codes"
    sheet.append(list(rows.columns))
    lists = {question: DataValidation("list", formula1=f'"{",".join(codes)}"') for question, codes in CODES.items()}
    for validation in lists.values():
        sheet.add_data_validation(validation)
    code = list(rows.columns).index("code") + 1
    for place, row in enumerate(rows.itertuples(index=False), start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place, column, value)
            cell.data_type = "s" if isinstance(value, str) else cell.data_type  # an answer is never a formula
        lists[str(row.asked)].add(sheet.cell(place, code))
    sheet.freeze_panes = "A2"
    unfinished = path.with_suffix(".part")
    book.save(unfinished)
    unfinished.replace(path)


def _path(folder: Path, name: str) -> Path:
    """The sheet: a CSV if somebody saved it so, else the workbook."""
    saved = folder / f"{name}.csv"
    return saved if saved.exists() else folder / f"{name}.xlsx"


def _read(folder: Path, name: str, rows: pd.DataFrame) -> pd.Series:
    """The codes of one sheet, in the order of ``rows``; "" where none is filled in."""
    path = _path(folder, name)
    table = pd.read_csv(path, dtype=str) if path.suffix == ".csv" else pd.read_excel(path, dtype=str, engine="openpyxl")
    missing = {"row", "asked", "code"} - set(table.columns)
    if missing:
        raise MeasureError(f"{path.name}: has no column {sorted(missing)}; keep the sheet's first line as it is")
    table = table.assign(row=pd.to_numeric(table["row"], errors="coerce")).set_index("row")
    if set(table.index) != set(rows["row"]) or table.index.has_duplicates:
        raise MeasureError(
            f"{path.name}: its rows are not those drawn for this edition; move it away, and the next run writes it anew"
        )
    codes = table["code"].reindex(rows["row"]).fillna("").str.strip().str.lower().reset_index(drop=True)
    for row, question, code in zip(rows["row"], rows["asked"], codes, strict=True):
        if code and code not in CODES[question]:
            raise MeasureError(
                f"{path.name}, row {row}: {code!r} is no code; write one of {', '.join(CODES[question])}"
            )
    return codes


def _adjudicated(folder: Path, rows: pd.DataFrame, codes: list[pd.Series]) -> tuple[pd.Series, int]:
    """The code that stands for each row, and how many wait for adjudication."""
    first, second = codes
    differ = first != second
    if not differ.any():
        return first, 0
    disputed = rows[differ.to_numpy()].reset_index(drop=True)
    path = _path(folder, DISAGREEMENTS)
    if not path.exists():
        both = disputed.assign(first=first[differ].to_numpy(), second=second[differ].to_numpy(), code="")
        _write(both, folder / f"{DISAGREEMENTS}.xlsx")
    decided = _read(folder, DISAGREEMENTS, disputed)
    final = first.copy()
    final[differ] = decided.to_numpy()
    return final, int((decided == "").sum())


# -- what it says


def _agreement(rows: pd.DataFrame, codes: list[pd.Series]) -> dict[str, Agreement]:
    agreement = {}
    for question in CODES:
        of_asked = (rows["asked"] == question).to_numpy()
        first, second = ([str(c) for c in code[of_asked]] for code in codes)
        agreement[question] = cohen(first, second)
    return agreement


def _agreement_table(agreement: dict[str, Agreement]) -> pd.DataFrame:
    rows = []
    for question, kappa in agreement.items():
        reach = None if kappa.standard_error is None else 1.96 * kappa.standard_error
        ends = (
            (None, None)
            if kappa.kappa is None or reach is None
            else (kappa.kappa - reach, min(1.0, kappa.kappa + reach))
        )
        rows.append((question, kappa.units, kappa.agree, kappa.kappa, *ends))
    return pd.DataFrame(rows, columns=["asked", "units", "agree", "kappa", "low", "high"])


BY_STRATA = "the units were drawn by strata; the correction is for simple random samples"


def corrections(measured: Measured, rows: pd.DataFrame, part: float = PART) -> pd.DataFrame:
    """Each headline as coded, and as corrected by the codes that stand.

    Args:
        measured: the edition.
        rows: :func:`drawn_rows` with the column ``code``.
        part: the share of either panel that was read again.

    Returns:
        id, unit, n, read, raised, lowered, coded, estimate, bound_low, bound_high, low, high, status, method, reason.
    """
    photos, accounts = measured.coded.photos, measured.coded.accounts
    lines = []
    stood = _standing(photos, "photo_id", rows[(rows["unit"] == "photo") & (rows["asked"] == "account")])
    if measured.photo_design.stratified:
        lines.append({"id": "P1", "unit": "photo", "n": len(photos), "status": "refused", "reason": BY_STRATA})
    else:
        lines.append(_corrected("P1", measured, measured.photos, photos, "photo_id", stood, exists, part))
    design = measured.account_design
    if design is not None and design.stratified:
        lines += [
            {"id": name, "unit": "account", "n": len(accounts), "status": "refused", "reason": BY_STRATA}
            for name in ("P2", "P3")
        ]
    elif measured.accounts is not None:
        stood = _standing(accounts, "account_key", rows[rows["unit"] == "account"])
        lines.append(_corrected("P2", measured, measured.accounts, accounts, "account_key", stood, exists, part))
        lines.append(_way_out(measured, stood, part))
    return pd.DataFrame(lines, columns=list(CORRECTED))


CORRECTED = (
    *("id", "unit", "n", "read", "raised", "lowered", "coded", "estimate", "bound_low", "bound_high", "low", "high"),
    *("status", "method", "reason"),
)


def _way_out(measured: Measured, stood: pd.Series, part: float) -> dict[str, object]:
    """P3: a gate that is closed by rule has no code to correct."""
    accounts = measured.coded.accounts
    if not measured.procedures:
        return {
            "id": "P3",
            "unit": "account",
            "n": len(accounts),
            "status": "not established",
            "reason": WORDS["no-procedure"],
        }
    first = measured.procedures[0]
    assert measured.accounts is not None

    def needed(account: pd.Series) -> list[optout.Condition]:
        conditions = optout.photographers(first, account, measured.as_of)
        return optout.counted(conditions, first, "as the procedure asks")

    if optout.closed_gates(needed(accounts["account"])):
        return {"id": "P3", "unit": "account", "n": len(accounts), "status": "by rule", "reason": CLOSED}

    def joint(account: pd.Series) -> pd.Series:
        return optout.joint(needed(account))

    return _corrected("P3", measured, measured.accounts, accounts, "account_key", stood, joint, part)


def _said(row: dict[Any, Any]) -> str:
    if not told(row["coded"]):
        return f"{row['id']}: not corrected: {row['reason']}."
    again = f"of {row['read']:,.0f} read again, {row['raised']:,.0f} turned to a yes and {row['lowered']:,.0f} from it"
    coded = f"{row['id']}: {row['coded']:.0%} of {row['n']:,.0f} are a yes as coded; {again}"
    if not told(row["low"]) and not told(row["bound_low"]) and not told(row["estimate"]):
        return f"{coded}. No corrected share is printed: {row['reason']}."
    ends = ("estimate",) if told(row["estimate"]) else ("bound_low", "bound_high")
    share = " to ".join(f"{row[end]:.0%}" for end in ends)
    sure = f" (95% range {row['low']:.0%} to {row['high']:.0%})" if told(row["low"]) else ""
    return f"{coded}. Corrected: {share}{sure}."


CLOSED = "the gate is closed by rule: no code of ours decides it"


def _standing(units: pd.DataFrame, key: str, rows: pd.DataFrame) -> pd.Series:
    """The adjudicated account code of every unit; our own where nobody could read it again."""
    read = dict(zip(rows["id"], rows["code"], strict=True))
    return pd.Series(
        [read.get(str(id), own) for id, own in zip(units[key], units["account"], strict=True)], units.index
    )


def _corrected(
    name: str,
    measured: Measured,
    population: Population,
    units: pd.DataFrame,
    key: str,
    stood: pd.Series,
    values: Callable[[pd.Series], pd.Series],
    part: float,
) -> dict[str, object]:
    again = second_phase(units[key], measured.investigation.salt(), part)
    coded, adjudicated = values(units["account"]), values(stood)
    sure, perhaps = (_recoded(coded, adjudicated, again, yes) for yes in (("yes",), ("yes", "unknown")))
    estimate = corrected_share(sure, population)
    if perhaps != sure:
        estimate = bounded(estimate, corrected_share(perhaps, population))
    return {"id": name, "unit": population.unit, "n": sure.n, "read": sure.read} | {
        "raised": sure.raised,
        "lowered": sure.lowered,
        "coded": sure.coded / sure.n if sure.n else None,
        **_ends(estimate),
    }


def _recoded(coded: pd.Series, adjudicated: pd.Series, again: list[int], yes: tuple[str, ...]) -> Recoded:
    was, now = coded.isin(yes), adjudicated.isin(yes)
    of_read, now_read = was.loc[again], now.loc[again]
    return Recoded(
        n=len(coded),
        coded=int(was.sum()),
        read=len(again),
        adjudicated=int(now_read.sum()),
        raised=int((~of_read & now_read).sum()),
        lowered=int((of_read & ~now_read).sum()),
    )


def _ends(estimate: Estimated) -> dict[str, object]:
    ends = estimate.as_estimate()
    return {
        "estimate": ends.estimate,
        "bound_low": ends.bound_low,
        "bound_high": ends.bound_high,
        "low": ends.low,
        "high": ends.high,
        "status": estimate.status,
        "method": estimate.method,
        "reason": estimate.reason,
    }
