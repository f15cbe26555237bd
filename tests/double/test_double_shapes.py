"""The double answers in the shape in which Flickr was recorded; what was never recorded is named here.

Never recorded in the shared files, so built from documentation and held by nothing in this module:
photos.licenses.getLicenseHistory, people.getInfo code 5, 429, the Wayback Machine, oEmbed of a photo.
"""

import datetime as dt
import gzip
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import defaultdict

import pytest
from bs4 import BeautifulSoup
from whosefaces.double.answers import Api, licence_table
from whosefaces.double.pages import Web

# What some recordings hold and the double leaves out: the caller's own account signed in, things of before 2024,
# extras that nobody asked it for.
LEFT_OUT = {
    "flickr.people.getInfo": {"/person/photos/views", "/person/timezone", "/person/mbox_sha1sum", "/person/location"},
    "flickr.profile.getProfile": {"/profile@email"},
}


def shape(body):
    """Paths of an answer, the same for both forms, each with the JSON types that its value takes."""
    body = body.strip()
    shapes = defaultdict(set)
    if body.startswith("{"):
        _shape_of_json(json.loads(body), "", shapes)
    else:
        _shape_of_xml(ElementTree.fromstring(body), "", shapes)
    return shapes


def _shape_of_json(value, at, shapes):
    if isinstance(value, list):
        for one in value:
            _shape_of_json(one, at, shapes)
        return
    for key, part in value.items():
        if isinstance(part, dict | list):
            shapes[f"{at}/{key}"].add("element")
            _shape_of_json(part, f"{at}/{key}", shapes)
        else:
            shapes[at + "#" if key == "_content" else f"{at}@{key}"].add(type(part).__name__)


def _shape_of_xml(node, at, shapes):
    for key in node.attrib:
        shapes[f"{at}@{key}"].add("attribute")
    if node.text and node.text.strip():
        shapes[at + "#"].add("text")
    for child in node:
        shapes[f"{at}/{child.tag}"].add("element")
        _shape_of_xml(child, f"{at}/{child.tag}", shapes)


@pytest.fixture(scope="module")
def recorded(shared):
    """(method, outcome, form) -> shapes of all genuine recordings."""
    shapes = defaultdict(list)
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            genuine = one["provenance"] == "recorded" and one["status"] == 200 and one["outcome"] in ("ok", "fail")
            if genuine and one["format"] in ("xml", "json"):
                shapes[one["endpoint"], one["outcome"], one["format"]].append(shape(one["body"]))
    return shapes


def ask(population, now, method, form):
    """One call that succeeds and one that fails, where the method can fail."""
    visible = [photo for photo in population.photos.values() if population.visible(photo, now)]
    photo = next(one for one in visible if one.tagged)
    parameters = {"method": method, "format": form, "photo_id": photo.photo_id, "user_id": photo.nsid}
    parameters |= {
        "url": f"https://www.flickr.com/photos/{photo.nsid}/",
        "extras": "license,date_upload,owner_name,media",
    }
    api = Api(population)
    wrong = {**parameters, "photo_id": "999", "user_id": "90000000@N98", "url": "https://www.flickr.com/photos/nobody/"}
    return {
        "ok": api.answer(parameters, now).body.decode("utf-8"),
        "fail": api.answer(wrong, now).body.decode("utf-8"),
    }


METHODS = [
    "flickr.photos.getInfo",
    "flickr.people.getInfo",
    "flickr.profile.getProfile",
    "flickr.photos.licenses.getInfo",
    "flickr.people.getPublicPhotos",
    "flickr.photos.people.getList",
    "flickr.urls.lookupUser",
]


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("method", METHODS)
def test_an_answer_has_the_shape_of_the_recorded_ones(population, now, recorded, method, form):
    """Nothing in it that no recording has, whatever its form; nothing missing that every XML recording has.

    XML is the form of the newest recordings, and JSON of the oldest: what came in between is in the XML only.
    """
    answered = shape(ask(population, now, method, form)["ok"])
    in_xml, in_json = recorded[method, "ok", "xml"], recorded[method, "ok", "json"]
    assert set(answered) <= set().union(*in_xml, *in_json)
    always = set.intersection(*map(set, in_xml or in_json))
    always -= {path for path in always if any(path.startswith(left) for left in LEFT_OUT.get(method, ()))}
    # An element without text, as <tags />, is an empty list in JSON.
    assert always - set(answered) == set()


@pytest.mark.parametrize(
    "method", ["flickr.photos.getInfo", "flickr.people.getPublicPhotos", "flickr.photos.licenses.getInfo"]
)
def test_json_gives_numbers_and_texts_as_recorded(population, now, recorded, method):
    """ "license":"4" is a text and "isfavorite":0 a number: each value has a type that a recording gave it."""
    answered = shape(ask(population, now, method, "json")["ok"])
    compared = 0
    for path, types in answered.items():
        kinds = set().union(*(one.get(path, set()) for one in recorded[method, "ok", "json"]))
        if kinds:
            assert types <= kinds, path
            compared += 1
    assert compared >= 4


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("method", [method for method in METHODS if method != "flickr.photos.licenses.getInfo"])
def test_a_failure_is_said_as_recorded(population, now, shared, recorded, method, form):
    """The same few fields in every method, under HTTP 200; for what does not exist, the recorded code."""
    answered = ask(population, now, method, form)["fail"]
    of_any_method = [
        one for (_, outcome, code), ones in recorded.items() for one in ones if (outcome, code) == ("fail", form)
    ]
    assert set(shape(answered)) in [set(one) for one in of_any_method]
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        exchanges = [json.loads(line) for line in lines]
    codes = {one["fail_code"] for one in exchanges if one["endpoint"] == method and one["outcome"] == "fail"}
    assert int(re.search(r'code(?:="|":)(\d+)', answered)[1]) in codes


