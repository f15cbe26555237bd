"""A hundred invented ways out, each with what is true of it, made without knowing how the reader reads.

Five means of hiding, twenty pages each: ten that hide by it, ten that only look as though they did. Every other page has
the shape of a page that a platform really served (its head, its forms, its scripts and its repeated tags, after recorded
answers of Flickr from 2012 to 2025); no word of it is theirs. What is planted stands beside the page, question by question.
"""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass, field
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SITE = "https://faces.example.edu"
START, WAY_OUT = SITE + "/dataset/", SITE + "/dataset/removal.html"
RECORDED_ON = "2024-03-05T06:07:08Z"
OPEN = {
    "answers": "yes",
    "asks for a login": "no",
    "linked from the dataset's page": "yes",
    "noindex on the page": "no",
    "noindex in the headers": "no",
    "closed by robots.txt": "no",
    "a mailbox is named": "yes",
}
LINK = '<a href="removal.html">Have a photo removed</a>'
LETTER = (
    "<h1>Have a photo removed</h1><p>Name the photo and write to "
    '<a href="mailto:removal@faces.example.edu">the desk</a>. We answer within a month.</p>'
)
FORM = '<form method="post" action="/send"><label>Photo <input name="photo"></label><button>Send</button></form>'


@dataclass(frozen=True)
class Answered:
    """What a server said of one address: status, headers in the order sent, and the body as it came over the wire."""

    body: bytes | str = b""
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass(frozen=True)
class Planted:
    """One way out: the addresses recorded, where a reader starts, where the way out is said to be, and what is true."""

    name: str
    answers: dict[str, Answered]
    truth: dict[str, str]
    start: str = START
    way_out: str = WAY_OUT
    clicks: int | None = 1

    def record(self, path: Path) -> Path:
        """Write the answers as a WARC file."""
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for address, answered in self.answers.items():
                body = answered.body if isinstance(answered.body, bytes) else answered.body.encode()
                headers = StatusAndHeaders(answered.status, list(answered.headers), protocol="HTTP/1.1")
                record = writer.create_warc_record(
                    address,
                    "response",
                    payload=io.BytesIO(body),
                    http_headers=headers,
                    warc_headers_dict={"WARC-Date": RECORDED_ON},
                )
                writer.write_record(record)
                record.raw_stream.close()
        return path


# --- shapes -----------------------------------------------------------------------------------------------------------


def plain(body: str, head: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>Faces</title>{head}</head><body><main>{body}</main></body></html>"
    )


def old_university(body: str, head: str = "") -> str:
    return (
        f"<HTML><HEAD><TITLE>Faces Database</TITLE>{head}</HEAD><BODY BGCOLOR=#ffffff><CENTER><H2>Faces Database</H2>"
        f"</CENTER><TABLE><TR><TD><FONT SIZE=2>{body}</FONT></TD></TR></TABLE><HR><ADDRESS>Vision group</ADDRESS></BODY></HTML>"
    )


def photo_page(body: str, head: str = "") -> str:
    """A photo page of 2012: loose tags, forms to comment and to share, an advertisement in a frame, scripts in the text."""
    return (
        '<!DOCTYPE html>\n<html xmlns:dc="http://purl.org/dc/terms/" lang="en-us">\n<head>\n\n\t<title>Faces | Vision '
        'group</title>\n\t<script data-script-purpose="page_timing">\n\t var farm_timing = {}; if (1 < 2 && 3 > 2) '
        '{ farm_timing.a = "<a href=\'/elsewhere\'>x</a>"; }\n\t</script>\n\t<meta http-equiv="Content-Type" '
        'content="text/html; charset=UTF-8">\n\t<meta name="keywords" content="faces, noindex">\n\t<meta '
        'http-equiv="imagetoolbar" content="no">\n\t<meta property="og:title" content="Faces" />\n'
        f'{head}\n</head>\n<body class="zeus">\n<noscript><div id="no-js">Some functions need a script.</div></noscript>\n'
        '<form action="/search/" method="get" id="headersearchform" role="search"><input name="q" type="text" '
        'autocomplete="off" value=""><input value="Search" type="submit"></form>\n<ul id="nav"><li><a href="/signin/" '
        f'class="signin">Sign In</a></ul>\n<div id="main">{body}</div>\n<form action="/dataset/#preview" method="post" '
        'id="comment-form"><input type="hidden" name="magic_cookie" value="0f0f"><textarea name="message"></textarea>'
        '<input name="Submit" type="submit" value="POST COMMENT"></form>\n<iframe src="http://ads.example.net/ad?id=1" '
        'width="302" height="265"></iframe>\n<!--[if lt IE 8]><p>Old browser</p><![endif]-->\n</body>\n</html>'
    )


