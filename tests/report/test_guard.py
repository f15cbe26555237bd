"""Nothing that the case knows of a person leaves: every kind of leak, in every kind of file, is caught and never repeated."""

import base64
import gzip
import hashlib
import io
import json
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pytest
from whosefaces import PROJECT
from whosefaces.edition.guard import guard
from whosefaces.errors import LeakError
from whosefaces.investigation import Investigation
from whosefaces.report import downloads

BASE58 = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
USERNAME, REAL_NAME, SECRET = "Zephyrine Quillfeather", "Ottoline Brackenbury-Vex", "9f3ac01b77"


@dataclass(frozen=True)
class Known:
    """A case with a person in it, and where a draft would lie."""

    investigation: Investigation
    case: Path
    photo: str
    nsid: str
    alias: str
    url: str

    def undrawn(self) -> str:
        """A photo of the frame that nobody asked about."""
        from whosefaces.manifest.frame import FRAME
        from whosefaces.sample.panel import PANEL

        photos = set(FRAME.read(self.case / "frame.parquet")["photo_id"].dropna())
        return min(photos - set(PANEL.read(self.case / "panel.parquet")["photo_id"].dropna()))

    def leaks(self) -> dict[str, str]:
        """Every form in which somebody could stand in a draft."""
        return {
            "nsid": self.nsid,
            "alias": self.alias,
            "username": USERNAME,
            "real name": REAL_NAME,
            "photo id": self.photo,
            "photo id, grouped": f"{int(self.photo):,}",
            "address": self.url,
            "address of the image": f"https://live.staticflickr.com/65535/{self.photo}_{SECRET}_b.jpg",
            "address of somebody's photos": f"flickr.com/photos/{self.alias}/",
            "secret": SECRET,
            "short address": f"https://flic.kr/p/{base58(self.photo)}",
            "base58": base58(self.photo),
            "url-encoded nsid": quote(self.nsid),
            "twice url-encoded address": quote(quote(self.url, safe=""), safe=""),
            "html entities": self.nsid.replace("@", "&#64;"),
            "escaped": self.nsid.replace("@", "\\u0040"),
            "md5 of a photo id": hashlib.md5(self.photo.encode()).hexdigest(),
            "sha1 of an nsid": hashlib.sha1(self.nsid.encode()).hexdigest(),
            "sha256 of an nsid": hashlib.sha256(self.nsid.encode()).hexdigest().upper(),
            "sha256 of a username": hashlib.sha256(USERNAME.lower().encode()).hexdigest(),
            "base64 of sha256": base64.b64encode(hashlib.sha256(self.photo.encode()).digest()).decode(),
            "base64url of sha1": base64.urlsafe_b64encode(hashlib.sha1(self.alias.encode()).digest())
            .decode()
            .rstrip("="),
            "the draw's number": hashlib.sha256(f"{self.investigation.salt()}|{self.photo}".encode()).hexdigest(),
            "salt": self.investigation.salt(),
            "path of the checkout": f"{PROJECT}/analysis",
            "somebody's home": "/home/" + "jdoe/notes.txt",
            "somebody's windows home": "C:\\Users\\" + "jdoe\\notes.txt",
            "api key": "k3y-0f-somebody-4711",
        }


def base58(photo: str) -> str:
    number, letters = int(photo), ""
    while number:
        number, rest = divmod(number, 58)
        letters = BASE58[rest] + letters
    return letters


@pytest.fixture(scope="module")
def known(whole, tmp_path_factory) -> Known:
    """The invented edition's case, with an alias, an address and recorded answers about one account."""
    copied = whole.copy(tmp_path_factory.mktemp("guarded"))
    from whosefaces.manifest.frame import FRAME
    from whosefaces.sample.panel import PANEL

    frame = FRAME.read(copied.case / "frame.parquet")
    drawn = set(PANEL.read(copied.case / "panel.parquet")["photo_id"].dropna())
    row = frame[frame["photo_id"].isin(drawn)].index[0]
    alias = "quillfeather-prints"
    url = f"https://www.flickr.com/photos/{alias}/{frame.loc[row, 'photo_id']}/"
    frame["alias"] = frame["alias"].astype(object)
    frame.loc[row, ["alias", "url"]] = [alias, url]
    FRAME.write(frame, copied.case / "frame.parquet")
    (copied.case / "evidence").mkdir()
    (copied.case / "evidence" / "recorded.warc.gz").write_bytes(_recorded())
    return Known(copied.investigation, copied.case, frame.loc[row, "photo_id"], frame.loc[row, "nsid"], alias, url)


