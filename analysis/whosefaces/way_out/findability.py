"""Can the way out be found? Read from recorded pages: the dataset's own page, the page of the way out, and robots.txt.

Everything is a fact about what was recorded, with the record that shows it. What was not recorded cannot be told, and is
never taken for a yes or a no. Seven questions: does the page answer, is a login asked for, is it linked from the dataset's
own page where a reader sees the link, do the page or its headers or robots.txt keep it out of search engines, and is a
mailbox named on it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from whosefaces.errors import WhoseFacesError

Answer = Literal["yes", "no", "cannot tell"]

MOST_CLICKS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SEARCH_ENGINES = ("Googlebot", "Bingbot", "DuckDuckBot", "Applebot", "YandexBot", "Baiduspider", "Slurp")
"""The robots of search engines by which people look; a rule for any other crawler hides no page from a reader."""

FOR_EVERY_ENGINE = frozenset({"robots", "*"})
WITH_A_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
"""Directives that carry a value after a colon; any other word before a colon names a robot (Google's and Bing's pages
on the robots tag and X-Robots-Tag, read in 2026)."""

LOGIN = re.compile(
    r"(?:^|[/._-])(?:(?:service|web|user|member)?log-?in|log-?on|sign-?in|o?auth2?|openid|sso|saml2?|cas|account/access)"
    r"(?:[/._?-]|$)",
    re.IGNORECASE,
)
LOGIN_HOST = re.compile(r"^(?:accounts?|auth|cas|id|identity|idp|log-?in|sign-?in|sso)\.", re.IGNORECASE)
MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}(?![\w@-])", re.IGNORECASE)
SPELT_OUT = re.compile(
    r"(?<![\w.+-])[\w.+-]+\s*[\[({<]?\s*(?:\(at\)|\[at\]|\bat\b|＠)\s*[\])}>]?\s*[\w-]+"
    r"(?:\s*[\[({<]?\s*(?:\(dot\)|\[dot\]|\bdot\b|\.)\s*[\])}>]?\s*[\w-]+)+",
    re.IGNORECASE,
)
MAILS_TO = re.compile(r"^\s*mailto:(?:[^?]*(?:@|%40)|[^?]*\?(?:.*&)?to=[^&]*(?:@|%40))", re.IGNORECASE)
"""A link that opens a letter to somebody; a button to share opens one to nobody."""

HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|font-size\s*:\s*0(?:px|em|rem|%|pt)?\s*(?:;|!|$)"
    r"|(?:^|;)\s*(?:width|height|max-height|max-width)\s*:\s*0(?:px)?\s*(?:;|!|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.IGNORECASE,
)


NAMES = {
    "answers": "answers",
    "asks for a login": "login",
    "linked from the dataset's page": "linked",
    "noindex on the page": "noindex_page",
    "noindex in the headers": "noindex_headers",
    "closed by robots.txt": "robots",
    "a mailbox is named": "mailbox",
}
"""The seven questions, and how a report's record calls them."""


class RouteError(WhoseFacesError):
    """The recorded pages do not hold what is needed; the message says which page to record."""


@dataclass(frozen=True)
class Page:
    """One recorded answer: its address, status, headers (names in small letters), body, and the record that holds it."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    record: str = ""
    recorded_on: dt.date | None = None


@dataclass(frozen=True)
class Fact:
    """One question, its answer, what shows it, and the record of the evidence."""

    question: str
    answer: Answer
    why: str
    record: str = ""


@dataclass(frozen=True)
class Route:
    """The way out as it was recorded: the facts, and how many clicks and words lie before it (None: not reached)."""

    facts: tuple[Fact, ...]
    clicks: int | None
    words: int | None
    recorded_on: dt.date | None = None
    """The day of the page of the way out, or else of the dataset's page."""

    def answer(self, question: str) -> Answer:
        """The answer to one question. Raises KeyError for a question that was not asked."""
        return {fact.question: fact.answer for fact in self.facts}[question]

    @property
    def hidden(self) -> bool:
        """Is it established that one of the means of hiding is in use?"""
        bad = {"answers": "no", "asks for a login": "yes", "linked from the dataset's page": "no"}
        kept_out = ("noindex on the page", "noindex in the headers", "closed by robots.txt")
        return any(self.answer(question) == answer for question, answer in bad.items()) or any(
            self.answer(question) == "yes" for question in kept_out
        )


