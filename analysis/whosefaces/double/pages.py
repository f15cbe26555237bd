"""What Flickr's web pages, its image hosts and the Wayback Machine answer about a planted population.

Recorded: the markup of photo pages of 2012 and the page data of 2023 (album and user pages; an account's page is
its photo stream), oEmbed of albums and its 404, the image hosts' 200 and 404, short links. BUILT FROM DOCUMENTATION or from reports, and never recorded: the
JSON-LD of a photo page, oEmbed of a photo, private pages (403), deleted profiles (410), images that answer 410 or a
placeholder, everything of the Wayback Machine, robots.txt.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from whosefaces.double.answers import RENAMED, licence_table, page_url
from whosefaces.double.population import Account, Photo, Population
from whosefaces.flickr import licences
from whosefaces.flickr.address import read_address

PLACEHOLDER = "https://s.yimg.com/pw/images/en-us/photo_unavailable_l.png"
NEW_MARKUP = dt.datetime(2015, 6, 1, tzinfo=dt.UTC)
"""From when pages carry their data as ``modelExport``; before, as ``Y.photo.init`` and a list item of class license."""

MISSING_IMAGE = {"404": 404, "410": 410, "placeholder": 302}


@dataclass(frozen=True)
class Page:
    """One HTTP answer that is not the API's."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


REFUSES_ALL = "User-agent: *\nDisallow: /\n"
"""What flickr.com's robots.txt was reported to say in 2026, by two programs that have nothing to do with each other."""
OPEN = "User-agent: *\nDisallow: /search\n"


