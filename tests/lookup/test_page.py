"""The page does what it says, in a real browser: by post, by socket, with everything that goes wrong on the way."""

import datetime as dt

import pytest
from whosefaces.lookup import bundle, post, tags
from whosefaces.lookup.keys import Key

from tests.lookup.conftest import running, served
from tests.report.test_accessibility import CHROMIUM, QUIET, WCAG

pytestmark = pytest.mark.browser

STRANGER = "70000001@N10"


@pytest.fixture(scope="module")
def browser():
    import pathlib

    from playwright.sync_api import sync_playwright

    if not pathlib.Path(CHROMIUM).exists():
        pytest.skip("no browser here: apt install chromium; the page was not looked at")
    if not bundle.SCRIPT.is_file():
        pytest.skip("the page's script is not built here: make lookup-bundle; the page was not looked at")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def server(built):
    with served(built) as address:
        yield address


@pytest.fixture
def context(browser):
    opened = browser.new_context(viewport={"width": 390, "height": 844})
    yield opened
    opened.close()


@pytest.fixture
def page(context, server):
    opened = context.new_page()
    opened.goto(f"{server}/index.en.html")
    return opened


def told(page) -> str:
    """The one message that the page shows."""
    page.wait_for_selector("[data-message]:visible")
    return page.locator("[data-message]:visible").get_attribute("data-message")


def code_for(page, nsid: str) -> str:
    page.fill("#number", nsid)
    page.click("[data-role=make-code]")
    page.wait_for_selector("[data-role=code]:visible")
    return page.inner_text("[data-role=code]")


def answered(built, code: str) -> str:
    return post.answer(code, Key.read(built.key), post.Count(built.key.with_name("by-post.json"), 10_000))


def check(page, answer: str) -> str:
    page.fill("#answer-1", answer)
    page.click("[data-role=answer-form] button")
    return told(page)


def test_by_post_a_member_is_found_in_every_band_and_a_stranger_is_not(page, built, people):
    for wanted in (1, 5, 12):
        nsid = next(nsid for nsid, photos in people.items() if photos == wanted)
        assert check(page, answered(built, code_for(page, nsid))) == "yes"
        assert page.locator("[data-band]:visible").get_attribute("data-band") == str(tags.Account(nsid, wanted).band)
    assert check(page, answered(built, code_for(page, STRANGER))) == "no"
    assert "3 rows of the list name no owner" in page.inner_text("[data-message=no]")


def test_by_socket_too(page, people):
    for nsid, wanted in ((next(iter(people)), "yes"), (STRANGER, "no")):
        page.fill("#number", nsid)
        page.click("[data-role=ask-server]")
        assert told(page) == wanted


def test_the_number_never_leaves_the_page(context, server, people):
    """Every request, address, header, body and store is looked at: the number is in none, nor is its half."""
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.headers} {request.post_data_buffer!r}"))
    page.goto(f"{server}/index.en.html")
    nsid = next(iter(people))
    page.check("[data-role=keep]")
    code_for(page, nsid)
    page.click("[data-role=ask-server]")
    assert told(page) == "yes"
    assert [url for url in sent if not url.startswith(server)] == []
    storage = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state])"
    )
    assert nsid.split("@")[0] not in " ".join(sent) + storage


def test_two_questions_look_the_same_on_the_wire(context, server, people):
    """The same requests in the same order, and as many bytes, for a member and for a stranger: only random bytes differ."""
    requests = []
    for nsid in (next(iter(people)), STRANGER):
        page = context.browser.new_context().new_page()
        exchanged: list[tuple[str, str, int, int, int]] = []

        def note(request, exchanged=exchanged):
            sizes = request.sizes()
            exchanged.append(
                (
                    request.method,
                    request.url,
                    sizes["requestBodySize"],
                    sizes["responseBodySize"],
                    sizes["responseHeadersSize"],
                )
            )

        page.on("requestfinished", note)
        page.goto(f"{server}/index.en.html")
        page.wait_for_load_state("networkidle")
        loaded = sorted(one for one in exchanged if "favicon" not in one[1])  # style and script come in either order
        exchanged.clear()
        page.fill("#number", nsid)
        page.click("[data-role=ask-server]")
        told(page)
        page.wait_for_load_state("networkidle")
        requests.append((loaded, list(exchanged)))
        page.context.close()
    assert requests[0] == requests[1]
    assert [url.rsplit("/", 1)[1] for _, url, *_ in requests[0][1]] == ["list.bin", "ask"]


