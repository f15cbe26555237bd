"""Whether the way out can be found is read from recorded pages; what was not recorded is never taken for an answer."""

import pytest
from whosefaces.way_out.findability import Page, RouteError, route

HOME, OUT = "https://faces.example.org/", "https://faces.example.org/opt-out"
RULES = Page(
    "https://faces.example.org/robots.txt", 200, {"content-type": "text/plain"}, b"User-agent: *\nDisallow: /private/\n"
)


def html(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>Faces</title>{head}</head><body>{body}</body></html>".encode()


def page(
    address=OUT,
    body="<h1>Opt out</h1><p>Write to <a href='mailto:faces@example.org'>us</a>.</p>",
    status=200,
    head="",
    **headers,
):
    named = {"content-type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Page(address, status, named, html(body, head), f"<urn:{address}>")


def home(link="<p>A dataset of faces for research.</p><a href='/opt-out'>Opt out</a>"):
    return page(HOME, link)


def found(*pages, start=HOME, way_out=OUT):
    return route(pages, start, way_out)


def test_an_open_way_out_is_found():
    outcome = found(home(), page(), RULES)
    assert not outcome.hidden and outcome.clicks == 1 and outcome.words == 7
    assert [
        outcome.answer(question) for question in ("answers", "linked from the dataset's page", "a mailbox is named")
    ] == ["yes"] * 3
    assert all(
        outcome.answer(question) == "no"
        for question in ("asks for a login", "noindex on the page", "noindex in the headers", "closed by robots.txt")
    )
    assert all(fact.record for fact in outcome.facts if fact.question != "closed by robots.txt")


def test_a_way_out_two_clicks_away_is_linked():
    outcome = found(
        home("<a href='/about'>About</a>"),
        page("https://faces.example.org/about", "<a href='opt-out'>Opt out</a>"),
        page(),
        RULES,
    )
    assert outcome.clicks == 2


HIDDEN = {
    "no link": "<p>Nothing here.</p>",
    "a link that is not displayed": "<div style='display: none'><a href='/opt-out'>Opt out</a></div>",
    "a link off the screen": "<a style='position:absolute;left:-9999px' href='/opt-out'>Opt out</a>",
    "a link with no words": "<a href='/opt-out'> </a>",
    "a link in letters of no size": "<p style='font-size:0'><a href='/opt-out'>Opt out</a></p>",
    "a link in a comment": "<!-- <a href='/opt-out'>Opt out</a> -->",
    "a link in a template": "<template><a href='/opt-out'>Opt out</a></template>",
    "a hidden section": "<section hidden><a href='/opt-out'>Opt out</a></section>",
    "a link to another site's page of that name": "<a href='https://other.example.org/opt-out'>Opt out</a>",
}


@pytest.mark.parametrize("body", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_link_that_nobody_sees_is_no_link(body):
    outcome = found(home(body), page(), RULES)
    assert outcome.answer("linked from the dataset's page") == "no" and outcome.hidden


SEEN = {
    "a picture": "<a href='/opt-out'><img src='x.png' alt='Opt out'></a>",
    "a closing slash, a fragment, http and www": "<a href='http://www.faces.example.org/opt-out/#form'>Opt out</a>",
    "a base address": "<base href='https://faces.example.org/'><a href='opt-out'>Opt out</a>",
    "half see-through": "<a style='opacity:0.5' href='/opt-out'>Opt out</a>",
    "a large size": "<a style='font-size:0.9em;width:100%' href='/opt-out'>Opt out</a>",
}


@pytest.mark.parametrize("body", SEEN.values(), ids=SEEN.keys())
def test_a_link_that_a_reader_sees_is_a_link(body):
    assert found(home(body), page(), RULES).answer("linked from the dataset's page") == "yes"


@pytest.mark.parametrize(
    ("way_out", "question", "answer"),
    [
        (page(head="<meta name='robots' content='NOINDEX, follow'>"), "noindex on the page", "yes"),
        (page(head="<meta name='Googlebot' content='none'>"), "noindex on the page", "yes"),
        (page(head="<meta name='robots' content='index, follow'>"), "noindex on the page", "no"),
        (page(head="<meta name='description' content='noindex is a word'>"), "noindex on the page", "no"),
        (page(x_robots_tag="googlebot: noindex"), "noindex in the headers", "yes"),
        (page(x_robots_tag="noarchive"), "noindex in the headers", "no"),
        (page(status=401), "asks for a login", "yes"),
        (page(body="<form><input name=u><input type=password></form>"), "asks for a login", "yes"),
        (page(body="<p>You need no login to opt out.</p>"), "asks for a login", "no"),
        (page(status=404), "answers", "no"),
        (page(status=410), "answers", "no"),
        (page(status=503), "answers", "cannot tell"),
        (page(body="<p>Write to faces at example dot org.</p>"), "a mailbox is named", "yes"),
        (page(body="<p>faces@example.org</p>"), "a mailbox is named", "yes"),
        (page(body="<p>Meet us at the conference. It is free.</p>"), "a mailbox is named", "no"),
        (page(body="<p style='display:none'>faces@example.org</p>"), "a mailbox is named", "no"),
    ],
)
def test_each_means_of_hiding_is_told_from_its_look_alike(way_out, question, answer):
    assert found(home(), way_out, RULES).answer(question) == answer


def test_a_way_out_that_leads_to_a_login_is_behind_a_login():
    moved = Page(OUT, 302, {"location": "/accounts/login?next=/opt-out"}, b"")
    outcome = found(
        home(), moved, page("https://faces.example.org/accounts/login?next=/opt-out", "<p>Please sign in.</p>"), RULES
    )
    assert outcome.answer("asks for a login") == "yes" and outcome.hidden


@pytest.mark.parametrize(
    ("rules", "answer"),
    [
        (Page(RULES.address, 200, {}, b"User-agent: *\nDisallow: /opt\n"), "yes"),
        (Page(RULES.address, 200, {}, b"User-agent: *\nDisallow: /\nAllow: /opt-out\n"), "no"),
        (Page(RULES.address, 200, {}, b"User-agent: badbot\nDisallow: /\n"), "no"),
        (Page(RULES.address, 404, {}, b""), "no"),
        (Page(RULES.address, 500, {}, b""), "cannot tell"),
        (Page("https://other.example.org/robots.txt", 200, {}, b"User-agent: *\nDisallow: /\n"), "cannot tell"),
    ],
)
def test_robots_rules_are_read_as_search_engines_read_them(rules, answer):
    assert found(home(), page(), rules).answer("closed by robots.txt") == answer


def test_what_was_not_recorded_cannot_be_told():
    outcome = found(page(), RULES)
    assert outcome.answer("linked from the dataset's page") == "cannot tell"
    assert outcome.clicks is None
    only_home = found(home(), RULES)
    assert only_home.answer("answers") == "cannot tell" and not only_home.hidden
    with pytest.raises(RouteError, match="record them first"):
        found(RULES)


def test_links_that_go_round_in_a_circle_come_to_an_end():
    one, two = (
        page("https://faces.example.org/1", "<a href='/2'>on</a>"),
        page("https://faces.example.org/2", "<a href='/1'>on</a>"),
    )
    assert found(home("<a href='/1'>on</a>"), one, two, page(), RULES).answer("linked from the dataset's page") == "no"