def _recorded() -> bytes:
    """One answer of Flickr's about the account, as evidence."""
    said = {"person": {"username": {"_content": USERNAME}, "realname": {"_content": REAL_NAME}, "secret": SECRET}}
    return _answer(json.dumps(said).encode())


def _answer(body: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://api.flickr.com/\r\n"
        "WARC-Date: 2026-11-20T12:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


# A draft of one file, of every kind ----------------------------------------------------------------------------------


def _html(text):
    return f"<!doctype html><p>It says {text} here.</p>".encode()


def _svg(text):
    return f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{text}</desc></svg>'.encode()


def _notebook(text):
    cell = {"cell_type": "code", "outputs": [{"output_type": "stream", "name": "stdout", "text": ["It says\n", text]}]}
    return json.dumps({"cells": [cell], "metadata": {}}).encode()


def _pdf(text, inside="page"):
    import typst

    quoted = json.dumps(text)
    title = quoted if inside == "metadata" else '"A report"'
    body = "" if inside == "metadata" else f"#{quoted}"
    set_page = "#set page(width: 60cm)\n"  # wide enough that nothing is broken over lines
    source = f"#set document(title: {title}, date: none)\n{set_page}= A report\n{body}"
    return typst.compile(source.encode(), format="pdf")


def _png(text):
    chunk = b"tEXt", b"Comment\0" + text.encode("latin-1", "replace")
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        chunk,
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    return downloads.PNG + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


FILES = {
    "page.html": _html,
    "chart.svg": _svg,
    "table.csv": lambda text: pd.DataFrame({"what": ["a", text]}).to_csv(index=False).encode(),
    "findings.txt": lambda text: f"said: {text}\n".encode(),
    "said.json": lambda text: json.dumps({"a": [{"b": text}]}).encode(),
    "notebook.ipynb": _notebook,
    "report.pdf": _pdf,
    "titled.pdf": lambda text: _pdf(text, "metadata"),
    "chart.png": _png,
    "table.csv.gz": lambda text: gzip.compress(f"what\n{text}\n".encode(), mtime=0),
    "table.xlsx": lambda text: downloads.workbook({"sheet": pd.DataFrame({"what": ["a", text]})}, "A table"),
    "packed.zip": lambda text: _zipped({"inside/said.json": json.dumps({"a": text}).encode()}),
}


def _zipped(members):
    import zipfile

    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stored.getvalue()


KINDS = (
    "nsid", "alias", "username", "real name", "photo id", "photo id, grouped", "address", "address of the image",
    "address of somebody's photos", "secret", "short address", "base58", "url-encoded nsid", "twice url-encoded address",
    "html entities", "escaped", "md5 of a photo id", "sha1 of an nsid", "sha256 of an nsid", "sha256 of a username",
    "base64 of sha256", "base64url of sha1", "the draw's number", "salt", "path of the checkout", "somebody's home",
    "somebody's windows home", "api key",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_leak_is_caught_in_every_kind_of_file(known, kind, tmp_path, monkeypatch):
    monkeypatch.setenv("FLICKR_API_KEY", "k3y-0f-somebody-4711")
    value = known.leaks()[kind]
    for name, made in FILES.items():
        draft = tmp_path / name.replace(".", "-")
        draft.mkdir()
        (draft / name).write_bytes(made(value))
        with pytest.raises(LeakError) as refused:
            guard.inspect(draft, known.case, known.investigation)
        said = str(refused.value)
        assert said.startswith(name), said
        assert value not in said, "the message repeats what it must not tell"
        assert refused.value.exit_code == 6


def test_every_kind_that_is_planted_is_tried(known):
    assert set(KINDS) == set(known.leaks())


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_says_nothing_of_anybody_passes(known, name, tmp_path):
    (tmp_path / name).write_bytes(FILES[name]("Between 40% and 50% of 12,345 accounts, on 9 November 2026"))
    guard.inspect(tmp_path, known.case, known.investigation)


def test_a_whole_report_that_leaks_nothing_passes(known, whole):
    guard.inspect(whole.public, known.case, known.investigation)


def test_a_name_in_the_name_of_a_file_is_caught(known, tmp_path):
    (tmp_path / f"{known.photo}.txt").write_text("nothing\n")
    with pytest.raises(LeakError):
        guard.inspect(tmp_path, known.case, known.investigation)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "photo",
        "account",
        "Unknown",
        "the dataset",
        "2 photos",
        "2026-11-09",
        "November 2026",
        "1.5",
        "50 %",
        "100 of 200",
    ],
)
def test_an_account_called_by_a_word_of_the_template_stops_no_report(known, whole, name, tmp_path):
    """Whole words of the fixed text are exempt, and short numbers among them: they say nothing of whoever took them."""
    from whosefaces.manifest.frame import FRAME

    case = tmp_path / "case"
    case.mkdir()
    for table in ("panel", "traces"):
        (case / f"{table}.parquet").write_bytes((known.case / f"{table}.parquet").read_bytes())
    frame = FRAME.read(known.case / "frame.parquet")
    frame.loc[frame["photo_id"] == known.photo, "alias"] = name
    FRAME.write(frame, case / "frame.parquet")
    guard.inspect(whole.public, case, known.investigation)


