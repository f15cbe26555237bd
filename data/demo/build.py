"""Makes the demonstration's data: an invented dataset, the answers recorded for its panel, and the planted truth.

    python data/demo/build.py

Always the same bytes. The population is planted (whosefaces.double), the answers are the double's own, and the panel is
drawn here a second time, from METHOD.md's rule alone, so that the evidence holds what a run will ask. What became
of every photo and account goes into ``truth.json``, which no analysis reads: it is there to be compared with.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
import random
import sys
import tomllib
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = Path(__file__).resolve().parent
if str(HERE.parents[1]) not in sys.path:
    sys.path.insert(0, str(HERE.parents[1]))

from whosefaces.double.answers import Answer, Api, render_failure  # noqa: E402
from whosefaces.double.pages import Web  # noqa: E402
from whosefaces.double.population import Account, Photo, Population, account_sizes, invent  # noqa: E402
from whosefaces.flickr import licences  # noqa: E402
from whosefaces.manifest.formats.yfcc100m import V2  # noqa: E402
from whosefaces.trace.sources import wayback  # noqa: E402
from whosefaces.trace.sources.asking import Photo as Asked  # noqa: E402

SEED = 4
ACCOUNTS, PHOTOS = 1_100, 12_000
OTHER_ACCOUNTS, OTHER_PHOTOS = 700, 6_000
"""Of the rest of the parent: accounts that the dataset did not take from."""
OF_BOTH = 150
"""Photos that the dataset left out of accounts that it took from."""
LISTED_NAMES = {number: licences.terms(licences.by_flickr_id(number)).names[0] for number in range(1, 7)}

COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)
FIRST_PASS = dt.datetime(2026, 10, 12, 8, 0, tzinfo=dt.UTC)
SECOND_PASS = dt.datetime(2026, 11, 9, 8, 0, tzinfo=dt.UTC)
AS_OF = dt.datetime(2026, 11, 9, 23, 59, 59, tzinfo=dt.UTC)
"""The end of the day of the newest answer: what the truth is true for."""

REST = "https://api.flickr.com/services/rest/"
RECORD_IDS = uuid.UUID("5f0d1e2c-3b4a-5968-8776-a5b4c3d2e1f0")


def main(folder: Path = HERE) -> None:
    """Write manifest, evidence and truth into ``folder``, for the investigation and the salt that lie there."""
    population = invent(SEED, account_sizes(ACCOUNTS, PHOTOS), AS_OF, COLLECTED, hidden=0.22, videos=0, suspended=0)
    rows = manifest_rows(population)
    (folder / "manifest.csv.gz").write_bytes(manifest(rows))
    rest = the_rest(population)
    (folder / "parent.tsv.gz").write_bytes(parent(population, rows, rest))
    sample = tomllib.loads((folder / "investigation.toml").read_text(encoding="utf-8"))["sample"]
    salt = (folder / "salt").read_text(encoding="ascii").strip()
    photos = draw(salt, {row.photo.photo_id for row in rows if row.photo}, sample["photos"]["n"])
    accounts = draw(salt, {row.photo.nsid for row in rows if row.photo and row.owner_shows}, sample["accounts"]["n"])
    compared = draw(f"{salt}|comparison", {photo.photo_id for photo in rest.photos.values()}, sample["comparison"]["n"])
    exchanges = list(_passes(population, photos, accounts, owners_listed(rows)))
    copies = archived_copies(population, [photo for photo in photos if photo in owners_listed(rows)])
    exchanges += list(_about_copies(population, copies))
    exchanges += list(_about_the_rest(population, rest, compared, {one.asked.get("user_id", "") for one in exchanges}))
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence" / "demo.warc.gz").write_bytes(evidence(exchanges))
    (folder / "truth.json").write_text(truth(population, rows, rest, copies), encoding="utf-8")


# -- the manifest


@dataclass(frozen=True)
class Row:
    """One line of the manifest, and the photo that it names; None for a line that names none."""

    address: str
    licence: str
    faces: str
    photo: Photo | None = None
    owner_shows: bool = False


def manifest_rows(population: Population) -> list[Row]:
    """About 12,300 lines: every photo, some twice, some by the image file only, some that lead nowhere."""
    chance = random.Random(SEED + 1)  # noqa: S311 (invents data; guards nothing)
    listed = [photo for photo in population.photos.values() if photo.listed]
    size = Counter(photo.nsid for photo in listed)
    by_image_only = set(chance.sample([p.photo_id for p in listed if size[p.nsid] >= 5], 60))
    rows = []
    for photo in listed:
        address = _image(photo) if photo.photo_id in by_image_only else _page(chance, photo)
        rows.append(_row(address, photo, owner_shows=photo.photo_id not in by_image_only))
    for photo in chance.sample(listed, 200):
        rows.append(_row(_page(chance, photo), photo, owner_shows=True))
    for photo in chance.sample(listed, 60):
        rows.append(_row(_image(photo), photo, owner_shows=False))
    rows += [Row(address, LISTED_NAMES[4], "1") for address in _leading_nowhere(chance, population)]
    chance.shuffle(rows)
    return rows


def owners_listed(rows: list[Row]) -> dict[str, str]:
    """Photo id to NSID, where a line of the manifest says whose the photo is."""
    return {row.photo.photo_id: row.photo.nsid for row in rows if row.photo and row.owner_shows}


def manifest(rows: list[Row]) -> bytes:
    """The compressed CSV file."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["photo_page", "licence", "faces"])
    lines.writerows([row.address, row.licence, row.faces] for row in rows)
    return gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0)


