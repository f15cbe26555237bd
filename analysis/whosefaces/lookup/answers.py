"""What the lists at hand say about one question: found by what, how sure, and what "not found" does not mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from whosefaces.lookup.asked import Asked, account_code, folded, key, look, nsid_of, read_asked
from whosefaces.lookup.index import Index

SURE = {
    "photo number": "Sure: a photo keeps its number, and no other photo gets it.",
    "account number": "Sure: an account keeps its number (NSID), and no other account gets it.",
    "owner of the photo": "Sure, if the list names the right owner: this account is listed for the photo.",
    "name in the address": "Likely: the list gives this name. A name can change hands, so somebody else may have had it "
    "when the list was made. Compare the account's number.",
    "same name": "Likely: these rows give only a name, and the list gives the same name to the account found.",
    "name shown": "Uncertain: the account showed this name when the list was made. Several people may show the same name. "
    "Compare the account's number.",
    "look-alike": "Uncertain: the list has a name that looks like the one you typed. It may be another person's.",
}
"""Each way of finding, the surest first, and what it is worth."""


@dataclass(frozen=True)
class Photo:
    """A row of a list."""

    row: int
    photo_id: str
    licence: str | None
    link: str


@dataclass(frozen=True)
class Match:
    """An account or a photo of a list that answers the question."""

    by: str
    account: str | None
    """The account's NSID; None where the list gives only a name, or no owner."""
    names: list[str]
    """Names that the list or its parent gives this account, some of them former ones."""
    photos: list[Photo]

    @property
    def sure(self) -> str:
        """What this way of finding is worth."""
        return SURE[self.by]

    def licences(self) -> dict[str, int]:
        """Rows by the licence listed."""
        return dict(Counter(photo.licence or "none listed" for photo in self.photos).most_common())

    def as_json(self) -> dict[str, Any]:
        """The match for machines."""
        return asdict(self) | {"sure": self.sure, "licences": self.licences()}


@dataclass(frozen=True)
class ListAnswer:
    """What one list says."""

    name: str
    rows: int
    photos: int
    accounts: int
    matches: list[Match]
    limits: list[str]
    """What "not found" in this list does and does not mean."""

    @property
    def found(self) -> bool:
        """Whether anything in it answers the question."""
        return bool(self.matches)

    def as_json(self) -> dict[str, Any]:
        """The answer for machines."""
        return {
            "list": self.name,
            "list_rows": self.rows,
            "list_photos": self.photos,
            "list_accounts": self.accounts,
            "found": self.found,
            "rows": len({photo.row for match in self.matches for photo in match.photos}),
            "photos": len({photo.photo_id for match in self.matches for photo in match.photos}),
            "matches": [match.as_json() for match in self.matches],
            "not_found_means": self.limits,
        }

    def lines(self, *, every: bool = False) -> Iterable[str]:
        """The answer for a person at a terminal."""
        if not self.found:
            yield f"{self.name}: not found."
            yield from (f"    {limit}" for limit in self.limits)
            return
        for match in self.matches:
            whose = match.account or (match.names[0] if match.names else "no owner listed")
            photos = len({photo.photo_id for photo in match.photos})
            yield f"{self.name}: found by {match.by}: {_counted(photos, 'photo')} in {_counted(len(match.photos), 'row')}, {whose}"
            yield f"    {match.sure}"
            if match.names:
                yield f"    Names there, perhaps former ones: {', '.join(match.names)}"
            yield "    Licence listed: " + ", ".join(f"{name} ({count:,})" for name, count in match.licences().items())
            shown = match.photos if every else match.photos[:FEW]
            yield from (f"    row {photo.row:,}: {photo.link}" for photo in shown)
            if len(shown) < len(match.photos):
                yield f"    and {len(match.photos) - len(shown):,} more; --all shows them"


FEW = 5


class Shelf:
    """Open indexes, asked together."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Open these indexes.

        Raises:
            LookUpError: one of them is not whole.
        """
        self._indexes = [Index(path) for path in dict.fromkeys(paths)]

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *failure: object) -> None:
        for index in self._indexes:
            index.close()

    def ask(self, text: str) -> tuple[Asked, list[ListAnswer]]:
        """How a question was read, and each list's answer; no answers where it cannot be looked up."""
        question = read_asked(text)
        if question.why_not is not None:
            return question, []
        answers = []
        for index in self._indexes:
            answers.append(_answer(index, question))
            index.let_go()
        return question, answers


