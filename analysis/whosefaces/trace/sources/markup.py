"""What a photo page's HTML shows: which photo, whose, under which licence. Pure: bytes in, facts out.

Flickr's markup changed several times, and archived pages come in all of them. What was looked at:

* 2023 (recorded): ``modelExport`` holds the page's data as JSON, the licence as Flickr's number; a JSON-LD
  ``ImageObject`` names the licence by address, except that for All Rights Reserved it gives the photo page's own.
* 2015 to 2018 (recorded for photo streams, same software): ``modelExport`` without the wrapping.
* 2012 (recorded): a side bar with the licence in words, and a link with ``rel="license"`` where it is a Creative
  Commons one; the owner's NSID in an attribute.

Every place that names a licence is read, and they have to agree. What does not is "not understood", as is a licence
that none of them names; neither ever stands for All Rights Reserved.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.exceptions import ParserRejectedMarkup

from whosefaces.flickr import licences
from whosefaces.flickr.address import Address, read_address, read_nsid

NO_LICENCE_FOUND = "no licence found in the markup"
_HELP = re.compile(
    r"(?:https?:)?//(?:(?:www\.)?flickrhelp\.com/hc/(?:[a-z-]{2,10}/)?articles/(?P<number>[0-9]{1,20})|(?:www\.)?flickr\.com/help\b)"
)
_SHARED_BY_OTHERS = "10710266545556"
"""The article that flickr.photos.licenses.getInfo names for id 0 since June 2025."""
NOT_HTML = "not HTML that can be read"


@dataclass(frozen=True)
class Shown:
    """What a page shows.

    Attributes:
        photo_id: the photo that the page says it is about; None: none, or several.
        pictured: whether it also shows that photo: a picture of it, or its data.
        is_flickrs: whether it is one of Flickr's own pages, and not somebody's in between.
        licence: our id, NOT_UNDERSTOOD included.
        robots: what it asks of robots, as "noarchive".
    """

    photo_id: str | None
    pictured: bool
    is_flickrs: bool
    owner_nsid: str | None
    owner_alias: str | None
    licence: str
    robots: frozenset[str]
    note: str = ""


_NOTHING = Shown(None, False, False, None, None, licences.NOT_UNDERSTOOD, frozenset(), NOT_HTML)


def read_markup(body: bytes, on: dt.date) -> Shown:
    """Read the HTML of a page.

    Args:
        body: the page as it came; any bytes will do.
        on: the day on which the page looked like this. Licence numbers are read by the table of that day.
    """
    soup = _parse(body)
    if soup is None:
        return _NOTHING
    photo_id = _photo_of(soup)
    model = _model(soup, photo_id) if photo_id else {}
    image_object = _image_object(soup)
    nsid, alias = _owner(soup, model, image_object)
    licence, note = _agreed(list(_licences(soup, model, image_object, photo_id, on)))
    return Shown(
        photo_id=photo_id,
        pictured=photo_id is not None and (bool(model) or _picture_of(soup) == photo_id),
        is_flickrs=_is_flickrs(soup),
        owner_nsid=nsid,
        owner_alias=alias,
        licence=licence,
        robots=_robots(soup),
        note=note,
    )


@dataclass(frozen=True)
class ShownAccount:
    """What an account's page shows.

    Attributes:
        nsid: whose page it is; None: it does not say, or names several.
        username: the screen name, to be looked at and not kept.
        deleted: what the page's data says of it; None: nothing.
        last_upload: the day of the newest upload among the photos shown; None: none is shown with its day.
        uploads: how many public photos there are; None: it does not say.
    """

    nsid: str | None
    alias: str | None
    username: str
    is_flickrs: bool
    is_pro: bool | None
    deleted: bool | None
    last_upload: dt.date | None
    uploads: int | None


def read_account_markup(body: bytes) -> ShownAccount:
    """Read the HTML of an account's page, as recorded in 2023: its data as JSON, the first photos with their days."""
    soup = _parse(body)
    if soup is None:
        return ShownAccount(None, None, "", False, None, None, None, None)
    export: Any = next(iter(_exports(soup)), {})
    people = [
        person for entry in _models(export, "person-models") if isinstance(person := _followed(entry, export), dict)
    ]
    person = people[0] if len(people) == 1 else {}
    streams = [
        one for entry in _models(export, "photostream-models") if isinstance(one := _followed(entry, export), dict)
    ]
    stream = streams[0] if streams and streams[0].get("id") == person.get("id") else {}
    uploads = stream.get("totalItems")
    return ShownAccount(
        nsid=read_nsid(_text(person.get("id"))),
        alias=read_address(f"https://www.flickr.com/photos/{_text(person.get('pathAlias'))}/").alias,
        username=unquote(_text(person.get("username"))),
        is_flickrs=_is_flickrs(soup),
        is_pro=person["isPro"] if isinstance(person.get("isPro"), bool) else None,
        deleted=person["isDeleted"] if isinstance(person.get("isDeleted"), bool) else None,
        last_upload=max(_upload_days(export), default=None) if stream else None,
        uploads=uploads if isinstance(uploads, int) and not isinstance(uploads, bool) else None,
    )