def route(pages: Iterable[Page], start: str, way_out: str) -> Route:
    """What the recorded pages show of the way from ``start``, the dataset's own page, to ``way_out``.

    Raises:
        RouteError: neither page was recorded.
    """
    recorded = {_plain(page.address): page for page in pages}
    target, hops = _follow(recorded, way_out)
    circle = len(hops) > len({_plain(hop) for hop in hops})
    if target is None and not circle and _plain(start) not in recorded:
        raise RouteError(
            f"neither {start} nor {way_out} is among the {len(recorded)} recorded pages; record them first"
        )
    clicks, words, linked = _linked(recorded, start, {_plain(hop) for hop in (way_out, *hops)})
    login = _login(target, hops)
    return Route(
        (
            Fact("answers", "no", "it leads round in a circle", recorded[_plain(way_out)].record)
            if circle
            else _answers(target, way_out, login),
            login,
            linked,
            _noindex_on_page(target),
            _noindex_in_headers(target),
            _robots(recorded, target.address if target else way_out),
            _mailbox(target),
        ),
        clicks,
        words,
        next((page.recorded_on for page in (target, recorded.get(_plain(start))) if page and page.recorded_on), None),
    )


def _plain(address: str) -> str:
    """An address as pages are compared: without fragment, scheme or a closing slash, host in small letters."""
    parts = urlsplit(urldefrag(address.strip())[0])
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/') or '/'}" + (f"?{parts.query}" if parts.query else "")


def _follow(recorded: Mapping[str, Page], address: str) -> tuple[Page | None, list[str]]:
    """The page that an address ends at, along recorded redirects, and the addresses on the way.

    None: it was not recorded, or the way goes round in a circle (then one address stands twice).
    """
    hops, met = [address], set()
    while _plain(hops[-1]) not in met:
        page = recorded.get(_plain(hops[-1]))
        if page is None or page.status not in REDIRECTS or "location" not in page.headers:
            return page, hops
        met.add(_plain(hops[-1]))
        hops.append(urljoin(hops[-1], page.headers["location"]))
    return None, hops


def _soup(page: Page) -> Any:
    from bs4 import BeautifulSoup

    charset = re.search(r"charset=([\w-]+)", page.headers.get("content-type", ""))
    return BeautifulSoup(page.body, "lxml", from_encoding=charset[1] if charset else None)


def _is_html(page: Page) -> bool:
    kind = page.headers.get("content-type", "")
    return "html" in kind or (not kind and page.body.lstrip()[:1] == b"<")


def _answers(page: Page | None, address: str, login: Fact) -> Fact:
    question = "answers"
    if page is None:
        return Fact(question, "cannot tell", f"{address} was not recorded")
    if login.answer == "yes":
        return Fact(question, "cannot tell", "a login stands before it", page.record)
    if 200 <= page.status < 300:
        return Fact(question, "yes" if page.body.strip() else "no", f"status {page.status}", page.record)
    if page.status in {404, 410}:
        return Fact(question, "no", f"dead link: status {page.status}", page.record)
    if page.status >= 500 or page.status in {408, 429}:
        return Fact(question, "cannot tell", f"the server failed: status {page.status}", page.record)
    if page.status == 403:
        return Fact(question, "cannot tell", "it refused whoever recorded it: status 403", page.record)
    return Fact(question, "no", f"status {page.status}", page.record)


def _login(page: Page | None, hops: Sequence[str]) -> Fact:
    question = "asks for a login"
    if page is None:
        return Fact(question, "cannot tell", "the page was not recorded")
    if page.status in {401, 407}:
        return Fact(question, "yes", f"status {page.status}", page.record)
    if page.status == 403:
        return Fact(
            question, "cannot tell", "it refused whoever recorded it, and does not say why: status 403", page.record
        )
    for hop in map(urlsplit, hops[1:]):
        if LOGIN.search(hop.path) or LOGIN_HOST.search(hop.hostname or ""):
            return Fact(question, "yes", f"it leads on to {hop.hostname}{hop.path}", page.record)
    if _is_html(page) and 200 <= page.status < 300:
        return _asks_for_a_password(question, page)
    return Fact(question, "no", "no login was met", page.record)


