"""What the head of an image file says, and what it does not say."""

import pytest

from analysis.trace.question import read_question
from analysis.trace.sources import image
from analysis.trace.sources.asking import Photo
from analysis.trace.sources.identity import redacted


def listed(photo, size="_b", host="farm9.staticflickr.com"):
    return f"https://{host}/{photo.server}/{photo.photo_id}_{photo.secret}{size}.jpg"


def asked(ask, photo, size="_b"):
    about = Photo(photo.photo_id, listed_address=listed(photo, size))
    (inquiry,) = image.questions(about)
    assert (inquiry.http_method, inquiry.follow_redirects) == ("HEAD", False)
    return image.read(ask(inquiry.url, method="HEAD"), about)


def test_a_served_file_is_not_called_public(ask, public):
    said = asked(ask, public)

    assert (said.outcome, said.conclusive, said.file_served) == ("unknown", True, True)


@pytest.mark.parametrize("how", ["404", "410", "placeholder"])
def test_a_missing_file_is_missing_however_the_host_says_it_and_not_called_not_public(ask, web, hidden, how):
    """A replaced picture has another address: its old file is missing while the photo is public."""
    web.missing_image = how
    said = asked(ask, hidden)

    assert (said.outcome, said.conclusive, said.file_served) == ("unknown", True, False)


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