def test_the_tab_may_be_closed_in_between_and_the_store_names_nobody(context, server, built, people):
    nsid = next(iter(people))
    page = context.new_page()
    page.goto(f"{server}/index.en.html")
    page.check("[data-role=keep]")
    answer = answered(built, code_for(page, nsid))
    page.close()
    page = context.new_page()
    page.goto(f"{server}/index.en.html")
    assert page.is_visible("[data-role=kept]")
    assert page.input_value("#number") == ""
    page.fill("#number", STRANGER)
    assert check(page, answer) == "proof"
    page.fill("#number", nsid)
    assert check(page, answer) == "yes"
    assert page.evaluate("localStorage.length") == 0


def test_without_the_tick_nothing_is_kept_and_no_answer_is_asked_for_afterwards(context, server, people):
    page = context.new_page()
    page.goto(f"{server}/index.en.html")
    code_for(page, next(iter(people)))
    assert page.is_visible("#answer-1")
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert not page.is_visible("#answer-1")


def test_a_question_that_was_thrown_away_elsewhere_is_said_to_be_gone(context, server, built, people):
    page = context.new_page()
    page.goto(f"{server}/index.en.html")
    page.check("[data-role=keep]")
    answer = answered(built, code_for(page, next(iter(people))))
    page.reload()
    page.evaluate("localStorage.clear()")
    page.fill("#number", next(iter(people)))
    assert check(page, answer) == "no-question"


def test_a_slip_in_the_answer_is_found_and_never_an_answer(page, built, people):
    answer = answered(built, code_for(page, next(iter(people))))
    letters = answer.replace("-", "").replace("\n", "")
    for place in (0, 40, 100, 158):
        wrong = letters[:place] + ("A" if letters[place] != "A" else "B") + letters[place + 1 :]
        assert check(page, wrong) == "typo"
    assert check(page, letters[:-1]) == "length"
    assert check(page, letters + "A") == "length"
    other = answered(built, code_for(page, STRANGER))
    page.fill("#number", next(iter(people)))
    assert check(page, other) == "other-number"
    page.fill("#number", STRANGER)
    assert check(page, answer) == "proof"
    assert check(page, f"Hello,\n> {other.lower().replace('0', 'o')}\nThe desk") == "no"


def test_an_answer_of_another_key_proves_nothing(page, people):
    other = Key("whosefaces/lookup/1/other/2026-11-22", b"\5" * 32)
    from whosefaces.lookup import wire

    element = wire.read(wire.QUESTION, code_for(page, next(iter(people))))
    assert check(page, wire.written(wire.ANSWER, post.evaluated(other, element))) == "proof"


NOT_NUMBERS = {
    "a name": ("some.name", "no-number"), "an address with a name": ("https://www.flickr.com/photos/some.name/", "name-not-number"),
    "SQL": ("'; DROP TABLE x; --", "no-number"), "HTML": ("<img src=x onerror=alert(1)>", "no-number"), "bidi alone": ("\u202e\u202d", "no-number"),
    "too short": ("1234@N00", "no-number"), "1 MB": ("1" * 1_000_000, "no-number"), "a stray percent": ("100%", "no-number"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), NOT_NUMBERS.values(), ids=NOT_NUMBERS.keys())
