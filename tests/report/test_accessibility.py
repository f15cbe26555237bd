"""Anybody can read the page: axe finds nothing in a real browser, and the keyboard reaches everything."""

import pytest
from whosefaces import PROJECT
from whosefaces.edition import index
from whosefaces.report import page as pages
from whosefaces.report import story

from studies.invented_editions import KINDS
from studies.invented_editions import edition as invented
from tests.report import small_edition as small

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser():
    import pathlib

    from playwright.sync_api import sync_playwright

    if not pathlib.Path(CHROMIUM).exists():
        pytest.skip("no browser here: apt install chromium; the page was not looked at")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def opened(browser, edition, width, scheme):
    requests = []
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.goto((edition.public / "report.html").as_uri())
    return page, requests


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("named", ["whole", "half", "ownerless"])
def test_axe_finds_no_violation(browser, request, named, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page, _ = opened(browser, request.getfixturevalue(named), width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    violations = Axe().run(page, options=WCAG).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in violations] == []


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """An index of two editions, between which a third of the accounts vanish."""
    folder = tmp_path_factory.mktemp("index") / "reports"
    for of, day in ((small.world(), small.FIRST), (small.world(gone=0.6), small.SECOND)):
        small.described(of, folder, day)
    return index.write(folder)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_index_of_all_editions_can_be_read_by_anybody(browser, listed, width, scheme):
    """axe finds nothing; it fits the width; the keyboard reaches every link and opens what changed."""
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(listed.as_uri())
    page.focus("summary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details').open")
    violations = Axe().run(page, options=WCAG).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wanted, reached = page.locator("a[href], summary").count(), set()
    for _ in range(wanted + 2):  # once around, wherever it begins
        page.keyboard.press("Tab")
        reached.add(page.evaluate("[...document.querySelectorAll('a[href], summary')].indexOf(document.activeElement)"))
    assert reached >= set(range(wanted))


def test_nothing_is_asked_of_anybody(browser, whole):
    page, requests = opened(browser, whole, 1280, "light")
    page.emulate_media(media="print")
    assert {url.split(":")[0] for url in requests} <= {"file", "data"}
    assert len([url for url in requests if url.startswith("file:")]) == 1


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_width_makes_the_page_scroll_sideways(browser, half, width):
    page, _ = opened(browser, half, width, "light")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_no_table_scrolls_sideways(browser, half):
    """Rows become blocks, and each cell says which column it is of."""
    page, _ = opened(browser, half, 390, "light")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wider = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(s => s.scrollWidth > s.clientWidth + 1).map(s => s.ariaLabel)"
    )
    assert wider == []


def test_a_phone_page_is_no_longer_than_sixteen_screens(browser, whole):
    page, _ = opened(browser, whole, 390, "light")
    assert page.evaluate("document.documentElement.scrollHeight") <= 16 * 844


def test_the_keyboard_reaches_every_table_and_link(browser, whole):
    """Tab goes through everything that can be used, in order, and Enter opens the numbers behind a chart."""
    page, _ = opened(browser, whole, 1280, "light")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')].map((e, i) => e.dataset.place = i).length"
    )
    reached = set()
    for _ in range(wanted + 40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.place"))
        if page.evaluate("document.activeElement === document.body"):
            break
    assert len(reached) >= wanted
    page.focus("figure summary")
    page.keyboard.press("Enter")
    assert not page.evaluate("document.querySelector('figure details').open")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('figure details').open")


@pytest.mark.parametrize(("width", "shown"), [(390, "narrow"), (1280, "wide")])
def test_a_reader_gets_one_drawing_of_each_chart(browser, whole, width, shown):
    """A chart shrunk to a phone could not be read: the one made for the width is shown, the other is not there."""
    page, _ = opened(browser, whole, width, "light")
    sizes = page.evaluate(
        "[...document.querySelectorAll('figure svg')].filter(s => s.checkVisibility()).map(s => s.dataset.for)"
    )
    assert set(sizes) == {shown}
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('figure svg')].filter(s => s.checkVisibility())"
        ".flatMap(s => [...s.querySelectorAll('text')]).map(t => t.getBoundingClientRect().height))"
    )
    assert smallest >= 12