def _row(address: str, photo: Photo, *, owner_shows: bool) -> Row:
    return Row(address, LISTED_NAMES[photo.licences[0][1]], str(photo.faces), photo, owner_shows)


def _image(photo: Photo) -> str:
    host = "live.staticflickr.com" if photo.server == "65535" else f"farm{int(photo.server) % 9 + 1}.staticflickr.com"
    return f"https://{host}/{photo.server}/{photo.photo_id}_{photo.secret}_b.jpg"


def _page(chance: random.Random, photo: Photo) -> str:
    """The photo's page in one of the forms that addresses take in published lists."""
    forms = {
        "https://www.flickr.com/photos/{owner}/{photo}/": 74,
        "http://www.flickr.com/photos/{owner}/{photo}/": 10,
        "www.flickr.com/photos/{owner}/{photo}": 6,
        "https://flickr.com/photos/{quoted}/{photo}/": 4,
        "http://www.flickr.com/photos/{lower}/{photo}/": 2,
        "https://www.flickr.com/photos/{owner}/{photo}/in/photostream/": 2,
        "https://web.archive.org/web/20140402103000/http://www.flickr.com/photos/{owner}/{photo}/": 1,
        " https://www.flickr.com/photos/{owner}/{photo}/ ": 1,
    }
    form = chance.choices(list(forms), list(forms.values()))[0]
    quoted, lower = photo.nsid.replace("@", "%40"), photo.nsid.lower()
    return form.format(owner=photo.nsid, quoted=quoted, lower=lower, photo=photo.photo_id)


def _leading_nowhere(chance: random.Random, population: Population) -> Iterator[str]:
    """Lines as they occur in lists that were gathered by machine: each names no photo."""
    owners = list(population.accounts)
    for _ in range(6):
        owner = chance.choice(owners)
        yield ""
        yield "n/a"
        yield f"https://www.flickr.com/photos/{owner}/"
        yield f"https://www.flickr.com/photos/{owner}/albums/72157600000000{chance.randrange(100):03}"
        yield "https://www.flickr.com/photos/tags/portrait/"
        yield f"https://www.flickr.com/photos/{owner}/{'9' * 30}/"
        yield "https://s.yimg.com/pw/images/en-us/photo_unavailable.png"
        yield f"https://www.flickr.com.example.org/photos/{owner}/999000000001/"


# -- the parent