class Web:
    """Everything but the API, at a moment that each call names."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.missing_image = "404"
        """How the image hosts say that an image is missing: "404", "410" or "placeholder" (a redirect to one)."""
        self.redirects_to_alias = False
        """Whether pages asked for under an NSID lead on to the alias, as today's Flickr does."""
        self.archived_until = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        """Pages were archived between their upload and this day."""
        self.robots: dict[str, str | int] = {}
        """robots.txt by host, or a status to answer instead of one."""

    def answer(self, host: str, target: str, at: dt.datetime) -> Page:
        """Answer a GET (or a HEAD, whose body is left out by the server) of ``target`` on ``host``."""
        parts = urlsplit(f"//{host}{target}")
        parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path == "/robots.txt":
            return self._robots(host)
        if host in ("archive.org", "www.archive.org", "web.archive.org"):
            return self._archive(parts.path, target, parameters)
        if host == "flic.kr":
            return self._short_link(parts.path)
        if re.fullmatch(r"(live|farm\d+\.static|farm\d+|c\d)\.?(staticflickr|static\.flickr|flickr)\.com", host):
            return self._image(host, target, at)
        if parts.path.rstrip("/") == "/services/oembed":
            return self._oembed(parameters, at)
        return self._page(parts.path, target, at)

    # -- pages

    def _page(self, path: str, target: str, at: dt.datetime) -> Page:
        if match := re.fullmatch(r"/people/([^/]+)/?", path):
            return self._profile(match[1], at)
        read = read_address(f"https://www.flickr.com{target}")
        photo = self.population.photos.get(read.photo_id or "")
        if read.kind == "photo" and photo is not None:
            return self._photo_page(photo, read.nsid, path, at)
        if read.kind == "user" and re.fullmatch(r"/photos/[^/]+/?", path):
            return self._stream(read.nsid, read.alias, path, at)
        if re.match(r"/s/", path):
            # An unknown path of this kind ends at the log-in page, with 200.
            return Page(302, headers={"location": "https://identity.flickr.com/login?redir=" + quote(path)})
        return _not_found()

    def _photo_page(self, photo: Photo, nsid: str | None, path: str, at: dt.datetime) -> Page:
        named_by_alias = self.population.accounts[photo.nsid].alias
        if self.redirects_to_alias and named_by_alias and nsid and self.population.visible(photo, at):
            return Page(301, headers={"location": f"https://www.flickr.com/photos/{named_by_alias}/{photo.photo_id}/"})
        if not self.population.visible(photo, at):
            owner = self.population.accounts[photo.nsid]
            gone = owner.gone is not None and at >= owner.gone
            return _html(403, _FORBIDDEN) if is_private(photo) and not gone else _not_found()
        return _html(200, self.markup(photo, at))

    def markup(self, photo: Photo, at: dt.datetime) -> str:
        """The photo's page as Flickr wrote pages at that moment."""
        owner = self.population.accounts[photo.nsid]
        return (_page_of_2023 if at >= NEW_MARKUP else _page_of_2012)(photo, owner, at)

    def _stream(self, nsid: str | None, alias: str | None, path: str, at: dt.datetime) -> Page:
        """An account's photos. BUILT FROM DOCUMENTATION for who is not there: 410 was reported for profiles only."""
        account = self.population.accounts.get(nsid or "") or self.population.by_alias.get(alias or "")
        if account is None:
            return _not_found()
        if account.gone is not None and at >= account.gone:
            return _not_found() if account.gone_says_not_found else _html(410, _FORBIDDEN)
        if self.redirects_to_alias and nsid and account.alias:
            return Page(301, headers={"location": f"https://www.flickr.com/photos/{account.alias}/"})
        return _html(200, _stream_page(account, self.population.public_photos(account.nsid, at)))

    def _profile(self, name: str, at: dt.datetime) -> Page:
        account = self.population.accounts.get(name) or self.population.by_alias.get(name.lower())
        if account is None:
            return _not_found()
        if account.gone is not None and at >= account.gone:
            return _html(410, _FORBIDDEN)
        return _html(200, _profile_page(account))

    # -- oEmbed

    def _oembed(self, parameters: Mapping[str, str], at: dt.datetime) -> Page:
        read = read_address(parameters.get("url", ""))
        photo = self.population.photos.get(read.photo_id or "")
        if photo is None or not self.population.visible(photo, at):
            return _html(404, _NO_OEMBED)
        owner = self.population.accounts[photo.nsid]
        number = photo.licence(at)
        named = {n: (name, url) for n, name, url in licence_table(at)}
        image = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}"
        body: dict[str, Any] = {
            "type": "photo",
            "flickr_type": "photo",
            "title": photo.title,
            "author_name": owner.username,
            "author_url": f"https://www.flickr.com/photos/{owner.alias or owner.nsid}/",
            "width": "1024",
            "height": "683",
            "url": f"{image}_b.jpg",
            "web_page": page_url(owner, photo),
            "thumbnail_url": f"{image}_q.jpg",
            "thumbnail_width": 150,
            "thumbnail_height": 150,
            "web_page_short_url": f"https://flic.kr/p/{to_base58(int(photo.photo_id))}",
            "license": named[number][0],
            "license_id": number,
            **({"license_url": named[number][1]} if number else {}),
            "html": f'<a data-flickr-embed="true" href="{page_url(owner, photo)}">invented</a>',
            "version": "1.0",
            "cache_age": 3600,
            "provider_name": "Flickr",
            "provider_url": "https://www.flickr.com/",
        }
        document = json.dumps(body, separators=(",", ":")).replace("/", "\\/")
        return Page(200, document.encode("ascii"), {"content-type": "application/json; charset=utf-8"})

    # -- images

    def _image(self, host: str, target: str, at: dt.datetime) -> Page:
        read = read_address(f"https://{host}{target}")
        photo = self.population.photos.get(read.photo_id or "")
        right_secret = photo is not None and f"_{photo.secret}" in target
        if photo is not None and right_secret and self.population.visible(photo, at):
            return Page(200, b"", {"content-type": "image/jpeg", "content-length": "66658", "server": "Jubilee"})
        status = MISSING_IMAGE[self.missing_image]
        moved = {"location": PLACEHOLDER} if status == 302 else {}
        return Page(status, b"", {"content-type": "text/html; charset=utf-8", "server": "nginx", **moved})

    def _short_link(self, path: str) -> Page:
        match = re.fullmatch(r"/p/([1-9a-km-zA-HJ-NP-Z]+)", path)
        if not match:
            return _not_found()
        return Page(302, headers={"location": f"https://www.flickr.com/photo.gne?short={match[1]}"})

    # -- the Wayback Machine, built from archive.org/help/wayback_api.php and the CDX server's README

    def captures(self, photo: Photo) -> list[dt.datetime]:
        """When the photo's page was archived: about four in ten once or twice until :attr:`archived_until`."""
        dice = hashlib.sha256(photo.photo_id.encode()).digest()
        if dice[0] >= 102:
            return []
        span = self.archived_until - photo.posted
        seconds = max(int(span.total_seconds()), 1)
        times = [int.from_bytes(dice[i : i + 6], "big") % seconds for i in ((1, 7) if dice[0] < 40 else (1,))]
        return [
            moment
            for moment in sorted(photo.posted + dt.timedelta(seconds=second) for second in times)
            if self.population.visible(photo, moment)
        ]

    def _archive(self, path: str, target: str, parameters: Mapping[str, str]) -> Page:
        if path == "/wayback/available":
            return _json_page(self._available(parameters))
        if path == "/cdx/search/cdx":
            return _json_page(self._cdx(parameters))
        if match := re.match(r"/web/(\d{4,14})(?:id_)?/(.+)", target):
            return self._replay(match[1], match[2])
        return _not_found()

    def _archived(self, url: str) -> tuple[Photo, list[dt.datetime]] | None:
        read = read_address(url)
        photo = self.population.photos.get(read.photo_id or "")
        if photo is None or read.kind != "photo":
            return None
        owner = self.population.accounts[photo.nsid]
        if (read.nsid or read.alias) not in (owner.nsid, (owner.alias or "").lower() or None):
            return None  # archived under the address that was asked for, or not at all
        return photo, self.captures(photo)

    def _available(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        url = parameters.get("url", "")
        archived = self._archived(url)
        if not archived or not archived[1]:
            return {"url": url, "archived_snapshots": {}}
        wanted = _moment(parameters.get("timestamp", "")) or dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        nearest = min(archived[1], key=lambda moment: abs(moment - wanted))
        stamp = f"{nearest:%Y%m%d%H%M%S}"
        closest = {
            "status": "200",
            "available": True,
            "url": f"http://web.archive.org/web/{stamp}/{url}",
            "timestamp": stamp,
        }
        return {"url": url, "archived_snapshots": {"closest": closest}}

    def _cdx(self, parameters: Mapping[str, str]) -> list[list[str]]:
        url = parameters.get("url", "")
        archived = self._archived(url)
        if not archived or not archived[1]:
            return []
        after, before = _moment(parameters.get("from", "")), _moment(parameters.get("to", ""), end=True)
        head = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        key = "com,flickr)" + urlsplit(f"//{url.partition('//')[2] or url}").path.rstrip("/").lower()
        rows = [
            [
                key,
                f"{m:%Y%m%d%H%M%S}",
                url,
                "text/html",
                "200",
                hashlib.sha1(url.encode()).hexdigest()[:32].upper(),
                "50000",
            ]
            for m in archived[1]
            if (after is None or m >= after) and (before is None or m <= before)
        ]
        limit = parameters.get("limit", "")
        if limit.lstrip("-").isdecimal():
            rows = rows[int(limit) :] if limit.startswith("-") else rows[: int(limit)]
        return [head, *rows] if rows else []

    def _replay(self, stamp: str, url: str) -> Page:
        archived = self._archived(url)
        wanted = _moment(stamp)
        if not archived or not archived[1] or wanted is None:
            return _not_found()
        photo, moments = archived
        nearest = min(moments, key=lambda moment: abs(moment - wanted))
        held = f"{nearest:%Y%m%d%H%M%S}"
        if held != stamp:
            return Page(302, headers={"location": f"https://web.archive.org/web/{held}id_/{url}"})
        page = _html(200, self.markup(photo, nearest))
        return Page(200, page.body, {**page.headers, "memento-datetime": f"{nearest:%a, %d %b %Y %H:%M:%S} GMT"})

    def open_to_robots(self) -> None:
        """Let pages be asked for, as they could be until 2025 or so."""
        self.robots |= dict.fromkeys(("www.flickr.com", "flickr.com"), OPEN)

    def _robots(self, host: str) -> Page:
        flickrs = host in ("www.flickr.com", "flickr.com")
        rules = self.robots.get(host, REFUSES_ALL if flickrs else OPEN)
        if isinstance(rules, int):
            return Page(rules)
        return Page(200, rules.encode(), {"content-type": "text/plain"})


def is_private(photo: Photo) -> bool:
    """Whether a hidden photo is private rather than deleted: half are. Only pages tell; the API does not."""
    return hashlib.sha256(f"private|{photo.photo_id}".encode()).digest()[0] % 2 == 0


def to_base58(number: int) -> str:
    """A photo id as in flic.kr/p/ links."""
    alphabet, text = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return text


def _moment(stamp: str, *, end: bool = False) -> dt.datetime | None:
    """A Wayback timestamp of 4 to 14 digits."""
    if not re.fullmatch(r"\d{4,14}", stamp):
        return None
    whole = stamp + ("99991231235959" if end else "00000101000000")[len(stamp) :]
    try:
        return dt.datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


# -- markup


def _page_of_2023(photo: Photo, owner: Account, at: dt.datetime) -> str:
    """BUILT FROM DOCUMENTATION: JSON-LD and page data as described; the recorded pages are albums and users."""
    number = photo.licence(at)
    url = page_url(owner, photo)
    address = licences.terms(licences.by_flickr_id(number)).urls[0]
    about = {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "url": url,
        "contentUrl": f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}_b.jpg",
        # For a photo with all rights reserved, "license" is the photo's own page.
        "license": address if number else url,
        "acquireLicensePage": url,
        "author": {"@type": "Person", "name": owner.username, "sameAs": f"https://www.flickr.com/photos/{owner.nsid}/"},
    }
    person = _person(owner)
    model = {
        "_flickrModelRegistry": "photo-models",
        "title": quote(photo.title),
        "description": "invented",
        "license": number,
        "secret": photo.secret,
        "owner": {"data": person, "exportMetaType": "model"},
        "id": photo.photo_id,
    }
    export = {
        "legend": [["photo-models", "0", "data", "owner", "data"]],
        "main": {"photo-models": [{"data": model, "exportMetaType": "model"}]},
        "version": 1,
    }
    # Since June 2025 all rights reserved has an address too: an article of Flickr's help.
    link = (
        f'<a class="photo-license-url" rel="license cc:license" href="{address}">licence</a>' if at >= RENAMED else ""
    )
    return f"""<!DOCTYPE html>
<html lang="en-us">
<head>
<title>{escape(photo.title)} | {escape(owner.username)} | Flickr</title>
<meta property="og:site_name" content="Flickr">
<meta property="og:url" content="{url}" data-dynamic="true">
<link rel="canonical" href="{url}" data-dynamic="true">
<script type="application/ld+json">{_in_script(about)}</script>
</head>
<body>{link}
<script class="modelExport">
Y.ClientApp.init({{
				modelExport: {_in_script(export)},
				auth: auth,
				reqId: reqId
}});
</script>
</body>
</html>
"""