def test_the_licence_table_of_each_recorded_day_comes_out_word_for_word(shared):
    """Ids, order, names and addresses of every genuine recording since 2015 (Flickr wrote http:// before)."""
    compared = 0
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            if one["endpoint"] != "flickr.photos.licenses.getInfo" or one["provenance"] != "recorded":
                continue
            if one["outcome"] != "ok" or one["recorded_at"] < "2015":
                continue
            if one["format"] == "xml":
                rows = [e.attrib for e in ElementTree.fromstring(one["body"]).iter("license")]
            else:
                rows = json.loads(one["body"])["licenses"]["license"]
            at = dt.datetime.fromisoformat(one["recorded_at"])
            assert [(str(n), name, url) for n, name, url in licence_table(at)] == [
                (row["id"], row["name"], row["url"]) for row in rows
            ]
            compared += 1
    assert compared >= 3


def test_a_page_that_does_not_exist_answers_as_recorded(population, now, shared):
    """oEmbed's 404 word for word; a missing image as an empty 404 of nginx."""
    web = Web(population)
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        exchanges = [json.loads(line) for line in lines]
    oembed = next(
        e for e in exchanges if e["endpoint"] == "oembed" and e["status"] == 404 and e["provenance"] == "recorded"
    )
    answered = web.answer("www.flickr.com", "/services/oembed/?format=json&url=https://www.flickr.com/photos/x/1", now)
    assert (answered.status, answered.body.decode()) == (404, oembed["body"])
    image = next(e for e in exchanges if e["endpoint"] == "static" and e["status"] == 404)
    answered = web.answer("live.staticflickr.com", "/65535/1_0123456789_b.jpg", now)
    assert (answered.status, answered.body, answered.headers["server"]) == (404, b"", image["headers"]["server"])


def test_the_marks_by_which_a_recorded_page_is_read_are_on_the_doubles_page(population, now, shared):
    """2012: the initialiser with licence and owner, the list item of class license, the canonical address.

    2023: page data after ``modelExport:`` with the same wrapping of photo and owner as on a recorded user page.
    """

    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        exchanges = [json.loads(line) for line in lines]
    web = Web(population)
    photo = next(one for one in population.photos.values() if one.posted.year < 2012 and one.listed)

    def of_2012(page):
        data, _ = json.JSONDecoder().raw_decode(page[page.index("Y.photo.init(") + len("Y.photo.init(") :])
        soup = BeautifulSoup(page, "lxml")
        return (
            {
                key: type(data[key]).__name__
                for key in ("id", "license", "owner", "ownername", "safety_level", "date_posted")
            },
            [item.name for item in soup.select("li.license span.license-highlight a")],
            [link.get("id") for link in soup.select('link[rel="canonical"]')],
        )

    old = next(e for e in exchanges if e["endpoint"] == "page:photo" and e["status"] == 200)
    when = photo.posted.replace(year=2012, month=12, day=1)
    assert of_2012(web.markup(photo, when)) == of_2012(old["body"])

    def of_2023(page, *way):
        data, _ = json.JSONDecoder().raw_decode(page[page.index("modelExport: ") + len("modelExport: ") :])
        node_at = data["main"]
        for step in way:
            node_at = node_at[step]
        return node_at

    user = next(e for e in exchanges if e["endpoint"] == "page:user" and e["provenance"] == "recorded")["body"]
    listed = of_2023(user, "photostream-models", 0, "data", "photoPageList", "data", "_data", 0)
    owner = of_2023(user, "photostream-models", 0, "data", "owner")
    ours = of_2023(web.markup(photo, now), "photo-models", 0)
    assert set(ours) == set(listed)
    assert type(ours["data"]["license"]) is type(listed["data"]["license"])
    person = ours["data"]["owner"]
    assert set(person) == set(owner)
    assert {"pathAlias", "username", "isPro", "isDeleted", "id"} <= set(person["data"]) & set(owner["data"])
    assert "%40N" in person["data"]["id"]
    assert "%40N" in owner["data"]["id"]

    def kinds(page, name, *keys):
        """The types of a model's values; "~3" refers to the fourth place in the page's legend."""
        model = of_2023(page, name, 0)["data"]
        if isinstance(model, str):
            model = of_2023(page, *_whole_numbers(of_2023_legend(page)[int(model[1:])]))
        return {key: type(model[key]).__name__ for key in keys}

    def of_2023_legend(page):
        data, _ = json.JSONDecoder().raw_decode(page[page.index("modelExport: ") + len("modelExport: ") :])
        return data["legend"]

    def _whole_numbers(way):
        return [int(step) if step.isdecimal() else step for step in way]

    account = next(a for a in population.accounts.values() if a.exists(now) and population.public_photos(a.nsid, now))
    stream_page = web.answer("www.flickr.com", f"/photos/{account.nsid}/", now).body.decode()
    for name, keys in (
        ("photostream-models", ("totalItems", "id", "owner")),
        ("photo-stats-models", ("datePosted", "id")),
        ("person-models", ("id", "isDeleted", "isPro", "username")),
    ):
        assert kinds(stream_page, name, *keys) == kinds(user, name, *keys)
