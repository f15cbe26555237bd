"""Editions that never were, one of each kind and as many at random as wanted: what a catalogue of sentences is tried on.

No frame, panel or trace lies behind them: rows of FINDINGS as the measures would give them, whose numbers fit together.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from whosefaces.measure.estimators import hypergeometric
from whosefaces.measure.findings import FINDINGS
from whosefaces.measure.questions.unasked import ITS_ACCOUNT, THE_ACCOUNT
from whosefaces.report.published import Published, Row
from whosefaces.trace.unasked import BUDGET, NO_ANSWER, NO_KEY, ROBOTS, UNREAD, WITHHELD, WORDS

DAY = "2026-11-22"
KINDS = (
    *(
        "closed",
        "closed unnamed",
        "closed census",
        "no route",
        "photographers only",
        "few out",
        "many stuck",
        "all out",
    ),
    *("wide range", "out unknown", "unanswered", "not established", "not established, gone", "no accounts"),
    *("no accounts, not established", "nothing asked", "small list", "everything gone", "supposed", "changed"),
)


UNASKED = {"nothing asked": (ROBOTS, NO_KEY, UNREAD), "wide range": (BUDGET,), "out unknown": (NO_ANSWER, WITHHELD)}
"""By kind of edition, why nobody was asked about whoever is unknown in it; of several reasons the first has most."""


def _parted(units: int, codes: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """So many units among some reasons: each but the last has half of what is left."""
    for place, code in enumerate(codes, 1):
        share = units if place == len(codes) else -(-units // 2)
        units -= share
        if share:
            yield code, share


def edition(kind: str, language: str = "en", seed: int = 1) -> Published:
    """One edition of a kind, in a language; another seed gives other numbers."""
    dice = random.Random(f"{kind} {seed}")  # noqa: S311 - no secret
    census = kind == "closed census"
    accounts = 7 if kind == "small list" else dice.choice((62, 190)) if census else dice.randint(300, 90_000)
    photos = accounts * dice.randint(2, 12)
    n = accounts if census or accounts < 300 else 300
    m = photos if census else min(photos, 1_000)
    unknown = {"wide range": 0.3, "nothing asked": 1.0}.get(kind, dice.choice((0.0, 0.01, 0.03)))
    fixed = {"everything gone": 0.0, "not established, gone": 0.55, "many stuck": 0.92, "all out": 1.0}
    alive = fixed.get(kind, dice.uniform(0.75, 0.95))  # nobody gets out whose account is gone
    out = {"few out": 0.15, "many stuck": 0.85, "all out": 1.0}.get(kind, alive)
    if kind == "wide range":
        unknown = 0.6
    rows = [
        _share("P1", "photo", photos, m, alive, unknown),
        _share("P2", "account", accounts, n, alive, unknown),
        _share("active", "account", accounts, n, alive * dice.uniform(0.05, 0.7), unknown),
        _share("photo-gone-account-alive", "photo", photos, m, 0.23 * alive, unknown),
        _share("licence-unchanged", "photo", photos, m, 0.6, 0.28),
        _share("licence-changed", "photo", photos, m, 0.08, 0.28),
        _row("licence-listed-cc-by-2.0", "photo", photos) | _exact(0.4, photos),
        _row("conflict-listed-any", "photo", photos) | _exact(dice.choice((1.0, 0.68)), photos),
        _row("conflict-listed-commercial", "photo", photos) | _exact(0.68, photos),
    ]
    way: dict[str, Any] | None = _way(kind)
    p3 = _row("P3", "account", accounts) | {"procedure": "the-way"}
    if kind.startswith("not established") or "not established" in kind:
        way = None
        p3 |= {
            "status": "not established",
            "procedure": None,
            "reason": "not established",
            "reason_code": "no-procedure",
        }
    elif kind in ("closed", "closed unnamed", "closed census", "no route", "small list"):
        p3 |= _rule(accounts)
        blind = _share("opt-out-the-way-blind", "account", accounts, n, alive, unknown)
        rows.append(blind if kind != "no route" else blind | _rule(accounts))
    elif kind in ("out unknown", "unanswered"):
        p3 |= {
            "status": "published",
            "bound_low": 0.0,
            "bound_high": 1.0,
            "low": 0.0,
            "high": 1.0,
            "denominator": n,
            "unknown": n,
        }
    else:
        p3 = _share("P3", "account", accounts, n, out, unknown) | {"procedure": "the-way"}
    rows.insert(2, p3 | {"primary": True})
    if kind.startswith("no accounts"):
        lost = {
            "status": "not estimable",
            "reason": "no account frame",
            "reason_code": "no-account-frame",
            "population_size": None,
            "estimate": None,
        }
        blank = dict.fromkeys(
            ("low", "high", "bound_low", "bound_high", "central", "numerator", "denominator", "unknown")
        )
        rows = [
            row | lost | blank if row["unit"] == "account" and row["status"] == "published" else row for row in rows
        ]
    if kind == "small list":
        blank = dict.fromkeys(
            ("estimate", "low", "high", "bound_low", "bound_high", "central", "numerator", "denominator", "unknown")
        )
        rows = [
            row | blank | {"status": "not estimable", "reason_code": "small-list"}
            if row["unit"] == "account" and row["status"] == "published"
            else row
            for row in rows
        ]
    tables: dict[str, list[Row]] = {
        "funnel": [
            {
                "unit": "row",
                "set_aside": dice.choice((0, 48)),
                "entered": photos,
                "kept": photos,
                "unknown": 0,
                "says": "can be read",
                "because": "rows set aside",
                "chain": "photos",
                "step": 1,
            }
        ]
    }
    if kind in UNASKED:
        tables["not_asked"] = [
            {"unit": unit, "about": about, "code": code, "reason": WORDS[code], "units": units}
            for unit, about, total in (("photo", ITS_ACCOUNT, m), ("account", THE_ACCOUNT, n))
            for code, units in _parted(round(unknown * total), UNASKED[kind])
        ]
    if kind == "changed":
        tables |= _changed(rows)
    return Published(
        _said(kind), _about(kind, way, language), [_typed(row) for row in rows], tables, {"suite": "Whose Faces"}
    )


def family(language: str = "en", seeds: int = 12) -> Iterator[Published]:
    """Every kind, so many times each."""
    for seed in range(seeds):
        for kind in KINDS:
            yield edition(kind, language, seed)


def _share(name: str, unit: str, size: int, n: int, share: float, unknown: float) -> Row:
    """A share as drawn from a frame: exact where every unit was checked, with a central figure where one may be named."""
    answered = n - round(unknown * n)
    yes = answered if share >= 1 else round(answered * share)
    row = _row(name, unit, size) | {"numerator": yes, "denominator": n, "unknown": n - answered}
    if n == size:
        row["kind"] = "census"
        if answered == n:
            return row | {"estimate": yes / n}
        return row | {"bound_low": yes / n, "bound_high": (yes + n - answered) / n}
    low, high = (end / size for end in hypergeometric.bounds(yes, n - answered, n, size))
    row |= {"kind": "bound" if n > answered else "sample", "low": low, "high": high}
    bounds = (yes / n, (yes + n - answered) / n)
    row |= {"bound_low": bounds[0], "bound_high": bounds[1]} if n > answered else {"estimate": yes / n}
    if n - answered <= 0.05 * n and bounds[1] - bounds[0] <= (high - low) / 2:
        row["central"] = sum(bounds) / 2
    return row


def _row(name: str, unit: str, size: int) -> Row:
    blank: Row = dict.fromkeys(FINDINGS.names)
    row = {"id": name, "label": name, "unit": unit, "population": f"{unit}s", "population_size": size, "as_of": DAY}
    more = {
        "kind": "sample",
        "status": "published",
        "method": "exact hypergeometric interval",
        "primary": name in ("P1", "P2", "P3"),
    }
    return blank | row | more


def _exact(share: float, size: int) -> Row:
    return {"kind": "census", "estimate": share, "numerator": round(share * size), "denominator": size, "unknown": 0}


def _rule(size: int) -> Row:
    return {
        "status": "by rule",
        "estimate": 0.0,
        "numerator": 0,
        "denominator": size,
        "unknown": 0,
        "kind": "census",
        "reason": "no list and no look-up",
        "reason_code": "C2",
        "low": None,
        "high": None,
        "bound_low": None,
        "bound_high": None,
    }


def _way(kind: str) -> dict[str, Any]:
    closed = kind in ("closed", "closed unnamed", "closed census", "small list", "no route")
    return {
        "name": "the-way",
        "title": "Send a link to each photo",
        "kind": "counterfactual" if kind == "supposed" else "stated by the holder",
        "day": "2019-03-12",
        "source": [{"title": "A newspaper, 12 March 2019", "address": "https://example.org/story"}],
        "admits": {
            "photographers": "no" if kind == "no route" else "yes",
            "people_pictured": "no" if kind in ("photographers only", "no route") else "yes",
        },
        "discovery": {"by": "nothing" if closed else "look-up by username"},
        "request": {"identifiers": ["photo links"]},
        "at_source": {"actions": []},
        "answers": {"holder_answers": "unknown" if kind == "unanswered" else "yes"},
        "scope": {"recipients": "no"},
    }


def _said(kind: str) -> dict[str, Any]:
    asked_on = None if kind == "nothing asked" else "2026-11-20"
    return {
        "investigation": "example-faces",
        "question": "Could they find out, and get out?",
        "demonstration": True,
        "as_of": DAY,
        "asked_from": asked_on,
        "asked_to": asked_on and DAY,
        "estimands_sha256": "e" * 64,
    }


def _about(kind: str, way: dict[str, Any] | None, language: str) -> dict[str, Any]:
    source = {"source": "https://example.org/paper", "on": "2019-01-29"}
    named = {"name": {"is": "Example Faces", **source}, "holder": {"is": "Example Corp", **source}}
    size = {"size": {"is": "about 1,070,000 photos", **source}} if kind in ("few out", "no accounts") else {}
    more = size | {"made": {"is": "2018", **source}, "list_public": {"is": "no", **source}}
    return {
        "language": language,
        "contact": "desk@example.org",
        "by": "The Example Post",
        "licence": "CC-BY-4.0",
        "min_cell": 10,
        "listed_on": "2014-03-21",
        "dataset": {} if kind in ("closed unnamed", "not established") else named | more,
        "use": {"commercial": {"is": "yes", **source}},
        "has_parent": False,
        "procedures": [way] if way else [],
        "corrections": [],
        "way_out": _way_out(kind),
        "replies": [],
        "look_up": _look_up(kind),
        "membership_hurts": kind == "no route",
    }


def _look_up(kind: str) -> dict[str, Any] | None:
    """A look-up of the reporter's: open at an address, by letter and with two keys, or closed; most kinds have none."""
    ways = {
        "closed": {"at": "https://look-up.example.org/"},
        "closed unnamed": {},
        "closed census": {"closed_on": DAY},
    }
    if kind not in ways:
        return None
    held = {
        "edition": DAY,
        "accounts": 98_153,
        "rows": 1_000_000,
        "list_commitment": "c" * 64,
        "at": None,
        "closed_on": None,
    }
    return held | {"public_keys": ["a" * 64, "b" * 64] if kind == "closed unnamed" else ["a" * 64]} | ways[kind]