def test_what_is_no_number_is_said_and_nothing_is_sent(page, text, wanted):
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.fill("#number", text)
    page.click("[data-role=ask-server]")
    assert told(page) == wanted
    assert sent == []


def test_a_number_is_read_in_every_spelling(page, built, people):
    nsid = next(iter(people))
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in nsid)
    for text in (
        nsid.lower(),
        nsid.replace("@", "%40"),
        f" {nsid}\u200b",
        f"https://www.flickr.com/photos/{nsid}/999/",
        f"flickr.com/people/{nsid}",
        wide,
    ):
        page.fill("#number", text)
        page.click("[data-role=ask-server]")
        assert told(page) == "yes", text


def test_the_server_down_the_cap_reached_and_no_network_are_said(context, built, tmp_path, people):
    page = context.new_page()
    count = post.Count(tmp_path / "answered.json", 1)
    with served(built, count) as address:
        page.goto(f"{address}/index.en.html")
        page.fill("#number", next(iter(people)))
        page.click("[data-role=ask-server]")
        assert told(page) == "yes"
        page.click("[data-role=ask-server]")
        page.wait_for_selector("[data-message=cap]:visible")
        context.set_offline(True)
        page.click("[data-role=ask-server]")
        page.wait_for_selector("[data-message=server]:visible")
        answer = answered(built, code_for(page, next(iter(people))))  # by post the page needs no network any more
        assert check(page, answer) == "yes"
        context.set_offline(False)
    page.click("[data-role=ask-server]")
    page.wait_for_selector("[data-message=server]:visible")


def test_from_a_disk_it_works_too_with_the_list_chosen_by_hand(browser, built, people):
    page = browser.new_context().new_page()
    page.goto((built.folder / "index.fr.html").as_uri())
    answer = answered(built, code_for(page, next(iter(people))))
    assert check(page, answer) == "list"
    page.set_input_files("#list-file", str(built.folder / "list.bin"))
    assert check(page, answer) == "yes"


def test_a_damaged_list_gives_no_answer(browser, built, server, people):
    page = browser.new_context().new_page()
    page.route(
        "**/list.bin",
        lambda route: route.fulfill(
            body=(built.folder / "list.bin").read_bytes()[:-8], content_type="application/octet-stream"
        ),
    )
    page.goto(f"{server}/index.en.html")
    page.fill("#number", next(iter(people)))
    page.click("[data-role=ask-server]")
    assert told(page) == "list"