def album_page(body: str, head: str = "") -> str:
    """An album of 2023: a robots tag said twice, a policy in a tag, cards for other platforms, data inside a script."""
    return (
        '<!DOCTYPE html>\n<html lang="en-us" class="no-js fluid html-album-page-view scrolling-layout ">\n<head>\n\t<meta '
        'property="og:site_name" content="Faces" />\n\t<script type="application/ld+json">{"@type": "WebSite", "url": '
        '"https://faces.example.edu/", "email": "machine@faces.example.edu", "potentialAction": {"target": '
        '"https://faces.example.edu/search?q={q}"}}</script>\n\t<meta property="twitter:site" content="@faces" />\n\t<meta '
        'name="robots" content="noarchive"  data-dynamic="true">\n\t<meta name="googlebot" content="noarchive"  '
        'data-dynamic="true">\n\t<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">\n\t<meta '
        f'name="google" value="notranslate">\n{head}\n</head>\n<body>\n<div class="global-nav"><form method="get" '
        'action="/search/" role="search" class="search-form" ><input type="text" placeholder="Photos, people, or groups" '
        'name="text" value=""></form><a class="gn-signin" href="https://identity.example.edu/login?redir=%2Fdataset%2F">'
        'Log In</a></div>\n<img src="/images/logo@2x.png" alt="">\n'
        f'<div class="view main">{body}</div>\n<script>var modelExport = {{"main": {{"signedIn": false, "nodes": '
        '["<meta name=\\"robots\\" content=\\"noindex\\">"]}};</script>\n<footer class="foot"><a href="/about">About</a> '
        '<a href="/jobs">Jobs</a></footer>\n</body>\n</html>'
    )


def landing_page(body: str, head: str = "") -> str:
    """A landing page of 2025, from a site builder: no line breaks, a newsletter form, a tag manager's frame."""
    return (
        '<!DOCTYPE html><!-- Last Published: Tue Mar 05 2024 --><html data-wf-domain="faces.example.edu" lang="en"><head>'
        '<meta charset="utf-8"/><title>Faces | The best place</title><meta content="Faces" property="og:title"/><meta '
        f'content="width=device-width, initial-scale=1" name="viewport"/>{head}</head><body class="body"><noscript><iframe '
        'src="https://tags.example.net/ns.html?id=1" height="0" width="0" style="display:none;visibility:hidden"></iframe>'
        '</noscript><div data-collapse="medium" role="banner" class="navbar w-nav"><nav role="navigation" class="nav-menu '
        'w-nav-menu"><a href="https://identity.example.edu/sign-up" class="button w-inline-block"><div>Sign up</div></a>'
        f'</nav></div><section class="hero">{body}</section><form id="wf-form-Newsletter" method="get" '
        'class="newsletter-form"><label for="name">Email</label><input class="newsletter-field w-input" maxlength="256" '
        'name="name" type="text" id="name"/><input type="submit" data-wait="Please wait..." value=""/></form><script '
        'src="/js/webflow.js" type="text/javascript"></script></body></html>'
    )


