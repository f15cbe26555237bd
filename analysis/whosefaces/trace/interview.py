"""Asks the sources that the investigation names, in its order, about every drawn photo and account.

First the accounts that are known, since one page of an account's public photos can answer for many of its photos;
then the photos; then the accounts that the photos' answers brought up. Whatever was answered before is not asked
again, so an interview that was stopped carries on where it stopped.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import requests

from whosefaces.flickr.licences import NOT_UNDERSTOOD
from whosefaces.trace import answers, hosts, planning
from whosefaces.trace.answers import EXISTS, MEMORIAL, NOT_ASKED, PUBLIC, Answer
from whosefaces.trace.http.flickr_api import KeyRefusedError
from whosefaces.trace.http.transport import NotAskedError, StoppedError
from whosefaces.trace.ledger import Ledger
from whosefaces.trace.progress import Progress
from whosefaces.trace.sources import account as account_page
from whosefaces.trace.sources import api, catalogue, page, precedence
from whosefaces.trace.sources.asking import Account, Inquiry, Photo
from whosefaces.trace.sources.declared import Source
from whosefaces.trace.unasked import (
    ANY,
    HOST,
    NO_ADDRESS,
    NO_ANSWER,
    NO_KEY,
    NOT_PUBLIC_FIRST,
    OWNER_UNKNOWN,
    WITHHELD,
    first_of,
)

Read = Callable[[requests.Response], Answer]

TIMEOUT = (10, 60)
"""Seconds to connect, and between two bytes of an answer."""


@dataclass
class PhotoAsked:
    """A drawn photo, what is known of it, and every answer about it, in the order in which they were asked for."""

    photo: Photo
    account_key: str | None
    answers: list[Answer] = field(default_factory=list)
    unasked: dict[str, str] = field(default_factory=dict)
    """By source, or by a question of a source's, why it was not asked."""

    @property
    def today(self) -> bool:
        """Whether a source that tells of today answered."""
        return any(one.source in catalogue.NOW for one in self.answers)

    @property
    def reason(self) -> str:
        """Why no source that tells of today was asked, where none was."""
        of_today = [reason for source, reason in self.unasked.items() if source in catalogue.NOW]
        return first_of(of_today or self.unasked.values())

    def learn(self, answer: Answer | None) -> None:
        """Keep an answer; the owner that it names serves the next question."""
        if answer is None:
            return
        self.answers.append(answer)
        if answer.conclusive:
            photo = self.photo
            nsid, alias = photo.nsid or answer.owner_nsid, photo.alias or answer.owner_alias
            self.photo = replace(photo, nsid=nsid, alias=alias)

    @property
    def settled(self) -> precedence.Settled:
        """What the answers say together."""
        return precedence.settle(self.answers, self.photo.wanted_on)


@dataclass
class AccountAsked:
    """An account, drawn or owning a drawn photo, and every answer about it."""

    key: str
    account: Account
    answers: list[Answer] = field(default_factory=list)
    asked_as: Account | None = None
    """Under which names it was asked about; None: not yet."""
    unasked: dict[str, str] = field(default_factory=dict)
    """By source, why it was not asked."""

    @property
    def reason(self) -> str:
        """Why nobody was asked, where nobody was."""
        return first_of(self.unasked.values())

    def learn(self, answer: Answer | None) -> None:
        """Keep an answer; the NSID that it names serves the next question."""
        if answer is None:
            return
        self.answers.append(answer)
        if answer.conclusive and self.account.nsid is None and answer.owner_nsid:
            self.account = replace(self.account, nsid=answer.owner_nsid)

    @property
    def settled(self) -> precedence.SettledAccount:
        """What the answers say together."""
        return precedence.settle_account(self.answers)