@pytest.mark.parametrize("form", ['{{"author_name":"{}"}}', '{{"ownername":"{}"}}', '<photo ownername="{}" />'])
@pytest.mark.parametrize("name", ["quillfeather 1975", "2 quillfeathers", "Tessa 100 Photos"])
def test_a_name_with_a_number_in_it_is_still_a_name(known, name, form, tmp_path):
    """Whoever said it, in whichever answer: oEmbed and lists of photos name people too."""
    case = tmp_path / "case"
    (case / "evidence").mkdir(parents=True)
    (case / "evidence" / "recorded.warc.gz").write_bytes(_answer(form.format(name).encode()))
    draft = tmp_path / "draft"
    draft.mkdir()
    (draft / "said.txt").write_text(f"It was {name} again\n")
    with pytest.raises(LeakError, match=r"said\.txt, line 1: holds an account's user name"):
        guard.inspect(draft, case, known.investigation)


def test_a_part_of_a_word_is_nobody(known, tmp_path):
    """ "quillfeather-prints" is somebody; a longer word, or a part of it, is not."""
    (tmp_path / "said.txt").write_text("requillfeather-printshop quillfeather\n")
    guard.inspect(tmp_path, known.case, known.investigation)


def test_a_count_that_looks_like_a_photo_id_stops_no_report(known, tmp_path):
    """A column that counts is a sum over many. The same number in another column is somebody's photo."""
    photo = known.undrawn()
    (tmp_path / "funnel.csv").write_text(f"step,kept\n1,{photo}\n")
    guard.inspect(tmp_path, known.case, known.investigation)
    (tmp_path / "funnel.csv").write_text(f"step,which\n1,{photo}\n")
    with pytest.raises(LeakError):
        guard.inspect(tmp_path, known.case, known.investigation)


def case_with_photos(known, folder, photos) -> Path:
    """The same case, whose manifest lists these photos too."""
    from whosefaces.manifest.frame import FRAME

    case = folder / "case"
    case.mkdir()
    for table in ("panel", "traces"):
        (case / f"{table}.parquet").write_bytes((known.case / f"{table}.parquet").read_bytes())
    frame = FRAME.read(known.case / "frame.parquet")
    more = frame.head(len(photos)).assign(
        photo_id=list(photos), url=[f"https://www.flickr.com/photos/x/{p}" for p in photos]
    )
    FRAME.write(pd.concat([frame, more], ignore_index=True), case / "frame.parquet")
    return case


def test_no_number_that_a_report_prints_stops_it_though_each_is_somebodys_photo(known, whole, tmp_path):
    """A manifest of 2004: its photos are called 94, 100, and whatever else this very report counts."""
    counts = {
        number.lstrip("0") or "0"
        for path in whole.public.rglob("*")
        if path.suffix in (".html", ".csv", ".json", ".svg")
        for number in re.findall(r"(?<![\w.])\d{1,9}(?![\w.])", path.read_text(encoding="utf-8").replace(",", ""))
    }
    short = sorted(number for number in counts | {"94", "100"} if len(number) < guard.SHORTEST_NUMBER)
    assert len(short) > 100
    guard.inspect(whole.public, case_with_photos(known, tmp_path, short), known.investigation)


@pytest.mark.parametrize("short", ["94", "100", "928"])
def test_a_short_photo_id_in_an_address_is_caught_though_a_finding_is_the_same_number(known, short, tmp_path):
    case = case_with_photos(known, tmp_path, [short])
    draft = tmp_path / "draft"
    draft.mkdir()
    (draft / "findings.json").write_text(json.dumps({"findings": [{"id": "P1", "numerator": int(short)}]}))
    guard.inspect(draft, case, known.investigation)
    (draft / "said.txt").write_text(f"https://www.flickr.com/photos/anybody/{short}/ was seen\n")
    with pytest.raises(LeakError, match="said.txt, line 1"):
        guard.inspect(draft, case, known.investigation)