def _way_out(kind: str) -> Row:
    """What is on record of the way out itself: of some kinds nothing, of others each sentence that there is."""
    answers: dict[str, str] = dict.fromkeys(
        ("answers", "login", "linked", "noindex_page", "noindex_headers", "robots", "mailbox"), "no"
    )
    record = {
        "on": "2026-11-20",
        "dataset_page": "https://example.org/faces",
        "way_out_page": "https://example.org/opt-out",
        "evidence_sha256": "a" * 64,
        "clicks": None,
        "answers": answers,
    }
    curve: Row = {
        "kind": "curve",
        "half": 31,
        "half_low": 20,
        "half_high": None,
        "never": 0.4,
        "batches": [],
        "waiting": 9,
    }
    never = curve | {"half": None, "half_low": None}
    day = {"first_on": "2026-10-01", "last_on": "2026-10-01", "requests": 14, "youngest": 3, "oldest": 200}
    few = day | {"last_on": "2026-10-09", "requests": 4}
    batches = curve | {"kind": "cohorts", "half": None, "batches": [day, day | {"last_on": "2026-10-05"}, few]}
    outcomes = ["removed", "verified gone", "still there", "refused", "withdrawn"]
    outcomes += ["overdue", "waiting", "acknowledged", "asked for more"]
    parts = [{"what": what, "count": 3, "low": 0.02, "high": 0.29} for what in outcomes]
    requests: Row = {
        "on": "2026-11-20",
        "holder": "Example Corp",
        "procedure": "the-way",
        "requesters": 27,
        "outcomes": parts,
        "gone": {"what": "gone", "count": 6, "low": 0.08, "high": 0.42},
        "answer": curve,
        "removal": never,
    }
    open_ = record | {"clicks": 2, "answers": answers | {"answers": "yes", "linked": "yes", "mailbox": "yes"}}
    login = answers | {"answers": "cannot tell", "login": "yes", "linked": "cannot tell", "robots": "yes"}
    by_kind = {
        "few out": (record, [requests]),
        "many stuck": (open_, [requests | {"answer": never, "removal": curve}]),
        "all out": (open_ | {"clicks": 0}, [requests | {"answer": batches, "removal": batches}]),
        "unanswered": (record | {"answers": login}, []),
    }
    findability, listed = by_kind.get(kind, (None, []))
    return {"findability": findability, "requests": listed}


def _changed(rows: list[Row]) -> dict[str, list[Row]]:
    """An edition a week earlier, of which two in a hundred accounts are gone since."""
    history, changes = [], []
    for row in rows[:3]:
        before = row | {"edition": "2026-11-15"}
        if row["id"] == "P2":
            before |= {end: min(1.0, row[end] + 0.02) for end in ("low", "high") if row[end] is not None}
            change = {
                "change": "moved",
                "cause": "world",
                **{"pairs": 297, "turned_yes": 0, "turned_no": 6, "untold": 0},
                "difference": -0.02,
                "difference_low": -0.035,
                "difference_high": -0.008,
            }
        else:
            change = {"change": "unchanged", "cause": None}
        history += [before, row | {"edition": DAY}]
        changes.append({"id": row["id"], "primary": True, **change})
    return {"history": history, "changes": changes}


def _typed(row: Row) -> Row:
    return row | {"label": row["label"], "notebook": "3_measure"}
