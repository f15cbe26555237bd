"""A list and a Flickr that mean harm: markup, formulas, turned letters, look-alike hosts, accounts called "photo" and "2".

The whole way, from the list to the published edition and from its evidence again, and then with a name in a text that a
person wrote: refused, and the last good edition stands.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from lxml import etree
from pypdf import PdfReader
from whosefaces import PROJECT
from whosefaces.double.population import Account, Photo, Population, account_sizes, invent
from whosefaces.double.server import Double
from whosefaces.edition import index, sums
from whosefaces.edition.guard import words

COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)
NEXT_WEEK = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)
KEY = "0fadedfacade" * 2 + "00000000"

MARK = "plantedhere"
"""Stands in every text below that could do harm, so that each can be found again wherever it went."""

OURS = "writtenhere"
"""The same in what the reporter wrote, which is printed."""

HARM = (
    f"<script>document.title='{MARK}'</script>",
    f'"><img src=x onerror="document.title=\'{MARK}\'">',
    f"</title></style></svg><svg onload=\"document.title='{MARK}'\">",
    f"=cmd|' /C calc'!A0 {MARK}",
    f'=HYPERLINK("https://evil.example.org/{MARK}","read me")',
    f"+1+cmd {MARK}",
    f"-2+3 {MARK}",
    f"@SUM(1+1) {MARK}",
    f"\t=1+1 {MARK}",
    f"\u202egnp.{MARK}\u202c",
    f"nothing\x00after {MARK}",
    f"]]>{MARK}<!--",
    f"{{{{7*7}}}} ${{7*7}} {MARK}",
    f'#panic("{MARK}") $ * _ `',
    f"[{MARK}](javascript:alert(1))",
    f"first {MARK}\r\nSet-Cookie: second",
    f"{MARK}\u2028\u2029\ufeff\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
)
"""What people call themselves and their photos."""

WORDS = ("photo", "report", "2", "2 photos", "November 2026", "2026-11-09", "1.5", "50%", "the dataset", "P1", "0")
"""What accounts may be called though every report says it."""

ALIASES = ("photo", "report", "2", "P1", "account")

NOWHERE = (
    "https://www.flickr.com.example.org/photos/{nsid}/{photo}/",
    "https://www.fIickr.com/photos/{nsid}/{photo}/",
    "https://www.fl\u0456ckr.com/photos/{nsid}/{photo}/",
    "https://www.flickr.com@127.0.0.1/photos/{nsid}/{photo}/",
    "http://127.0.0.1/photos/{nsid}/{photo}/",
    "http://127.0.0.1:{port}/photos/{nsid}/{photo}/",
    "http://[::1]/photos/{nsid}/{photo}/",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "javascript:document.title='" + MARK + "'",
    "data:text/html,<script>document.title='" + MARK + "'</script>",
    "https://live.staticflickr.com@evil.example.org/65535/{photo}_abcdef0123_b.jpg",
    "https://evil.example.org/?https://www.flickr.com/photos/{nsid}/{photo}/",
    "https://www.flickr.com/photos/../../etc/passwd/{photo}",
    "https://www.flickr.com/photos/%00/{photo}/\u202e",
    *HARM,
)
"""Lines of a list that lead nowhere, whatever they look like."""
REPEATED = 12
"""So often each: what is few is not printed, and would be harmless for that."""

INVESTIGATION = r"""
id = "00000000000000000000000000000001"
investigation = "hostile"
question = "=1+1 <script>document.title='{mark}'</script> & find out? #panic(1) *a* $b$ [c](d) {{{{7*7}}}}"
demonstration = true
procedures = ["ibm-2019-03-nbc", "ibm-2019-email", "username-lookup"]
[manifest]
path = "=cmd|' & <b>list.csv"
listed_on = 2014-03-21
accept_losses = "<script>document.title='{mark}'</script> =1+1 #panic(1) stands where a licence should"
[sample.photos]
n = 150
[sample.accounts]
n = 60
[trace]
sources = ["api", "oembed", "page", "image", "wayback"]
mode = "live"
[use]
commercial = {{is = "yes", source = "invented", on = 2019-01-29}}
derivatives = {{is = "yes", source = "invented", on = 2019-01-29}}
attributed = {{is = "no", source = "invented", on = 2019-01-29}}
shared_alike = {{is = "no", source = "invented", on = 2019-01-29}}
[closed_list]
name = "<b onclick=document.title='{mark}'>a list</b> of =1+1"
source = "whoever \"said\" <i>so</i>"
photos = 100
[publish]
contact = "desk@example.org\" onclick=\"document.title='{mark}'"
by = "A & B <script>document.title='{mark}'</script> newsroom"
"""

CORRECTIONS = """
[[correction]]
date = 2026-11-02
edition = 2026-10-26
finding = "P2"
was = "=1+1 <script>document.title='{mark}'</script>"
now = "@SUM(1) ]]> </svg> #panic(1)"
why = "*a* $b$ `c` [d](javascript:e)"
"""

REPLY = """
[[reply]]
finding = "P2"
who = "The <b>holder</b>"
asked = 2026-11-01
date = 2026-11-03
text = "{text}"
"""


def hostile(population: Population) -> Population:
    """The same with every account, photo and place called by something that could do harm."""
    accounts = {account.nsid: named(account, place) for place, account in enumerate(population.accounts.values())}
    photos = {photo.photo_id: titled(photo, place) for place, photo in enumerate(population.photos.values())}
    return Population(accounts, photos)


def named(account: Account, place: int) -> Account:
    called = (*WORDS, *HARM)[place % len(WORDS + HARM)]
    alias = ALIASES[place] if place < len(ALIASES) else account.alias
    return replace(account, username=called, realname=HARM[place % len(HARM)], location=HARM[-1 - place % len(HARM)],
                   alias=alias)  # fmt: skip


def titled(photo: Photo, place: int) -> Photo:
    return replace(photo, title=HARM[place % len(HARM)])


@dataclass(frozen=True)
class Journey:
    """The investigation's folder, its editions, and whom the first run asked."""

    folder: Path
    population: Population
    first: Path
    hosts: frozenset[str]

    @property
    def public(self) -> Path:
        return self.first / "public"

    def files(self, *endings: str) -> list[Path]:
        """The published files of these kinds; there must be some."""
        paths = [path for path in sorted(self.public.rglob("*")) if path.suffix in endings]
        assert paths
        return paths

    def pages(self) -> list[Path]:
        """What a reader opens."""
        return [self.public / "report.html", self.first.parent / index.PAGE]


