"""Any text is read as an address, offline, into what it names; a wrong reading would ask Flickr about somebody else."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.flickr.address import (
    KINDS,
    PHOTO_KINDS,
    Address,
    image_address,
    photo_id_of_file_name,
    read_address,
    read_nsid,
)

ids = st.integers(1, 10**12).map(str)
nsids = st.tuples(st.integers(90_000_000, 99_999_999), st.integers(0, 99)).map(lambda n: f"{n[0]}@N{n[1]:02}")
aliases = st.from_regex(r"[A-Za-z0-9_-]{2,30}", fullmatch=True).filter(
    lambda a: a.lower() not in {"me", "tags", "map", "faves", "sets", "search", "groups", "recent", "stats"}
)
photo_pages = st.one_of(
    st.builds("https://www.flickr.com/photos/{}/{}/".format, nsids, ids),
    st.builds("https://live.staticflickr.com/65535/{}_0123456789_b.jpg".format, ids),
)


def test_every_published_case_reads_as_its_photo_or_as_no_photo(shared):
    """113 addresses with their readings, from the tests of Flickr's own foundation.

    Guest passes are the one difference, and meant: they open private photos, so we never follow them.
    """
    wrong, rows = [], 0
    for line in (shared / "flickr" / "url_cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        expected, read = case["expected"], read_address(case["url"])
        guest_pass = "/gp/" in case["url"]
        photo_id = None if guest_pass else expected.get("photo_id")
        owner = expected.get("user_url") if photo_id else None
        read_owner = (read.nsid or read.alias) if photo_id else None
        agrees = (
            read.photo_id == photo_id
            and (read.kind in PHOTO_KINDS) == (photo_id is not None)
            and (read.kind == "not flickr") == (expected.get("raises") == "NotAFlickrUrl")
            and (read.kind == "guest pass") == guest_pass
            and (owner.rstrip("/").rpartition("/")[2].lower() if owner else None)
            == (read_owner.lower() if read_owner else None)
        )
        rows += 1
        if not agrees:
            wrong.append((case["url"], expected, read))
    assert not wrong
    assert rows == 113


def test_what_is_no_photo_is_called_what_it_is(shared):
    """Albums, galleries, groups, tags, users and the home page of the published cases, by name."""
    wrong = []
    for line in (shared / "flickr" / "url_cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        kind = case["expected"].get("type")
        if kind in (None, "single_photo") or "/gp/" in case["url"]:
            continue
        if read_address(case["url"]).kind != {"homepage": "home"}.get(kind, kind):
            wrong.append((case["url"], kind, read_address(case["url"])))
    assert not wrong


@pytest.mark.parametrize(
    ("text", "photo_id", "nsid", "alias"),
    [
        pytest.param("http://m.flickr.com/photos/invented/99912345678/", "99912345678", None, "invented", id="mobile"),
        pytest.param("http://m.flickr.com/#/photos/invented/999123/", "999123", None, "invented", id="mobile hash"),
        pytest.param("https://secure.flickr.com/photos/invented/999123", "999123", None, "invented", id="secure"),
        pytest.param(" https://flickr.com/photos/invented/999123\n", "999123", None, "invented", id="white space"),
        pytest.param("\ufeffflickr.com/photos/invented/999123", "999123", None, "invented", id="byte order mark"),
        pytest.param("//www.flickr.com/photos/invented/999123", "999123", None, "invented", id="no scheme"),
        pytest.param("flickr.com/photos/Invented/999123", "999123", None, "invented", id="alias is lower case"),
        pytest.param("flickr.com/photos/90000001@n02/999123", "999123", "90000001@N02", None, id="lower-case n"),
        pytest.param("flickr.com/photos/90000001%40N02/999123", "999123", "90000001@N02", None, id="%40"),
        pytest.param("flickr.com/photos/_/999123", "999123", None, None, id="any owner"),
        pytest.param("flickr.com/photos/me/999123", "999123", None, None, id="me is whoever is logged in"),
        pytest.param("flickr.com/photo/invented/999123", "999123", None, "invented", id="singular"),
        pytest.param("flickr.com/photos/invented/999123/player/0123456789", "999123", None, "invented", id="player"),
        pytest.param("flickr.com/photos/invented/999123/?rb=1#comment7", "999123", None, "invented", id="rubbish"),
        pytest.param(
            "https://web.archive.org/web/20140321id_/http://www.flickr.com/photos/invented/999123/",
            "999123",
            None,
            "invented",
            id="archived",
        ),
        pytest.param(
            "web.archive.org/web/2014/http:/farm3.static.flickr.com/2/999123_0123456789.jpg",
            "999123",
            None,
            None,
            id="archived with one slash lost",
        ),
        pytest.param("https://www.flickr.com:443/photos/invented/999123", "999123", None, "invented", id="port"),
        pytest.param("http://farm3.staticflickr.com/22/999123_0123456789.jpg?zz=1", "999123", None, None, id="farm"),
        pytest.param("http://static.flickr.com/22/999123_0123456789_o_d.jpg", "999123", None, None, id="download"),
        pytest.param("https://c1.staticflickr.com/1/22/999123_0123456789_o.png", "999123", None, None, id="three"),
        pytest.param("photos7.flickr.com/999123_0123456789_b.gif", "999123", None, None, id="no server"),
        pytest.param("live.staticflickr.com/1/999123_0123456789_3k.jpg", "999123", None, None, id="two-letter size"),
        pytest.param("live.staticflickr.com/video/999123/0123456789/1080p.mp4?s=x", "999123", None, None, id="video"),
    ],
)
def test_a_photo_is_read_from_every_form_its_address_takes(text, photo_id, nsid, alias):
    """Scheme, host, case, encoding, wrapping and trailing parts change nothing about the photo named."""
    read = read_address(text)
    assert read.kind in PHOTO_KINDS
    assert (read.photo_id, read.nsid, read.alias) == (photo_id, nsid, alias)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://www.flickr.com/photos/tags/2012/", "tag"),
        ("https://www.flickr.com/photos/organize/72157600000000", "other"),
        ("https://www.flickr.com/photos/search/2012", "other"),
        ("https://www.flickr.com/photos/invented/0", "other"),
        ("https://www.flickr.com/photos/invented/0123", "other"),
        ("https://www.flickr.com/photos/invented/" + "9" * 30, "other"),
        ("https://www.flickr.com/photos/invented/72157600000000001", "other"),
        ("https://www.flickr.com/photos/90000001@N2/999123", "other"),
        ("https://www.flickr.com/photos/9001@N02/999123", "other"),
        ("https://www.flickr.com/photos/900000000001@N02/999123", "other"),
        ("https://www.flickr.com/photos/invented/albums/72157600000000/with/999123", "album"),
        ("https://www.flickr.com/photos/invented/collections/72157600000000/", "collection"),
        ("https://www.flickr.com/photos/invented/archives/date-posted/2012/", "other"),
        ("https://www.flickr.com/photos/invented/favorites/", "other"),
        ("https://www.flickr.com/gp/90000001@N02/aBcDeF", "guest pass"),
        ("https://www.flickr.com/photo.gne?id=1&id=2", "other"),
        ("https://www.flickr.com/photo.gne?id=1&short=3", "other"),
        ("https://farm3.staticflickr.com/2/buddyicons/90000001@N02.jpg", "other"),
        ("https://combo.staticflickr.com/ap/build/1.css", "other"),
        ("https://live.staticflickr.com/999123_0123456789_b.jpg", "other"),
        ("https://c1.staticflickr.com/22/999123_0123456789_b.jpg", "other"),
        ("https://s.yimg.com/pw/images/en-us/photo_unavailable_l.png", "placeholder"),
        ("https://www.flickr.com/images/photo_unavailable.gif", "placeholder"),
        ("https://s.yimg.com/pw/images/other.png", "not flickr"),
        ("https://flic.kr/p/1", "other"),
        ("https://flic.kr/p/0OIl", "other"),
        ("https://flic.kr/p/" + "Z" * 40, "other"),
    ],
)
def test_what_looks_like_a_photo_and_is_none_is_not_read_as_one(text, kind):
    """Tags that are years, albums, guest passes, placeholders, ids that cannot be: asking for them would invent loss."""
    assert read_address(text) == Address(kind, nsid=read_address(text).nsid, alias=read_address(text).alias)
    assert read_address(text).photo_id is None


@pytest.mark.parametrize(
    "text",
    [
        "https://www.flickr.com.evil.example/photos/invented/1",
        "https://evilflickr.com/photos/invented/1",
        "https://flickr.com@evil.example/photos/invented/1",
        "https://user:pass@flickr.com/photos/invented/1",
        "https://www.flickr.com:8080/photos/invented/1",
        "https://evil.example/www.flickr.com/photos/invented/1",
        "https://evil.example?https://www.flickr.com/photos/invented/1",
        "https://evil.example#www.flickr.com/photos/invented/1",
        "https://evil.example\\www.flickr.com/photos/invented/1",
        "https://www.flickr.com\\@evil.example/photos/invented/1",
        "https://web.archive.org.evil.example/web/2014/https://www.flickr.com/photos/invented/1",
        "ftp://www.flickr.com/photos/invented/1",
        "file:///photos/invented/1",
        "javascript:www.flickr.com/photos/invented/1",
        "mailto:invented@flickr.com",
        "127.0.0.1/photos/invented/1",
        "https://ｆｌｉｃｋｒ.com/photos/invented/1",
        "https://fl\u0456ckr.com/photos/invented/1",
        "see https://www.flickr.com/photos/invented/1",
        "90000001@N02",
        "999123",
        "",
    ],
)
def test_a_look_alike_is_not_flickr(text):
    """A manifest is untrusted: only Flickr's own hosts, spelt as they are, count as Flickr."""
    assert read_address(text) == Address("not flickr")
    assert image_address(text) is None