def _person(owner: Account) -> dict[str, Any]:
    return {
        "_flickrModelRegistry": "person-models",
        "pathAlias": owner.alias,
        "username": quote(owner.username),
        "isPro": owner.pro,
        "isDeleted": False,
        "nsid": quote(owner.nsid),
        "id": quote(owner.nsid),
    }


def _stream_page(owner: Account, photos: list[Photo]) -> str:
    """An account's page as recorded in 2023: its data, and the newest 25 photos with their days."""
    url = f"https://www.flickr.com/photos/{owner.alias or owner.nsid}/"
    stats = [
        {
            "data": {
                "_flickrModelRegistry": "photo-stats-models",
                "datePosted": str(int(photo.posted.timestamp())),
                "id": photo.photo_id,
            },
            "exportMetaType": "model",
        }
        for photo in photos[:25]
    ]
    stream = {
        "_flickrModelRegistry": "photostream-models",
        "pathAlias": owner.alias,
        "owner": {"data": _person(owner), "exportMetaType": "model"},
        "totalItems": len(photos),
        "id": quote(owner.nsid),
    }
    export = {
        "legend": [["photostream-models", "0", "data", "owner", "data"]],
        "main": {
            "photostream-models": [{"data": stream, "exportMetaType": "model"}],
            "person-models": [{"data": "~0", "exportMetaType": "model"}],
            "photo-stats-models": stats,
        },
        "version": 1,
    }
    return f"""<!DOCTYPE html>
<html lang="en-us">
<head>
<title>{escape(owner.username)} | Flickr</title>
<meta property="og:site_name" content="Flickr">
<meta property="og:url" content="{url}" data-dynamic="true">
<link rel="canonical" href="{url}" data-dynamic="true">
</head>
<body>
<script class="modelExport">
Y.ClientApp.init({{
				modelExport: {_in_script(export)},
				auth: auth,
				reqId: reqId
}});
</script>
</body>
</html>
"""


