"""What the suite must not hold does not reach disk: contacts, real names, places, EXIF, secrets."""

import gzip
import html
import json
import re
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape, quoteattr

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.double.answers import Api
from whosefaces.double.pages import NEW_MARKUP, Web
from whosefaces.double.population import Population
from whosefaces.trace.evidence import redaction
from whosefaces.trace.sources import markup

MARK = "Zyxwvut Qponmlk"  # a value that occurs nowhere else
FIELDS = [field for field in redaction.FIELDS if field not in redaction.DOORS]


def clean(text: str) -> str:
    return redaction.body(text.encode()).decode()


@pytest.mark.parametrize("field", redaction.FIELDS)
@pytest.mark.parametrize(
    "form",
    [
        '{"person":{"FIELD":"VALUE","id":"1"},"stat":"ok"}',
        '{"person":{"FIELD":{"_content":"VALUE"},"id":"1"},"stat":"ok"}',
        '{"person":{"id":"1","FIELD" : [{"raw":{"_content":"VALUE"}},"VALUE"]}}',
        '{"person":{"id":"1","FIELD":{"name":"VALUE","inner":{"raw":"VALUE"}}}}',
        '<rsp stat="ok"><person id="1" FIELD="VALUE" /></rsp>',
        "<rsp stat='ok'><person id='1' FIELD='VALUE'/></rsp>",
        '<rsp stat="ok"><person id="1"><FIELD>VALUE</FIELD></person></rsp>',
        '<rsp stat="ok"><person id="1"><FIELD a="VALUE"><raw>VALUE</raw></FIELD></person></rsp>',
        '<rsp stat="ok"><person id="1"><FIELD one="VALUE" two="VALUE" /></person></rsp>',
        '<html><script>var it = {"FIELD":"VALUE","id":"1"};</script></html>',
        '<html><script>var it = "{\\"FIELD\\":\\"VALUE\\"}";</script></html>',
        '{"stat":"ok","person":{"FIELD":"VALUE',  # cut off in the middle of the value
        '<rsp stat="ok"><person id="1" FIELD="VALUE',
        '<rsp stat="ok"><person id="1"><FIELD>VALUE',
    ],
)
def test_a_field_that_must_not_be_held_is_removed_in_every_form(field, form):
    redacted = clean(form.replace("FIELD", field).replace("VALUE", MARK))
    assert MARK not in redacted
    assert field in redacted or form.endswith("VALUE")


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ('{"profile":{"website":"","facebook":"x"}}', '{"profile":{"website":"","facebook":"redacted"}}'),
        ('{"person":{"realname":{"_content":""}}}', '{"person":{"realname":{"_content":""}}}'),
        ('<profile website="" twitter="x" />', '<profile website="" twitter="redacted" />'),
        ("<person><location></location></person>", "<person><location></location></person>"),
        ('{"latitude":51.5,"longitude":-0.12,"accuracy":16}', '{"latitude":0,"longitude":0,"accuracy":16}'),
        ('{"owner":{"location":null}}', '{"owner":{"location":null}}'),
    ],
)
def test_that_something_was_there_is_still_told_and_what_was_empty_stays_empty(body, left):
    """The flag "publishes a contact" is read from this; which contact, nobody can read."""
    assert clean(body) == left


@pytest.mark.parametrize(
    "text",
    [
        "write to anna.b+c@mail.example.org, please",
        "anna%40example.org",
        "anna&#64;example.co.uk",
        "anna\\u0040example.org",
        '<a href="mailto:anna@example.org">',
    ],
)
def test_an_e_mail_address_goes_wherever_it_stands(text):
    assert "anna" not in clean(text)


def test_an_nsid_is_no_e_mail_address():
    for text in ('"nsid":"90000001@N99"', "/photos/90000001@N99/9000000001/", "90000001%40N99"):
        assert clean(text) == text


def test_secrets_in_addresses_go_and_the_photo_they_are_about_stays():
    redacted = clean(
        '"url":"https:\\/\\/live.staticflickr.com\\/65535\\/9000000001_0123456789_b.jpg" media=https%3A%2F%2Flive.staticflickr.com%2F65535%2F9000000002_9876543210_b.jpg '
        "/gp/90000001@N99/abcDEF/ https://api.flickr.com/services/rest/?api_key=0123&secret=abc&photo_id=1"
    )
    for secret in ("0123456789", "9876543210", "abcDEF", "api_key=0123", "secret=abc"):
        assert secret not in redacted
    assert "9000000001_redacted_b.jpg" in redacted
    assert "photo_id=1" in redacted