def _asks_for_a_password(question: str, page: Page) -> Fact:
    """A field for a password shuts a page only where nothing else can be done there."""
    soup = _soup(page)
    fields = soup.find_all("input", attrs={"type": re.compile("^password$", re.IGNORECASE)})
    shown = [field for field in fields if not _is_hidden(field)]
    if not shown:
        return Fact(question, "no", "no login was met", page.record)
    if _has_another_form(soup, [field.find_parent("form") for field in shown]):
        return Fact(question, "no", "a field for a password stands beside a form that needs none", page.record)
    if _mailbox(page).answer == "yes":
        return Fact(question, "cannot tell", "a field for a password and a mailbox stand on one page", page.record)
    return Fact(question, "yes", "the page has a field for a password", page.record)


def _has_another_form(soup: Any, of_passwords: Sequence[Any]) -> bool:
    """Is there a form that posts something and asks for no password?"""
    for form in soup.find_all("form"):
        posts = str(form.get("method", "")).strip().lower() == "post"
        fields = form.find_all(["textarea", "input"], attrs={"type": lambda kind: kind not in {"hidden", "submit"}})
        if posts and not any(form is each for each in of_passwords) and any(not _is_hidden(field) for field in fields):
            return True
    return False


def _linked(recorded: Mapping[str, Page], start: str, targets: set[str]) -> tuple[int | None, int | None, Fact]:
    """Breadth first along visible links of recorded pages: the fewest clicks to the way out."""
    question = "linked from the dataset's page"
    first, _ = _follow(recorded, start)
    if first is None:
        return None, None, Fact(question, "cannot tell", f"{start} was not recorded")
    if not (200 <= first.status < 300 and _is_html(first)):
        return (
            None,
            None,
            Fact(question, "cannot tell", f"{start} did not answer with a page (status {first.status})", first.record),
        )
    queue, visited, concealed = deque([(first, 0)]), {_plain(first.address)}, False
    if _plain(first.address) in targets or _plain(start) in targets:
        return 0, 0, Fact(question, "yes", "the way out stands on the dataset's page itself", first.record)
    while queue:
        page, clicks = queue.popleft()
        links, hidden = _links(page)
        concealed = concealed or any(_plain(link) in targets for link in hidden)
        for link, words in links:
            if _plain(link) in targets:
                return (
                    clicks + 1,
                    words,
                    Fact(question, "yes", f"{clicks + 1} clicks away, after {words} words", page.record),
                )
        if clicks + 1 < MOST_CLICKS:
            for link, _ in links:
                onward, _hops = _follow(recorded, link)
                if (
                    onward is not None
                    and _plain(onward.address) not in visited
                    and _is_html(onward)
                    and onward.status == 200
                ):
                    visited.add(_plain(onward.address))
                    queue.append((onward, clicks + 1))
    why = "a link is there, and hidden from the eye" if concealed else "no visible link leads to it"
    return None, None, Fact(question, "no", why, first.record)


def _links(page: Page) -> tuple[list[tuple[str, int]], list[str]]:
    """The visible links of a page, each with the words that stand before it, and the hidden ones."""
    soup = _soup(page)
    base = soup.find("base", href=True)
    root = urljoin(page.address, base["href"]) if base is not None else page.address
    visible, hidden, words = [], [], 0
    for node in soup.descendants:
        if getattr(node, "name", None) in {"a", "area"} and node.get("href"):
            link = urljoin(root, node["href"].strip())
            if not link.startswith(("http://", "https://")):
                continue
            if _is_hidden(node) or not _shows_something(node):
                hidden.append(link)
            else:
                visible.append((link, words))
        elif getattr(node, "name", None) is None and not _is_hidden(node):
            words += len(str(node).split())
    return visible, hidden


def _shows_something(node: Any) -> bool:
    return bool(
        node.get_text(strip=True)
        or node.find(["img", "svg", "button", "input"])
        or node.get("aria-label")
        or node.name == "area"
    )


def _is_hidden(node: Any) -> bool:
    """Would a reader not see it? By attribute, by inline style, or inside what is never drawn."""
    if type(node).__name__ == "Comment":
        return True
    for element in [node, *node.parents]:
        name = getattr(element, "name", None)
        if name in {"script", "style", "template", "noscript", "head", "title"}:
            return True
        if name is None or not getattr(element, "attrs", None):
            continue
        if element.has_attr("hidden") or HIDDEN_STYLE.search(str(element.get("style", ""))):
            return True
        if name == "input" and str(element.get("type", "")).lower() == "hidden":
            return True
    return False