SHAPES = (plain, photo_page, old_university, album_page, plain, landing_page)
WORDS = "<p>A collection of two thousand faces for research on recognition, gathered by the vision group.</p>"
SAID = (("Content-Type", "text/html; charset=utf-8"),)
TEXT = (("Content-Type", "text/plain"),)


@dataclass
class Bench:
    """Makes pages whose shapes take turns, so that every other one is after a recorded page."""

    ways: list[Planted] = field(default_factory=list)

    def plant(
        self,
        name,
        *,
        home=WORDS + LINK,
        home_head="",
        out=LETTER,
        out_head="",
        out_headers=(),
        status="200 OK",
        rules="User-agent: *\nDisallow: /private/\n",
        more=None,
        without=(),
        start=START,
        way_out=WAY_OUT,
        clicks=1,
        raw_out=None,
        **truth,
    ):
        shape = SHAPES[len(self.ways) % len(SHAPES)]
        answers = {
            start: Answered(shape(home, home_head)),
            way_out: raw_out or Answered(shape(out, out_head), status, SAID + tuple(out_headers)),
            SITE + "/robots.txt": rules if isinstance(rules, Answered) else Answered(rules, headers=TEXT),
        } | (more or {})
        for address in without:
            del answers[address]
        truths = OPEN | {QUESTIONS[key]: answer for key, answer in truth.items()}
        linked = truths["linked from the dataset's page"] == "yes"
        self.ways.append(Planted(name, answers, truths, start, way_out, clicks if linked else None))


QUESTIONS = {
    "answers": "answers",
    "login": "asks for a login",
    "linked": "linked from the dataset's page",
    "on_page": "noindex on the page",
    "in_headers": "noindex in the headers",
    "robots": "closed by robots.txt",
    "mailbox": "a mailbox is named",
}


def _not_linked(bench: Bench) -> None:
    for name, markup in {
        "the link is commented out": "<!-- " + LINK + " -->",
        "the link stands in a script only": "<script>var links = ['<a href=\"removal.html\">Remove</a>'];</script>",
        "the link is in a template that is never shown": f"<template>{LINK}</template>",
        "the link has no words": '<p>Questions<a href="removal.html"></a></p>',
        "the link carries the attribute hidden": '<p hidden>Removal: <a href="removal.html">here</a></p>',
        "the link is styled away": f'<div style="color:red; DISPLAY : none">{LINK}</div>',
        "the address is data, and no link": '<span data-href="removal.html">Have a photo removed</span>',
        "only the head points there": "<p>Contact the group by post.</p>",
        "a page of a longer name is linked": '<a href="removal.html.old">Have a photo removed</a>',
        "the words lead elsewhere": '<a href="https://ads.example.net/dataset/removal.html">Have a photo removed</a>',
    }.items():
        head = '<link rel="help" href="removal.html">' if name.startswith("only the head") else ""
        bench.plant(name, home=WORDS + markup, home_head=head, linked="no")
    hub = SITE + "/dataset/about/privacy.html"
    for name, markup in {
        "linked by its whole address": f'<p>See <a href="{WAY_OUT}">removal</a>.</p>',
        "linked in capitals and without quotes": "<P><A HREF=removal.html>Removal</A>",
        "linked by an image with words": '<a href="./removal.html"><img src=x.gif alt="Have a photo removed"></a>',
        "linked without the scheme": '<a href="//faces.example.edu/dataset/removal.html">Removal</a>',
        "linked with a fragment and a line break": '<a\n  href="\n removal.html#how ">Removal</a>',
        "linked from an image map": '<img usemap="#m" src=x.gif><map name=m><area href="removal.html" alt="Removal"></map>',
        "linked with letters escaped": '<a href="&#114;emoval.html">Removal</a>',
        "linked from a menu that opens": f"<details><summary>More</summary>{LINK}</details>",
    }.items():
        bench.plant(name, home=WORDS + markup)
    bench.plant(
        "linked from a page between",
        home=WORDS + '<a href="about/privacy.html">Privacy</a>',
        more={hub: Answered(plain('<p>Your rights. <a href="../removal.html">Removal</a></p>'))},
        clicks=2,
    )
    bench.plant(
        "linked against a base address",
        home=WORDS + '<a href="removal.html">Removal</a>',
        home_head=f'<base href="{SITE}/dataset/">',
        start=SITE + "/faces",
    )