def shown(answers: Iterable[tuple[Asked, list[ListAnswer]]], *, every: bool = False) -> Iterator[str]:
    """Questions and their answers for a person at a terminal or in a notebook."""
    for question, of_lists in answers:
        if question.why_not is not None:
            yield f"{question.text}: cannot be asked: {question.why_not}"
            continue
        yield question.text
        for answer in of_lists:
            yield from (f"  {line}" for line in answer.lines(every=every))


def _answer(index: Index, question: Asked) -> ListAnswer:
    facts = index.facts
    matches = [*_by_photo(index, question), *_by_account(index, question)]
    return ListAnswer(
        facts["list"], facts["rows"], facts["photos"], facts["accounts"], matches, _limits(index, question)
    )


def _by_photo(index: Index, question: Asked) -> list[Match]:
    places = index.of_photo(int(question.photo_id)) if question.photo_id else []
    if not places:
        return []
    owners = sorted({index.owner(place) for place in places})
    account = nsid_of(index.accounts[owners[0]]) if len(owners) == 1 else None
    return [Match("photo number", account, [], [_photo(index, place) for place in places])]


def _by_account(index: Index, question: Asked) -> list[Match]:
    ways: dict[int, str] = {}

    def found(by: str, accounts: Iterable[int]) -> None:
        for account in accounts:
            if index.accounts[account]:
                ways.setdefault(account, by)

    if question.nsid and (account := index.account(account_code(question.nsid))) is not None:
        found("account number", [account])
    if question.photo_id:
        found("owner of the photo", (index.owner(place) for place in index.of_photo(int(question.photo_id))))
    for name in question.names:
        found("name in the address", index.named("alias", key(folded(name))))
    for account in list(ways):
        for kind, name in index.names(account):
            if kind == "a":
                found("same name", index.named("alias", key(folded(name))))
    for name in question.names:
        found("name shown", index.named("shown", key(folded(name))))
    for name in question.names:
        if look(name):
            found("look-alike", index.named("look", key(look(name))))
    order = list(SURE)
    return [_match(index, by, account) for account, by in sorted(ways.items(), key=lambda way: order.index(way[1]))]


def _match(index: Index, by: str, account: int) -> Match:
    names = dict.fromkeys(name if kind == "a" else unquote_plus(name) for kind, name in index.names(account))
    photos = [_photo(index, place) for place in index.stretch(account)]
    return Match(by, nsid_of(index.accounts[account]), list(names), photos)


def _photo(index: Index, place: int) -> Photo:
    row, photo_id, licence = index.row(place)
    owner = nsid_of(index.accounts[index.owner(place)]) or "_"
    return Photo(row, str(photo_id), licence, f"https://www.flickr.com/photos/{owner}/{photo_id}/")


def _limits(index: Index, question: Asked) -> list[str]:
    """What "not found" means in this list, for this kind of question."""
    facts = index.facts
    what = (
        "this account"
        if question.nsid
        else "this photo"
        if question.photo_id and not question.nsid and len(question.names) < 1
        else "this name"
    )
    if question.photo_id and question.names:
        what = "a photo or an account of this name"
    limits = [f"It means that none of the {_counted(facts['rows_used'], 'row')} that could be read names {what}."]
    if facts["set_aside"]:
        reason, most = next(iter(facts["set_aside"].items()))
        limits.append(
            f"{_counted(sum(facts['set_aside'].values()), 'row')} could not be used ({reason}: {most:,}) and were not searched."
        )
    by_account = bool(question.nsid or question.names)
    ownerless = facts["rows_without_owner"]
    if by_account and ownerless == facts["rows_used"]:
        limits.append(
            "This list names photos and no owners, so an account cannot be found in it: ask for each photo's address."
        )
    elif by_account and ownerless:
        limits.append(f"{_counted(ownerless, 'row')} name a photo and not its owner: ask for a photo's address too.")
    elif question.names and not question.nsid and not index.has_names():
        limits.append("This list knows accounts by their number (NSID) and by no name: ask for the number.")
    limits.append("It does not speak of other versions of the dataset, nor of photos of you that others took.")
    return limits


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
