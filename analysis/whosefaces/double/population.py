"""A planted population: accounts and photos that never existed, with what became of them and when.

Everything an answer can say follows from these rows and a moment in time, so that a test knows the truth behind
every answer. The shape is that of datasets built from Flickr as far as it is published: a few accounts hold most
photos, licences are mixed as in the parent dataset, a quarter of the photos can no longer be seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

# Share of photos by Flickr's licence number in the parent dataset (YFCC100M, first row of its published table).
LICENCE_MIX = {1: 0.2901, 3: 0.2644, 4: 0.1735, 2: 0.1278, 5: 0.0948, 6: 0.0495}

# Flickr's number for the same terms in version 4.0.
IN_VERSION_4 = {1: 15, 2: 14, 3: 16, 4: 11, 5: 12, 6: 13}
FIRST_4_0 = dt.datetime(2025, 6, 18, tzinfo=dt.UTC)

SPREAD = 1.75
"""Sigma of the lognormal from which account sizes come."""


@dataclass(frozen=True)
class Account:
    """One invented account. ``gone`` is the moment from which people.getInfo says so."""

    nsid: str
    alias: str | None
    username: str
    joined: dt.datetime
    pro: bool = False
    gone: dt.datetime | None = None
    gone_says_not_found: bool = False
    """Answers "not found" (code 1) instead of "deleted" (code 5) once gone: the answer that tells nothing."""
    memorial: bool = False
    suspended: dt.datetime | None = None
    """From then on nobody sees its photos; the account is there, is found, and can be written to (Flickr's help, 6184781339924)."""
    website: str = ""
    realname: str = ""
    location: str | None = None
    email_sha1: str = ""
    about: str = "invented"
    """What the profile says, in the account's own words."""

    def exists(self, at: dt.datetime) -> bool:
        """Whether the account is there, with a login that works, at that moment."""
        return not self.memorial and (self.gone is None or at < self.gone)


@dataclass(frozen=True)
class Photo:
    """One invented photo. ``hidden`` is the moment from which nobody without rights can see it, for whatever reason."""

    photo_id: str
    nsid: str
    secret: str
    server: str
    posted: dt.datetime
    licences: tuple[tuple[dt.datetime, int], ...]
    """(from when, Flickr's number), oldest first; the first is from the upload."""
    hidden: dt.datetime | None = None
    listed: bool = True
    """Whether the dataset holds it; the others are uploads of the same account that the dataset does not know."""
    faces: int = 0
    tagged: tuple[str, ...] = ()
    media: str = "photo"
    title: str = "invented"
    tags: tuple[tuple[str, str], ...] = ()
    """(who set it, by NSID, and the tag as it was typed)."""

    def licence(self, at: dt.datetime) -> int:
        """Flickr's licence number at that moment."""
        return [number for since, number in self.licences if since <= at or since == self.posted][-1]


@dataclass(frozen=True)
class Population:
    """Accounts by NSID and photos by id."""

    accounts: Mapping[str, Account]
    photos: Mapping[str, Photo]

    def visible(self, photo: Photo, at: dt.datetime) -> bool:
        """Whether an anonymous visitor sees the photo: it is not hidden, uploaded, and its account has not gone."""
        owner = self.accounts[photo.nsid]
        gone = owner.gone is not None and at >= owner.gone
        suspended = owner.suspended is not None and at >= owner.suspended
        return photo.posted <= at and not gone and not suspended and (photo.hidden is None or at < photo.hidden)

    def public_photos(self, nsid: str, at: dt.datetime) -> list[Photo]:
        """What people.getPublicPhotos lists: the account's visible photos, newest upload first."""
        visible = [photo for photo in self._by_owner.get(nsid, ()) if self.visible(photo, at)]
        return sorted(visible, key=lambda photo: (photo.posted, photo.photo_id), reverse=True)

    @cached_property
    def by_alias(self) -> dict[str, Account]:
        """Accounts by path alias, lower case."""
        return {account.alias.lower(): account for account in self.accounts.values() if account.alias}

    @cached_property
    def _by_owner(self) -> dict[str, list[Photo]]:
        owned: dict[str, list[Photo]] = defaultdict(list)
        for photo in self.photos.values():
            owned[photo.nsid].append(photo)
        return owned


def account_sizes(accounts: int, photos: int, spread: float = SPREAD) -> list[int]:
    """Photos per account: the quantiles of a discrete lognormal scaled to about ``photos`` in all, largest first."""
    normal = NormalDist()
    scores = [normal.inv_cdf((place + 0.5) / accounts) for place in range(accounts)]

    def sizes(mu: float) -> list[int]:
        return [math.ceil(math.exp(mu + spread * score)) for score in reversed(scores)]

    low, high = -5.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(sizes(middle)) < photos else (low, middle)
    return sizes(high)


def invent(
    seed: int,
    sizes: Sequence[int],
    now: dt.datetime,
    collected: dt.datetime,
    *,
    gone: float = 0.12,
    hidden: float = 0.19,
    contact: float = 0.22,
    videos: float = 0.02,
    suspended: float = 0.01,
) -> Population:
    """Make up a population: the same one for the same arguments.

    Args:
        seed: of the generator; nothing else is random.
        sizes: photos in the dataset by account.
        now: the end of its history; nothing happens later.
        collected: when the dataset was made; its photos are older than that.
        gone: about this share of the accounts has gone; small ones more often than large.
        hidden: about this share of the photos of living accounts cannot be seen any more.
        contact: this share of the accounts shows a website.
        videos: about this share of the photos are videos. Which ones, and who is suspended, hangs on their names alone.
        suspended: about this share of the accounts is suspended from some day on.
    """
    chance = random.Random(seed)
    numbers = chance.sample(range(90_000_000, 100_000_000), len(sizes))
    ids = iter(sorted(chance.sample(range(10**9), sum(sizes) + len(sizes))))
    mix = _LicenceMix(chance)
    # 0.35 is the strength of the tie between size and survival: an account of 1 photo is about five times as
    # likely to have gone as one of 100.
    scale = gone * len(sizes) / sum(size**-0.35 for size in sizes)
    accounts, photos = {}, []
    for place, size in enumerate(sizes):
        account = _account(chance, f"{numbers[place]}@N99", place, collected, now, scale * size**-0.35, contact)
        accounts[account.nsid] = account
        photos += _photos(chance, account, size, collected, now, hidden, mix)
    by_upload = sorted(photos, key=lambda photo: (photo.posted, photo.nsid, photo.secret))
    named = [replace(photo, photo_id=f"999{next(ids):09}") for photo in by_upload]
    named = _tag(chance, named, list(accounts))
    named = [replace(one, media="video") if _lot("video", one.photo_id) < videos else one for one in named]
    for nsid, account in accounts.items():
        if (lot := _lot("suspended", nsid)) < suspended:
            accounts[nsid] = replace(account, suspended=collected + (now - collected) * (lot / suspended))
    return Population(accounts, {photo.photo_id: photo for photo in named})


class _LicenceMix:
    """Gives each account the licence that the dataset lacks most at that point, so that the mix by photo comes out."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._given: Counter[int] = Counter()

    def habit(self, size: int) -> int:
        total = sum(self._given.values()) + size
        return max(LICENCE_MIX, key=lambda number: LICENCE_MIX[number] * total - self._given[number])

    def photo(self, habit: int) -> int:
        number = habit
        if self._chance.random() >= 0.85:
            number = self._chance.choices(list(LICENCE_MIX), list(LICENCE_MIX.values()))[0]
        self._given[number] += 1
        return number


def _account(
    chance: random.Random,
    nsid: str,
    place: int,
    collected: dt.datetime,
    now: dt.datetime,
    chance_of_going: float,
    contact: float,
) -> Account:
    alias = f"invented-{place:04}" if chance.random() < 0.6 else None
    gone = _between(chance, collected, now) if chance.random() < chance_of_going else None
    says_not_found = chance.random() < 0.05
    memorial = gone is None and chance.random() < 0.004
    username = f"Invented Account {place:04}" + (" (In Memoriam)" if memorial else "")
    return Account(
        nsid=nsid,
        alias=alias,
        username=username,
        joined=_between(chance, dt.datetime(2004, 2, 10, tzinfo=dt.UTC), dt.datetime(2012, 1, 1, tzinfo=dt.UTC)),
        pro=chance.random() < 0.18,
        gone=gone,
        gone_says_not_found=says_not_found,
        memorial=memorial,
        website="https://example.org/invented" if chance.random() < contact else "",
    )


def _photos(
    chance: random.Random,
    account: Account,
    size: int,
    collected: dt.datetime,
    now: dt.datetime,
    hidden: float,
    mix: _LicenceMix,
) -> list[Photo]:
    # People tidy up whole streams or nothing: the share hidden differs by account, about its mean.
    share_hidden = chance.betavariate(0.7, 0.7 * (1 - hidden) / hidden)
    habit = mix.habit(size)
    relicensed = _relicensed(chance, habit, collected, now)
    uploads = []
    for _ in range(size):
        posted = _between(chance, account.joined, collected)
        licences = [(posted, mix.photo(habit))]
        if relicensed and licences[0][1] == habit:
            licences.append(relicensed)
        elif chance.random() < 0.02:
            licences.append((_between(chance, collected, now), 0))
        gone_from_sight = _between(chance, collected, now) if chance.random() < share_hidden else None
        faces = chance.choices([1, 2, 3, 4, 5], [0.80, 0.13, 0.04, 0.02, 0.01])[0]
        uploads.append(_photo(chance, account, posted, tuple(licences), gone_from_sight, faces=faces))
    if chance.random() < 0.62:  # they went on uploading after the dataset was made
        last = _between(chance, collected, now)
        number = IN_VERSION_4[habit] if last >= FIRST_4_0 else habit
        uploads.append(_photo(chance, account, last, ((last, number),), None, listed=False))
    return uploads


def _relicensed(
    chance: random.Random, habit: int, collected: dt.datetime, now: dt.datetime
) -> tuple[dt.datetime, int] | None:
    """When and to what an account changed the licence of its photos at one stroke; None for most."""
    kind = chance.choices(["kept", "reserved", "version", "freed", "narrowed"], [0.84, 0.07, 0.06, 0.01, 0.02])[0]
    since = _between(chance, collected, now)
    if kind == "reserved":
        return since, 0
    if kind == "version":
        return _between(chance, FIRST_4_0, now), IN_VERSION_4[habit]
    if kind == "freed":
        return _between(chance, dt.datetime(2016, 1, 1, tzinfo=dt.UTC), now), chance.choice([9, 10])
    return (since, 3) if kind == "narrowed" and habit != 3 else None


def _photo(
    chance: random.Random,
    account: Account,
    posted: dt.datetime,
    licences: tuple[tuple[dt.datetime, int], ...],
    hidden: dt.datetime | None,
    *,
    listed: bool = True,
    faces: int = 0,
) -> Photo:
    secret = f"{chance.getrandbits(40):010x}"
    server = "65535" if posted.year >= 2018 else str(chance.randrange(1, 8900))
    return Photo("", account.nsid, secret, server, posted, licences, hidden, listed, faces)


def _tag(chance: random.Random, photos: list[Photo], accounts: list[str]) -> list[Photo]:
    """About one photo in eighty has accounts tagged on it, as other members put them there."""
    tagged = []
    for photo in photos:
        if chance.random() < 1 / 80:
            tagged.append(replace(photo, tagged=tuple(chance.sample(accounts, chance.choice([1, 1, 2])))))
        else:
            tagged.append(photo)
    return tagged


def _lot(what: str, name: str) -> float:
    """A number from 0 to 1 that hangs on a name alone, so that what it decides shifts nothing else of the population."""
    return int.from_bytes(hashlib.sha256(f"{what}|{name}".encode()).digest()[:6], "big") / 2**48


def _between(chance: random.Random, start: dt.datetime, end: dt.datetime) -> dt.datetime:
    seconds = int((end - start).total_seconds())
    return start + dt.timedelta(seconds=chance.randrange(max(1, seconds)))