def _noindex_on_page(page: Page | None) -> Fact:
    question = "noindex on the page"
    if page is None or not (200 <= page.status < 300) or not _is_html(page):
        return Fact(question, "cannot tell", "no page was recorded to look at", page.record if page else "")
    for meta in _soup(page).find_all("meta"):
        name = str(meta.get("name", "")).strip().lower()
        if _is_search_engine(name) and _keeps_out(str(meta.get("content", "")), page.recorded_on):
            return Fact(question, "yes", f'meta {name}: "{str(meta.get("content")).strip()[:60]}"', page.record)
    return Fact(question, "no", "no such mark", page.record)


def _noindex_in_headers(page: Page | None) -> Fact:
    question = "noindex in the headers"
    if page is None:
        return Fact(question, "cannot tell", "no page was recorded to look at")
    header = page.headers.get("x-robots-tag", "")
    return Fact(
        question,
        "yes" if _keeps_out(header, page.recorded_on) else "no",
        f'X-Robots-Tag: "{header[:60]}"' if header else "no such header",
        page.record,
    )


def _is_search_engine(name: str) -> bool:
    return name in FOR_EVERY_ENGINE or name in {engine.lower() for engine in SEARCH_ENGINES}


def _keeps_out(directives: str, on: dt.date | None) -> bool:
    """noindex, none, or a day that has passed: for every robot, or for a search engine that is named before it."""
    robot = "*"
    for part in re.split(r",(?!\s*\d)", directives.lower()):
        word, colon, value = (piece.strip() for piece in part.partition(":"))
        if colon and word not in WITH_A_VALUE:
            robot, (word, _, value) = word, (piece.strip() for piece in value.partition(":"))
        if not _is_search_engine(robot):
            continue
        if {"noindex", "none"} & set(word.split()) or (word == "unavailable_after" and _has_passed(value, on)):
            return True
    return False


def _has_passed(day: str, on: dt.date | None) -> bool:
    """Does a day (as mail or ISO 8601 writes it) lie before the recording's? No, where either is not understood."""
    from email.utils import parsedate

    try:
        read = parsedate(day)
        return on is not None and (dt.date(*read[:3]) if read else dt.date.fromisoformat(day[:10])) < on
    except ValueError:
        return False


def _robots(recorded: Mapping[str, Page], address: str) -> Fact:
    from protego import Protego

    question = "closed by robots.txt"
    parts = urlsplit(address)
    rules = recorded.get(_plain(f"{parts.scheme}://{parts.netloc}/robots.txt"))
    if rules is None:
        return Fact(question, "cannot tell", "robots.txt was not recorded")
    if 400 <= rules.status < 500:
        return Fact(question, "no", f"there is no robots.txt (status {rules.status})", rules.record)
    if rules.status != 200:
        return Fact(question, "cannot tell", f"robots.txt answered with status {rules.status}", rules.record)
    read = Protego.parse(rules.body.decode("utf-8-sig", "replace"))
    closed = [engine for engine in SEARCH_ENGINES if not read.can_fetch(address, engine)]
    if not closed:
        return Fact(question, "no", "no rule keeps search engines out", rules.record)
    whom = "search engines" if len(closed) == len(SEARCH_ENGINES) else ", ".join(closed)
    return Fact(question, "yes", f"a rule keeps {whom} out", rules.record)


def _mailbox(page: Page | None) -> Fact:
    question = "a mailbox is named"
    if page is None or not (200 <= page.status < 300):
        return Fact(question, "cannot tell", "no page was recorded to look at", page.record if page else "")
    if not _is_html(page):
        named = MAILBOX.search(page.body.decode("utf-8", "replace"))
        return Fact(question, "yes" if named else "no", "in the text" if named else "none in the text", page.record)
    soup = _soup(page)
    for link in soup.find_all(["a", "area"], href=MAILS_TO):
        if not _is_hidden(link):
            return Fact(question, "yes", "as a link", page.record)
    if any(not _is_hidden(mark) for mark in soup.find_all(attrs={"data-cfemail": True})):
        return Fact(question, "yes", "in the text, shown by a script", page.record)
    text = " ".join(str(piece) for piece in soup.find_all(string=True) if not _is_hidden(piece))
    if MAILBOX.search(text):
        return Fact(question, "yes", "in the text", page.record)
    if SPELT_OUT.search(text):
        return Fact(question, "yes", "in the text, spelt out against robots", page.record)
    return Fact(question, "no", "none in the text", page.record)