@given(st.text())
def test_no_text_whatever_raises(text):
    """Lone surrogates, control characters, broken escapes: each is read as something."""
    read = read_address(text)
    assert read.kind in KINDS
    assert (read.photo_id is not None) == (read.kind in PHOTO_KINDS)


@given(
    st.sampled_from(
        [
            "https://www.flickr.com/",
            "flickr.com/photos/",
            "https://flic.kr/p/",
            "//live.staticflickr.com/",
            "m.flickr.com/#",
        ]
        + [
            "www.flickr.com/photo.gne?",
            "https://web.archive.org/web/2014/",
            "flickr.com/apps/video/stewart.swf?photo_id=",
        ]
    ),
    st.text(alphabet=st.sampled_from("photsgne/@%40N09_-.?&=#[]\\\ud800é\x00 ")),
)
def test_no_text_under_flickrs_hosts_raises(start, rest):
    """The parts behind the host check are reached too."""
    read = read_address(start + rest)
    assert (read.photo_id is not None) == (read.kind in PHOTO_KINDS)
    assert read.photo_id is None or re.fullmatch("[1-9][0-9]*", read.photo_id)
    assert read.nsid is None or re.fullmatch(r"[0-9]{5,11}@N[0-9]{2}", read.nsid)
    assert read.alias is None or read.alias == read.alias.lower()