def _noindex(bench: Bench) -> None:
    for name, tag in {
        "noindex, as it is written most": '<meta name="robots" content="noindex">',
        "noindex with nofollow": '<meta name="robots" content="noindex, nofollow">',
        "noindex in capitals": '<META NAME="ROBOTS" CONTENT="NOINDEX,NOFOLLOW">',
        "none means noindex": '<meta name="robots" content="none" />',
        "for one search engine": '<meta name="googlebot" content="noindex">',
        "the content comes first": '<meta content="noindex,follow" name="robots"/>',
        "after others, without blanks": "<meta name=robots content='max-snippet:-1,noindex,noarchive'>",
        "a second tag takes it back": '<meta name="robots" content="index"><meta name="robots" content="noindex">',
        "with blanks around": '<meta name=" robots " content="  NoIndex  ">',
    }.items():
        bench.plant(name, out_head=tag, on_page="yes")
    bench.plant("the tag stands in the body", out=LETTER + '<meta name="robots" content="noindex">', on_page="yes")
    for name, tag in {
        "index, follow": '<meta name="robots" content="index, follow">',
        "noarchive": '<meta name="robots" content="noarchive">',
        "noimageindex is no noindex": '<meta name="robots" content="noimageindex">',
        "a limit of words shown": '<meta name="robots" content="max-snippet:0, nosnippet, notranslate">',
        "commented out": '<!-- <meta name="robots" content="noindex"> -->',
        "a description that speaks of it": '<meta name="description" content="noindex: how we hide nothing">',
        "nofollow is no noindex": '<meta name="robots" content="nofollow">',
    }.items():
        bench.plant(name, out_head=tag)
    bench.plant("text that quotes the tag", out=LETTER + "<code>&lt;meta name=robots content=noindex&gt;</code>")
    bench.plant(
        "a form field that quotes it", out=LETTER + '<textarea><meta name="robots" content="noindex"></textarea>'
    )
    bench.plant("the dataset's page has it", home_head='<meta name="robots" content="noindex">')


def _headers(bench: Bench) -> None:
    for name, sent in {
        "noindex": [("X-Robots-Tag", "noindex")],
        "none": [("X-Robots-Tag", "none")],
        "small letters": [("x-robots-tag", "NOINDEX, NOFOLLOW")],
        "for one search engine": [("X-Robots-Tag", "googlebot: noindex")],
        "among others": [("X-Robots-Tag", "noarchive,noindex,nosnippet")],
        "said twice": [("X-Robots-Tag", "noarchive"), ("X-Robots-Tag", "noindex")],
        "the other one first": [("X-Robots-Tag", "noindex"), ("X-Robots-Tag", "max-snippet:-1")],
        "after other headers": [("Server", "Apache"), ("Link", '</a>; rel="x"'), ("X-Robots-Tag", " noindex ")],
        "a second engine": [("X-Robots-Tag", "bingbot: noindex, nofollow")],
        "a day that has passed": [("X-Robots-Tag", "unavailable_after: 25 Jun 2010 15:00:00 GMT")],
    }.items():
        bench.plant("header: " + name, out_headers=sent, in_headers="yes")
    for name, sent in {
        "noarchive": [("X-Robots-Tag", "noarchive")],
        "all": [("X-Robots-Tag", "all")],
        "noimageindex": [("X-Robots-Tag", "noimageindex")],
        "a limit of words shown": [("X-Robots-Tag", "max-snippet: 20")],
        "another header of that value": [("X-Robots", "noindex")],
        "a policy that names it": [("Content-Security-Policy", "report-uri /noindex")],
        "a crawler that is no search engine": [("X-Robots-Tag", "gptbot: noindex")],
        "a day that is to come": [("X-Robots-Tag", "unavailable_after: 25 Jun 2090 15:00:00 GMT")],
    }.items():
        bench.plant("no header: " + name, out_headers=sent)
    bench.plant(
        "no header: the dataset's page has it",
        more={START: Answered(plain(WORDS + LINK), headers=SAID + (("X-Robots-Tag", "noindex"),))},
    )
    packed = gzip.compress(album_page(LETTER).encode(), mtime=0)
    bench.plant(
        "no header: the page came packed",
        raw_out=Answered(packed, headers=SAID + (("Content-Encoding", "gzip"), ("Vary", "X-Robots-Tag"))),
    )