def the_rest(population: Population) -> Population:
    """What the parent holds and the dataset did not take: other accounts, and a few photos of the same ones.

    Fewer of these photos are hidden and fewer of these accounts gone: the difference is planted.
    """
    sizes = account_sizes(OTHER_ACCOUNTS, OTHER_PHOTOS)
    other = invent(SEED + 10, sizes, AS_OF, COLLECTED, gone=0.08, hidden=0.12, videos=0, suspended=0)
    photos = {photo.photo_id: photo for photo in other.photos.values() if photo.listed}
    chance = random.Random(SEED + 11)  # noqa: S311 (invents data; guards nothing)
    listed = [photo for photo in population.photos.values() if photo.listed]
    for number, photo in enumerate(chance.sample(listed, OF_BOTH)):
        secret = f"{chance.getrandbits(40):010x}"
        left_out = replace(photo, photo_id=f"999{999_000_000 + number:09}", secret=secret, listed=False, tagged=())
        photos[left_out.photo_id] = left_out
    accounts = {
        nsid: population.accounts[nsid] for nsid in {p.nsid for p in photos.values()} & set(population.accounts)
    }
    if set(photos) & set(population.photos) or set(other.accounts) & set(population.accounts):
        raise ValueError("two invented worlds share an id; take another seed")
    return Population({**other.accounts, **dict(sorted(accounts.items()))}, photos)


def parent(population: Population, rows: list[Row], rest: Population) -> bytes:
    """The larger dataset as YFCC100M's 25 columns have it, compressed.

    What the manifest lists by its image file only came from elsewhere: the parent does not have it.
    """
    taken = [population.photos[photo_id] for photo_id in owners_listed(rows)]
    photos = sorted([*taken, *rest.photos.values()], key=lambda photo: photo.photo_id)
    text = io.StringIO()
    for number, photo in enumerate(photos):
        row = dict.fromkeys(V2, "") | _parent_row(photo, {**rest.accounts, **population.accounts}[photo.nsid])
        text.write("\t".join([str(number), *(row[name] for name in V2[1:])]) + "\n")
    return gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0)


def _parent_row(photo: Photo, account: Account) -> dict[str, str]:
    number = photo.licences[0][1]
    terms = licences.terms(licences.by_flickr_id(number))
    return {
        "photoid": photo.photo_id,
        "uid": photo.nsid,
        "unickname": account.username.replace(" ", "+"),
        "dateuploaded": str(int(photo.posted.timestamp())),
        "pageurl": f"http://www.flickr.com/photos/{photo.nsid}/{photo.photo_id}/",
        "downloadurl": _image(photo).replace("https://", "http://").replace("_b.jpg", ".jpg"),
        "licensename": LISTED_NAMES[number],
        "licenseurl": terms.urls[0],
        "serverid": photo.server,
        "secret": photo.secret,
        "ext": "jpg",
        "marker": "0",
    }


# -- the panel, drawn by the rule


def draw(salt: str, ids: set[str], n: int) -> list[str]:
    """The ``n`` ids with the smallest SHA-256 of "salt|id", ties by text."""
    return sorted(ids, key=lambda one: (hashlib.sha256(f"{salt}|{one}".encode()).hexdigest(), one))[:n]


# -- the evidence


@dataclass(frozen=True)
class Exchange:
    """One call of the API and its answer, at a moment."""

    at: dt.datetime
    asked: dict[str, str]
    answer: Answer
    address: str = ""
    """Where it was asked, if not of the API."""
    taken: dt.datetime | None = None
    """When the archived page that it is was taken."""