def test_the_letters_are_the_pages_own(browser, whole):
    page, _ = opened(browser, whole, 1280, "light")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Faces Serif\"'))")
    assert (PROJECT / "analysis/whosefaces/report/fonts/OFL.txt").is_file()


def test_first_paint_is_under_a_second_from_disk(browser, whole):
    page, _ = opened(browser, whole, 1280, "light")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 1000


OVERLAPS = """
[...document.querySelectorAll('figure svg')].filter(s => s.checkVisibility()).flatMap(svg => {
  const words = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).flatMap(
    t => { const lines = [...t.querySelectorAll('tspan')].filter(l => l.textContent.trim()); return lines.length ? lines : [t]; });
  const boxes = words.map(t => [t.textContent, t.getBoundingClientRect()]);
  return boxes.flatMap(([a, x], i) => boxes.slice(i + 1).filter(([b, y]) =>
    Math.min(x.right, y.right) - Math.max(x.left, y.left) > 1 && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 5
  ).map(([b]) => a + ' / ' + b));
})
"""
"""Pairs of texts of one chart that lie on one another."""


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_two_words_of_a_chart_lie_on_one_another(browser, tmp_path, width, language):
    opened = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    for kind in KINDS:
        report = story.tell(invented(kind, language))
        (tmp_path / "report.html").write_text(pages.html(report), encoding="utf-8")
        opened.goto((tmp_path / "report.html").as_uri())
        assert opened.evaluate(OVERLAPS) == [], kind


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_at_four_hundred_per_cent_everything_stands_in_one_column(browser, whole, scheme):
    """A window of 1,280 pixels at a zoom of 400 % (WCAG 1.4.10): 320 CSS pixels, drawn four times as large."""
    from axe_playwright_python.sync_playwright import Axe

    size = {"width": 320, "height": 256}
    page = browser.new_context(viewport=size, device_scale_factor=4, color_scheme=scheme).new_page()
    for file in ("report.html", "appendix.html"):
        page.goto((whole.public / file).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        violations = Axe().run(page, options=WCAG).response["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in violations] == [], file


def test_from_a_chart_its_table_is_three_keys_away(browser, whole):
    """From where the keyboard stands before a chart: Tab to its numbers, Enter, and the table is there."""
    page, _ = opened(browser, whole, 1280, "light")
    charts = page.locator("main figure").count()
    assert charts >= 2
    for place in range(charts):
        page.evaluate(
            "place => { const it = document.querySelectorAll('main figure')[place]; it.querySelectorAll('details').forEach(d => d.open = false);"
            " const at = document.createElement('span'); at.tabIndex = -1; at.id = 'at'; document.getElementById('at')?.remove();"
            " it.before(at); at.focus(); }",
            place,
        )
        shown = "place => [...document.querySelectorAll('main figure')[place].querySelectorAll('table')].some(t => t.checkVisibility())"
        keys = 0
        for key in ("Tab", "Enter", "Enter"):
            page.keyboard.press(key)
            keys += 1
            if page.evaluate(shown, place):
                break
        assert page.evaluate(shown, place), place
        assert keys <= 3


def test_a_screen_reader_gives_the_headline_and_the_deck_within_a_minute(browser, whole):
    """By Chromium's accessibility tree, at 180 words a minute: everything said before the end of the deck."""
    page, _ = opened(browser, whole, 1280, "light")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}
    texts: list[str] = []

    def walk(node):
        role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value", "")
        if not node.get("ignored") and role in ("StaticText", "image", "img"):
            texts.append(name)
            return
        for child in node.get("childIds", []):
            walk(nodes[child])

    walk(tree[0])
    title, deck = page.locator("h1").inner_text(), page.locator("h1 + p").first.inner_text()
    before = " ".join(texts)
    end = before.index(" ".join(deck.split())[-20:])
    assert before.index(title.split()[0]) < end
    assert len(before[: end + 20].split()) <= 180
