"""The accounts of an investigation's list, and whether a look-up of them may be built."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import NOTHING_MORE, UNKNOWN, Investigation
from whosefaces.lookup.asked import nsid_of
from whosefaces.lookup.index import Index
from whosefaces.lookup.prepare import prepare
from whosefaces.lookup.tags import Account


class RefusedError(WhoseFacesError):
    """A look-up that anybody can ask would do harm, or nobody has said that it would not."""


@dataclass(frozen=True)
class Listed:
    """Who is in a list, as far as a look-up by number can find them."""

    accounts: list[Account]
    rows: int
    by_name_only: int
    """Accounts that the list knows by a name and no number: the look-up cannot find them."""
    rows_without_owner: int

    @classmethod
    def of(cls, investigation: Path) -> Listed:
        """The accounts of an investigation's list, with what its parent adds.

        Raises:
            RefusedError: no account is known by its number.
        """
        (path,) = prepare(investigation).indexes
        index = Index(path)
        accounts, named = [], 0
        for place, code in enumerate(index.accounts):
            nsid = nsid_of(code)
            if nsid is not None:
                accounts.append(Account(nsid, len({index.photos[row] >> 8 for row in index.stretch(place)})))
            elif code:
                named += 1
        facts = index.facts
        index.close()
        if not accounts:
            raise RefusedError(
                f"{investigation}: its list names no account by number (NSID), so nobody could be found; name a parent that does"
            )
        return cls(accounts, facts["rows"], named, facts["rows_without_owner"])

    def digest(self) -> str:
        """SHA-256 over the accounts and their photos, a line each in order of NSID; it leaves the case as a commitment only."""
        lines = sorted(f"{account.nsid}\t{account.photos}\n" for account in self.accounts)
        return hashlib.sha256("".join(lines).encode("ascii")).hexdigest()


def refuse_where_membership_hurts(investigation: Investigation) -> None:
    """Stop where a yes would expose a child, an illness, an arrest; and where nobody has said what it would show.

    Raises:
        RefusedError: says which key of the investigation file decides, and what is done instead.
    """
    dataset, file = investigation.dataset, investigation.file.name
    instead = (
        "anybody can ask about anybody, so answer by hand after control of the account is shown: `whosefaces lookup`"
    )
    if dataset.people == "children":
        raise RefusedError(f"{file}: dataset.people is children: no look-up is built; {instead}")
    if dataset.people == UNKNOWN:
        raise RefusedError(f"{file}: dataset.people is not answered: say adults or children; until then {instead}")
    if dataset.membership_reveals == UNKNOWN:
        raise RefusedError(
            f'{file}: dataset.membership_reveals is not answered: say "{NOTHING_MORE}" or what; until then {instead}'
        )
    if dataset.membership_reveals != NOTHING_MORE:
        raise RefusedError(
            f"{file}: being in the dataset reveals {dataset.membership_reveals}: no look-up is built; {instead}"
        )