def test_a_real_name_is_removed_wherever_the_page_repeats_it():
    page = (
        f"<html><head><title>a cat | {MARK} | Flickr</title></head><body><a class='owner-name truncate' href='#'>"
        f'{MARK}</a><script>{{"username":"anna","realname":"{quote(MARK)}"}}</script><p alt="{MARK}">by {MARK}</p>'
    )
    assert MARK not in clean(page)
    assert quote(MARK) not in clean(page)
    assert "anna" in clean(page)


def test_a_username_stays_even_where_it_is_the_real_name_too():
    body = '{"username":{"_content":"Anna Beispiel"},"realname":{"_content":"Anna Beispiel"}}'
    assert clean(body).count("Anna Beispiel") == 1


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_pass_and_a_second_pass_changes_nothing(content):
    once = redaction.body(content)
    assert redaction.body(once) == once


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "realname", "location", "title", "secret"]), inner, max_size=4)
        ),
        max_leaves=20,
    )
)
def test_json_stays_json_of_the_same_shape_apart_from_the_fields(value):
    redacted = json.loads(redaction.body(json.dumps(value).encode()))

    def compare(before, after):
        if isinstance(before, dict):
            assert before.keys() == after.keys()
            for key in before:
                if key in redaction.FIELDS:
                    assert type(after[key]) in (type(before[key]), int)
                elif not isinstance(before[key], str):
                    compare(before[key], after[key])
        elif isinstance(before, list):
            assert len(before) == len(after)
            for one, other in zip(before, after, strict=True):
                if not isinstance(one, str):
                    compare(one, other)
        else:
            assert before == after

    if not isinstance(value, str):
        compare(value, redacted)


def test_nothing_planted_that_must_not_be_held_passes(population: Population):
    """Every account of the double, by every method, in both forms: its real name, e-mail hash, place and website."""
    from tests.trace.at_the_double import NOON

    api, checked = Api(population), 0
    for account in population.accounts.values():
        for method in ("flickr.people.getInfo", "flickr.profile.getProfile"):
            for form in ("json", "rest"):
                answer = api.answer({"method": method, "user_id": account.nsid, "format": form}, NOON)
                redacted = _plain(redaction.body(answer.body))
                for planted in (account.realname, account.email_sha1, account.location, account.website):
                    if planted and planted != account.username and planted in _plain(answer.body):
                        assert planted not in redacted
                        checked += 1
    assert checked > 20


def test_wherever_an_answer_is_cut_off_no_photos_secret_is_left_in_what_came(population: Population):
    """The extension that tells a file's address may be what is missing."""
    from tests.trace.at_the_double import MONTH, NOON

    api, site = Api(population), Web(population)
    photo = next(p for p in population.photos.values() if population.visible(p, NOON))
    page = f"https://www.flickr.com/photos/{photo.nsid}/{photo.photo_id}/"
    bodies = [
        api.answer({"method": "flickr.photos.getInfo", "photo_id": photo.photo_id, "format": form}, NOON).body
        for form in ("json", "rest")
    ]
    bodies += [site.answer("www.flickr.com", f"/services/oembed/?format=json&url={quote(page)}", NOON).body]
    bodies += [site.markup(photo, day).encode() for day in (NOON, NEW_MARKUP - MONTH)]

    secret = photo.secret.encode()
    for body in bodies:
        assert secret in body
        for end in range(body.index(secret), len(body)):
            assert secret not in redaction.body(body[:end]), body[end - 40 : end]


def _plain(body: bytes) -> str:
    return body.decode().replace("\\/", "/")


# -- real recordings -----------------------------------------------------------------------------------------------