def evidence(exchanges: list[Exchange]) -> bytes:
    """The WARC file: what was asked, and what was answered."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    _write(writer, _warcinfo(writer))
    for place, exchange in enumerate(exchanges):
        for record in _records(writer, place, exchange):
            _write(writer, record)
    return buffer.getvalue()


def _write(writer: WARCWriter, record: Any) -> None:
    writer.write_record(record)
    # warcio reads a body into a temporary file to take its digest, and leaves it open.
    if record.raw_stream is not None:
        record.raw_stream.close()


def _passes(
    population: Population, photos: list[str], accounts: list[str], owners: dict[str, str]
) -> Iterator[Exchange]:
    chance = random.Random(SEED + 2)  # noqa: S311 (invents data; guards nothing)
    api = Api(population)
    accounts_known = [
        photo for photo in photos if photo in owners or api.population.visible(api.population.photos[photo], FIRST_PASS)
    ]
    everybody = list(dict.fromkeys([*accounts, *sorted({population.photos[photo].nsid for photo in accounts_known})]))
    # Never asked: the run was stopped before it came to them.
    photos, everybody = _without(chance.sample(photos, 7), photos), _without(chance.sample(everybody, 4), everybody)
    busy = {*chance.sample(photos, 9), *chance.sample(everybody, 5)}
    still_busy = {*chance.sample(sorted(busy), 4)}

    clock = _Clock(FIRST_PASS)
    ask = _Asking(api, clock, chance)
    yield ask({"method": "flickr.photos.licenses.getInfo"})
    for photo in photos:
        yield from _about_photo(ask, population, photo, busy=photo in busy)
    for nsid in everybody:
        yield from _about_account(ask, nsid, busy=nsid in busy)

    clock.now = SECOND_PASS
    yield ask({"method": "flickr.photos.licenses.getInfo"})
    again = set(chance.sample(photos, 70)) | (busy - still_busy)
    for photo in photos:
        if photo in again:
            yield from _about_photo(ask, population, photo)
    again = set(chance.sample(everybody, 40)) | (busy - still_busy)
    for nsid in everybody:
        if nsid in again:
            yield from _about_account(ask, nsid)


def _about_the_rest(
    population: Population, rest: Population, photos: list[str], requests: set[str]
) -> Iterator[Exchange]:
    """One pass about the photos drawn to compare with, and the owners not asked about before; a few photos never were."""
    chance = random.Random(SEED + 12)  # noqa: S311 (invents data; guards nothing)
    everything = Population({**population.accounts, **rest.accounts}, {**population.photos, **rest.photos})
    ask = _Asking(Api(everything), _Clock(SECOND_PASS + dt.timedelta(hours=2)), chance)
    photos = _without(chance.sample(photos, 3), photos)
    for photo in photos:
        yield from _about_photo(ask, everything, photo)
    for nsid in sorted({rest.photos[photo].nsid for photo in photos} - requests):
        yield from _about_account(ask, nsid)


def _without(left_out: list[str], ids: list[str]) -> list[str]:
    return [one for one in ids if one not in left_out]


def _about_photo(ask: _Asking, population: Population, photo_id: str, *, busy: bool = False) -> Iterator[Exchange]:
    info = {"method": "flickr.photos.getInfo", "photo_id": photo_id}
    if busy:
        yield ask.and_be_told_to_wait(info)
        return
    exchange = ask(info)
    yield exchange
    photo = population.photos[photo_id]
    if population.visible(photo, exchange.at):
        yield ask({"method": "flickr.photos.licenses.getLicenseHistory", "photo_id": photo_id})
        if photo.tagged:
            yield ask({"method": "flickr.photos.people.getList", "photo_id": photo_id})


def _about_account(ask: _Asking, nsid: str, *, busy: bool = False) -> Iterator[Exchange]:
    info = {"method": "flickr.people.getInfo", "user_id": nsid}
    if busy:
        yield ask.and_be_told_to_wait(info)
        return
    exchange = ask(info)
    yield exchange
    if b'"ok"' in exchange.answer.body:
        yield ask({"method": "flickr.profile.getProfile", "user_id": nsid})
        latest = {"extras": "date_upload", "per_page": "1", "page": "1"}
        yield ask({"method": "flickr.people.getPublicPhotos", "user_id": nsid, **latest})


# -- archived copies of photo pages


NEAR_AND_GONE, FAR_AND_GONE, NEAR_AND_PUBLIC, NOT_ARCHIVED = 40, 12, 20, 8
"""How many drawn photos have a copy of about the day of collection, of years later, or none; gone since, or public."""


class _Archive(Web):
    """The web archive, with copies on planted days."""

    def __init__(self, population: Population, copies: dict[str, list[dt.datetime]]) -> None:
        super().__init__(population)
        self._copies = copies

    def captures(self, photo: Photo) -> list[dt.datetime]:
        return self._copies[photo.photo_id]


def archived_copies(population: Population, photos: list[str]) -> dict[str, list[dt.datetime]]:
    """By photo, when its page was archived: the photos gone since are those of which nothing else tells the licence."""
    chance = random.Random(SEED + 13)  # noqa: S311 (invents data; guards nothing)
    drawn = chance.sample(photos, len(photos))
    near = {
        photo: COLLECTED + dt.timedelta(days=chance.randint(-25, 25), hours=chance.randrange(24)) for photo in drawn
    }
    far = {photo: COLLECTED + dt.timedelta(days=chance.randint(200, 900)) for photo in drawn}

    def first(n: int, at: dict[str, dt.datetime], *, public: bool, taken: set[str]) -> dict[str, list[dt.datetime]]:
        fit = (
            photo
            for photo in drawn
            if photo not in taken
            and population.visible(population.photos[photo], FIRST_PASS) == public
            and population.visible(population.photos[photo], at[photo])
        )
        return {photo: [at[photo]] for photo, _ in zip(fit, range(n), strict=False)}

    copies = first(NEAR_AND_GONE, near, public=False, taken=set())
    copies |= first(FAR_AND_GONE, far, public=False, taken=set(copies))
    copies |= first(NEAR_AND_PUBLIC, near, public=True, taken=set(copies))
    return copies | {photo: [] for photo in [one for one in drawn if one not in copies][:NOT_ARCHIVED]}


def _about_copies(population: Population, copies: dict[str, list[dt.datetime]]) -> Iterator[Exchange]:
    """The list of a photo's copies, and the one nearest the day of collection."""
    archive, at = _Archive(population, copies), SECOND_PASS + dt.timedelta(hours=1)

    def ask(url: str, taken: dt.datetime | None = None) -> Exchange:
        parts = urlsplit(url)
        page = archive.answer(parts.netloc, url.partition(parts.netloc)[2], at)
        return Exchange(at, {}, Answer(page.status, page.headers["content-type"], page.body), url, taken)

    for photo_id in sorted(copies):
        about = Asked(photo_id, population.photos[photo_id].nsid, wanted_on=COLLECTED.date())
        at += dt.timedelta(seconds=1)
        yield ask(wayback.questions(about)[0].url)
        for taken in copies[photo_id]:
            at += dt.timedelta(seconds=1)
            copy = wayback.Capture(taken.replace(tzinfo=None), population.photos[photo_id].nsid)
            yield ask(wayback.copy_question(copy, about)[0].url, taken)


