"""Which column of a table is what: photo, owner, licence, by the evidence of whole columns, for every container alike.

A column is known by what stands in it, and by its name only where the values do not say otherwise. One cell proves
nothing: a camera's ``20120203_115310.jpg`` looks like a file name of Flickr's, a crop's number like an id. So a column
is judged as a whole: how many of its secrets hold a letter, how long they are, how wide its ids spread, whether they are
days, what stands beside them. Where that does not settle it, nothing is taken: a person is asked.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import unquote

from whosefaces.flickr import licences
from whosefaces.flickr.address import Address, read_address, read_nsid
from whosefaces.manifest.asked import Asked
from whosefaces.manifest.engine import NULLS
from whosefaces.manifest.listing import ManifestError, taken
from whosefaces.scan import quoted

NAMES = {
    "photo_id": "photo_id photoid flickr_photo_id flickr_id flickrid flickr_photoid id_photo id_search_engine photo_ids photoids "
    "flickr_ids flickr_photo_ids",
    "nsid": "nsid owner_nsid user_nsid owner owner_id ownerid user_id userid uid author_nsid photographer_nsid author_id owner_nsid_id",
    "alias": "alias path_alias pathalias owner_path_alias owner_alias owner_url ownerurl profile_url author_profile_url authorprofileurl "
    "creator_url author_url photographer_url",
    "licence": "licence_url license_url licenceurl licenseurl licence license licence_name license_name licencename licensename "
    "usageterms usage_terms rights webstatement lizenz licencia licenca",
    "licence_version": "licence_version license_version licenceversion licenseversion cc_version version",
    "flickr_licence": "licence_id license_id flickr_license flickr_licence flickr_license_id",
    "licence_listed_on": "licence_listed_on listed_on date_crawled crawled_on collected_on",
    "uploaded": "uploaded date_uploaded dateuploaded upload_date date_upload dateupload",
    "faces": "faces n_faces num_faces face_count facecount",
}
"""Column names that say clearly what stands in them, best first."""

_GENERAL_IDS = [
    "id",
    "photo",
    "image_id",
    "imageid",
    "img_id",
    "picture_id",
    "media_id",
    "pid",
    "foreign_identifier",
    "identifier",
    "foto_id",
    "photo_number",
    "photos",
    "ids",
    "image_ids",
]
"""Names under which an id of Flickr's stands, and many another: taken only beside evidence."""

_NAMED = (
    "author",
    "owner_name",
    "ownername",
    "username",
    "unickname",
    "creator",
    "user_name",
    "owner_username",
    "photographer",
)
_PLACES = ("latitude", "lat")
_BESIDE = ("secret", "server", "farm", "originalsecret", "ispublic", "pathalias", "ownername")
"""Columns of Flickr's own answers."""

_FEW = 0.5
"""The least share of a sample that must read as what a column's name says."""

_SURE = 0.5
"""The least share of secrets that must hold a letter: of Flickr's, ten hexadecimal digits, 99 in 100 do."""

LARGEST_ID = 99_999_999_999
"""Larger than any photo id in 2026, which had 11 digits and began with a 5."""

HASHED = "/data/(images|videos/mp4)/[0-9a-f]{3}/[0-9a-f]{3}/([0-9a-f]{16,32})[.](jpg|mp4)"
_COPY = re.compile(HASHED)
"""An address of the copy of YFCC100M on S3, whose file name is its hash."""

FILE_NAME = (
    "^(?:.*[^0-9A-Za-z])?([1-9][0-9]{0,14})_([0-9a-fA-F]{6,16})(?:_[A-Za-z0-9]{1,2})?(?:_d)?(?:[^0-9A-Za-z].*)?$"
)
"""The photo id and the secret in a file name of Flickr's, the last such pair in the text, whatever stands around it."""

_FILE = re.compile(FILE_NAME)
ORIGINAL = "^(?:.*[^0-9A-Za-z])?([1-9][0-9]{8,10})_o(?:-[0-9]+)?[.](?:jpg|jpeg|png|gif|tif|tiff|mp4|mov|JPG|PNG)$"
"""The photo id in ``{title}_{id}_o.jpg``, as Flickr's own export and downloads call files."""

_ORIGINAL = re.compile(ORIGINAL)
_NSID_INSIDE = "([0-9]{5,11}@[Nn][0-9]{2})"
BARE_FILE = "(?:^|[/_-])([1-9][0-9]{4,14})(?:[_-][0-9]{1,3})?(?:[.][A-Za-z]{3,4})?$"
"""The number in ``{id}.jpg`` or ``{id}_{face}.jpg``: taken only where a person says that it is a photo id."""