def _robots(bench: Bench) -> None:
    for name, rules in {
        "all is closed": "User-agent: *\nDisallow: /\n",
        "the page is closed": "User-agent: *\nDisallow: /dataset/removal.html\n",
        "the folder is closed": "user-agent:*\ndisallow:/dataset\n",
        "a wildcard": "User-agent: *\nDisallow: /*removal\n",
        "an end": "User-agent: *\nDisallow: /*.html$\n",
        "Windows lines and a mark": "\ufeffUser-agent: *\r\nDisallow: /dataset/\r\n",
        "one engine is closed out": "User-agent: Googlebot\nDisallow: /dataset/\n\nUser-agent: *\nDisallow:\n",
        "engines in one group": "User-agent: Bingbot\nUser-agent: Googlebot\nDisallow: /dataset/\n",
        "a longer rule takes back": "User-agent: *\nAllow: /dataset/\nDisallow: /dataset/removal\n",
        "comments between": "# ours\nUser-agent: * # everybody\n# hidden\nDisallow: /dataset/rem # quiet\n",
    }.items():
        bench.plant("robots: " + name, rules=rules, robots="yes")
    for name, rules in {
        "nothing is closed": "User-agent: *\nDisallow:\n",
        "another folder": "User-agent: *\nDisallow: /dataset-old/\nDisallow: /Dataset/\n",
        "a longer rule opens": "User-agent: *\nDisallow: /dataset/\nAllow: /dataset/removal.html\n",
        "a crawler for models is closed out": "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
        "a commented rule": "User-agent: *\n# Disallow: /dataset/\nDisallow: /tmp\n",
        "an end that does not fit": "User-agent: *\nDisallow: /dataset$\nDisallow: /*.htm$\n",
        "an empty file": "",
        "a map of the site": "Sitemap: https://faces.example.edu/sitemap.xml\n",
    }.items():
        bench.plant("no robots: " + name, rules=rules)
    bench.plant("no robots: there is no file", rules=Answered("<h1>Not Found</h1>", "404 Not Found"))
    other = "https://forms.example.org/d/e/1/viewform"
    bench.plant(
        "no robots: the rules of another host",
        home=WORDS + f'<a href="{other}">Removal</a>',
        way_out=other,
        rules="User-agent: *\nDisallow: /d/\n",
        more={"https://forms.example.org/robots.txt": Answered("User-agent: *\nDisallow: /e/\n", headers=TEXT)},
    )


PASSWORD = '<form method="post" action="/enter"><input name="user"><input type="password" name="pass"><button>Go</button></form>'