def _recorded(shared):
    with gzip.open(shared / "flickr" / "recorded.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            if isinstance(one["body"], str):
                yield one, one["body"].encode("utf-8", "surrogateescape")


def test_recorded_answers_lose_what_must_not_be_held_and_nothing_else_breaks(shared):
    """Whatever stood in such a field is gone from the field; XML and JSON stay what they were; twice is once."""
    in_attribute = re.compile(rf'\s(?:{"|".join(FIELDS)})="([^"]+)"')
    in_json = re.compile(rf'"(?:{"|".join(FIELDS)})":(?:\{{"_content":)?"([^"]+)"')
    in_element = re.compile(rf"<({'|'.join(FIELDS)})>([^<]+)</")
    removed = 0
    for one, body in _recorded(shared):
        redacted = redaction.body(body)
        assert redaction.body(redacted) == redacted
        before, after = body.decode("utf-8", "replace"), redacted.decode("utf-8", "replace")
        removed += len(in_attribute.findall(before)) + len(in_json.findall(before))
        assert set(in_attribute.findall(after)) <= {"redacted"}, one["endpoint"]
        assert set(in_json.findall(after)) <= {"redacted"}, one["endpoint"]
        assert {text for _, text in in_element.findall(after)} <= {"redacted"}, one["endpoint"]
        assert not re.search(r"[\w.]+@(?:[\w-]+\.)+[a-z]{2,}", after), one["endpoint"]
        if one["format"] == "json" and one["provenance"] == "recorded":
            json.loads(after)
        elif one["format"] == "xml" and _parses(body):
            assert _parses(redacted), one["endpoint"]
    assert removed > 500


def _parses(body: bytes) -> bool:
    try:
        ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return False
    return True


def test_recorded_pages_say_of_the_photo_what_they_said_before(shared):
    """Licence, owner, photo: read from the page as it came and from the page as it is kept."""
    import datetime as dt

    pages = 0
    for one, body in _recorded(shared):
        if one["endpoint"].startswith("page:") and one["format"] == "html":
            day = dt.date.fromisoformat((one["recorded_at"] or "2020-02-18")[:10])
            assert markup.read_markup(redaction.body(body), day) == markup.read_markup(body, day)
            pages += len(body) > 100_000
    assert pages >= 7


def test_a_recorded_page_of_2012_no_longer_tells_where_the_photo_was_taken(shared):
    places = 0
    for one, body in _recorded(shared):
        if one["endpoint"] != "page:photo" or one["format"] != "html":
            continue
        for match in re.finditer(rb'"(latitude|longitude)":(-?[0-9]+\.[0-9]+)', body):
            assert match[2] not in redaction.body(body)
            places += 1
        for match in re.finditer(rb"<span class='locality'>([^<]+)<", body):
            assert match[1] not in redaction.body(body)
            places += 1
    assert places >= 6


# -- one member, five forms


_LETTERS = st.characters(whitelist_categories=("Lu", "Ll"), max_codepoint=0x24F, blacklist_characters="İıßŉǰſ")
_WORDS = st.lists(st.text(_LETTERS, min_size=4, max_size=8), min_size=1, max_size=3).filter(
    lambda words: not {word.casefold() for word in words} & {"redacted", "title", "photo"}
)


def _forms(name: str, title: str, tag: str) -> dict[str, str]:
    """The same member, photo title and tag in the five forms in which they come."""
    inner = json.dumps({"username": "qq11", "realname": name, "expire": "1799999999", "title": title, "tag": tag})
    data = {
        "username": "qq11",
        "realname": quote(name),
        "expire": "1799999999",
        "title": quote(title),
        "tag": quote(tag),
    }
    return {
        "XML attribute": f'<rsp stat="ok"><owner nsid="9" realname={quoteattr(name)} username="qq11" expire="1799999999"/>'
        f"<photo title={quoteattr(title)}><tag raw={quoteattr(tag)}>{escape(tag)}</tag></photo></rsp>",
        "XML element": '<rsp stat="ok"><person expire="1799999999"><username>qq11</username>'
        f"<realname>{escape(name)}</realname></person><title>{escape(title)}</title><tag>{escape(tag)}</tag></rsp>",
        "JSON": f'{{"stat":"ok","person":{inner}}}',
        "HTML": f'<html><script>var it = {inner};</script><a class="owner-name">{escape(name)}</a><h1>{escape(title)}</h1></html>',
        "modelExport": f"<html><script>modelExport: {json.dumps({'main': data})}</script><p>{escape(title)}</p></html>",
    }


@given(words=_WORDS, capitals=st.sampled_from([str, str.upper, str.lower, str.title]), joined=st.booleans())
def test_the_same_member_leaves_the_same_facts_in_whatever_form(words, capitals, joined):
    name = " ".join(words)
    redacted = capitals(("" if joined else " ").join(words))
    if redacted.casefold() != (("" if joined else " ").join(words)).casefold():
        return  # capitals that do not come back to the same letters
    for form, body in _forms(name, f"[by {redacted} in 2014]", redacted).items():
        left = unquote(
            html.unescape(clean(body)).encode().decode("raw_unicode_escape")
            if "\\u" in body
            else html.unescape(clean(body))
        )
        assert redacted.casefold() not in left.casefold(), (form, left)
        assert "qq11" in left, form
        assert "[by redacted in 2014]" in left, (form, left)
        assert "1799999999" not in left, form


@pytest.mark.parametrize("name", ["photo", "owner", "title", "license", "stat", "visibility", "ispublic"])
def test_whoever_is_called_like_a_field_does_not_spoil_the_answer(name):
    shown = '"photo":{"id":"1","license":"4","owner":{"username":"qq11","realname":"NAME"},"visibility":{"ispublic":1},"title":"NAME"}'
    redacted = json.loads(clean(("{" + shown + "}").replace("NAME", name)))

    assert redacted["photo"]["owner"]["realname"] == redacted["photo"]["title"] == "redacted"
    assert redacted["photo"]["visibility"] == {"ispublic": 1}