def _upload_days(export: Any) -> Iterator[dt.date]:
    for entry in _models(export, "photo-stats-models"):
        stats = _followed(entry, export)
        posted = _text(stats.get("datePosted")) if isinstance(stats, dict) else ""
        if re.fullmatch(r"[1-9][0-9]{7,10}", posted):
            yield dt.datetime.fromtimestamp(int(posted), dt.UTC).date()


def _parse(body: bytes) -> BeautifulSoup | None:
    # The parser is named, since parsers build different trees; lxml's own reader drops what is nested deep.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            return BeautifulSoup(body.decode("utf-8", "replace"), "lxml")
        except (ParserRejectedMarkup, RecursionError):
            return None


# -- which photo ------------------------------------------------------------------------------------------------


def _photo_of(soup: BeautifulSoup) -> str | None:
    addresses = [_text(link.get("href")) for link in soup.find_all("link", rel="canonical")] + _meta(soup, "og:url")
    named = {_named(address) for address in addresses}
    return named.pop() if len(named) == 1 else None


def _named(address: str) -> str | None:
    page = read_address(address)
    return page.photo_id if page.kind == "photo" else None


def _picture_of(soup: BeautifulSoup) -> str | None:
    pictures = {read_address(address).photo_id for address in _meta(soup, "og:image")}
    return pictures.pop() if len(pictures) == 1 else None


def _is_flickrs(soup: BeautifulSoup) -> bool:
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    return "Flickr" in _meta(soup, "og:site_name") or re.match(r"Flickr\b", title) is not None


def _robots(soup: BeautifulSoup) -> frozenset[str]:
    directives = ",".join(_text(meta.get("content")) for meta in soup.find_all("meta", attrs={"name": "robots"}))
    return frozenset(word.strip().lower() for word in directives.split(",") if word.strip())