@given(ids, aliases | nsids)
def test_owner_and_photo_come_back_as_they_went_in(photo_id, owner):
    """A photo page read is the photo page written, whoever owns it."""
    read = read_address(f"https://www.flickr.com/photos/{owner}/{photo_id}/in/photostream/")
    assert (read.kind, read.photo_id) == ("photo", photo_id)
    assert (read.nsid or read.alias) == (owner if "@" in owner else owner.lower())
    assert read.account_key == (owner if "@" in owner else f"alias:{owner.lower()}")


@given(ids)
def test_a_short_link_is_the_photo_id_in_base_58(photo_id):
    """Encoded here by division, decoded there by multiplication: the same number."""
    alphabet = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
    number, short = int(photo_id), ""
    while number:
        number, digit = divmod(number, 58)
        short = alphabet[digit] + short
    assert read_address(f"https://flic.kr/p/{short}") == Address("short", photo_id)
    assert read_address(f"www.flickr.com/photo.gne?short={short}").photo_id == photo_id


@given(photo_pages, st.sampled_from(["", " ", "\t", "\n"]), st.sampled_from(["", "http:", "HTTPS:"]))
def test_white_space_and_scheme_change_nothing(address, blank, scheme):
    """Reading does not depend on how the line was pasted."""
    other = blank + scheme + address.removeprefix("https:") + blank
    assert read_address(other) == read_address(address)