def whosefaces(folder: Path, double: Double, *arguments: str, key: str = KEY) -> subprocess.CompletedProcess[str]:
    env = os.environ | {
        "WHOSEFACES_STAND_IN": f"127.0.0.1:{double.port}",
        "WHOSEFACES_FLICKR_KEY": key,
        "WHOSEFACES_STATE": str(folder / "state"),
        "PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}",
    }
    command = [sys.executable, "-m", "whosefaces.cli", *arguments]
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, timeout=600, check=False)


def run(folder: Path, double: Double, day: dt.datetime) -> subprocess.CompletedProcess[str]:
    edition = day.date().isoformat()
    return whosefaces(folder, double, "run", "investigation.toml", "--reports", "reports", "--edition", edition)


@pytest.fixture(scope="module")
def journey(tmp_path_factory) -> Journey:
    folder = tmp_path_factory.mktemp("it's <b>hostile")
    population = hostile(invent(11, account_sizes(160, 900), NOW, COLLECTED))
    (folder / "investigation.toml").write_text(INVESTIGATION.format(mark=OURS), encoding="utf-8")
    (folder / "corrections.toml").write_text(CORRECTIONS.format(mark=OURS), encoding="utf-8")
    (folder / "reply.toml").write_text(REPLY.format(text=f"<script>document.title='{OURS}'</script>"), encoding="utf-8")
    (folder / "salt").write_text("8c1f0e7a52d94b36a1c8e5f07d2b9463" + "\n", encoding="ascii")
    with Double(population, NOW, key=KEY) as double:
        double.web.open_to_robots()
        (folder / "=cmd|' & <b>list.csv").write_text(manifest(population, double.port), encoding="utf-8", newline="")
        ended = run(folder, double, NOW)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        hosts = frozenset(request.host for request in double.requests)
    return Journey(folder, population, folder / "reports" / "hostile" / NOW.date().isoformat(), hosts)