def _meta(soup: BeautifulSoup, name: str) -> list[str]:
    return [_text(meta.get("content")) for meta in soup.find_all("meta", property=name)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


# -- the page's own data: modelExport ----------------------------------------------------------------------------


def _model(soup: BeautifulSoup, photo_id: str) -> Mapping[str, Any]:
    """The photo's entry among the page's models, references followed; empty where there is none."""
    for export in _exports(soup):
        for entry in _models(export, "photo-models"):
            model = _followed(entry, export)
            if isinstance(model, dict) and str(model.get("id")) == photo_id:
                return model | {"owner": _followed(model.get("owner"), export)}
    return {}


def _exports(soup: BeautifulSoup) -> Iterator[object]:
    for script in soup.find_all("script"):
        source = script.get_text()
        for start in re.finditer(r"modelExport:\s*(?=\{)", source):
            yield _decode(source[start.end() :], whole=False)


def _models(export: object, name: str) -> list[object]:
    main = export.get("main") if isinstance(export, dict) else None
    models = main.get(name) if isinstance(main, dict) else None
    return models if isinstance(models, list) else []


def _followed(value: object, export: Any) -> object:
    """``value`` without its wrapping ``{"data": ..., "exportMetaType": ...}``; "~3" is the fourth place in the legend."""
    for _ in range(8):
        if isinstance(value, dict) and "exportMetaType" in value:
            value = value.get("data")
        elif isinstance(value, str) and re.fullmatch(r"~[0-9]{1,6}", value):
            value = _at(export, int(value[1:]))
        else:
            return value
    return None


def _at(export: Any, number: int) -> object:
    legend = export.get("legend")
    if not isinstance(legend, list) or number >= len(legend) or not isinstance(legend[number], list):
        return None
    place: object = export["main"]
    for step in legend[number]:
        if isinstance(place, dict):
            place = place.get(str(step))
        elif isinstance(place, list) and str(step).isdecimal() and len(str(step)) < 7 and int(step) < len(place):
            place = place[int(step)]
        else:
            return None
    return place


def _decode(text: str, *, whole: bool) -> object:
    """JSON, as a whole or as the start of more; None where it does not parse."""
    try:
        return json.loads(text) if whole else json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


# -- JSON-LD ----------------------------------------------------------------------------------------------------


def _image_object(soup: BeautifulSoup) -> Mapping[str, Any]:
    """The page's one ImageObject; empty where there is none, or several."""
    objects = []
    for script in soup.find_all("script", type="application/ld+json"):
        content = _decode(script.get_text(), whole=True)
        things = content if isinstance(content, list) else [content]
        objects += [thing for thing in things if isinstance(thing, dict) and thing.get("@type") == "ImageObject"]
    return objects[0] if len(objects) == 1 else {}


# -- whose ------------------------------------------------------------------------------------------------------


def _owner(
    soup: BeautifulSoup, model: Mapping[str, Any], image_object: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    """NSID and alias, each None where it is not named or named twice and differently."""
    nsids: set[str | None] = set()
    aliases: set[str | None] = set()
    owner = model.get("owner")
    if isinstance(owner, dict):
        nsids.add(read_nsid(_text(owner.get("id"))))
        aliases.add(read_address(f"https://www.flickr.com/photos/{_text(owner.get('pathAlias'))}/").alias)
    for address in _owner_addresses(soup, image_object):
        nsids.add(address.nsid)
        aliases.add(address.alias)
    for attribution in soup.select("#photo-story-attribution [nsid]"):
        nsids.add(read_nsid(_text(attribution.get("nsid"))))
    return _only(nsids), _only(aliases)


def _owner_addresses(soup: BeautifulSoup, image_object: Mapping[str, Any]) -> Iterator[Address]:
    author = image_object.get("author")
    addresses = [_text(author.get("url"))] if isinstance(author, dict) else []
    for address in map(read_address, addresses + _meta(soup, "flickr_photos:by")):
        if address.kind == "user":
            yield address


def _only(values: set[str | None]) -> str | None:
    values_ = values - {None}
    return values_.pop() if len(values_) == 1 else None


# -- under which licence ----------------------------------------------------------------------------------------


def _licences(
    soup: BeautifulSoup,
    model: Mapping[str, Any],
    image_object: Mapping[str, Any],
    photo_id: str | None,
    on: dt.date,
) -> Iterator[tuple[str, str]]:
    """Every place that names a licence: what it says, and our id for it."""
    if "license" in model:
        number = model["license"]
        yield f"licence id {str(number)[:20]}", licences.by_flickr_id(str(number), on)
    address = _text(image_object.get("license"))
    # All Rights Reserved has the page's own address there, and nobody has recorded what else does: it names no licence.
    if address and _named(address) != photo_id and (licence := _by_link(address)):
        yield "JSON-LD licence", licence
    for link in soup.find_all(_is_licence_link):
        if licence := _by_link(_text(link.get("href"))):
            yield "licence link", licence
    for words in soup.select("#photo-sidebar-can-use .license-highlight"):
        text = words.get_text(" ", strip=True)
        # "Some rights reserved" stands beside the link that says which.
        if text.lower() != "some rights reserved":
            yield "licence in words", licences.by_name(text)


def _by_link(address: str) -> str | None:
    """Our id for a linked licence; None: the link explains something, and names none.

    Since 2025 All Rights Reserved links to an article of Flickr's help, whose address differs by language and title.
    """
    if (article := _HELP.match(_unwrapped(address))) is None:
        return licences.by_url(_unwrapped(address))
    return "all-rights-reserved" if article["number"] == _SHARED_BY_OTHERS else None


def _is_licence_link(tag: Tag) -> bool:
    return tag.name in ("a", "link") and "license" in (tag.get("rel") or [])


def _unwrapped(address: str) -> str:
    """The address behind one that the Wayback Machine rewrote in an archived page."""
    return re.sub(r"^(?:https?://web\.archive\.org)?/web/[0-9]{4,14}[a-z_]*/", "", address)


def _agreed(named: list[tuple[str, str]]) -> tuple[str, str]:
    """The licence that all places name, or NOT_UNDERSTOOD and why."""
    said = {licence for _, licence in named}
    if not named:
        return licences.NOT_UNDERSTOOD, NO_LICENCE_FOUND
    if len(said) > 1:
        return licences.NOT_UNDERSTOOD, "the page names more than one licence"
    licence = said.pop()
    return licence, named[0][0] if licence == licences.NOT_UNDERSTOOD else ""
