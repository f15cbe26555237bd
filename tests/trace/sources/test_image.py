"""What the head of an image file says, and what it does not say."""

import collections
import gzip
import json

import pytest
from whosefaces.flickr.address import read_address
from whosefaces.trace.evidence.photo_secrets import redacted
from whosefaces.trace.question import read_question
from whosefaces.trace.sources import image
from whosefaces.trace.sources.asking import Photo

from tests.trace.sources.conftest import came


def listed(photo, size="_b", host="farm9.staticflickr.com"):
    return f"https://{host}/{photo.server}/{photo.photo_id}_{photo.secret}{size}.jpg"


def asked(ask, photo, size="_b"):
    about = Photo(photo.photo_id, listed_address=listed(photo, size))
    (inquiry,) = image.questions(about)
    assert (inquiry.http_method, inquiry.follow_redirects) == ("HEAD", False)
    return image.read(ask(inquiry.url, method="HEAD"), about)


def test_a_served_file_is_not_called_public(ask, public):
    answer = asked(ask, public)

    assert (answer.outcome, answer.conclusive, answer.file_served) == ("unknown", True, True)


@pytest.mark.parametrize("how", ["404", "410", "placeholder"])
def test_a_missing_file_is_missing_however_the_host_says_it_and_not_called_not_public(ask, web, hidden, how):
    """A replaced picture has another address: its old file is missing while the photo is public."""
    web.missing_image = how
    answer = asked(ask, hidden)

    assert (answer.outcome, answer.conclusive, answer.file_served) == ("unknown", True, False)


def test_only_heads_are_questions_and_none_holds_the_secret(public):
    (inquiry,) = image.questions(Photo(public.photo_id, listed_address=listed(public)))

    assert public.secret in inquiry.url
    assert public.secret not in f"{inquiry!r} {inquiry.question}"
    assert read_question("GET", inquiry.url) is None
    assert public.secret not in redacted(inquiry.url)
    assert read_question("HEAD", redacted(inquiry.url)) == inquiry.question


@pytest.mark.parametrize(
    "address",
    [
        None,
        "http://127.0.0.1/1/{id}_0123456789_b.jpg",
        "https://live.staticflickr.com.example.org/1/{id}_0123456789_b.jpg",
        "file:///1/{id}_0123456789_b.jpg",
        "https://live.staticflickr.com/1/2_0123456789_b.jpg",
        "https://www.flickr.com/photos/x/{id}/",
    ],
    ids=["none", "this machine", "look-alike host", "file", "another photo", "a page"],
)
def test_an_address_that_is_not_an_image_of_this_photo_on_flickr_is_never_asked(public, address):
    about = Photo(public.photo_id, listed_address=address and address.format(id=public.photo_id))

    assert image.questions(about) == []


def test_a_redirect_to_the_placeholder_or_a_placeholder_that_came_is_a_missing_file(public):
    """Followed, it would be a picture with status 200."""
    about = Photo(public.photo_id, listed_address=listed(public))
    (inquiry,) = image.questions(about)
    for size in ("", "_l", "_m"):
        placeholder = f"https://s.yimg.com/pw/images/en-us/photo_unavailable{size}.png"
        led = came(inquiry.url, "", 302, {"location": placeholder})
        ended = came(placeholder, "", 200, {"content-type": "image/png"})
        ended.history = [led]
        for response in (led, ended):
            assert image.read(response, about).file_served is False


@pytest.mark.parametrize("size", ["_h", "_k", "_3k", "_4k", "_5k", "_6k", "_o"])
def test_a_missing_large_file_is_told_apart(web, ask, hidden, size):
    """Free accounts have offered none since May 2025, and its secret differs: it says nothing of the owner's wish."""
    answer = asked(ask, hidden, size)

    assert (answer.file_served, answer.note) == (False, "a large file is not served")


def test_a_secret_of_digits_is_no_photos_id():
    about = Photo("9000000001", listed_address="https://live.staticflickr.com/65535/9000000001_9000000002_b.jpg")
    (inquiry,) = image.questions(about)

    assert dict(inquiry.question.about) == {"photo_id": "9000000001", "size": "b"}
    assert image.questions(Photo("9000000002", listed_address=about.listed_address)) == []


@pytest.mark.parametrize(
    "size", ["", "s", "q", "t", "m", "n", "w", "z", "c", "b", "h", "k", "3k", "4k", "5k", "6k", "o"]
)
@pytest.mark.parametrize("secret", ["0123456789", "9876543210abcdef"])
def test_a_files_question_is_its_photo_and_size_whatever_its_secret(size, secret):
    """The secret differs by size; only the photo's id is a key."""
    name = f"7_{secret}_{size}.jpg" if size else f"7_{secret}.jpg"
    (inquiry,) = image.questions(Photo("7", listed_address=f"https://farm3.static.flickr.com/22/{name}"))

    assert dict(inquiry.question.about) == {"photo_id": "7", "size": size}


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {"content-type": "text/html"}),
        (403, {}),
        (429, {}),
        (500, {}),
        (302, {"location": "https://live.staticflickr.com/1/8_0123456789_b.jpg"}),
        (302, {"location": "https://www.flickr.com/"}),
    ],
)
def test_what_is_neither_an_image_nor_missing_settles_nothing(public, status, headers):
    about = Photo(public.photo_id, listed_address=listed(public))
    (inquiry,) = image.questions(about)
    answer = image.read(came(inquiry.url, "", status, headers), about)

    assert (answer.conclusive, answer.file_served) == (False, None)


def test_the_recorded_heads_of_images_are_read(shared):
    """Those served, and the one that was missing: an empty answer of type text/html."""
    outcomes = collections.Counter()
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            kind = read_address(row["request_url"] or "").kind
            if row["endpoint"] != "static" or (row["status"] == 200 and kind != "static"):
                continue
            # What was missing was asked for under a name that no photo has.
            listed = (
                row["request_url"] if row["status"] == 200 else "https://live.staticflickr.com/1/7_0123456789_b.jpg"
            )
            about = Photo(read_address(listed).photo_id, listed_address=listed)
            headers = {name: value for name, value in row["headers"].items() if isinstance(value, str)}
            outcomes[row["status"], image.read(came(listed, "", row["status"], headers), about).file_served] += 1
    assert outcomes.keys() == {(200, True), (404, False)}
