"""What a Flickr address names: a photo, its owner, or something that is not a photo.

``read_address`` is one pure function of the text. It asks nobody, follows nothing and never raises: an address
that it does not understand is ``"other"`` (Flickr's, but naming no photo that can be read offline) or
``"not flickr"``. Only the photo id is a key; the secret in an image's file name opens private photos and is
never handed out, except inside the address of the image file itself (``image_address``).

The grammar was read off recorded Flickr traffic and off the addresses that published manifests hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

PHOTO_KINDS = ("photo", "static", "video", "short")
"""The kinds that name one photo: its page, an image file, a video file, a flic.kr link."""

KINDS = (
    *PHOTO_KINDS,
    "user",
    "album",
    "gallery",
    "collection",
    "group",
    "tag",
    "guest pass",
    "placeholder",
    "home",
    "other",
    "not flickr",
)


@dataclass(frozen=True)
class Address:
    """One address, read.

    ``photo_id`` is decimal without a leading zero, and is set exactly when ``kind`` is one of PHOTO_KINDS.
    ``nsid`` has a capital N. ``alias`` is the owner's path alias in lower case. ``size`` is the size suffix
    of an image file ("" for the one without). ``archived`` is the timestamp of a Wayback Machine copy.
    """

    kind: str
    photo_id: str | None = None
    nsid: str | None = None
    alias: str | None = None
    size: str | None = None
    archived: str | None = None

    @property
    def account_key(self) -> str | None:
        """The owner as one text: the NSID, else ``alias:<lower case>``; None where the address names nobody."""
        if self.nsid is not None:
            return self.nsid
        return None if self.alias is None else f"alias:{self.alias}"


def read_address(text: str) -> Address:
    """Read any text as a Flickr address, offline.

    Args:
        text: an address as a manifest or a person wrote it: with or without scheme, wrapped by the Wayback
            Machine or not, with stray white space around it.

    Returns:
        An Address; its kind is "not flickr" for every text that is not an address on one of Flickr's hosts,
        look-alike hosts and addresses with a user name or an odd port included.
    """
    inner, archived = _unwrapped(text.strip(_BLANK))
    parts = _split(inner)
    read = _NOT_FLICKR if parts is None else _read(parts)
    if archived is None or read.kind == "not flickr":
        return read
    return Address(read.kind, read.photo_id, read.nsid, read.alias, read.size, archived)


def image_address(text: str) -> str | None:
    """The https address, on today's static host, of the image file that ``text`` names; None for anything else.

    It is put together from what was read, so that no address is ever asked as a manifest has it. It carries
    the file's secret: it may be asked of the static host, and appears in no table and on no page. Images whose
    address has no server part (``photosN.flickr.com``) cannot be asked there and give None.
    """
    parts = _split(_unwrapped(text.strip(_BLANK))[0])
    if parts is None:
        return None
    file = _static_file(parts)
    if file is None or file.server is None or file.secret == _REDACTED:
        return None
    size = f"_{file.size}" if file.size else ""
    return f"https://live.staticflickr.com/{file.server}/{file.photo_id}_{file.secret}{size}.{file.extension}"


def photo_id_of_file_name(name: str) -> str | None:
    """The photo id in an image's file name as Flickr gives it out, ``{id}_{secret}[_{size}].jpg``; else None.

    The id is the first number: a secret can be all digits too.
    """
    match = _FILE.fullmatch(name)
    return match["photo_id"] if match else None


def read_nsid(text: str) -> str | None:
    """``text`` as an NSID with a capital N, from any of its spellings (``@n02``, ``%40N02``); else None."""
    plain = unquote(text)
    return plain[:-3] + plain[-3:].upper() if _NSID.fullmatch(plain) else None


def read_photo_id(text: str) -> str | None:
    """``text`` if it is a photo id: decimal, no leading zero, no longer than an id can be; else None."""
    return text if _PHOTO_ID.fullmatch(text) else None


def photo_id_of_short_link(text: str) -> str | None:
    """The photo id that a flic.kr link carries as ``text``, in base 58; None where it carries none."""
    # "1" is the digit nought: a leading one would be a leading zero.
    if not text or len(text) > _LONGEST_SHORT or text.startswith("1") or any(c not in _BASE58 for c in text):
        return None
    number = 0
    for letter in text:
        number = number * len(_BASE58) + _BASE58.index(letter)
    return read_photo_id(str(number))


# -- the grammar ------------------------------------------------------------------------------------------------

# White space as Unicode has it, and the invisible marks that spreadsheets leave.
_BLANK = " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_BLANK += "\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"

# Photo ids had 11 digits in 2026; album and gallery ids have 17 or more. A longer number in a photo's place is
# therefore something else: asked of Flickr, it would come back as "not found" and be counted as a lost photo.
_PHOTO_ID = re.compile(r"[1-9][0-9]{0,14}")
_NSID = re.compile(r"[0-9]{5,11}@[Nn][0-9]{2}")
_REDACTED = "redacted"
"""Stands for the secret in the addresses that this suite archives."""
_FILE = re.compile(
    rf"(?P<photo_id>[1-9][0-9]{{0,14}})_(?P<secret>[0-9a-f]{{6,16}}|{_REDACTED})"
    r"(?:_(?P<size>[a-ce-z]|[3-6]k|[0-9]{1,4}))?(?:_d)?\.(?P<extension>jpg|jpeg|png|gif)",
    re.IGNORECASE,
)

_ADDRESS = re.compile(
    r"(?:https?:/{1,2}|//)?"
    r"(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?:80|443))?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:\#(?P<fragment>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_WRAPPED = re.compile(
    r"(?:https?:/{1,2}|//)?(?:web|wayback|www)\.archive\.org/(?:web/)?(?:(?P<stamp>[0-9]{4,14})(?:[a-z]{2}_|\*)?/)?(?P<inner>.+)",
    re.IGNORECASE | re.DOTALL,
)
_DEEPEST_WRAP = 3  # copies of copies exist; deeper nesting is nobody's address

_PAGE_HOSTS = ("flickr.com", "www.flickr.com", "secure.flickr.com", "m.flickr.com")
_STATIC_HOST = re.compile(
    r"(?P<no_server>photos[0-9]{0,3}\.flickr\.com)"
    r"|(?P<three_parts>c[0-9]{1,2}\.staticflickr\.com)"
    r"|(?:farm[0-9]{1,3}\.)?static\.?flickr\.com|live\.staticflickr\.com"
)
_FLICKRS = re.compile(r"(?:[a-z0-9-]+\.)*(?:flickr\.com|staticflickr\.com|flic\.kr|flickr\.org)")
_PLACEHOLDER = re.compile(r"photo_unavailable\w*\.(?:png|gif|jpg)")
_PLACEHOLDER_HOST = re.compile(r"[a-z]\.yimg\.com")

# First parts under /photos/ that are Flickr's own pages and nobody's alias.
_NOT_OWNERS = frozenset(
    ("tags", "organize", "search", "friends", "contacts", "upload", "recent", "explore", "map", "stats")
    + ("albums", "sets", "galleries", "gallery", "collections", "archives", "favorites", "faves", "groups")
)
# "me" is whoever is logged in, "_" stands for any owner: the photo is named all the same.
_NOBODY = ("me", "_")

_BELOW_OWNER = {
    "albums": "album",
    "sets": "album",
    "galleries": "gallery",
    "gallery": "gallery",
    "collections": "collection",
    "tags": "tag",
}
_PHOTO_SCRIPTS = ("photo.gne", "photo_zoom.gne", "photo_exif.gne", "photo_edit.gne", "video_download.gne")
_SHORT_KINDS = {"s": "album", "y": "gallery", "ps": "user"}

_BASE58 = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
_LONGEST_SHORT = 9  # 58 ** 9 has 16 digits, more than a photo id can have

_NOT_FLICKR = Address("not flickr")
_OTHER = Address("other")


@dataclass(frozen=True)
class _Parts:
    host: str
    path: list[str]
    query: list[tuple[str, str]]


@dataclass(frozen=True)
class _File:
    photo_id: str
    size: str
    extension: str
    server: str | None
    secret: str = field(repr=False)


def _unwrapped(text: str) -> tuple[str, str | None]:
    """The address inside a Wayback Machine address, and the outermost timestamp; (text, None) when not wrapped."""
    stamp = None
    for _ in range(_DEEPEST_WRAP):
        wrapped = _WRAPPED.fullmatch(text)
        if wrapped is None:
            break
        stamp, text = stamp or wrapped["stamp"], wrapped["inner"]
    return text, stamp


def _split(text: str) -> _Parts | None:
    """Host, path and query, or None where the text cannot be an address on one of Flickr's hosts."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    host = match["host"].lower()
    if not (_FLICKRS.fullmatch(host) or _PLACEHOLDER_HOST.fullmatch(host)):
        return None
    path = match["path"] or ""
    if path in ("", "/") and (match["fragment"] or "").startswith("/photos/"):
        path = match["fragment"]  # http://m.flickr.com/#/photos/alias/1/, the old mobile site
    segments = [unquote(part) for part in path.split("/") if part]
    return _Parts(host, segments, parse_qsl(match["query"] or ""))