class _Clock:
    def __init__(self, now: dt.datetime) -> None:
        self.now = now


class _Asking:
    """Asks the invented Flickr at one call a second, in XML or JSON, whichever the dice say."""

    def __init__(self, api: Api, clock: _Clock, chance: random.Random) -> None:
        self._api, self._clock, self._chance = api, clock, chance

    def __call__(self, query: dict[str, str]) -> Exchange:
        query = self._formed(query)
        return Exchange(self._clock.now, query, self._api.answer(query, self._clock.now))

    def and_be_told_to_wait(self, query: dict[str, str]) -> Exchange:
        query = self._formed(query)
        sorry = "Sorry, the Flickr API service is not currently available."
        return Exchange(self._clock.now, query, render_failure(201, sorry, as_json="format" in query))

    def _formed(self, query: dict[str, str]) -> dict[str, str]:
        self._clock.now += dt.timedelta(seconds=1)
        if self._chance.random() < 0.5:
            return {**query, "format": "json", "nojsoncallback": "1"}
        return query


def _warcinfo(writer: WARCWriter) -> Any:
    readme = (
        "description: DEMONSTRATION: INVENTED DATA. No account, photo or person in this archive exists; the answers\r\n"
        " were made up by data/demo/build.py in the forms that Flickr uses, and nobody was asked.\r\n"
        "format: WARC File Format 1.1\r\n"
        "redaction: keys were never there; e-mail hashes, real names, places and EXIF are absent from every body\r\n"
    )
    return writer.create_warc_record(
        "urn:demo",
        "warcinfo",
        payload=io.BytesIO(readme.encode("ascii")),
        warc_content_type="application/warc-fields",
        warc_headers_dict={
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(RECORD_IDS, 'warcinfo')}>",
            "WARC-Date": _stamp(FIRST_PASS),
            "WARC-Filename": "demo.warc.gz",
        },
    )