class Asking:
    """Asks each question once, and remembers."""

    def __init__(
        self, session: requests.Session, ledger: Ledger, *, since: dt.datetime | None = None, live: bool
    ) -> None:
        """Ask through ``session`` and remember in ``ledger``.

        Args:
            session: live or a replay.
            ledger: answers given before.
            since: older ones are asked for again (UTC, no zone); None: none is too old.
            live: a call costs time, so none is made for what is known; and a refused key ends the run.
        """
        self._session = session
        self._since = since
        self._ledger = ledger
        self.live = live
        self.reason = NO_ANSWER
        """Why the last question that was not asked was not."""

    def call(self, call: api.Call, *, kept_as: str = "") -> Answer | None:
        """One call of the API; None where it was not asked. ``kept_as``: what the reading depends on besides."""
        return self.ask(call.inquiry, call.answer, kept_as=kept_as)

    def ask(self, inquiry: Inquiry, read: Read, *, kept_as: str = "") -> Answer | None:
        """The answer to one question: remembered, or asked for now; None where it may not or cannot be asked.

        Raises:
            StoppedError: the key is refused, live: every further answer would be worth nothing.
        """
        key = f"{inquiry.question} {kept_as}".rstrip()
        answered = self._ledger.get(key, self._since)
        if answered is not None and answered.conclusive:
            return answered
        try:
            answer = self._answer(inquiry, read)
        except NotAskedError as error:
            self.reason = error.reason
            return answered
        except KeyRefusedError as error:
            if self.live:
                raise StoppedError(
                    f"Flickr refuses the API key: {error}; nothing was counted from it. Set a key that works, and "
                    "the same command carries on"
                ) from None
            return answered
        self._ledger.put(key, answer)
        return answer

    def _answer(self, inquiry: Inquiry, read: Read) -> Answer:
        try:
            # Prepared by itself: the session has no cookies, headers or proxies of its own that would have to be
            # mixed in, and that takes longer than to read the answer.
            asking = requests.Request(inquiry.http_method, inquiry.url).prepare()
            return read(self._session.send(asking, allow_redirects=inquiry.follow_redirects, timeout=TIMEOUT))
        except requests.TooManyRedirects as error:
            if error.response is None:
                raise NotAskedError("a redirect without end") from None
            return replace(read(error.response), conclusive=False, note="a redirect without end")


