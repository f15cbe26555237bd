"""What this edition found, in four questions: find out, get out, be contacted, read it. Headline and chart follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from whosefaces.dossiers.telling import is_stated
from whosefaces.measure.questions.unasked import ITS_ACCOUNT, THE_ACCOUNT
from whosefaces.report.published import Published
from whosefaces.report.words.finding import Share, known, share_of

ABOUT_ACCOUNTS = (ITS_ACCOUNT, THE_ACCOUNT)
Answer = Literal["yes", "no", "unknown", "not established"]


@dataclass(frozen=True)
class Unasked:
    """For one reason, by its code, nobody was asked about the account of so many drawn units; None: kept in the case."""

    unit: str
    code: str
    units: int | None


@dataclass(frozen=True)
class Facts:
    """What an edition found, before it is worded.

    Attributes:
        dataset, holder: their names, where the investigation establishes them.
        way: the first way out, as ``about.json`` has it; None where none is established.
        find_out, admitted, pictured_admitted, answered: what the way out's rules say.
        out, blind, contact, active, gone_alive: shares of accounts (of photos, where the list names no account).
        photos, accounts: how many there are in the list; None where not known.
        small: the list names so few accounts that their states stay in the case.
    """

    dataset: str | None
    holder: str | None
    way: Mapping[str, Any] | None
    find_out: Answer
    admitted: Answer
    pictured_admitted: Answer
    answered: Answer
    out: Share
    blind: Share
    knowing: Share
    """Those who could get out, and could find out first: at least as many could find out."""
    contact: Share
    active: Share
    gone_alive: Share
    photo: Share
    account: Share
    photos: int | None
    accounts: int | None
    faces: int | None
    part: bool
    """The list may be a part of the dataset: no source states its number of photos as the dataset's size."""
    rows: int
    lost_rows: Mapping[str, int]
    """Rows that could not be read, by cause."""
    losses_accepted: str
    """Why the list is used although rows of it, or cells of rows, could not be read; empty: nobody had to say."""
    min_cell: int
    demonstration: bool
    unasked: tuple[Unasked, ...] = ()

    @property
    def supposed(self) -> bool:
        """The way out is one that nobody offers."""
        return self.way is not None and self.way["kind"] == "counterfactual"

    @property
    def small(self) -> bool:
        """The list names fewer accounts than may be counted one by one."""
        return self.accounts is not None and self.accounts < self.min_cell and self.account.kind == "not published"

    @property
    def by_photo(self) -> bool:
        """Nothing can be said of accounts: the share of photos stands in for it."""
        return self.contact.unit == "photo"

    @property
    def nothing_asked(self) -> bool:
        """No unit was answered about at all."""
        shares = [share for share in (self.photo, self.account) if share.checked]
        return bool(shares) and all(share.unknown == share.checked for share in shares)


def of(published: Published) -> Facts:
    """What an edition found."""
    about, by_id = published.about, published.by_id
    ways = about["procedures"]
    way = ways[0] if ways else None
    photo, account = share_of(by_id.get("P1")), share_of(by_id.get("P2"))
    blind = by_id.get(f"opt-out-{way['name']}-blind") if way else None
    knowing = by_id.get(f"opt-out-{way['name']}-knowingly") if way else None
    faces = next((row for row in published.rows if row["unit"] == "depiction" and known(row["population_size"])), None)
    return Facts(
        dataset=_fact(about, "name"),
        holder=_fact(about, "holder"),
        way=way,
        find_out="not established" if way is None else _find_out(published, way),
        admitted=way["admits"]["photographers"] if way else "not established",
        pictured_admitted=way["admits"]["people_pictured"] if way else "not established",
        answered=way["answers"]["holder_answers"] if way else "not established",
        out=share_of(by_id.get("P3")) if way else Share("unestablished"),
        blind=share_of(blind) if blind else Share("unestablished"),
        knowing=share_of(knowing) if knowing else Share("unestablished"),
        contact=account if account.counted or account.kind != "not estimable" else photo,
        active=share_of(by_id.get("active")),
        gone_alive=share_of(by_id.get("photo-gone-account-alive")),
        photo=photo,
        account=account,
        photos=photo.size,
        accounts=account.size,
        faces=int(faces["population_size"]) if faces else None,
        part=_part(about, photo.size),
        rows=next((int(step["entered"]) for step in published.table("funnel") if step["unit"] == "row"), 0),
        lost_rows={str(row["cause"]): int(row["rows"]) for row in published.table("rows_lost")},
        losses_accepted=str(about.get("losses_accepted", "")),
        min_cell=int(about["min_cell"]),
        demonstration=bool(published.said["demonstration"]),
        unasked=tuple(
            Unasked(str(row["unit"]), str(row["code"]), int(row["units"]) if known(row["units"]) else None)
            for row in published.table("not_asked")
            if row["about"] in ABOUT_ACCOUNTS
        ),
    )


def _find_out(published: Published, way: Mapping[str, Any]) -> Answer:
    """Whether membership can be found out: as the conditions of the way out say, else as its rules do."""
    for row in published.table("opt_out_conditions"):
        if (row["procedure"], row["group"], row["condition"]) == (way["name"], "photographers", "C2"):
            return row["for_all"] or "unknown"
    return "no" if way["discovery"]["by"] == "nothing" else "yes"


def _fact(about: Mapping[str, Any], name: str) -> str | None:
    fact = about["dataset"].get(name)
    return str(fact["is"]) if fact and fact["is"] not in (None, "unknown") else None


def _part(about: Mapping[str, Any], photos: int | None) -> bool:
    size = about["dataset"].get("size")
    whole = photos is not None and size is not None and is_stated(str(size["is"]), photos)
    return bool(photos) and _fact(about, "name") is not None and not whole