@given(photo_pages)
def test_a_copy_in_the_archive_is_the_same_photo_with_its_day(address):
    """The Wayback Machine's wrapping adds the timestamp and takes nothing away."""
    read = read_address(f"https://web.archive.org/web/20140102030405/{address}")
    assert read.archived == "20140102030405"
    assert Address(read.kind, read.photo_id, read.nsid, read.alias, read.size) == read_address(address)


def test_the_secret_of_a_file_name_appears_in_no_reading():
    """A secret opens private photos: an Address printed, logged or compared does not carry it."""
    address = "https://farm3.staticflickr.com/22/999123_0a1b2c3d4e_b.jpg"
    assert "0a1b2c3d4e" not in repr(read_address(address))
    assert image_address(address) == "https://live.staticflickr.com/22/999123_0a1b2c3d4e_b.jpg"


def test_an_image_is_asked_at_an_address_put_together_from_its_parts():
    """Queries, download marks and old hosts of a manifest are gone; what cannot be rebuilt is not asked."""
    assert image_address("http://static.flickr.com/22/999123_0123456789_O_d.JPG?x=http://evil.example") == (
        "https://live.staticflickr.com/22/999123_0123456789_o.jpg"
    )
    assert image_address("photos7.flickr.com/999123_0123456789_b.jpg") is None
    assert image_address("https://www.flickr.com/photos/invented/999123") is None


def test_in_a_file_name_the_id_is_the_first_number():
    """A secret may be all digits, and then looks like an id."""
    assert photo_id_of_file_name("999123_4567890123_o.jpg") == "999123"
    assert photo_id_of_file_name("999123_586949ec62.jpg.1") is None
    assert photo_id_of_file_name("portrait_999123.jpg") is None


def test_an_nsid_has_one_spelling():
    """Five to eleven digits, @N, two digits; nothing else is an account's id."""
    assert read_nsid("90000001@n02") == read_nsid("90000001%40N02") == "90000001@N02"
    assert read_nsid("9000@N02") is None
    assert read_nsid("٩٠٠٠٠٠٠١@N02") is None


def test_the_addresses_of_published_manifests_are_photos(shared):
    """Every image address of six datasets names its photo; the few that do not are cut off in the source itself."""
    addresses = 0
    for name in (
        "coco/*.json",
        "omnibenchmark/*.txt",
        "flickr_style/*.csv",
        "flickr_cropping/*.json",
        "open_images/*.csv",
    ):
        for path in (shared / "manifests").glob(name):
            for url in re.findall(r"https?://[\w.]*staticflickr\.com/[^\s\"',|]+", path.read_text(encoding="utf-8")):
                if not url.endswith("..."):
                    assert read_address(url).kind == "static", path.name
                    addresses += 1
    assert addresses > 40_000


PAGE = ("999123", None, "invented")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *((f"https://www.flickr.com/photos/invented/999123{rest}", PAGE) for rest in (
            "/in/photostream/", "/in/album-72157600000000001/", "/in/set-72157600000000001/lightbox/", "/in/pool-9@N01",
            "/sizes/x/", "/sizes/o/in/photostream", "/lightbox/", "/meta/", "/meta", "/player/", "/player/0123456789",
            "/play/360p/0123456789/", "/play/hd/0123456789/", "#comment72157600000000001", "?rb=1", "/?rb=1",
            "//", "/404", "/stats/", "/favorites", "/comments/72157600000000001", "/with/7",
        )),
        ("https://www.flickr.com//photos//invented//999123//", PAGE),
        ("HTTPS://WWW.FLICKR.COM/photos/INVENTED/999123", PAGE),
        ("https://www.flickr.com/photo/invented/999123/", PAGE),
        ("https://www.flickr.com/photos/in-vented_1/999123/", ("999123", None, "in-vented_1")),
        ("https://www.flickr.com/photos/inv%C3%A9nted/999123/", ("999123", None, "invénted")),
        ("https://www.flickr.com/photos/12345@N01/999123/", ("999123", "12345@N01", None)),
        ("https://www.flickr.com/photos/12345678901@n02/999123/", ("999123", "12345678901@N02", None)),
        ("https://www.flickr.com/photos/12345678901%40n02/999123/", ("999123", "12345678901@N02", None)),
        *((f"https://www.flickr.com/{script}?id=999123", ("999123", None, None)) for script in (
            "photo.gne", "photo_zoom.gne", "photo_exif.gne", "photo_edit.gne", "video_download.gne",
        )),
        ("http://www.flickr.com/photo_zoom.gne?id=999123&size=o", ("999123", None, None)),
        ("http://www.flickr.com/photo.gne?short=2", ("1", None, None)),
        ("http://www.flickr.com/apps/video/stewart.swf?v=71377&photo_id=999123", ("999123", None, None)),
        *((f"http{s}://{host}.flickr.com/photos/invented/999123", PAGE) for s in ("", "s") for host in ("www", "secure", "m")),
    ],
)  # fmt: skip
def test_each_form_of_a_page_that_was_seen_names_its_photo(text, named):
    read = read_address(text)

    assert (read.kind in PHOTO_KINDS, read.photo_id, read.nsid, read.alias) == (True, *named)