def _read(parts: _Parts) -> Address:
    if parts.path and _PLACEHOLDER.fullmatch(parts.path[-1]):
        return Address("placeholder")
    if _PLACEHOLDER_HOST.fullmatch(parts.host):
        return _NOT_FLICKR
    if _STATIC_HOST.fullmatch(parts.host):
        return _read_static(parts)
    if parts.host in ("flic.kr", "www.flic.kr"):
        return _read_short(parts.path)
    if parts.host == "commons.flickr.org":
        return _owned("user", parts.path[1]) if len(parts.path) == 2 and parts.path[0] == "members" else _OTHER
    if parts.host == "embedr.flickr.com":
        return _read_embedded(parts.path)
    return _read_page(parts) if parts.host in _PAGE_HOSTS else _OTHER


def _read_embedded(path: list[str]) -> Address:
    """What Flickr's player on other people's pages shows: a photo by its id alone, or under its owner, or a stream or album."""
    first, *rest = path or [""]
    if first == "photos" and len(rest) == 1 and (photo_id := read_photo_id(rest[0])):
        return Address("photo", photo_id)
    if first == "photos":
        return _read_below_photos(rest)
    if first == "photostreams" and len(rest) == 1:
        return _owned("user", rest[0])
    return Address("album") if first == "photosets" and rest else _OTHER