class Interview:
    """One run's questions to the named sources about all units."""

    def __init__(
        self,
        asking: Asking,
        sources: Sequence[str],
        progress: Progress,
        withheld: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        """``withheld``: whether whoever bears this NSID, alias or photo id asked to be left alone."""
        self._asking, self._withheld = asking, withheld
        self._sources = sources
        self._progress = progress
        self._drawn: dict[str, set[str]] = defaultdict(set)
        """The drawn photos by their owner's NSID, as far as that was known before anybody was asked."""
        self._listed: dict[str, dict[str, Answer]] = {}
        """By NSID, then by photo: what the pages of an account's public photos say of it."""

    def hold(self, photos: Sequence[PhotoAsked], accounts: dict[str, AccountAsked], of: str = "") -> None:
        """Ask about every photo and account, ``of`` which whoever waits is told; accounts that come up join ``accounts``."""
        for photo in photos:
            if photo.photo.nsid:
                self._drawn[photo.photo.nsid].add(photo.photo.photo_id)
        self._about_accounts(f"accounts{of}", list(accounts.values()), then=f"{len(photos):,} photos" if photos else "")
        for photo in self._progress.each(f"photos{of}", photos, then="owners found"):
            self._about_photo(photo)
            self._progress.answered(photo.settled.outcome if photo.answers else f"{NOT_ASKED}: {photo.reason}")
            _bring_up(photo, accounts)
        brought_up = [one for one in accounts.values() if one.account != one.asked_as]
        self._about_accounts(f"owners found{of}", [one for one in brought_up if not self._leave_alone(one)])

    def _leave_alone(self, account: AccountAsked) -> bool:
        """Whether an account that a photo's answer named is withheld: then nobody is asked about it."""
        names = [name for name in (account.account.nsid, account.account.alias) if name]
        if not any(map(self._withheld, names)):
            return False
        account.unasked[ANY] = WITHHELD
        return True

    # -- accounts

    def _about_accounts(self, name: str, accounts: Sequence[AccountAsked], then: str = "") -> None:
        for account in self._progress.each(name, accounts, then):
            for source in self._sources:
                if source == api.NAME:
                    self._account_by_api(account)
                elif source == page.NAME:
                    self._account_by_page(account)
            if api.NAME not in self._sources:
                account.unasked[api.NAME] = NO_KEY
            account.asked_as = account.account
            self._progress.answered(account.settled.outcome if account.answers else f"{NOT_ASKED}: {account.reason}")

    def _account_by_api(self, account: AccountAsked) -> None:
        if account.account.nsid is None and account.account.alias is not None:
            self._keep(account, api.NAME, self._asking.call(api.lookup(account.account.alias)))
        nsid = account.account.nsid
        if nsid is None:
            account.unasked.setdefault(api.NAME, OWNER_UNKNOWN)
            return
        answer = self._asking.call(api.account(nsid))
        self._keep(account, api.NAME, answer)
        if answer is not None and answer.outcome in (EXISTS, MEMORIAL):
            account.learn(self._asking.call(api.profile(nsid)))
            self._list_photos(account, nsid)

    def _list_photos(self, account: AccountAsked, nsid: str) -> None:
        """The first page tells when the account last uploaded; more of them are asked for where that saves calls."""
        licences = self._listed[nsid] = {}
        page_number, pages = 1, 1
        while page_number <= pages:
            answer = self._asking.call(api.listing(nsid, page_number))
            if page_number == 1:
                account.learn(answer)
            if answer is None or not answer.conclusive:
                return
            for photo_id, licence in answer.listed:
                if photo_id in self._drawn[nsid]:
                    licences[photo_id] = _of_listed(answer, licence)
            pages = answer.pages or 0
            left = len(self._drawn[nsid] - licences.keys())
            if not planning.another_page_pays(pages - page_number, left):
                return
            page_number += 1

    def _account_by_page(self, account: AccountAsked) -> None:
        for inquiry in account_page.questions(account.account):
            answer = self._asking.ask(inquiry, partial(account_page.read, account=account.account))
            self._keep(account, page.NAME, answer)

    def _keep(self, one: PhotoAsked | AccountAsked, source: str, answer: Answer | None) -> None:
        """Keep an answer, or why there is none."""
        one.learn(answer)
        if answer is None:
            one.unasked[source] = self._asking.reason
        else:
            one.unasked.pop(source, None)

    # -- photos

    def _about_photo(self, photo: PhotoAsked) -> None:
        for name in self._sources:
            source = catalogue.BY_NAME[name]
            if source.name == api.NAME:
                self._photo_by_api(photo)
            elif source.questions is not None:
                self._photo_by(photo, source, source.questions(photo.photo))
        if api.NAME not in self._sources:
            photo.unasked[api.NAME] = NO_KEY

    def _photo_by_api(self, photo: PhotoAsked) -> None:
        photo_id, wanted_on = photo.photo.photo_id, photo.photo.wanted_on
        licence = self._listed.get(photo.photo.nsid or "", {}).get(photo_id)
        photo.learn(licence)
        # Recorded answers cost nothing: where evidence is replayed both are read, and the later one counts.
        info = None if licence is not None and self._asking.live else self._asking.call(api.photo(photo_id))
        if licence is None or info is not None:
            self._keep(photo, api.NAME, info)
        if photo.settled.outcome == PUBLIC:
            photo.learn(self._asking.call(api.history(photo_id, wanted_on), kept_as=f"wanted {wanted_on}"))
            if info is not None and info.outcome == PUBLIC and info.tagged is None:
                photo.learn(self._asking.call(api.tagged(photo_id)))
        elif photo.answers:
            photo.unasked[answers.HISTORY] = NOT_PUBLIC_FIRST

    def _photo_by(self, photo: PhotoAsked, source: Source, inquiries: list[Inquiry]) -> None:
        keep = partial(self._keep, photo, source.name)
        if not inquiries:
            photo.unasked[source.name] = OWNER_UNKNOWN if source.needs_owner else _no_address(photo.photo)
        elif source.ask is not None:
            source.ask(self._asking, photo, keep)
        elif source.read is not None:
            for inquiry in inquiries:
                keep(self._asking.ask(inquiry, partial(source.read, photo=photo.photo)))


def _no_address(photo: Photo) -> str:
    """Why a source that is asked by the listed address has nothing to ask for."""
    address = photo.listed_address
    return HOST if address is not None and not hosts.is_listed(address) else NO_ADDRESS


def _of_listed(answer: Answer, licence: str) -> Answer:
    """What an account's list says of one photo on it; which licences it did not understand, only where this is one."""
    note = answer.note if licence == NOT_UNDERSTOOD else ""
    return replace(answer, outcome=PUBLIC, licence=licence, note=note, listed=(), last_upload=None, renewed=None)


def _bring_up(photo: PhotoAsked, accounts: dict[str, AccountAsked]) -> None:
    """Have the photo's owner among the accounts, by the name that the panel gives it, else by its NSID."""
    owner = photo.settled.owner_nsid
    if photo.account_key is not None:
        account = accounts[photo.account_key]
        if account.account.nsid is None and owner is not None:
            account.account = replace(account.account, nsid=owner)
    elif owner is not None:
        photo.account_key = owner
        accounts.setdefault(owner, AccountAsked(owner, Account(owner)))