def _login_and_dead(bench: Bench) -> None:
    def sent(place: str, status: str = "302 Found") -> Answered:
        return Answered("<html><title>302 Found</title></html>", status, (*SAID, ("Location", place)))

    gate = "https://identity.example.edu/login?next=%2Fdataset%2Fremoval.html"
    closed = {"answers": "cannot tell", "login": "yes", "mailbox": "no"}
    elsewhere = closed | {"robots": "cannot tell"}  # the rules of the gate's own host were not recorded
    unmet = {"on_page": "cannot tell", "mailbox": "cannot tell"}  # no page came to look at
    bench.plant(
        "a gate: sent to a login",
        raw_out=sent(gate),
        more={gate: Answered(plain("<h1>Log in</h1>" + PASSWORD))},
        **elsewhere,
    )
    bench.plant(
        "a gate: 401",
        raw_out=Answered("<h1>Authorization Required</h1>", "401 Unauthorized", (*SAID, ("WWW-Authenticate", "Basic"))),
        **closed | unmet,
    )
    bench.plant("a gate: only a password is asked", out="<h1>Welcome back</h1>" + PASSWORD, **closed)
    saml = "https://idp.example.edu/idp/profile/SAML2/Redirect/SSO?execution=e1s1"
    bench.plant("a gate: a university's", raw_out=sent(saml), more={saml: Answered(plain(PASSWORD))}, **elsewhere)
    google = "https://accounts.example.net/ServiceLogin?service=wise&continue=https://forms.example.org/d/1"
    bench.plant(
        "a gate: a form that wants an account",
        raw_out=sent(google),
        more={google: Answered(plain("<h1>Sign in</h1><input type=email name=identifier><button>Next</button>"))},
        **elsewhere,
    )
    dead = {"answers": "no"} | unmet
    bench.plant("dead: 404", out="<h1>Not Found</h1>", status="404 Not Found", **dead)
    bench.plant("dead: 410", out="<h1>Gone</h1>", status="410 Gone", **dead)
    bench.plant("dead: an empty page", raw_out=Answered(""), answers="no", mailbox="no")
    lost = SITE + "/lost.html"
    bench.plant(
        "dead: sent to a page that is not there",
        raw_out=sent("/lost.html", "301 Moved Permanently"),
        more={lost: Answered("<h1>Not Found</h1>", "404 Not Found")},
        **dead,
    )
    bench.plant(
        "dead: it leads round in a circle",
        raw_out=sent("removal.html"),
        login="cannot tell",
        in_headers="cannot tell",
        **dead,
    )

    bench.plant("open: a login in the head", out='<a href="/login">Log in</a>' + LETTER)
    bench.plant("open: a box to sign in beside the text", out=PASSWORD + LETTER + FORM)
    bench.plant("open: it says that no login is needed", out=LETTER + "<p>You need not log in or sign in.</p>")
    moved = SITE + "/data/removal/"
    bench.plant(
        "open: moved", raw_out=sent("/data/removal/", "301 Moved Permanently"), more={moved: Answered(plain(LETTER))}
    )
    bench.plant("open: a form and no mailbox", out="<h1>Removal</h1>" + FORM, mailbox="no")
    bench.plant("open: a mailbox written out", out="<p>Write to removal [at] faces [dot] example [dot] edu.</p>")
    bench.plant("open: a mailbox in text", out="<p>Write to <b>removal@faces.example.edu</b>.</p>")
    bench.plant(
        "open: a button to share, a handle and an image",
        out='<h1>Removal</h1><a href="mailto:?subject=Look">Share</a> <p>@faces</p><img src="icon@2x.png">' + FORM,
        mailbox="no",
    )
    author = SITE + "/dataset/authors/removal.html"
    bench.plant(
        "open: a folder named authors",
        home=WORDS + '<a href="authors/removal.html">Removal</a>',
        way_out=author,
    )
    bench.plant(
        "open: the address escaped letter by letter",
        out="<p><a href='&#109;&#97;ilto:removal&#64;faces.example.edu'>Write to us</a></p>",
    )


def planted() -> list[Planted]:
    """The hundred, in one order."""
    bench = Bench()
    for means in (_not_linked, _noindex, _headers, _robots, _login_and_dead):
        before = len(bench.ways)
        means(bench)
        assert len(bench.ways) == before + 20, (means.__name__, len(bench.ways) - before)
    return bench.ways