@pytest.mark.parametrize("extension", ["jpg", "png", "gif"])
@pytest.mark.parametrize(
    "folder",
    [
        "http://farm1.static.flickr.com/22/",
        "https://farm66.staticflickr.com/65535/",
        "http://static.flickr.com/22/",
        "http://photos21.flickr.com/",
        "https://c2.staticflickr.com/6/22/",
        "https://live.staticflickr.com/65535/",
    ],
)
def test_each_form_of_an_image_that_was_seen_names_its_photo_and_its_size(folder, extension):
    """All sizes that Flickr gives out, with and without download mark and query."""
    for size in ("", "s", "q", "t", "m", "n", "w", "z", "c", "b", "h", "k", "3k", "4k", "5k", "6k", "o"):
        for rest in ("", "?zz=1", "?v=0"):
            for mark in ("", "_d"):
                name = f"999123_0123456789{f'_{size}' if size else ''}{mark}.{extension}"
                assert read_address(f"{folder}{name}{rest}") == Address("static", "999123", size=size)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://www.flickr.com/photos/invented/albums/72157600000000001", "album"),
        ("https://www.flickr.com/photos/invented/sets/72157600000000001/detail/", "album"),
        ("https://flic.kr/s/aHsj2bZ5ZD", "album"),
        ("https://www.flickr.com/photos/invented/galleries/72157600000000001/", "gallery"),
        ("https://flic.kr/y/2Xry4Jt", "gallery"),
        ("https://www.flickr.com/groups/999123@N21/pool/", "group"),
        ("https://flic.kr/ps/ZVcni", "user"),
        ("https://www.flickr.com/people/invented/", "user"),
        ("https://www.flickr.com/photos/invented/tags/999123/", "tag"),
        ("https://www.flickr.com/photos/invented/archives/date-taken/2012/02/02/", "other"),
        ("https://www.flickr.com/photos/invented/favorites/with/999123", "other"),
        ("https://www.flickr.com/search/?text=999123", "other"),
        ("https://www.flickr.com/explore/2012/02/02", "other"),
        ("https://www.flickr.com/cameras/invented/999123/", "other"),
        ("https://www.flickr.com/gp/invented/999123", "guest pass"),
        ("https://farm9.staticflickr.com/22/buddyicons/12345678@N02_r.jpg", "other"),
        ("https://www.flickr.com/images/buddyicon.gif", "other"),
        ("https://farm5.static.flickr.com/22/shapefiles/999123_0123456789.tar.gz", "other"),
        ("https://combo.staticflickr.com/zz/combo?999123_0123456789.jpg", "other"),
        ("https://live.staticflickr.com/aerial/maps/999123_0123456789.jpg", "other"),
    ],
)
def test_each_kind_of_address_that_names_no_photo_is_called_what_it_is(text, kind):
    """Albums, galleries, groups, tags, favourites, icons, cameras, shapes: a number in them is no photo's id."""
    assert (read_address(text).kind, read_address(text).photo_id) == (kind, None)
