"""How one finding is said: its share with its range, its central figure, for how many nobody could tell, its label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whosefaces.report.words.catalogue import Words

Row = Mapping[str, Any]

BY_RULE = ("by rule",)
NEAR = 0.01
"""An end as near to none or to all is no end: at least, or at most, is said."""
KEPT = ("small-list", "one-edition")
"""Codes of what is known and stays in the case."""


def known(value: Any) -> bool:
    """Whether a cell holds something."""
    return value is not None and str(value) not in ("", "<NA>", "NaT", "nan")


@dataclass(frozen=True)
class Share:
    """A share of a population as it may be said.

    Attributes:
        kind: ``exact`` (every unit told), ``central``, ``range``, ``rule`` (none, by rule), ``unknown`` (anything from none
            to all), ``unestablished``, ``not estimable``, ``not published``.
        low, high: the ends of what is said, from 0 to 1; both alike where exact.
        central: the one figure, where one may be named.
    """

    kind: str
    low: float = 0.0
    high: float = 1.0
    central: float | None = None
    unit: str = "account"
    yes: int | None = None
    checked: int | None = None
    unknown: int = 0
    size: int | None = None
    census: bool = False

    @property
    def counted(self) -> bool:
        """Whether there is a share to say."""
        return self.kind in ("exact", "central", "range", "rule")

    @property
    def complement(self) -> Share:
        """The share of the others; its figures add up to all with these."""
        other = None if self.central is None else 1 - self.central
        yes = None if self.yes is None or self.checked is None else self.checked - self.yes - self.unknown
        turned = {"low": 1 - self.high, "high": 1 - self.low, "central": other, "yes": yes}
        return Share(**{**vars(self), **turned})


def share_of(row: Row | None) -> Share:
    """A row of FINDINGS as it may be said; a row that is missing is not established."""
    if row is None:
        return Share("unestablished")
    basis: dict[str, Any] = {
        "unit": str(row["unit"]),
        "yes": _int(row.get("numerator")),
        "checked": _int(row.get("denominator")),
        "unknown": _int(row.get("unknown")) or 0,
        "size": _int(row.get("population_size")),
        "census": row["kind"] == "census" or _int(row.get("denominator")) == _int(row.get("population_size")),
    }
    status = row["status"]
    if row.get("reason_code") in KEPT:
        return Share("not published", **basis)
    if status in BY_RULE:
        return Share("rule", 0.0, 0.0, 0.0, **basis)
    if status in ("not established", "not estimable"):
        return Share("unestablished" if status == "not established" else "not estimable", **basis)
    if status != "published" or not (
        known(row.get("estimate")) or known(row.get("bound_low")) or known(row.get("low"))
    ):
        return Share("not published", **basis)
    if known(row.get("estimate")) and not known(row.get("low")):
        whole = float(row["estimate"])
        return Share("exact", whole, whole, whole, **basis)
    ends = ("low", "high") if known(row.get("low")) else ("bound_low", "bound_high")
    low, high = (float(row[end]) for end in ends)
    if low <= 0 and high >= 1:
        return Share("unknown", **basis)
    central = row.get("central") if known(row.get("central")) else row.get("estimate")
    if known(central):
        return Share("central", low, high, float(central), **basis)  # type: ignore[arg-type]
    return Share("range", low, high, **basis)


def say_share(words: Words, share: Share, *, untold: bool = True) -> str:
    """A share as a sentence has it: about 88% (84% to 92%; for 4 of 300 we could not tell), at least 40%, none.

    ``untold``: a central figure never stands without the number of those for whom nobody could tell.
    """
    if share.kind in ("exact", "central") and share.central is not None:
        if share.low == share.high:
            key = {0.0: "share.nobody", 1.0: "share.everybody"}.get(share.central)
            return words.say(key) if key else words.percent(share.central)
        if NEAR <= share.central <= 1 - NEAR:
            slots = {"central": words.percent(share.central), **_ends(words, share)}
            if untold and share.unknown and share.checked:
                return words.say("share.central_untold", n=share.unknown, of=share.checked, **slots)
            return words.say("share.central", **slots)
    if share.kind in ("range", "central"):
        if share.low < NEAR:
            return words.say("share.at_most", high=words.percent(share.high, "high"))
        if share.high > 1 - NEAR:
            return words.say("share.at_least", low=words.percent(share.low, "low"))
        return words.say("share.between", **_ends(words, share))
    return say_status(words, share)


def say_value(words: Words, share: Share) -> str:
    """A share as a chart or a table has it: the same figures, without the words between them; the unknown have a column."""
    if share.kind == "range" and share.low >= NEAR and share.high <= 1 - NEAR:
        return words.say("share.range", **_ends(words, share))
    return say_share(words, share, untold=False)


def say_status(words: Words, share: Share) -> str:
    """What stands where there is no share to say."""
    return words.say(
        {
            "rule": "share.none_by_rule",
            "unknown": "share.unknown",
            "unestablished": "share.unestablished",
            "not estimable": "share.not_estimable",
        }.get(share.kind, "share.not_published")
    )


def say_untold(words: Words, share: Share) -> str:
    """For how many nobody could tell; empty where everybody could be told."""
    if not share.unknown or not share.checked or not share.counted:
        return ""
    return words.say("share.could_not_tell", n=share.unknown, of=share.checked)


def in_tenths(words: Words, share: Share) -> str | None:
    """About nine in ten; None where the range is too wide, or the share too near to none or all, to say so."""
    if share.central is None or share.high - share.low > 0.2:
        return None
    tenths = round(10 * share.central)
    return words.say(f"tenths.{tenths}") if 1 <= tenths <= 9 and abs(10 * share.central - tenths) < 0.35 else None


def _ends(words: Words, share: Share) -> dict[str, str]:
    return {"low": words.percent(share.low, "low"), "high": words.percent(share.high, "high")}


def _int(value: Any) -> int | None:
    return int(value) if known(value) else None


# -- labels


_OPT_OUT = re.compile(r"opt-out-(pictured-)?(.+)-(knowingly|blind)$")
_CONFLICT = re.compile(r"conflict-(listed|then|now)-(\w+)$")
_THETA = re.compile(r"pictured-told-theta-(\d+(?:\.\d+)?)$")


def label(words: Words, row: Row, titles: Mapping[str, str] | None = None) -> str:
    """What a finding is about, in the report's language.

    Args:
        words: the language.
        row: its row of FINDINGS.
        titles: each way out's title, by name.
    """
    name = str(row["id"])
    if words.has(f"label.{name}"):
        return words.say(f"label.{name}")
    if match := _OPT_OUT.match(name):
        way = (titles or {}).get(match[2], match[2])
        return words.say(f"label.{'pictured-' if match[1] else ''}{match[3]}", way=way)
    if name.startswith("licence-listed-"):
        return words.say("label.licence-listed", licence=licence(words, name.removeprefix("licence-listed-")))
    if (match := _CONFLICT.match(name)) and words.has(f"use_label.{match[2]}"):
        return words.say(f"label.conflict-{match[1]}", use=words.say(f"use_label.{match[2]}"))
    if match := _THETA.match(name):
        return words.say("label.theta", share=words.percent(float(match[1])))
    return str(row["label"])


def licence(words: Words, name: str) -> str:
    """A licence as it is called."""
    key = f"licence.{name.replace(' ', '_')}"
    if words.has(key):
        return words.say(key)
    if name.startswith("cc-by"):
        terms, _, version = name.removeprefix("cc-").rpartition("-")
        return f"CC {terms.upper()} {version}"
    return {"cc0-1.0": "CC0 1.0", "pdm-1.0": "Public Domain Mark 1.0"}.get(name, name.replace("-", " ").capitalize())