def _records(writer: WARCWriter, place: int, exchange: Exchange) -> list[Any]:
    """The answer and the request that it answers, as a pair."""
    address = exchange.address or f"{REST}?{urlencode(exchange.asked, safe='@,')}"
    host = urlsplit(address).netloc
    memento = [("memento-datetime", f"{exchange.taken:%a, %d %b %Y %H:%M:%S} GMT")] if exchange.taken else []
    answered = f"<urn:uuid:{uuid.uuid5(RECORD_IDS, f'response {place}')}>"
    date = {"WARC-Date": _stamp(exchange.at)}
    response = writer.create_warc_record(
        address,
        "response",
        payload=io.BytesIO(exchange.answer.body),
        http_headers=StatusAndHeaders(
            "200 OK",
            [
                ("content-type", exchange.answer.content_type),
                ("date", f"{exchange.at:%a, %d %b %Y %H:%M:%S} GMT"),
                ("content-length", str(len(exchange.answer.body))),
                ("x-robots-tag", "noindex"),
                *memento,
            ],
            protocol="HTTP/1.1",
        ),
        warc_headers_dict={**date, "WARC-Record-ID": answered},
    )
    request = writer.create_warc_record(
        address,
        "request",
        http_headers=StatusAndHeaders(
            f"GET {address.partition(host)[2]} HTTP/1.1",
            [("Host", host)],
            is_http_request=True,
        ),
        warc_headers_dict={
            **date,
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(RECORD_IDS, f'request {place}')}>",
            "WARC-Concurrent-To": answered,
        },
    )
    return [response, request]


def _stamp(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


# -- the truth


def truth(population: Population, rows: list[Row], rest: Population, copies: dict[str, list[dt.datetime]]) -> str:
    """What is so at the end of AS_OF: for every photo and account of the dataset, and the shares that follow."""
    listed = [photo for photo in population.photos.values() if photo.listed]
    existing = [nsid for nsid, account in population.accounts.items() if account.exists(AS_OF)]
    facts = {
        "about": "Planted truth of an invented dataset. The analysis never reads this file.",
        "as_of": AS_OF.date().isoformat(),
        "rows": len(rows),
        "rows_that_name_a_photo": sum(row.photo is not None for row in rows),
        "photos": len(listed),
        "accounts": len({row.photo.nsid for row in rows if row.photo and row.owner_shows}),
        "photos_whose_owner_is_listed": len(owners_listed(rows)),
        "photos_public": sum(population.visible(photo, AS_OF) for photo in listed),
        "P1": sum(photo.nsid in set(existing) for photo in listed),
        "P2": len(existing),
        "rest_photos": len(rest.photos),
        "rest_photos_public": sum(rest.visible(photo, AS_OF) for photo in rest.photos.values()),
        "rest_photos_of_living_accounts": sum(rest.accounts[p.nsid].exists(AS_OF) for p in rest.photos.values()),
        "account": {nsid: _account_truth(population, nsid) for nsid in sorted(population.accounts)},
        "photo": {photo.photo_id: _photo_truth(population, photo) for photo in listed},
        "copies": {photo: _copies_truth(population.photos[photo], days) for photo, days in sorted(copies.items())},
        "rest_account": {nsid: _account_truth(rest, nsid) for nsid in sorted(rest.accounts)},
        "rest_photo": {photo_id: _photo_truth(rest, rest.photos[photo_id]) for photo_id in sorted(rest.photos)},
    }
    return _one_line_each(facts) + "\n"


def _one_line_each(facts: dict[str, Any], depth: int = 2) -> str:
    """JSON with a line to each entry, so that a difference shows as a line."""
    if depth == 0:
        return json.dumps(facts, separators=(",", ":"))
    lines = [
        f"{json.dumps(key)}:{_one_line_each(part, depth - 1) if isinstance(part, dict) else json.dumps(part)}"
        for key, part in facts.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}"


def _account_truth(population: Population, nsid: str) -> list[Any]:
    """[exists, gone or memorial; shows a contact; pays; day of its newest public upload]."""
    account = population.accounts[nsid]
    newest = next(iter(population.public_photos(nsid, AS_OF)), None)
    state = "memorial" if account.memorial else "exists" if account.exists(AS_OF) else "gone"
    return [state, bool(account.website), account.pro, newest.posted.date().isoformat() if newest else None]


def _photo_truth(population: Population, photo: Photo) -> list[Any]:
    """[owner, seen by anybody, licence listed, licence now]."""
    now = licences.by_flickr_id(photo.licence(AS_OF))
    return [photo.nsid, population.visible(photo, AS_OF), licences.by_flickr_id(photo.licences[0][1]), now]


def _copies_truth(photo: Photo, days: list[dt.datetime]) -> list[list[Any]]:
    """[day of the archived copy, licence that the page carried that day]."""
    return [[at.date().isoformat(), licences.by_flickr_id(photo.licence(at))] for at in days]


if __name__ == "__main__":
    main()