COUNT = 1_234_567
TYPED = {
    "page.html": f'<p><data value="{COUNT}" data-finding="P1" data-column="total">{COUNT:,}</data> and {COUNT:,}</p>',
    "chart.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><text>{COUNT:,} accounts</text></svg>',
    "table.csv": f"id,numerator\nP1,{COUNT}\n",
    "more.json": json.dumps({"rows": [{"units": COUNT}]}),
}
LOOSE = {
    "page.html": f"<p>It says {COUNT} here.</p>",
    "table.csv": f"id,which\nP1,{COUNT}\n",
    "more.json": json.dumps({"rows": [{"which": str(COUNT)}]}),
    "said.txt": f"https://flic.kr/p/{base58(str(COUNT))} or flickr.com/photos/x/{COUNT}",
}


def with_that_finding(folder, files) -> Path:
    folder.mkdir()
    (folder / "findings.json").write_text(json.dumps({"findings": [{"id": "P1", "numerator": COUNT}]}))
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_a_findings_number_is_exempt_wherever_it_stands_as_a_number(known, tmp_path):
    """On the page, in a chart, a table, a workbook and the PDF: a count of 1,234,567, and somebody's photo 1234567."""
    draft = with_that_finding(tmp_path / "draft", TYPED)
    (draft / "table.xlsx").write_bytes(downloads.workbook({"t": pd.DataFrame({"numerator": [COUNT]})}, "A table"))
    (draft / "report.pdf").write_bytes(_pdf(f"It was {COUNT:,} of them"))
    guard.inspect(draft, case_with_photos(known, tmp_path, [str(COUNT)]), known.investigation)


@pytest.mark.parametrize("name", LOOSE)
def test_a_findings_number_is_not_exempt_where_it_stands_as_an_id(known, name, tmp_path):
    draft = with_that_finding(tmp_path / "draft", {name: LOOSE[name]})
    with pytest.raises(LeakError, match=name):
        guard.inspect(draft, case_with_photos(known, tmp_path, [str(COUNT)]), known.investigation)


def test_a_files_own_size_is_nobodys_photo(known, tmp_path):
    """RO-Crate and the table description say how large each file is; another number there is looked at."""
    draft = tmp_path / "draft"
    draft.mkdir()
    (draft / "long.txt").write_text("a " * 100_000)
    case = case_with_photos(known, tmp_path, ["200000", "200001"])
    (draft / "datapackage.json").write_text(json.dumps({"resources": [{"bytes": 200_000}]}))
    guard.inspect(draft, case, known.investigation)
    (draft / "datapackage.json").write_text(json.dumps({"resources": [{"bytes": 200_001}]}))
    with pytest.raises(LeakError, match=r"datapackage\.json"):
        guard.inspect(draft, case, known.investigation)


def test_an_account_called_by_a_number_stops_no_report_and_is_found_in_an_address(known, whole, tmp_path):
    from whosefaces.manifest.frame import FRAME

    case = case_with_photos(known, tmp_path, ["94"])
    frame = FRAME.read(case / "frame.parquet")
    frame.loc[frame["photo_id"] == "94", "alias"] = "1000"
    FRAME.write(frame, case / "frame.parquet")
    guard.inspect(whole.public, case, known.investigation)
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "said.txt").write_text("see flickr.com/photos/1000/ for more\n")
    with pytest.raises(LeakError, match=r"said\.txt"):
        guard.inspect(tmp_path / "draft", case, known.investigation)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("said.bin", b"anything"),
        ("said.txt", b"\xff\xfe not UTF-8"),
        ("said.json", b"{"),
        ("said.csv.gz", b"\x1f\x8b cut short"),
        ("said.png", b"\x89PNG\r\n\x1a\n"[:6]),
        ("longer.png", _png("x") + b"and more"),
        ("said.pdf", b"%PDF-1.7 cut short"),
        ("said.xlsx", b"PK cut short"),
    ],
)
def test_a_file_that_cannot_be_read_through_is_refused(known, name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LeakError, match=name):
        guard.inspect(tmp_path, known.case, known.investigation)


def test_a_link_is_refused(known, tmp_path):
    (tmp_path / "out").symlink_to(known.case)
    with pytest.raises(LeakError, match="a link"):
        guard.inspect(tmp_path, known.case, known.investigation)