def _page_of_2012(photo: Photo, owner: Account, at: dt.datetime) -> str:
    """As recorded in 2012 for a photo with all rights reserved; the link of a licensed one is documented only."""
    number = photo.licence(at)
    path = f"/photos/{owner.alias or owner.nsid}/{photo.photo_id}/"
    if number:
        address = licences.terms(licences.by_flickr_id(number)).urls[0].replace("https:", "http:")
        sentence = f'<a href="{address}" rel="license cc:license">Some rights reserved</a>'
    else:
        sentence = '<a href="/help/general/#147">All Rights Reserved</a>'
    image = f"http://farm9.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}_z.jpg"
    init = {
        "id": photo.photo_id,
        "title": photo.title,
        "license": str(number),
        "safety_level": 1,
        "owner": owner.nsid,
        "ownername": owner.username,
        "pathalias": owner.alias,
        "url": path,
        "media": photo.media,
        "date_posted": str(int(photo.posted.timestamp())),
    }
    return f"""<!DOCTYPE html>
<html xmlns:dc="http://purl.org/dc/terms/" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:cc="http://creativecommons.org/ns#" lang="en-us">
<head>

	<title>{escape(photo.title)} | Flickr - Photo Sharing!</title>
	<link id="canonicalurl" rel="canonical" href="http://www.flickr.com{path}">
	<meta property="og:url" content="http://www.flickr.com{path}" />
	<meta property="og:image" content="{image}" />
	<meta property="flickr_photos:by" content="http://www.flickr.com/people/{owner.alias or owner.nsid}/" />
</head>
<body>
		<div id="photo-sidebar-can-use" class="sidecar">
		<h4>License</h4>
		<ul class="icon-inline sidecar-list">
			<li class="Stats license">
				<span class="license-highlight">{sentence}</span>
			</li>
		</ul>
	</div>
<script>
	Y.photo.init({_in_script(init)});
</script>
</body>
</html>
"""