def _read_static(parts: _Parts) -> Address:
    if file := _static_file(parts):
        return Address("static", file.photo_id, size=file.size)
    # live.staticflickr.com/video/{id}/{secret}/{format}.mp4
    if len(parts.path) == 4 and parts.path[0] == "video" and (photo_id := read_photo_id(parts.path[1])):
        return Address("video", photo_id)
    return _OTHER


def _static_file(parts: _Parts) -> _File | None:
    """The pieces of an image file's address; its path has as many parts as its host wants, or it is none."""
    host = _STATIC_HOST.fullmatch(parts.host)
    if host is None or not parts.path:
        return None
    *folders, name = parts.path
    wanted = 0 if host["no_server"] else 2 if host["three_parts"] else 1
    numbers = all(re.fullmatch(r"[0-9]{1,6}", folder) for folder in folders)
    match = _FILE.fullmatch(name)
    if match is None or not numbers or len(folders) != wanted:
        return None
    return _File(
        photo_id=match["photo_id"],
        secret=match["secret"],
        size=(match["size"] or "").lower(),
        extension=match["extension"].lower(),
        server=folders[-1] if folders else None,
    )


def _read_short(path: list[str]) -> Address:
    if len(path) != 2 or not all(letter in _BASE58 for letter in path[1]):
        return _OTHER
    if path[0] == "p":
        photo_id = photo_id_of_short_link(path[1])
        return Address("short", photo_id) if photo_id else _OTHER
    # Albums, galleries and photo streams need a request to be resolved; what they are shows all the same.
    return Address(_SHORT_KINDS.get(path[0], "other"))


def _read_page(parts: _Parts) -> Address:
    if not parts.path:
        return Address("home")
    first, rest = parts.path[0].lower(), parts.path[1:]
    if first in ("photos", "photo"):
        return _read_below_photos(rest)
    if first == "people":
        return _owned("user", rest[0]) if rest else _OTHER
    if first == "groups":
        return Address("group") if rest else _OTHER
    if first == "gp":
        return Address("guest pass")
    return _read_script("/".join(parts.path), parts.query)


def _read_below_photos(path: list[str]) -> Address:
    if not path:
        return _OTHER
    owner, rest = path[0], path[1:]
    if owner.lower() in _NOT_OWNERS:
        return Address("tag") if owner.lower() == "tags" and rest else _OTHER
    if not rest or re.fullmatch(r"page[0-9]+", rest[0]):
        return _owned("user", owner)
    if photo_id := read_photo_id(rest[0]):
        return _owned("photo", owner, photo_id)
    kind = _BELOW_OWNER.get(rest[0].lower(), "other")
    if len(rest) == 1 and kind != "other":
        return _owned("user", owner)  # the list of somebody's albums, galleries or tags
    if kind in ("album", "gallery") and not re.fullmatch(r"[0-9]{1,20}", rest[1]):
        return _OTHER
    return _OTHER if kind == "other" else _owned(kind, owner)


def _owned(kind: str, owner: str, photo_id: str | None = None) -> Address:
    """An address with its owner; "other" where the owner's part is neither an NSID nor anything like an alias."""
    if nsid := read_nsid(owner):
        return Address(kind, photo_id, nsid=nsid)
    if owner.lower() in _NOBODY:
        return Address(kind, photo_id)
    if not owner.isprintable() or re.search(r"[@/\s\ufffd]", owner):
        return _OTHER
    return Address(kind, photo_id, alias=owner.lower())


def _read_script(path: str, query: list[tuple[str, str]]) -> Address:
    """The old pages that take the photo as a parameter; none when it is named twice and differently."""
    if path in _PHOTO_SCRIPTS:
        ids = {value for key, value in query if key == "id"}
        shorts = {value for key, value in query if key == "short"} if path == "photo.gne" else set()
        if len(ids) == 1 and not shorts and (photo_id := read_photo_id(ids.pop())):
            return Address("photo", photo_id)
        if len(shorts) == 1 and not ids and (photo_id := photo_id_of_short_link(shorts.pop())):
            return Address("photo", photo_id)
    if path == "apps/video/stewart.swf":
        ids = {value for key, value in query if key == "photo_id"}
        if len(ids) == 1 and (photo_id := read_photo_id(ids.pop())):
            return Address("video", photo_id)
    return _OTHER