def manifest(population: Population, port: int) -> str:
    """Every photo's page, by alias where the owner has one; then lines that lead nowhere, for each kind of harm."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["address", "licence", "=1+1", f"<script>document.title='{MARK}'</script>"])
    photos = [photo for photo in population.photos.values() if photo.listed]
    for place, photo in enumerate(photos):
        owner = population.accounts[photo.nsid]
        address = f"https://www.flickr.com/photos/{owner.alias or owner.nsid}/{photo.photo_id}/"
        if place % 10 == 9:
            address = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}_b.jpg"
        licence = HARM[place % len(HARM)] if place % 50 == 0 else "Attribution License"
        lines.writerow([address, licence, photo.title, owner.username])
    for place, form in enumerate(NOWHERE * REPEATED):
        photo = photos[place % len(photos)]
        address = form.replace("{nsid}", photo.nsid).replace("{photo}", photo.photo_id).replace("{port}", str(port))
        lines.writerow([address, "Attribution License", HARM[place % len(HARM)], ""])
    return text.getvalue().replace("\x00", "\x01")  # a NUL makes a CSV file unreadable; that is refused elsewhere


def test_nobody_was_asked_but_flickr_and_the_archive(journey):
    """Look-alike hosts, addresses of this machine and files are lines that lead nowhere."""
    assert journey.hosts <= {
        "api.flickr.com", "www.flickr.com", "live.staticflickr.com", "web.archive.org", "archive.org",
        *(f"farm{number}.staticflickr.com" for number in range(1, 10)),
    }  # fmt: skip
    assert "live.staticflickr.com" in journey.hosts
    funnel = pd.read_csv(journey.public / "tables" / "funnel.csv")
    assert funnel.loc[0, "set_aside"] == len(NOWHERE) * REPEATED


def texts_in(path: Path) -> list[str]:
    """What can be read in a published file, of whichever kind."""
    content = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as packed:
            return [packed.read(name).decode("utf-8") for name in packed.namelist()]
    if path.suffix == ".pdf":
        return [page.extract_text() for page in PdfReader(path).pages]
    if path.suffix in (".json", ".ipynb"):
        return [json.dumps(json.loads(content), ensure_ascii=False).replace("\\n", "\n")]
    return [content.decode("latin-1" if path.suffix == ".png" else "utf-8")]


def test_no_text_of_theirs_is_anywhere_in_what_is_published(journey):
    """Names, titles, licences, columns, file and folder: only what the reporter wrote is there, and it is harmless."""
    for path in journey.files(".csv", ".json", ".ipynb", ".svg", ".xlsx", ".png", ".md", ".cff", ".pdf", ".html"):
        for text in texts_in(path):
            for form in words.forms(text):
                assert MARK not in form, path.name
                assert "evil.example.org" not in form, path.name


@pytest.mark.browser
def test_a_browser_that_runs_everything_runs_nothing(journey):
    """The page and the index, opened with their content policy switched off: no script, no handler, no request."""
    from playwright.sync_api import sync_playwright

    from tests.report.test_accessibility import CHROMIUM, QUIET

    if not Path(CHROMIUM).exists():
        pytest.skip("no browser here: apt install chromium; the page was not looked at")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for path in journey.pages():
            requests: list[str] = []
            page = browser.new_context(bypass_csp=True).new_page()
            page.on("request", lambda request, requests=requests: requests.append(request.url))
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.title() not in (MARK, OURS)
            assert "<script>" in page.inner_text("body")  # the question is told as it was written
            assert page.evaluate("document.scripts.length") == 0
            assert [url for url in requests if url.startswith(("http", "file"))] == [path.as_uri()]
        browser.close()


def test_markup_of_theirs_is_nobodys_markup(journey):
    """Page, index, charts and what notebooks show: no script, no handler, no address that is a program."""
    for path in [*journey.files(".html", ".svg"), *journey.pages()]:
        harmless(path.name, path.read_text(encoding="utf-8"))
    for path in journey.files(".ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                for kind, text in output.get("data", {}).items():
                    if kind in ("text/html", "image/svg+xml", "text/markdown"):
                        harmless(path.name, "".join(text))


def harmless(name: str, text: str) -> None:
    soup = BeautifulSoup(text, "html.parser")
    assert soup.find(["script", "iframe", "object", "embed", "foreignobject", "img"]) is None, name
    for element in soup.find_all(True):
        for attribute, value in element.attrs.items():
            assert not attribute.lower().startswith("on"), (name, element.name, attribute)
            if attribute in ("href", "src", "xlink:href", "action"):
                assert re.match(r"(https://|mailto:|#|[\w./-]+$)", value), (name, value)


def test_no_cell_of_a_table_is_a_formula(journey):
    """A spreadsheet takes what begins with these for a formula; numbers may begin with a sign."""
    for path in journey.files(".csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, strict=True):
                for cell in row:
                    begins = cell.lstrip(" \u00a0\ufeff")[:1]
                    number = re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell) is not None
                    assert number or begins not in tuple("=+-@\t\r"), (path.name, cell)
    for path in journey.files(".xlsx"):
        book = openpyxl.load_workbook(path)
        assert not book.defined_names
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (path.name, cell.coordinate)
                    assert cell.hyperlink is None or cell.hyperlink.target.startswith("https://")


def test_no_letter_turns_a_line_around_or_ends_a_text(journey):
    """No control character but tab and line break, and none that changes the direction of what follows."""
    turning = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    for path in [*journey.files(".html", ".csv", ".json", ".ipynb", ".svg", ".md", ".cff"), *journey.pages()]:
        for text in texts_in(path):
            assert turning.search(text) is None, path.name


def test_the_feed_is_one(journey):
    feed = etree.parse(str(journey.first.parent / index.FEED), etree.XMLParser(resolve_entities=False, no_network=True))
    assert feed.getroot().tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.find(".//{*}script") is None


def test_the_pdf_holds_nothing_that_can_be_started(journey):
    (path,) = journey.files(".pdf")
    reader = PdfReader(path, strict=True)
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values()))):
        held = reader.get_object(number)
        if isinstance(held, dict):
            assert not {"/JS", "/JavaScript", "/Launch", "/AA", "/EmbeddedFiles", "/RichMedia"} & held.keys(), number
            assert held.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"), number
            if held.get("/S") == "/URI":
                assert re.match(r"(https://|mailto:)", str(held["/URI"])), number


def test_an_account_called_photo_stopped_no_report(journey):
    """Every one of them is in the case, so the guard looked for them all."""
    recorded = {account.username for account in journey.population.accounts.values()}
    assert set(WORDS) <= recorded
    assert (journey.public / sums.NAME).is_file()


@pytest.mark.parametrize("more", [["--no-replay"], pytest.param([], marks=pytest.mark.whole_population)])
def test_the_edition_holds_and_is_made_again_from_its_evidence(journey, more):
    with Double(journey.population, NOW) as nobody:
        ended = whosefaces(journey.folder, nobody, "verify", str(journey.first), "--json", *more)
        assert nobody.requests == []
    document = json.loads(ended.stdout)
    assert ended.returncode == 0, ended.stdout
    held = {check["name"] for check in document["checks"] if check["verdict"] == "held"}
    assert {"sums", "page", "chain of custody"} <= held
    assert more or "replay" in held


# Last, for it changes the folder: a person writes a name into the reply ------------------------------------------------


def test_a_name_in_a_persons_text_refuses_the_edition_and_the_last_good_one_stands(journey):
    """Exit code 6; the file and the place are named, the account is not; what was published is untouched."""
    before = {path: path.read_bytes() for path in journey.public.rglob("*") if path.is_file()}
    owner = next(a for a in journey.population.accounts.values() if a.exists(NOW) and a.alias is None)
    reply = REPLY.format(text=f"Account {owner.nsid} may write to us.")
    (journey.folder / "reply.toml").write_text(reply, encoding="utf-8")
    with Double(journey.population, NEXT_WEEK, key=KEY) as double:
        double.web.open_to_robots()
        ended = run(journey.folder, double, NEXT_WEEK)
    output = ended.stdout + ended.stderr
    assert ended.returncode == 6, output
    assert "reply.toml, reply 1, text: holds an account's NSID; the edition is refused. Take it out" in output
    assert owner.nsid not in output
    assert owner.username not in output
    assert not (journey.first.parent / NEXT_WEEK.date().isoformat() / "public").exists()
    assert {path: path.read_bytes() for path in journey.public.rglob("*") if path.is_file()} == before
    page = (journey.first.parent / index.PAGE).read_text(encoding="utf-8")
    assert NOW.date().isoformat() in page
    assert NEXT_WEEK.date().isoformat() not in page
