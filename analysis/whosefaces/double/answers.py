"""What Flickr's API answers about a planted population, in Flickr's own two forms.

An answer is built once, in the shape of Flickr's JSON (numbers that are text there are text here), and written as
JSON or as XML. Element order, indentation, slashes escaped as ``\\/`` and the odd types are those of the recordings;
what was never recorded is marked BUILT FROM DOCUMENTATION.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from whosefaces.double.population import Account, Photo, Population
from whosefaces.flickr import licences

NSID = re.compile(r"[0-9]{5,11}@N[0-9]{2}")
RENAMED = dt.datetime(2025, 6, 18, tzinfo=dt.UTC)
"""The day from which licences carry short names and id 0 has an address."""

Parameters = Mapping[str, str]
_SIZES = (
    *(("Square", "_s", 75), ("Large Square", "_q", 150), ("Thumbnail", "_t", 100), ("Small", "_m", 240)),
    *(("Medium", "", 500), ("Medium 640", "_z", 640), ("Large", "_b", 1024), ("Large 1600", "_h", 1600)),
    ("Original", "_o", 3000),
)


class FailureError(Exception):
    """``stat="fail"``: HTTP 200 with a code that means something per method."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    content_type: str
    body: bytes


class Api:
    """The API of a Flickr that holds ``population``, at a moment that each call names."""

    def __init__(self, population: Population, key: str | None = None) -> None:
        """``key``: the one API key that is accepted; None accepts calls without any."""
        self.population = population
        self.key = key
        self.licence_ids_added: tuple[int, ...] = ()
        """Numbers that Flickr hands out beyond the table that anybody has seen."""
        self._methods: dict[str, Callable[[Parameters, dt.datetime], dict[str, Any]]] = {
            "flickr.photos.getInfo": self._photo_info,
            "flickr.photos.getSizes": self._sizes,
            "flickr.photos.comments.getList": self._comments,
            "flickr.people.getInfo": self._person_info,
            "flickr.profile.getProfile": self._profile,
            "flickr.photos.licenses.getInfo": self._licence_table,
            "flickr.photos.licenses.getLicenseHistory": self._licence_history,
            "flickr.people.getPublicPhotos": self._public_photos,
            "flickr.photos.people.getList": self._people_in_photo,
            "flickr.photos.getAllContexts": self._contexts,
            "flickr.urls.lookupUser": self._lookup_user,
            "flickr.test.null": self._test_null,
        }

    def answer(self, parameters: Parameters, at: dt.datetime) -> Answer:
        """Answer one call of the REST endpoint.

        Args:
            parameters: of the call; unknown ones are ignored, as Flickr does.
            at: the moment of the call.
        """
        as_json = parameters.get("format") == "json"
        try:
            body = self._call(parameters, at)
        except FailureError as failure:
            return render_failure(failure.code, failure.message, as_json=as_json)
        return render(body, as_json=as_json)

    def _call(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        if self.key is not None and parameters.get("api_key") != self.key:
            wrong = "Key has expired" if re.fullmatch("[0-9a-f]{32}", parameters.get("api_key", "")) else None
            raise FailureError(100, f"Invalid API Key ({wrong or 'Key has invalid format'})")
        method = parameters.get("method", "")
        if method not in self._methods:
            raise FailureError(112, f'Method "{method}" not found')
        return self._methods[method](parameters, at)

    # -- photos

    def _photo(self, parameters: Parameters, at: dt.datetime) -> Photo | None:
        photo = self.population.photos.get(parameters.get("photo_id", ""))
        return photo if photo is not None and self.population.visible(photo, at) else None

    def _photo_info(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        photo = self._photo(parameters, at)
        if photo is None:
            photo_id = parameters.get("photo_id", "")
            message = f'Photo "{photo_id}" not found (invalid ID)' if photo_id.isdecimal() else "Photo not found"
            raise FailureError(1, message)
        owner = self.population.accounts[photo.nsid]
        posted = str(int(photo.posted.timestamp()))
        video = {"video": _VIDEO} if photo.media == "video" else {}
        return {
            "photo": {
                "id": photo.photo_id,
                "secret": photo.secret,
                "server": photo.server,
                "farm": _farm(photo),
                "dateuploaded": posted,
                "isfavorite": 0,
                "license": str(photo.licence(at)),
                "safety_level": "0",
                "rotation": 0,
                "views": str(int(photo.photo_id) % 4999),
                "media": photo.media,
                "owner": _owner(owner),
                "title": {"_content": photo.title},
                "description": {"_content": "invented"},
                "visibility": {"ispublic": 1, "isfriend": 0, "isfamily": 0},
                "dates": {
                    "posted": posted,
                    "taken": f"{photo.posted:%Y-%m-%d %H:%M:%S}",
                    "takengranularity": "0",
                    "takenunknown": 1,
                    "lastupdate": str(int(photo.licences[-1][0].timestamp()))
                    if at >= photo.licences[-1][0]
                    else posted,
                },
                "editability": {"cancomment": 0, "canaddmeta": 0},
                "publiceditability": {"cancomment": 1, "canaddmeta": 0},
                "usage": {"candownload": 1, "canblog": 0, "canprint": 0, "canshare": 1},
                "comments": {"_content": "0"},
                "notes": {"note": []},
                "people": {"haspeople": int(bool(photo.tagged))},
                "tags": {"tag": [self._tag(photo.photo_id, author, raw) for author, raw in photo.tags]},
                **video,
                "urls": {"url": [{"type": "photopage", "_content": page_url(owner, photo)}]},
            }
        }

    def _tag(self, photo_id: str, author: str, raw: str) -> dict[str, Any]:
        plain = "".join(letter for letter in raw.lower() if letter.isalnum())
        name = self.population.accounts[author].username
        machine = {"machine_tag": 0}
        return {
            "id": f"1-{photo_id}-{len(raw)}",
            "author": author,
            "authorname": name,
            "raw": raw,
            "_content": plain,
        } | machine

    def _sizes(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        """Small sizes share one secret, large ones and the original have others; a video has its player besides."""
        photo = self._photo(parameters, at)
        if photo is None:
            raise FailureError(1, "Photo not found")
        page = page_url(self.population.accounts[photo.nsid], photo)
        sizes = []
        for label, suffix, width in _SIZES:
            secret = photo.secret if width <= 1024 else photo.secret[::-1]
            source = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{secret}{suffix}.jpg"
            size = {"label": label, "width": width, "height": width * 3 // 4, "source": source}
            sizes.append(size | {"url": f"{page}sizes/{suffix.strip('_') or 'm'}/", "media": "photo"})
        if photo.media == "video":
            player = f"https://www.flickr.com/apps/video/stewart.swf?v=1&photo_id={photo.photo_id}"
            sizes.append(
                {"label": "Video Player", "width": "", "height": "", "source": player, "url": page, "media": "video"}
            )
        return {"sizes": {"canblog": 0, "canprint": 0, "candownload": 1, "size": sizes}}

    def _comments(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        """One comment on every third photo, by a member who may have gone since."""
        photo = self._photo(parameters, at)
        if photo is None:
            raise FailureError(1, "Photo not found")
        members = list(self.population.accounts.values())
        author = members[int(photo.photo_id) % len(members)]
        comment = {
            "id": f"{photo.photo_id}-1",
            "author": author.nsid,
            "author_is_deleted": int(author.gone is not None and at >= author.gone),
            "authorname": author.username,
            "iconserver": "0",
            "iconfarm": 0,
            "datecreate": str(int(photo.posted.timestamp()) + 60),
            "permalink": f"{page_url(self.population.accounts[photo.nsid], photo)}#comment{photo.photo_id}-1",
            "path_alias": author.alias,
            "realname": author.realname,
            "_content": "invented",
        }
        comments = {"comment": [comment]} if int(photo.photo_id) % 3 == 0 else {}
        return {"comments": {"photo_id": photo.photo_id, **comments}}

    def _people_in_photo(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        photo = self._photo(parameters, at)
        if photo is None:
            raise FailureError(1, "Photo not found")
        tagged = [self.population.accounts[nsid] for nsid in photo.tagged if nsid in self.population.accounts]
        return {
            "people": {
                "total": len(photo.tagged),
                "photo_width": 500,
                "photo_height": 375,
                "person": [
                    {
                        "nsid": person.nsid,
                        "username": person.username,
                        "iconserver": "0",
                        "iconfarm": 0,
                        "path_alias": person.alias,
                        "added_by": photo.nsid,
                        "is_deleted": int(person.gone is not None and at >= person.gone),
                        "realname": person.realname,
                        "h": 50,
                        "w": 50,
                        "x": 10,
                        "y": 10,
                    }
                    for person in tagged
                ],
            }
        }

    def _contexts(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        """BUILT FROM DOCUMENTATION: no invented photo is in an album, a gallery or a group."""
        if self._photo(parameters, at) is None:
            raise FailureError(1, "Photo not found")
        return {}

    # -- licences

    def _licence_table(self, _asked: Parameters, at: dt.datetime) -> dict[str, Any]:
        table = [{"id": str(number), "name": name, "url": url} for number, name, url in licence_table(at)]
        table += [{"id": str(n), "name": f"Licence {n}", "url": ""} for n in self.licence_ids_added]
        return {"licenses": {"license": table}}

    def _licence_history(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        """BUILT FROM DOCUMENTATION: siblings under the root, "changed" to nothing where it never was changed."""
        photo = self._photo(parameters, at)
        if photo is None:
            raise FailureError(1, "Photo not found")
        named = {number: (name, url) for number, name, url in licence_table(at)}
        past = [step for step in photo.licences if step[0] <= at or step is photo.licences[0]]
        steps = [
            (since, named[old], named[new])
            for (_, old), (since, new) in zip(past, past[1:], strict=False)
            if old != new
        ] or [(photo.posted, named[past[-1][1]], ("", ""))]
        return {
            "license_history": [
                {
                    "date_change": int(since.timestamp()),
                    "old_license": old[0],
                    "old_license_url": old[1],
                    "new_license": new[0],
                    "new_license_url": new[1],
                }
                for since, old, new in steps
            ]
        }

    # -- accounts

    def _known_account(self, parameters: Parameters) -> Account | None:
        nsid = parameters.get("user_id", "")
        return self.population.accounts.get(nsid) if NSID.fullmatch(nsid) else None

    def _person_info(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        account = self._known_account(parameters)
        gone = account is not None and account.gone is not None and at >= account.gone
        if account is None or (gone and account.gone_says_not_found):
            raise FailureError(1, "User not found")
        if gone:
            # Undocumented, and not in the shared recordings; described there from one that was seen.
            raise FailureError(5, "User deleted")
        photos = self.population.public_photos(account.nsid, at)
        first = photos[-1].posted if photos else account.joined
        path = account.alias or account.nsid
        return {
            "person": {
                "id": account.nsid,
                "nsid": account.nsid,
                "ispro": int(account.pro),
                "is_deleted": 0,
                "iconserver": "0",
                "iconfarm": 0,
                "path_alias": account.alias,
                "has_stats": int(account.pro),
                # As 44 recorded accounts that pay have it: a badge, and the day on which the subscription ends.
                **({"pro_badge": "standard", "expire": str(int(at.timestamp()) + 20_000_000)} if account.pro else {}),
                "has_adfree": 0,
                "has_free_standard_shipping": 0,
                "has_free_educational_resources": 0,
                "username": {"_content": account.username},
                "realname": {"_content": account.realname},
                **({"mbox_sha1sum": {"_content": account.email_sha1}} if account.email_sha1 else {}),
                **({"location": {"_content": account.location}} if account.location is not None else {}),
                "description": {"_content": account.about},
                "photosurl": {"_content": f"https://www.flickr.com/photos/{path}/"},
                "profileurl": {"_content": f"https://www.flickr.com/people/{path}/"},
                "mobileurl": {"_content": f"https://www.flickr.com/photos/{path}/"},
                "photos": {
                    "firstdatetaken": {"_content": f"{first:%Y-%m-%d %H:%M:%S}"},
                    "firstdate": {"_content": str(int(first.timestamp()))},
                    "count": {"_content": len(photos)},
                },
            }
        }

    def _profile(self, parameters: Parameters, _at: dt.datetime) -> dict[str, Any]:
        """Answers for accounts that have gone as well: no proof of life."""
        account = self._known_account(parameters)
        if account is None:
            raise FailureError(1, "Invalid NSID provided")
        named = dict.fromkeys(("facebook", "twitter", "tumblr", "instagram", "pinterest"), "")
        return {
            "profile": {
                "id": account.nsid,
                "nsid": account.nsid,
                "join_date": str(int(account.joined.timestamp())),
                "occupation": "",
                "hometown": "",
                "showcase_set": "",
                "showcase_set_title": "",
                "first_name": "",
                "last_name": "",
                "profile_description": "invented",
                "website": account.website,
                "city": "",
                "country": "",
                **named,
            }
        }

    def _lookup_user(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        match = re.search(r"/(?:photos|people)/([^/]+)", parameters.get("url", ""))
        name = match[1] if match else ""
        account = self.population.accounts.get(name) or self.population.by_alias.get(name.lower())
        if account is None or (account.gone is not None and at >= account.gone):
            raise FailureError(1, "User not found")
        return {"user": {"id": account.nsid, "username": {"_content": account.username}}}

    def _public_photos(self, parameters: Parameters, at: dt.datetime) -> dict[str, Any]:
        account = self._known_account(parameters)
        if account is None or (account.gone is not None and at >= account.gone):
            raise FailureError(1, "User not found")
        photos = self.population.public_photos(account.nsid, at)
        per_page = min(500, max(1, _number(parameters.get("per_page"), 100)))
        page = max(1, _number(parameters.get("page"), 1))
        extras = [extra for extra in parameters.get("extras", "").split(",") if extra]
        shown = photos[(page - 1) * per_page : page * per_page]
        return {
            "photos": {
                "page": page,
                "pages": -(-len(photos) // per_page),
                "perpage": per_page,
                "total": str(len(photos)),
                "photo": [self._listed(photo, account, extras, at) for photo in shown],
            }
        }

    def _listed(self, photo: Photo, account: Account, extras: list[str], at: dt.datetime) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "id": photo.photo_id,
            "owner": photo.nsid,
            "secret": photo.secret,
            "server": photo.server,
            "farm": _farm(photo),
            "title": photo.title,
            "ispublic": 1,
            "isfriend": 0,
            "isfamily": 0,
        }
        if "license" in extras:
            entry["license"] = str(photo.licence(at))
        if "safety_level" in extras:
            entry["safety_level"] = "0"
        if "date_upload" in extras:
            entry["dateupload"] = str(int(photo.posted.timestamp()))
        if "owner_name" in extras:
            entry["ownername"] = account.username
        if "media" in extras:
            entry |= {"media": photo.media, "media_status": "ready"}
        if "path_alias" in extras:
            entry["pathalias"] = account.alias
        for extra in extras:
            entry |= _extra(extra, photo, account)
        return entry

    def _test_null(self, _asked: Parameters, _at: dt.datetime) -> dict[str, Any]:
        raise FailureError(99, "Insufficient permissions. Method requires read privileges; none granted.")


def licence_table(at: dt.datetime) -> list[tuple[int, str, str]]:
    """Flickr's licences at that moment, in Flickr's order: number, name, address.

    Names and addresses are those of the recorded tables: short names and an address for id 0 since June 2025.
    """
    dated = [numbers for day, numbers in licences.recorded_tables() if day <= at.date()]
    numbers = dated[-1] if dated else licences.recorded_tables()[0][1]
    if at >= RENAMED:
        numbers = licences.recorded_tables()[-1][1]
    by_number = {licences.terms(name).flickr_id: licences.terms(name) for name in licences.ids()}
    table = []
    for number in numbers:
        licence = by_number[number]
        short = licence.element is not None and licence.element.startswith("by") and at >= RENAMED
        name = licence.names[-1] if short else licence.names[0]
        url = licence.urls[0] if at >= RENAMED else licence.urls[-1]
        table.append((number, name, "" if number == 0 and at < RENAMED else url))
    return table


def page_url(owner: Account, photo: Photo) -> str:
    """The photo's page, by the owner's alias where there is one."""
    return f"https://www.flickr.com/photos/{owner.alias or owner.nsid}/{photo.photo_id}/"


_VIDEO = {"ready": 1, "failed": 0, "pending": 0, "duration": "12", "width": "640", "height": "360"}


def _owner(owner: Account) -> dict[str, Any]:
    return {
        "nsid": owner.nsid,
        "username": owner.username,
        "realname": owner.realname,
        "location": owner.location or "",
        "iconserver": "0",
        "iconfarm": 0,
        "path_alias": owner.alias,
        "gift": {"gift_eligible": "", "new_flow": 1},
    }


def _extra(extra: str, photo: Photo, account: Account) -> dict[str, Any]:
    """What one of the rarer extras adds to a listed photo; nothing for an extra that does not exist, as Flickr does."""
    image = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}"
    if extra.startswith("url_") and (size := _URLS.get(extra[4:])):
        suffix, width = size
        return {
            extra: f"{image}{suffix}.jpg",
            f"height_{extra[4:]}": width * 3 // 4,
            f"width_{extra[4:]}": width,
        }
    added: dict[str, dict[str, Any]] = {
        "date_taken": {
            "datetaken": f"{photo.posted:%Y-%m-%d %H:%M:%S}",
            "datetakengranularity": 0,
            "datetakenunknown": "1",
        },
        "tags": {"tags": " ".join("".join(filter(str.isalnum, raw.lower())) for _, raw in photo.tags)},
        "geo": {"latitude": 0, "longitude": 0, "accuracy": 0, "context": 0},
        "description": {"description": {"_content": "invented"}},
        "original_format": {"originalsecret": photo.secret[::-1], "originalformat": "jpg"},
        "realname": {"realname": account.realname},
        "count_comments": {"count_comments": str(int(int(photo.photo_id) % 3 == 0))},
        "count_views": {"count_views": str(int(photo.photo_id) % 4999)},
    }
    return added.get(extra, {})


_URLS = {"sq": ("_s", 75), "q": ("_q", 150), "t": ("_t", 100), "s": ("_m", 240), "m": ("", 500), "l": ("_b", 1024)}
"""By the letters of the extra: the file's ending, and its width."""


def _farm(photo: Photo) -> int:
    return 66 if photo.server == "65535" else int(photo.server) % 9 + 1


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


# -- the two forms


def render(body: dict[str, Any], *, as_json: bool) -> Answer:
    """A successful answer."""
    if as_json:
        return Answer(200, "application/json", _json({**body, "stat": "ok"}))
    lines = [line for name, value in body.items() for line in _xml(name, value, 0)]
    return Answer(200, "text/xml; charset=utf-8", _rsp("ok", lines))


def render_failure(code: int, message: str, *, as_json: bool) -> Answer:
    """A failure: HTTP 200 all the same."""
    if as_json:
        return Answer(200, "application/json", _json({"stat": "fail", "code": code, "message": message}))
    error = f'\t<err code="{code}" msg={_quoted(message)} />'
    return Answer(200, "text/xml; charset=utf-8", _rsp("fail", [error]))


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def _rsp(stat: str, lines: list[str]) -> bytes:
    inner = "\n".join(lines)
    return f'<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="{stat}">\n{inner}\n</rsp>\n'.encode()


def _xml(name: str, value: Any, depth: int) -> list[str]:
    """An element in the shape of its JSON: scalars are attributes, ``_content`` the text, a list is repeated."""
    if isinstance(value, list):
        return [line for one in value for line in _xml(name, one, depth)]
    indent = "\t" * depth
    attributes, children, text = "", [], None
    for key, part in value.items():
        if key == "_content":
            text = str(part)
        elif isinstance(part, dict | list):
            children += _xml(key, part, depth + 1)
        else:
            attributes += f" {key}={_quoted('' if part is None else str(part))}"
    if children:
        return [f"{indent}<{name}{attributes}>", *children, f"{indent}</{name}>"]
    if text:
        return [f"{indent}<{name}{attributes}>{escape(text)}</{name}>"]
    return [f"{indent}<{name}{attributes} />"]


def _quoted(text: str) -> str:
    return '"' + escape(text, _QUOTES) + '"'


_QUOTES = {'"': "&quot;", "'": "&#039;"}