def _profile_page(account: Account) -> str:
    link = f'<a class="website" rel="nofollow" href="{account.website}">website</a>' if account.website else ""
    return (
        f"<!DOCTYPE html>\n<html><head><title>{escape(account.username)} | Flickr</title></head>"
        f"<body><p>invented</p>{link}</body></html>\n"
    )


def _in_script(value: Any) -> str:
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


_FORBIDDEN = "<!DOCTYPE html>\n<html><head><title>Flickr</title></head><body><p>invented</p></body></html>\n"
_NO_OEMBED = (
    "<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>404 Not Found</h1>\n"
    "<p>That URL doesn't have an oembed representation.</p>\n</body></html>\n"
)
# The recorded page for what does not exist is over 110 KB long; its title is what it can be told by.
_NOT_FOUND = (
    "<!DOCTYPE html>\n<html><head><title>Flickr: Page Not Found</title></head><body>"
    + " " * 110_000
    + "</body></html>\n"
)


def _html(status: int, text: str) -> Page:
    return Page(status, text.encode("utf-8"), {"content-type": "text/html; charset=utf-8"})


def _not_found() -> Page:
    return _html(404, _NOT_FOUND)


def _json_page(body: Any) -> Page:
    return Page(200, json.dumps(body).encode(), {"content-type": "application/json"})