_BARE = re.compile(BARE_FILE)
_PLAIN = re.compile(r"[1-9][0-9]{0,14}")
_FLOAT = re.compile(r"[1-9][0-9]{0,14}\.0*|[1-9][0-9]{4,14},0{1,2}")
_POWER = re.compile(r"([1-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
_PREFIXED = re.compile(r"[A-Za-z][A-Za-z _:#-]{0,15}([1-9][0-9]{4,14})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[,.'’ \u00a0\u202f][0-9]{3}){1,4}")
_PADDED = re.compile(r"0+([1-9][0-9]{4,14})")
PIECES = "[^\\s|;,\\[\\]{}()\"']+"
"""What stands between the delimiters and brackets of a list within one cell."""

_PIECE = re.compile(PIECES)
_TWIN = re.compile(r"[_ ]?(?:[0-9]|[a-z]|left|right|first|second|query|gallery|anchor|positive|negative)$")
_TWIN_BEFORE = re.compile(r"^(?:left|right|first|second|query|gallery|anchor|positive|negative)[_ ]")
"""What tells the columns of a row of pairs or triples apart."""

_ELSEWHERE = re.compile(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})(?:[/:?#]|$)", re.IGNORECASE)
_AS_IT_STANDS, _DECODED, _REARMED, _UNESCAPED, _DIGITS = "as it stands", "decoded", "rearmed", "unescaped", "digits"
_INVISIBLE = "\u00a0\u200b-\u200f\u202a-\u202e\u202f\u2060\u2066-\u2069\ufeff"
"""Blanks that do not break, and marks of the direction of writing: they come along with what is copied."""

_DIGITS_OF_OTHERS = "".join(chr(first + n) for first in (0xFF10, 0x0660, 0x06F0, 0x0966) for n in range(10))
"""Digits as East Asian keyboards, Arabic, Persian and Hindi write them."""

_PLAIN_DIGITS = "0123456789" * (len(_DIGITS_OF_OTHERS) // 10)
_ESCAPED = (("&#x2F;", "/"), ("&#x2f;", "/"), ("&#47;", "/"), ("&#x3D;", "="), ("&#61;", "="), ("&amp;", "&"))
_GUARDS = (
    (r'=\s*"(.*)"', _AS_IT_STANDS),
    (r"'(?=[0-9=+@-])(.*)", _AS_IT_STANDS),
    (r'"([^"]*)"', _AS_IT_STANDS),
    (r'=HYPERLINK\("([^"]+)".*\)', _AS_IT_STANDS),
    (r"<(https?://[^>]+)>", _AS_IT_STANDS),
    (r"!?\[[^\]]*\]\((https?://[^)\s]+)[^)]*\)", _AS_IT_STANDS),
    (r"(https?%3A%2F%2F.+)", _DECODED),
    (r"https?://[^?#]+[?](?:[^#]*&)?(?:q|url|u|to|target|dest|imgurl)=(https?(?::|%3A)(?:/|%2F){2}[^&]+).*", _DECODED),
    (r"(hxxps?://.+)", _REARMED),
    (r"(https?:&#(?:x2f|47);.+)", _UNESCAPED),
    (rf"[{_INVISIBLE} ]*[{_INVISIBLE}]([^{_INVISIBLE}]+)[{_INVISIBLE} ]*", _AS_IT_STANDS),
    (rf"([^{_INVISIBLE}]+)[{_INVISIBLE}][{_INVISIBLE} ]*", _AS_IT_STANDS),
    (rf"([{_DIGITS_OF_OTHERS}]+)", _DIGITS),
)
"""What an address or an id is wrapped in, and what is done with what stands inside: by spreadsheets, by mail programs, by
search engines that lead on to it, and by people who take care that nobody follows it."""

ROUNDED = "the photo id was rounded by a spreadsheet"
DAMAGED = "the address holds bytes that are no letters"

EXPORT_AGAIN = (
    "a spreadsheet or a program that keeps numbers as floating-point ones cut their last digits, and nothing brings those back. "
    "Export the list again from where it came, with the column of ids as text"
)


@dataclass(frozen=True)
class Table:
    """Rows of any container as named columns of text; ``header``: the names stood in the file."""

    names: Sequence[str]
    values: Sequence[Sequence[str]]
    header: bool

    def column(self, name: str) -> Sequence[str]:
        """The values of a column, "" for nothing."""
        return self.values[self.names.index(name)]


@dataclass(frozen=True)
class Roles:
    """Which column is what, and how it was told."""

    image: str | None = None
    page: str | None = None
    file: str | None = None
    hash: str | None = None
    also: tuple[tuple[str, str], ...] = ()
    """Further columns that lead to other photos, as in a list of pairs: role and name."""
    others: tuple[tuple[str, str], ...] = ()
    parted: tuple[str, ...] = ()
    """Columns whose cells hold several photos each, and those beside them that hold as many owners."""
    guarded: tuple[tuple[str, int], ...] = ()
    """Columns whose cells are wrapped to keep a spreadsheet off them, and the number of the wrapping in _GUARDS."""
    forced: bool = False
    """A person named the column."""
    rounded: str | None = None
    """A column of ids of which the last digits are lost."""
    restored: tuple[str, ...] = ()
    """What was undone on the ids, in words."""
    power_is_whole: bool = False
    """Ids written as powers of ten have all their digits."""
    doubt: str | None = None
    """What might lead to photos, and why it was not taken."""
    ask: str | None = None
    """What a person can say to settle that."""
    elsewhere: str | None = None
    """The host that every row's address is on, where it is none of Flickr's."""
    listed_as_flickrs: bool = False
    """Numbers in the column of licences are Flickr's own."""
    whose_from_file: bool = False
    """The owner's id stands in the file name."""
    bare: bool = False
    """File names are ``{id}.jpg`` in folders named by the owner's id."""
    original: bool = False
    """File names are ``{title}_{id}_o.jpg``, with no secret."""
    notes: tuple[str, ...] = field(default=())

    @property
    def leads_to_photos(self) -> bool:
        """Whether any column names photos."""
        return bool(self.image or self.page or self.file or self.hash or "photo_id" in dict(self.others))

    @property
    def leads_to_accounts(self) -> bool:
        """Whether any column names accounts."""
        return bool({"nsid", "alias"} & dict(self.others).keys())


def decide(table: Table, asked: Asked) -> Roles:
    """Say which column is what.

    Args:
        table: rows from all over the manifest, a few thousand.
        asked: what a person said of its columns.

    Raises:
        ManifestError: a column was named that is not there.
    """
    for _, name in asked.columns:
        if name not in table.names:
            near = difflib.get_close_matches(name, table.names, 1, cutoff=0.5)
            guess = f"; did you mean {near[0]!r}?" if near else ""
            raise ManifestError(f"no column {name!r}; it has {', '.join(table.names)}{guess}")
    guarded = tuple(_guards(table))
    plain = _unwrapped(table, guarded)
    photos, owners = _parted_columns(plain)
    while photos:
        apart = _apart(plain, (*photos, *owners))
        roles = _settled(apart, _read_as(apart, asked))
        taken_as = {
            roles.image,
            roles.page,
            roles.file,
            dict(roles.others).get("photo_id"),
            *(n for _, n in roles.also),
        }
        if roles.leads_to_photos and taken_as.issuperset(photos):
            return replace(roles, guarded=guarded, parted=(*photos, *owners))
        photos = [name for name in photos if name in taken_as] if roles.leads_to_photos else []
    return replace(_settled(plain, _read_as(plain, asked)), guarded=guarded)


def _read_as(table: Table, asked: Asked) -> Roles:
    return _forced(table, asked) if asked.columns else _by_evidence(table)


# -- one cell ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=200_000)
def _read(value: str) -> Address:
    return read_address(value)


def file_id(value: str) -> str | None:
    """The photo id in a file name that could be Flickr's; its column says whether it is."""
    match = _FILE.match(value)
    return match[1] if match and "://" not in value[:8] else None


def _numbers(value: str) -> str | None:
    """A cell as a photo id, with what tools do to ids undone; None where it is none, or lost its digits."""
    if _PLAIN.fullmatch(value):
        return value
    if _FLOAT.fullmatch(value):
        return re.split("[.,]", value)[0]
    for pattern in (_PADDED, _PREFIXED):
        if match := pattern.fullmatch(value):
            return match[1]
    if _GROUPED.fullmatch(value):
        return re.sub(r"[^0-9]", "", value)
    power = _POWER.fullmatch(value)
    if power and len(power[2] or "") >= int(power[3]) >= 4:
        return str(int(float(value.replace(",", "."))))
    return None


def _bare(value: str) -> str | None:
    match = _BARE.search(value)
    return match[1] if match else None


def _is_power(value: str) -> bool:
    return _POWER.fullmatch(value) is not None


def is_a_day(number: str) -> bool:
    """Whether eight digits are a day of the years of digital cameras."""
    return (
        len(number) == 8
        and "19800101" <= number <= "20351231"
        and "01" <= number[4:6] <= "12"
        and "01" <= number[6:] <= "31"
    )


# -- one column --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Counts:
    """How many cells of a column are what."""

    filled: int
    images: int
    pages: int
    files: int
    hashes: int
    nsids: int
    people: int
    elsewhere: int


def _counts(values: Sequence[str]) -> _Counts:
    images = pages = hashes = nsids = people = elsewhere = 0
    filled = [value for value in values if value and value.strip().lower() not in NULLS]
    names = []
    for value in filled:
        read = _read(value)
        if read.photo_id is not None:
            pages += read.kind == "photo"
            images += read.kind != "photo"
        elif read.kind == "user":
            people += 1
        elif read_nsid(value.strip()):
            nsids += 1
        elif _COPY.search(value):
            hashes += 1
        else:
            if _ELSEWHERE.match(value.strip()) and read.kind == "not flickr":
                elsewhere += 1
            if name := _FILE.match(value.partition("?")[0]):
                names.append((name[1], name[2]))
    files = len(names) if names and are_flickrs(names) else 0
    return _Counts(len(filled), images, pages, files, hashes, nsids, people, elsewhere)


def are_flickrs(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether pairs of id and secret, cut out of a column of file names, are Flickr's, by all of them together.

    Flickr's secrets are hexadecimal, nearly all of ten digits, so that 99 in 100 hold a letter. A camera's time, a crop's
    number and a day hold none; a content hash is longer or stands behind small running numbers.
    """
    different = set(pairs)
    lettered = sum(bool(re.search("[a-fA-F]", secret)) and bool(re.search("[0-9]", secret)) for _, secret in different)
    ten = sum(len(secret) == 10 for _, secret in different)
    days = sum(is_a_day(number) for number, _ in different)
    large = sum(len(number) >= 6 for number, _ in different)
    many = len(different)
    return (
        lettered >= _SURE * many
        and ten >= 0.8 * many
        and days <= 0.5 * many
        and large >= 0.5 * many
        and not _run_on([number for number, _ in different])
    )


def named_by_flickr(names: Iterable[str]) -> bool:
    """Whether file names are Flickr's, by all of them together; a dataset's own form of them proves nothing else."""
    pairs = [(match[1], match[2]) for name in names if (match := _FILE.match(name))]
    return bool(pairs) and are_flickrs(pairs)


def _run_on(numbers: Sequence[str]) -> bool:
    """Whether numbers are a count: small, and next to one another."""
    values = sorted({int(number) for number in numbers})
    return len(values) > 20 and values[-1] - values[0] < 3 * len(values)


def lost_digits(numbers: Sequence[str]) -> bool:
    """Whether ids end in noughts, or lie on the steps of a small floating-point number, too often for ids that are whole."""
    values = [int(number) for number in set(numbers) if len(number) >= 8]
    if not values:
        return False
    noughts = sum(value % 10_000 == 0 for value in values)
    if noughts >= max(2, 0.02 * len(values)) or noughts == len(values):
        return True
    steps = sum(value % 1024 == 0 for value in values if value > 1 << 34)
    return steps >= max(2, 0.5 * len(values))


def _guards(table: Table) -> Iterator[tuple[str, int]]:
    """The columns in which most cells are wrapped, as ``="492..."``, and in what."""
    for name in table.names:
        filled = [value for value in table.column(name) if value]
        for number, (pattern, _) in enumerate(_GUARDS):
            wrapped = sum(bool(re.fullmatch(pattern, value, re.IGNORECASE)) for value in filled[:500])
            if filled and wrapped > 0.5 * len(filled[:500]):
                yield name, number
                break


def _inside(value: str, how: str) -> str:
    if how == _DECODED:
        return unquote(value)
    if how == _UNESCAPED:
        for escaped, plain in _ESCAPED:
            value = value.replace(escaped, plain)
        return value
    if how == _DIGITS:
        return value.translate(str.maketrans(_DIGITS_OF_OTHERS, _PLAIN_DIGITS))
    return value.replace("hxxp", "http").replace("[.]", ".") if how == _REARMED else value


def _unwrapped(table: Table, guarded: Sequence[tuple[str, int]]) -> Table:
    values = list(table.values)
    for name, number in guarded:
        pattern, how = re.compile(_GUARDS[number][0], re.IGNORECASE), _GUARDS[number][1]
        place = table.names.index(name)
        values[place] = [
            _inside(match[1], how) if (match := pattern.fullmatch(value)) else value for value in values[place]
        ]
    names = list(table.names)
    return Table(names, values, table.header)


# -- cells of several photos -------------------------------------------------------------------------------------


def _parted_columns(table: Table) -> tuple[list[str], list[str]]:
    """The columns whose cells are lists of photos (ids, file names or addresses, and nothing else), and those of owners.

    A column of owners is one of them only where each of its lists is as long as that of the photos in its row.
    """
    cut = {name: held for name in table.names if (held := _lists_in(table.column(name)))}
    photos = [name for name, held in cut.items() if not _all_owners(held)]
    if not photos:
        return [], []
    longest = [max(len(cut[name][row]) for name in photos) for row in range(len(table.values[0]))]
    owners = [
        name
        for name, held in cut.items()
        if name not in photos and all(len(cells) in (0, most) for cells, most in zip(held, longest, strict=True))
    ]
    return photos, owners


def _lists_in(values: Sequence[str]) -> list[list[str]]:
    """The pieces of each cell, where cells hold more than one and nearly all of them are photos or owners; else nothing."""
    held = [_PIECE.findall(value) for value in values]
    several = [pieces for pieces in held if len(pieces) > 1]
    if not several or sum(all(map(_is_one, pieces)) for pieces in several) < 0.9 * len(several):
        return []
    filled = [pieces for pieces in held if pieces]
    return held if sum(all(map(_is_one, pieces)) for pieces in filled) >= 0.9 * len(filled) else []


def _is_one(piece: str) -> bool:
    """Whether a piece of a cell names a photo or an account by itself."""
    long_id = len(piece) >= 7 and _PLAIN.fullmatch(piece) is not None
    return long_id or bool(read_nsid(piece) or file_id(piece)) or "/" in piece and _read(piece).photo_id is not None


def _all_owners(held: Sequence[Sequence[str]]) -> bool:
    return all(read_nsid(piece) for pieces in held for piece in pieces)


def _apart(table: Table, parted: Sequence[str]) -> Table:
    """The table with a row for each photo of a cell, as the listing has it."""
    rows: list[list[str]] = []
    places = [table.names.index(name) for name in parted]
    for row in zip(*table.values, strict=True):
        cut = [_PIECE.findall(row[place]) for place in places]
        for nth in range(max(1, *map(len, cut))):
            one = list(row)
            for place, pieces in zip(places, cut, strict=True):
                one[place] = pieces[nth] if nth < len(pieces) else ""
            rows.append(one)
    return Table(table.names, [list(column) for column in zip(*rows, strict=True)], table.header)


# -- all columns -------------------------------------------------------------------------------------------------


def _by_evidence(table: Table) -> Roles:
    counts = {name: _counts(table.column(name)) for name in table.names}
    image, page, file, hashed = (_most(counts, role) for role in ("images", "pages", "files", "hashes"))
    if image and image == page:
        image, page = (image, None) if counts[image].images >= counts[image].pages else (None, page)
    lead = image or page
    others = dict(_others(table, lead, counts))
    if "nsid" not in others and (owner := _nameless_owner(table, counts)) is not None:
        others["nsid"] = owner
    others |= _by_values(table, [image, page], others)
    # Beside an address, a column of Flickr's file names gives the photo's own id, as an id column would.
    # It may do so in a part of the rows: V3Det's names are Flickr's where its addresses are another host's.
    own = file if lead is None or "photo_id" not in others and _share_of_files(table, file) >= _PART else None
    if (
        own is not None
        and lead is None
        and others.get("photo_id") is not None
        and counts[own].files < 0.9 * counts[own].filled
    ):
        own = None
    original = bare = False
    if not (lead or own or hashed or "photo_id" in others):
        own = next((name for name in table.names if _under_owners(table.column(name))), None)
        bare = own is not None
    if not (lead or own or hashed or "photo_id" in others):
        own = next((name for name in table.names if _share(table.column(name), _ORIGINAL.match) > 0.9), None)
        original = own is not None
    roles = Roles(
        image,
        page,
        own,
        hashed,
        (*_further(table, counts, image, page, own), *_further_ids(table, lead or own, others)),
        tuple(others.items()),
        original=original,
        bare=bare,
    )
    if not roles.leads_to_photos:
        roles = replace(roles, others=tuple(_accounts(table, counts, others)))
    return roles


def _under_owners(values: Sequence[str]) -> bool:
    """Whether paths hold an owner's id and end in a number that can be a photo's: the one tells whose the other is."""
    numbers = [match[1] for value in values if (match := _BARE.search(value)) and re.search(_NSID_INSIDE, value)]
    return bool(numbers) and len(numbers) > 0.9 * sum(map(bool, values)) and _could_be_flickrs(numbers)


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    filled = [value for value in values if value]
    return sum(bool(test(value)) for value in filled) / len(filled) if filled else 0.0


def _further(
    table: Table, counts: Mapping[str, _Counts], image: str | None, page: str | None, file: str | None
) -> Iterator[tuple[str, str]]:
    """The columns that name other photos than the first of their kind does: both photos of a row of pairs."""
    for role, first, kind, read in (
        ("image", image, "images", lambda value: _read(value).photo_id),
        ("page", page, "pages", lambda value: _read(value).photo_id),
        ("file", file if not (image or page) else None, "files", file_id),
    ):
        if first is None:
            continue
        for name in table.names:
            held = getattr(counts[name], kind)
            if name == first or held < _FEW * max(1, counts[name].filled) or held < 0.2 * getattr(counts[first], kind):
                continue
            both = [(read(a), read(b)) for a, b in zip(table.column(first), table.column(name), strict=True)]
            both = [(a, b) for a, b in both if a and b]
            if sum(a != b for a, b in both) > _FEW * len(both) or not both:
                yield role, name


def _further_ids(table: Table, lead: str | None, others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The columns of ids beside the first, where a row names a pair by its ids and by nothing else."""
    first = others.get("photo_id")
    if lead is None and first is not None:
        for name in _twins_of(table, first):
            if _are_ids(table.column(name)):
                yield "photo_id", name


def _twins_of(table: Table, name: str) -> Iterator[str]:
    """The columns called as this one but for a number, a letter or a word that tells the members of a pair apart."""
    for other in table.names:
        if other != name and _of_a_pair(other) == _of_a_pair(name):
            yield other


def _of_a_pair(name: str) -> str:
    plain = _plain(name)
    return _TWIN_BEFORE.sub("", plain) if _TWIN_BEFORE.match(plain) else _TWIN.sub("", plain)


def _accounts(table: Table, counts: Mapping[str, _Counts], others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Beside what is known, the columns that name accounts, where no column names photos."""
    taken_already = set(others.values())
    yield from others.items()
    for role, kind in (("nsid", "nsids"), ("alias", "people")):
        if role in others:
            continue
        best = max(table.names, key=lambda name: getattr(counts[name], kind), default=None)
        if best is not None and best not in taken_already and getattr(counts[best], kind) > _FEW * counts[best].filled:
            yield role, best


_PART = 0.1
"""The least share of names of Flickr's, in a column of files beside addresses, for them to be no chance."""


def _share_of_files(table: Table, name: str | None) -> float:
    return _share(table.column(name), file_id) if name is not None else 0.0


def _most(counts: Mapping[str, _Counts], kind: str) -> str | None:
    name = max(counts, key=lambda name: getattr(counts[name], kind), default=None)
    return name if name is not None and getattr(counts[name], kind) else None


def _others(table: Table, lead: str | None, counts: Mapping[str, _Counts]) -> Iterator[tuple[str, str]]:
    """The columns whose names say clearly what they hold, and whose values do not say otherwise."""
    plain: dict[str, str] = {}
    if table.header:  # the first of a pair stands for both; of a nested name the last part says what it is
        plain |= {_plain(name.rpartition(".")[2]): name for name in reversed(table.names) if "." in name}
        plain |= {_of_a_pair(name): name for name in reversed(table.names) if any(_twins_of(table, name))}
        plain |= {_plain(name): name for name in reversed(table.names)}
    own_id = _id_column(table, lead, counts, plain)
    if own_id is not None:
        yield "photo_id", own_id
    for role, spellings in NAMES.items():
        if role == "photo_id":
            continue
        for candidate in spellings.split():
            if candidate in plain and plain[candidate] != own_id and _holds(role, table.column(plain[candidate])):
                yield role, plain[candidate]
                break
    for role, candidates in (("named", _NAMED), ("located", _PLACES)):
        if found := next((plain[name] for name in candidates if name in plain), None):
            yield role, found


def _by_values(table: Table, addresses: Sequence[str | None], others: Mapping[str, str]) -> dict[str, str]:
    """The owner's column and the licence's, where no name that we know says so, as in another language, and the values do.

    Ids of accounts could be anybody's: they are the owner's where the addresses beside them say the same.
    """
    rest = [name for name in table.names if table.header and name not in {*addresses, *others.values()}]
    further: dict[str, str] = {}
    if not {"licence", "flickr_licence"} & others.keys():
        of_licences = [name for name in rest if _share(table.column(name), _is_licence) > _NEARLY_ALL]
        if len(of_licences) == 1:
            further["licence"] = of_licences[0]
    if not {"nsid", "alias"} & others.keys():
        owners = [name for name in rest if any(_owns(table, name, address) for address in addresses if address)]
        if len(owners) == 1:
            further["nsid"] = owners[0]
    return further


_NEARLY_ALL, _SOME = 0.9, 3


def _is_licence(value: str) -> bool:
    return licences.read_licence(value) != licences.NOT_UNDERSTOOD


def _owns(table: Table, name: str, address: str) -> bool:
    """Whether a column names the accounts that the addresses name too."""
    both = [
        (nsid, owner)
        for value, link in zip(table.column(name), table.column(address), strict=True)
        if (nsid := read_nsid(value)) and (owner := _read(link).nsid)
    ]
    return len(both) >= _SOME and sum(nsid == owner for nsid, owner in both) > _NEARLY_ALL * len(both)


def _unused_accounts(table: Table, roles: Roles) -> Iterator[str]:
    """Columns of account ids that were left out, for nothing says whose they are."""
    taken = {roles.image, roles.page, roles.file, roles.hash, *dict(roles.others).values(), *(n for _, n in roles.also)}
    for name in table.names if table.header else ():
        values = [value for value in table.column(name) if value]
        if (
            name not in taken
            and len(values) >= _SOME
            and _share(values, lambda v: read_nsid(v) is not None) > _NEARLY_ALL
        ):
            yield (
                f"The column {name!r} holds Flickr ids of accounts and was not used: nothing says whose. "
                f"If they own the photos, add --column nsid={name!r}."
            )


_UNNAMED = re.compile(r"(?:column|item) [0-9]+|key|value")
"""What this package calls a column that has no name."""


def _nameless_owner(table: Table, counts: Mapping[str, _Counts]) -> str | None:
    """The one column of NSIDs, where it has no name that could say whose they are."""
    held = [name for name in table.names if counts[name].nsids >= 0.9 * max(1, counts[name].filled)]
    return held[0] if len(held) == 1 and (not table.header or _UNNAMED.fullmatch(held[0])) else None


def _plain(name: str) -> str:
    return re.sub(r"[\s.:-]+", "_", name.strip().lower())


def _id_column(table: Table, lead: str | None, counts: Mapping[str, _Counts], plain: Mapping[str, str]) -> str | None:
    """The column of photo ids: its numbers are those in the addresses, or its name says so, or what stands beside it."""
    if lead is not None:
        ids = [_read(value).photo_id for value in table.column(lead)]
        for name in table.names:
            same = sum(_numbers(said) == found for said, found in zip(table.column(name), ids, strict=True) if found)
            if name != lead and same > _FEW * max(1, len(ids)):
                return name
    for candidate in NAMES["photo_id"].split():
        if candidate in plain and _are_ids(table.column(plain[candidate])):
            return plain[candidate]
    if lead is not None:
        return None
    beside = sum(name in plain for name in _BESIDE)
    owners = any(count.nsids > _FEW * max(1, count.filled) for count in counts.values())
    candidates = [
        name for name in table.names if _are_ids(table.column(name)) and _could_be_flickrs(table.column(name))
    ]
    if beside >= 2 or owners:
        named = [plain[name] for name in _GENERAL_IDS if plain.get(name) in candidates]
        if named:
            return named[0]
        nameless = [name for name in candidates if not table.header or _UNNAMED.fullmatch(name)]
        if len(nameless) == 1:
            return nameless[0]
    return None


def _is_something(value: str) -> bool:
    return value.strip().lower() not in NULLS


def _are_ids(values: Sequence[str]) -> bool:
    """Whether more than half of a column are numbers that can be ids, spoilt ones among them."""
    return _share(values, lambda value: _is_power(value) or len(_numbers(value) or "") > 4) > _FEW


def _could_be_flickrs(values: Sequence[str]) -> bool:
    """Whether numbers are as those of Flickr's photos: long, not beyond the newest, no days, no count."""
    numbers = [number for value in values if (number := _numbers(value))]
    if not numbers:
        return any(map(_is_power, values))
    different = set(numbers)
    return (
        sum(len(number) >= 7 for number in numbers) > 0.8 * len(numbers)
        and all(int(number) <= LARGEST_ID for number in different)
        and sum(map(is_a_day, different)) < 0.5 * len(different)
        and not _run_on(numbers)
    )


def _holds(role: str, values: Sequence[str]) -> bool:
    """Whether a column's values are what its name says, where that can be told."""
    test = _TESTS.get(role)
    return any(values) and (test is None or _share(values, test) > _FEW)


_TESTS: dict[str, Callable[[str], bool]] = {
    "nsid": lambda value: read_nsid(value) is not None,
    "faces": str.isdigit,
    "flickr_licence": lambda value: re.fullmatch(r"[0-9]{1,2}(?:\.0)?", value) is not None,
    "licence_version": lambda value: re.fullmatch(r"[vV]?[0-9](?:\.[0-9])?", value) is not None,
}


def _forced(table: Table, asked: Asked) -> Roles:
    """What a person said of the columns, and for the rest what the values say."""
    roles = _by_evidence(table)
    others = dict(roles.others)
    image, page, file = (None,) * 3
    for role, name in asked.columns:
        if role == "":
            count = _counts(table.column(name))
            role = (
                "page" if count.pages > count.images
                else "address" if count.images
                else "file_name" if count.files
                else "nsid" if count.nsids > _FEW * max(1, count.filled)
                else "photo_id" if _are_ids(table.column(name)) or _share(table.column(name), _BARE.search) > _FEW
                else "address"
            )  # fmt: skip
        if role == "address":
            image = name
        elif role == "page":
            page = name
        elif role == "file_name":
            file = name
        else:
            others[{"name": "named"}.get(role, role)] = name
    if not (image or page or file) and "photo_id" not in dict(_roles_asked(asked)):
        image, page, file = roles.image, roles.page, roles.file
    elif (image or page) and "photo_id" not in dict(_roles_asked(asked)):
        lead = [_read(value).photo_id for value in table.column(image or page or "")]
        own = others.get("photo_id")
        same = own and sum(_numbers(a) == b for a, b in zip(table.column(own), lead, strict=True) if b)
        if not same:
            others.pop("photo_id", None)
    elif file is not None and not any(role == "photo_id" for role, _ in asked.columns):
        others.pop("photo_id", None)
    return replace(
        roles, image=image, page=page, file=file, hash=None, also=(), others=tuple(others.items()), forced=True
    )


def _roles_asked(asked: Asked) -> Iterator[tuple[str, str]]:
    return ((role, name) for role, name in asked.columns if role)


def _settled(table: Table, roles: Roles) -> Roles:
    """The same, with what became of its ids, and, where nothing leads to photos, what might and what speaks against it."""
    others = dict(roles.others)
    notes: list[str] = []
    if own := others.get("photo_id"):
        values = [value for value in table.column(own) if value and value.strip().lower() not in NULLS]
        powers = [value for value in values if _is_power(value)]
        whole = sum(_numbers(value) is not None for value in powers) >= 0.8 * len(powers)
        numbers = [number for value in values if (number := _numbers(value))]
        spoilt = bool(powers) and not whole and len(powers) > 0.05 * len(values) or lost_digits(numbers)
        if spoilt:
            others.pop("photo_id")
            rest = replace(roles, others=tuple(others.items()), rounded=own)
            if rest.leads_to_photos:
                notes.append(
                    f"The column {own!r} of ids has lost its last digits and was left out; the ids in the addresses were taken."
                )
            return replace(rest, notes=tuple(notes))
        roles = replace(roles, power_is_whole=bool(powers) and whole, restored=tuple(_undone(values)))
    if "licence" in others:
        column = [value for value in table.column(others["licence"]) if value]
        plain = {_plain(name) for name in table.names}
        beside = sum(name in plain for name in _BESIDE) >= 2 or ("nsid" in others and bool({"id", "owner"} & plain))
        roles = replace(roles, listed_as_flickrs=beside and _share(column, _TESTS["flickr_licence"]) > 0.9)
    if roles.file is not None:
        roles = replace(roles, whose_from_file=_share(table.column(roles.file), re.compile(_NSID_INSIDE).search) > 0.9)
    if roles.leads_to_photos:
        notes += _unused_accounts(table, roles)
    else:
        roles = _why_not(table, roles)
    return replace(roles, notes=(*roles.notes, *notes))


def _undone(values: Sequence[str]) -> Iterator[str]:
    for what, pattern in (
        ("written with a decimal point, as 49234567891.0", _FLOAT),
        ("written as powers of ten with all their digits", _POWER),
        ("with letters in front, as id_49234567891", _PREFIXED),
        ("with separators of thousands", _GROUPED),
        ("with noughts in front", _PADDED),
    ):
        if any(pattern.fullmatch(value) and not _PLAIN.fullmatch(value) for value in values):
            yield what


def _why_not(table: Table, roles: Roles) -> Roles:
    """What might lead to photos and was not taken, and what says that nothing does."""
    for name in table.names if table.header and not roles.forced else ():
        if _plain(name) in NAMES["photo_id"].split() and _share(table.column(name), _is_something) > _FEW:
            return replace(
                roles,
                doubt=f"{_called(table, name)} is called as one of photo ids, but what stands in it is not understood",
                ask=f"see how the rows below were cut, and say it with --delimiter, --quote or --header-row; if they are ids of photos all the same, add --column photo_id={name!r}",
            )
    for name in table.names:
        values = table.column(name)
        pairs = [(found[1], found[2]) for value in values if (found := _FILE.match(value))]
        if pairs and len(pairs) > 0.5 * sum(map(bool, values)):
            days = sum(is_a_day(number) for number, _ in set(pairs)) > 0.5 * len(set(pairs))
            what = (
                "days and times, as cameras call their files" if days else "numbers that are not shaped as Flickr's are"
            )
            return replace(
                roles,
                doubt=f"{_called(table, name)} holds names of two parts, but they are {what}",
                ask=f"if they are Flickr's all the same, add --column file_name={name!r}",
            )
    for name in table.names:
        values = table.column(name)
        if _lists_in(values):
            values = [piece for value in values for piece in _PIECE.findall(value)]
        bare = [number for value in values if (number := _numbers(value.strip()) or _bare(value.strip()))]
        if bare and len(bare) > 0.9 * sum(map(bool, values)) and _could_be_flickrs(bare):
            return replace(
                roles,
                doubt=f"{_called(table, name)} holds numbers as long as ids of photos, and nothing says whose",
                ask=f"if they are ids of photos on Flickr, add --column photo_id={name!r} (or --format photo_ids, where each line is one)",
            )
    best, host, share = "", "", 0.0
    for name in table.names:
        values = [value.strip() for value in table.column(name) if value]
        hosts = [
            match[1].lower()
            for value in values
            if (match := _ELSEWHERE.match(value)) and _read(value).kind == "not flickr"
        ]
        filled = len(values) / max(1, len(table.column(name)))
        if any("flickr.com" in unquote(value).lower() for value in values):
            return roles  # an address of Flickr's may stand inside another
        if hosts and len(hosts) == len(values) and filled > share:
            best, host, share = name, Counter(hosts).most_common(1)[0][0], filled
    if best and share > 0.9:
        return replace(roles, elsewhere=host)
    return roles


def _called(table: Table, name: str) -> str:
    if len(table.names) == 1 and not table.header:
        return "each line"
    return f"the column {name!r}" if table.header else f"{name}, which has no header,"


# -- in words, and in SQL ----------------------------------------------------------------------------------------


def why(table: Table, roles: Roles) -> str:
    """In words: the columns that lead to photos or accounts, what they hold, and in how many of the rows looked at."""
    others = dict(roles.others)
    file: Callable[[str], object] = _BARE.search if roles.bare else _ORIGINAL.match if roles.original else file_id
    ways: list[tuple[str | None, str, Callable[[str], object]]] = [
        (roles.image, "image files on Flickr", lambda value: _read(value).photo_id),
        (roles.page, "photo pages on Flickr", lambda value: _read(value).photo_id),
        (roles.file, "file names as Flickr gives them out", file),
        (others.get("photo_id"), "photo ids", lambda value: _numbers(value) or _BARE.search(value)),
        (roles.hash, "addresses of YFCC100M's copy on S3, which hold its hash", _COPY.search),
    ]
    if not roles.leads_to_photos:
        ways = [
            (others.get("nsid"), "Flickr ids of accounts", read_nsid),
            (others.get("alias"), "addresses of accounts on Flickr", lambda value: _read(value).account_key),
        ]
    plain = _unwrapped(table, roles.guarded)
    plain = _apart(plain, roles.parted) if roles.parted else plain
    return "; ".join(_said(plain, name, what, test) for name, what, test in ways if name is not None)


def _said(table: Table, name: str, what: str, test: Callable[[str], object]) -> str:
    values = table.column(name)
    holding = sum(bool(test(value)) for value in values)
    if len(table.names) == 1 and not table.header:
        return f"{holding:,} of the first {len(values):,} lines are {what}"
    column = f"the column {name!r}" if table.header else f"{name}, which has no header,"
    return f"{column} holds {what} ({holding:,} of the first {len(values):,} rows)"


def listings(roles: Roles, columns: Mapping[str, str]) -> list[dict[str, str]]:
    """SQL for the listing, once for each photo that a row names; ``columns`` says each column in SQL."""
    sql = dict(columns)
    for name, number in roles.guarded:
        sql[name] = _unguarded(columns[name], number)
    found = [_listing(roles, sql)]
    for role, name in roles.also:
        other = replace(
            roles,
            image=name if role == "image" else None,
            page=name if role == "page" else None,
            file=name if role == "file" else None,
            hash=None,
            others=tuple(_others_of_twin(roles, role, name, list(columns))),
        )
        found.append(_listing(other, sql))
    return found


def _others_of_twin(roles: Roles, role: str, name: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What else stands in the row of the further photo of a pair: of its owner, only what is called as it is itself."""
    mark = _mark_of(name)
    for kind, column in roles.others:
        if kind in ("nsid", "alias", "named"):
            twins = [other for other in names if _of_a_pair(other) == _of_a_pair(column) and _mark_of(other) == mark]
            if mark and twins:
                yield kind, twins[0]
        elif kind != "photo_id":
            yield kind, column
    if role == "photo_id":
        yield "photo_id", name


def _mark_of(name: str) -> str:
    """What tells a column from its twin."""
    return _plain(name).replace(_of_a_pair(name), "")


def _unguarded(sql: str, number: int) -> str:
    wrapping, how = _GUARDS[number]
    pattern = quoted(wrapping.replace("(?=[0-9=+@-])", ""))
    inside = f"regexp_replace({sql}, '^{pattern}$', '\\1', 'i')"
    if how == _DECODED:
        return f"CASE WHEN regexp_matches({sql}, '^{pattern}$', 'i') THEN url_decode({inside}) ELSE {sql} END"
    if how == _UNESCAPED:
        for escaped, plain in _ESCAPED:
            inside = f"replace({inside}, '{escaped}', '{plain}')"
        return inside
    if how == _DIGITS:
        return f"translate({sql}, '{_DIGITS_OF_OTHERS}', '{_PLAIN_DIGITS}')"
    return f"replace(replace({inside}, 'hxxp', 'http'), '[.]', '.')" if how == _REARMED else inside


def _listing(roles: Roles, sql: Mapping[str, str]) -> dict[str, str]:
    others = dict(reversed(roles.others))
    simple = ("nsid", "alias", "licence_listed_on", "uploaded", "faces")
    listing = {role: sql[name] for role, name in others.items() if role in simple}
    for role in ("named", "located"):
        if role in others:
            listing[role] = f"{sql[others[role]]} IS NOT NULL"
    if "named" in others:
        listing["name"] = sql[others["named"]]
    if "licence" in others:
        listing["licence"] = _licence_sql(roles, others, sql)
    elif "flickr_licence" in others:
        listing["licence"] = f"'flickr:' || split_part({sql[others['flickr_licence']]}, '.', 1)"
    aside: list[str] = []
    if roles.image is not None:
        listing["address"] = sql[roles.image]
        aside.append(f"WHEN strpos({sql[roles.image]}, chr(65533)) > 0 THEN '{DAMAGED}'")
    if roles.page is not None:
        listing["page"] = sql[roles.page]
        aside.append(f"WHEN strpos({sql[roles.page]}, chr(65533)) > 0 THEN '{DAMAGED}'")
    if roles.hash is not None:
        listing["hash"] = taken(sql[roles.hash], HASHED, 2)
    if roles.file is not None:
        path = f"split_part({sql[roles.file]}, '?', 1)"
        inside = taken(path, BARE_FILE if roles.bare else ORIGINAL if roles.original else FILE_NAME, 1)
        secret = "false" if roles.original or roles.bare else f"{inside} IS NOT NULL"
        listing |= {"photo_id": inside, "secret": secret}
        listing["text"] = f"CASE WHEN {inside} IS NULL THEN {sql[roles.file]} END"
        if roles.whose_from_file and "nsid" not in listing:
            listing["nsid"] = taken(sql[roles.file], _NSID_INSIDE)
    elif own := others.get("photo_id"):
        listing["photo_id"] = _restored_sql(roles, sql[own])
        listing["text"] = f"CASE WHEN TRY_CAST({listing['photo_id']} AS BIGINT) IS NULL THEN {sql[own]} END"
        if not roles.power_is_whole:
            aside.append(
                f"WHEN regexp_matches({sql[own]}, '^[1-9]([.,][0-9]+)?[eE][+]?[0-9]{{1,2}}$') THEN '{ROUNDED}'"
            )
    if aside:
        listing["set_aside"] = f"CASE {' '.join(aside)} END"
    return listing


def _restored_sql(roles: Roles, text: str) -> str:
    """SQL for a photo id out of a cell, with what tools do to ids undone; what is none stays as it is."""
    cases = [
        f"WHEN regexp_matches({text}, '^[1-9][0-9]{{0,14}}$') THEN {text}",
        f"WHEN regexp_matches({text}, '^[1-9][0-9]{{0,14}}[.]0*$') THEN split_part({text}, '.', 1)",
        f"WHEN regexp_matches({text}, '^[1-9][0-9]{{4,14}},0{{1,2}}$') THEN split_part({text}, ',', 1)",
        f"WHEN regexp_matches({text}, '^0+[1-9][0-9]{{4,14}}$') THEN ltrim({text}, '0')",
        f"WHEN regexp_matches({text}, '^[A-Za-z][A-Za-z _:#-]{{0,15}}[1-9][0-9]{{4,14}}$') THEN regexp_extract({text}, '([1-9][0-9]*)$', 1)",
        f"WHEN regexp_matches({text}, '^[1-9][0-9]{{0,2}}([,.''’ \u00a0\u202f][0-9]{{3}}){{1,4}}$') THEN regexp_replace({text}, '[^0-9]', '', 'g')",
    ]
    if roles.power_is_whole:
        cases.append(
            f"WHEN regexp_matches({text}, '^[1-9]([.,][0-9]+)?[eE][+]?[0-9]{{1,2}}$') "
            f"THEN CAST(CAST(CAST(replace({text}, ',', '.') AS DOUBLE) AS BIGINT) AS VARCHAR)"
        )
    if roles.forced:
        cases.append(f"WHEN regexp_matches({text}, '{FILE_NAME}') THEN regexp_extract({text}, '{FILE_NAME}', 1)")
        cases.append(f"WHEN regexp_matches({text}, '{BARE_FILE}') THEN regexp_extract({text}, '{BARE_FILE}', 1)")
    return f"CASE {' '.join(cases)} ELSE {text} END"


def _licence_sql(roles: Roles, others: Mapping[str, str], sql: Mapping[str, str]) -> str:
    said = sql[others["licence"]]
    if roles.listed_as_flickrs:
        return f"'flickr:' || split_part({said}, '.', 1)"
    if "licence_version" in others:
        version = sql[others["licence_version"]]
        whole = f"{version} IS NULL OR {said} LIKE '%/%' OR regexp_matches({said}, '[1-4][.][0-9]')"
        return f"CASE WHEN {whole} THEN {said} ELSE {said} || ' ' || {version} END"
    return said


def understood(text: str) -> bool:
    """Whether a licence as written is one that is known."""
    return licences.read_licence(text) != licences.NOT_UNDERSTOOD