def test_with_scripts_off_the_page_leads_to_the_paper_form(browser, server):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{server}/index.nl.html")
    assert not page.is_visible("[data-role=app]")
    page.click("noscript a")
    assert page.locator("h1").inner_text().startswith("Sta ik in")
    assert page.locator(".boxes span").count() == 56


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "it", "nl"])
def test_axe_finds_nothing_and_a_phone_needs_no_sideways_scrolling(browser, server, built, people, lang, scheme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{server}/index.{lang}.html")
    answer = answered(built, code_for(page, next(iter(people))))
    check(page, answer)
    page.evaluate(
        "for (const hidden of document.querySelectorAll('[data-role=choose], [data-role=kept], [data-message]')) hidden.hidden = false"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for place in ("", f"/paper.{lang}.html"):
        if place:
            page.goto(server + place)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
        violations = Axe().run(page, options=WCAG).response["violations"]
        assert [
            (violation["id"], [node["target"] for node in violation["nodes"]][:3]) for violation in violations
        ] == []
    context.close()


def test_the_keyboard_alone_is_enough(page, built, people):
    """From the number to the answer without a mouse; the focus lands on what is new."""
    page.focus("#number")
    page.keyboard.type(next(iter(people)))
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.role") == "make-code":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-role=code]:visible")
    assert page.evaluate("document.activeElement.dataset.role") == "code"
    answer = answered(built, page.inner_text("[data-role=code]"))
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.role") == "answer":
            break
    page.keyboard.insert_text(answer)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert told(page) == "yes"
    assert page.evaluate("document.activeElement.dataset.message") == "yes"


def test_the_console_stays_silent(context, server, built, people):
    """No error of the script, no refusal by the policy."""
    page = context.new_page()
    lines = []
    page.on("console", lambda message: lines.append(message.text))
    page.on("pageerror", lambda error: lines.append(str(error)))
    page.goto(f"{server}/index.en.html")
    check(page, answered(built, code_for(page, next(iter(people)))))
    assert [text for text in lines if "favicon" not in text and "404" not in text] == []


@pytest.fixture(scope="module")
def by_two(investigation, script, tmp_path_factory):
    """A look-up of two keys, and the partner's key."""
    import threading

    from whosefaces.lookup import building, partnership

    folder = tmp_path_factory.mktemp("two")
    public = partnership.new(folder / "partner" / "our.key", "demo-faces/2026-11-22", "Privacy Desk", 100)
    partner = Key.read(folder / "partner" / "our.key")

    def answers(_: str) -> None:
        if (folder / "look-up.to-partner.bin").exists():
            threading.Thread(target=partnership.answer, args=(folder / "look-up.to-partner.bin", partner)).start()

    site = building.build(
        investigation,
        folder / "look-up",
        edition="2026-11-22",
        key_file=folder / "k" / "a.key",
        partner=public,
        reports=folder,
        tell=answers,
    )
    return site, partner


def test_with_two_keys_both_answers_are_needed_in_either_order(browser, by_two, people):
    from whosefaces.lookup import wire

    built, partner = by_two
    page = browser.new_context().new_page()
    with served(built) as address:
        page.goto(f"{address}/index.en.html")
        assert "Privacy Desk" in page.text_content("main")
        for nsid, wanted in ((next(iter(people)), "yes"), (STRANGER, "no")):
            code = code_for(page, nsid)
            one = answered(built, code)
            other = wire.written(wire.ANSWER, post.evaluated(partner, wire.read(wire.QUESTION, code)))
            for first, second in ((one, other), (other, one)):
                page.fill("#answer-2", second)
                assert check(page, first) == wanted
            page.fill("#answer-2", one)
            assert check(page, one) == "proof"
            page.fill("#answer-2", "")
            assert check(page, one) == "length"


def test_with_two_servers_the_page_asks_both(browser, by_two, people, tmp_path):
    import dataclasses
    import socket

    from whosefaces.lookup import serving, site

    built, partner = by_two
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    app = serving.application(partner, post.Count(tmp_path / "p.json", 100), per_hour=0, origin=origin)
    with running(serving.configured(app, "127.0.0.1", 0, behind_proxy=False)) as (_, other):
        record = dataclasses.replace(built.record, ask=["/ask", f"http://127.0.0.1:{other}/ask"])
        site.pages(record, built.folder)
        record.write(built.folder / site.RECORD)
        own = serving.application(Key.read(built.key), post.Count(tmp_path / "o.json", 100), built.folder, per_hour=0)
        with running(serving.configured(own, "127.0.0.1", port, behind_proxy=False)):
            page = browser.new_context().new_page()
            page.goto(f"{origin}/index.en.html")
            for nsid, wanted in ((next(iter(people)), "yes"), (STRANGER, "no")):
                page.fill("#number", nsid)
                page.click("[data-role=ask-server]")
                assert told(page) == wanted


def test_a_closed_look_up_says_so(browser, built, tmp_path):
    import shutil

    from whosefaces.lookup import site

    folder = tmp_path / "closed"
    shutil.copytree(built.folder, folder)
    site.close(folder, dt.date(2027, 2, 28))
    page = browser.new_context().new_page()
    page.goto((folder / "index.es.html").as_uri())
    assert "2027-02-28" in page.inner_text("main")
    assert page.locator("form").count() == 0
