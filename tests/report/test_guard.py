"""Nothing that the case knows of a person leaves: whatever is planted, wherever, is caught and never repeated; honest editions pass."""

import contextlib
import gzip
import hashlib
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whosefaces import PROJECT
from whosefaces.double.pages import to_base58
from whosefaces.edition import notebooks
from whosefaces.edition.guard import guard, made_again, people, words
from whosefaces.errors import LeakError
from whosefaces.investigation import Investigation
from whosefaces.manifest.frame import FRAME
from whosefaces.measure import measuring
from whosefaces.report import page
from whosefaces.sample.panel import PANEL

from tests.report.small_edition import executed

USERNAME, REAL_NAME, SECRET, ALIAS = (
    "Zephyrine Quillfeather",
    "Ottoline Brackenbury-Vex",
    "9f3ac01b77",
    "quillfeather-prints",
)
COMMON = ("photo", "the dataset", "account")
"""Aliases that are words of every report."""


@dataclass(frozen=True)
class Guarded:
    """A case with people in it, the draft of its edition, and what comes out when everybody bears another name."""

    investigation: Investigation
    case: Path
    public: Path
    counterpart: Path
    photo: str
    nsid: str
    url: str

    def hold(self, public: Path | None = None) -> None:
        """The guard's judgement of a draft."""
        guard.hold(public or self.public, self.case, self.investigation, self.counterpart)

    @contextlib.contextmanager
    def planted(self, name: str, content: bytes):
        """The honest draft with one file written over, or one more."""
        path = self.public / name
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        try:
            yield
        finally:
            path.unlink() if before is None else path.write_bytes(before)
            if not any(path.parent.iterdir()):
                path.parent.rmdir()

    @contextlib.contextmanager
    def nicknames(self, names: Iterable[str]):
        """The case with accounts of the larger list that are called so, as that list writes them."""
        accounts = pd.DataFrame({"account_key": "x", "nsid": None, "nickname": sorted(names), "photos": 1})
        path = self.case / "parent_accounts.parquet"
        with duckdb.connect() as engine:
            engine.register("given", accounts)
            engine.execute(f"COPY (SELECT * FROM given) TO '{path}' (FORMAT parquet)")
        try:
            yield
        finally:
            path.unlink()

    def shown(self, cell: dict) -> None:
        """The guard's judgement of a notebook that was executed and showed this."""
        name = "notebooks/3_measure.ipynb"
        raw = self.case / name
        before = raw.read_bytes()
        notebook = json.loads(before)
        notebook["cells"][0]["outputs"] = [cell]
        raw.write_text(json.dumps(notebook))
        settled = self.case / "settled.ipynb"
        try:
            notebooks.normalise(raw, settled)
            with self.planted(name, settled.read_bytes()):
                self.hold()
        finally:
            raw.write_bytes(before)
            settled.unlink(missing_ok=True)

    def judged(self, cell: dict) -> str:
        """The same, as the refusal's words; nothing where it passes."""
        try:
            self.shown(cell)
        except LeakError as refused:
            return str(refused)
        return ""


@pytest.fixture(scope="module")
def guarded(whole, tmp_path_factory) -> Guarded:
    """The invented edition's case, with aliases, an address, recorded answers about one account, and its notebooks."""
    copied = whole.copy(tmp_path_factory.mktemp("guarded"))
    frame = FRAME.read(copied.case / "frame.parquet")
    drawn = set(PANEL.read(copied.case / "panel.parquet")["photo_id"].dropna())
    rows = frame[frame["photo_id"].isin(drawn)].index
    url = f"https://www.flickr.com/photos/{ALIAS}/{frame.loc[rows[0], 'photo_id']}/"
    frame["alias"] = frame["alias"].astype(object)
    frame.loc[rows[0], ["alias", "url"]] = [ALIAS, url]
    for row, alias in zip(rows[1:], COMMON, strict=False):
        frame.loc[row, "alias"] = alias
    FRAME.write(frame, copied.case / "frame.parquet")
    (copied.case / "evidence").mkdir()
    answer = {"person": {"username": {"_content": USERNAME}, "realname": {"_content": REAL_NAME}, "secret": SECRET}}
    (copied.case / "evidence" / "recorded.warc.gz").write_bytes(_answer(json.dumps(answer).encode()))
    (copied.case / "notebooks").mkdir()
    for name in ("1_sample", "3_measure"):
        raw = copied.case / "notebooks" / f"{name}.ipynb"
        raw.write_text(json.dumps(executed(name, whole.as_of)))
        notebooks.normalise(raw, copied.public / "notebooks" / raw.name)
    with made_again.public(copied.public, copied.case, copied.investigation) as counterpart:
        yield Guarded(
            copied.investigation,
            copied.case,
            copied.public,
            counterpart,
            frame.loc[rows[0], "photo_id"],
            frame.loc[rows[0], "nsid"],
            url,
        )


def _answer(body: bytes) -> bytes:
    """One recorded answer of Flickr's, as evidence."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://api.flickr.com/\r\n"
        "WARC-Date: 2026-11-20T12:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


# An honest edition passes, whatever people are called -------------------------------------------------------------------


def test_an_honest_draft_passes(guarded):
    guarded.hold()


def test_an_edition_of_a_list_without_owners_passes(ownerless):
    guard.inspect(ownerless.public, ownerless.case, ownerless.investigation)


def test_no_word_of_an_edition_blocks_it_though_each_is_somebodys_name(guarded):
    """Every word, every two words and every number that stands in it, and in the notebooks, is an account's user name."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in guarded.public.rglob("*")
        if path.suffix in (".csv", ".json", ".ipynb")
    ]
    rows = [row for text in texts for row in words.segments(text)]
    names = {"+".join(word[1:] for word in run) for row in rows for run in words.runs(row) if len(run) < 3}
    assert len(names) > 4_000
    with guarded.nicknames(names):
        guarded.hold()


@pytest.mark.parametrize("name", ["may", "Hope", "quillfeather", "11-2026", "2 photos", "the dataset"])
def test_what_the_reporter_writes_in_plain_words_blocks_nothing(guarded, name, monkeypatch):
    monkeypatch.setattr(guard, "_stated", lambda _: [("reply.toml, text", f"We may hope {name} agrees")])
    names = {"an account's user name": {" ".join(words.words_of(name))}}
    guard.inspect_stated(guarded.case, guarded.investigation, names)


@pytest.mark.parametrize(
    ("written", "kind", "nobody"),
    [
        ("blue sky", "an account's alias", True),
        ("photo-dataset", "an account's alias", True),
        ("quillfeather-prints", "an account's alias", False),
        ("sky2", "an account's alias", False),
        ("blue sky", "an account's user name", False),
    ],
)
def test_words_beside_each_other_are_no_alias_that_a_reporter_wrote(written, kind, nobody):
    """An alias has no spaces; a hyphen joins everyday words, which stand in the project's own texts."""
    vocabulary = guard.Vocabulary(" photo \n dataset ", "", 100_000, one_word=True)
    assert vocabulary.exempts(people.Hit("runs", written, "reply.toml, text", kind)) is nobody


# What is planted in a file is caught ------------------------------------------------------------------------------------


def plants(guarded: Guarded) -> dict[str, str]:
    """Every form in which somebody could stand in a draft: plain, spelt otherwise, re-encoded, and as a word of every page."""
    return {
        "nsid": guarded.nsid,
        "alias": ALIAS,
        "an alias that is a word of the page": COMMON[0],
        "username": USERNAME,
        "real name": REAL_NAME,
        "photo id": guarded.photo,
        "photo id, grouped": f"{int(guarded.photo):,}",
        "address": guarded.url,
        "secret": SECRET,
        "short address": f"https://flic.kr/p/{to_base58(int(guarded.photo))}",
        "base58": to_base58(int(guarded.photo)),
        "url-encoded nsid": quote(guarded.nsid),
        "html entities": guarded.nsid.replace("@", "&#64;"),
        "sha256 of an nsid": hashlib.sha256(guarded.nsid.encode()).hexdigest(),
        "backwards": guarded.nsid[::-1],
        "rot13": "Mrculevar Dhvyysrngure",
        "the draw's number": hashlib.sha256(f"{guarded.investigation.salt()}|{guarded.photo}".encode()).hexdigest(),
    }


def _png(content: bytes, kind: bytes, data: bytes) -> bytes:
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return content[:33] + chunk + content[33:]


def _member(content: bytes, name: str, text: str) -> bytes:
    stored = io.BytesIO(content)
    with zipfile.ZipFile(stored, "a") as packed:
        packed.writestr(name, text)
    return stored.getvalue()


def _comment(content: bytes, text: str) -> bytes:
    stored = io.BytesIO(content)
    with zipfile.ZipFile(stored, "a") as packed:
        packed.comment = text.encode()
    return stored.getvalue()


def _in_json(content: bytes, key: str, value: str) -> bytes:
    document = json.loads(content)
    return (json.dumps(document | {key: value}, indent=1, ensure_ascii=False) + "\n").encode()


PLACES = {
    "page, text": ("report.html", lambda c, t: c.replace(b"</main>", f"<p>{t}</p></main>".encode(), 1)),
    "page, comment": ("report.html", lambda c, t: c + f"<!-- {t} -->".encode()),
    "page, attribute": ("appendix.html", lambda c, t: c.replace(b"<table", f'<table title="{t}"'.encode(), 1)),
    "page, style": ("report.html", lambda c, t: c.replace(b"</style>", f".{t}{{}}</style>".encode(), 1)),
    "chart, description": ("charts/opening.svg", lambda c, t: c.replace(b"</desc>", f" {t}</desc>".encode(), 1)),
    "chart, geometry": ("charts/opening.svg", lambda c, t: c.replace(b"<path ", f'<path data-x="{t}" '.encode(), 1)),
    "embed": ("embed/opening.html", lambda c, t: c + t.encode()),
    "table, cell": ("tables/reach.csv", lambda c, t: c.rstrip(b"\n") + t.encode() + b"\n"),
    "table, row": ("tables/funnel.csv", lambda c, t: c + f"{t},,,,,,,,\n".encode()),
    "findings, value": ("findings.json", lambda c, t: _in_json(c, "question", t)),
    "findings, key": ("findings.json", lambda c, t: _in_json(c, t, "")),
    "findings, key twice": ("findings.json", lambda c, t: c.replace(b"{", b'{"question": ' + json.dumps(t).encode() + b",", 1)),
    "about": ("about.json", lambda c, t: _in_json(c, "by", t)),
    "corrections": ("corrections.json", lambda c, t: _in_json(c, "replies", t)),
    "summary": ("summary.txt", lambda c, t: c + t.encode()),
    "PDF, after its end": ("report.pdf", lambda c, t: c + t.encode()),
    "PDF, another title": ("report.pdf", lambda c, t: c.replace(b"/Title", b"/X(" + t.encode() + b")/Title", 1) + b"%"),
    "picture, text": ("card.png", lambda c, t: _png(c, b"tEXt", b"Comment\0" + t.encode())),
    "picture, packed text": ("card.png", lambda c, t: _png(c, b"zTXt", b"C\0\0" + zlib.compress(t.encode()))),
    "picture, unknown chunk": ("card.png", lambda c, t: _png(c, b"prVt", t.encode())),
    "picture, after its end": ("charts/opening.png", lambda c, t: c + t.encode()),
    "workbook, part": ("charts/opening.xlsx", lambda c, t: _member(c, "xl/custom.xml", f"<a>{t}</a>")),
    "workbook, blob": ("charts/opening.xlsx", lambda c, t: _member(c, "xl/vba.bin", t)),
    "workbook, comment": ("charts/opening.xlsx", _comment),
    "workbook, empty folder": ("charts/opening.xlsx", lambda c, t: _member(c, f"{t.replace('/', '_')}/", "")),
    "notebook, metadata": ("notebooks/3_measure.ipynb", lambda c, t: _in_json(c, "metadata", t)),
    "notebook, source": ("notebooks/3_measure.ipynb", lambda c, t: c.replace(b"this.finished()", json.dumps(t).encode()[1:-1], 1)),
    "another notebook": ("notebooks/9_mine.ipynb", lambda _, t: json.dumps({"cells": [{"source": t}]}).encode()),
    "another file": ("notes.txt", lambda _, t: t.encode()),
    "another archive": ("charts/all.zip", lambda _, t: _comment(_member(b"", "a.txt", t), t)),
    "another kind of file": ("charts/opening.webp", lambda _, t: t.encode()),
    "another folder": ("attachments/a.csv", lambda _, t: t.encode()),
    "an editor's copy": ("report.html~", lambda _, t: t.encode()),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_whoever_is_planted_there_is_caught_in_every_form_and_not_repeated(guarded, place):
    name, plant = PLACES[place]
    for form, text in plants(guarded).items():
        path = guarded.public / name
        before = path.read_bytes() if path.exists() else b""
        after = plant(before, text)
        assert after != before
        with guarded.planted(name, after), pytest.raises(LeakError) as refused:
            guarded.hold()
        sentence = str(refused.value)
        assert sentence.startswith((name, "attachments")), (form, sentence)
        assert refused.value.exit_code == 6
        if form != "an alias that is a word of the page":
            assert text not in sentence, "the message repeats what it must not tell"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_that_is_changed_in_any_file_is_caught(guarded, data):
    path = data.draw(st.sampled_from(sorted(p for p in guarded.public.rglob("*") if p.is_file())))
    before = path.read_bytes()
    at, byte = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(0, 255))
    after = data.draw(
        st.sampled_from(
            [before[:at] + bytes([byte]) + before[at + 1 :], before[:at] + bytes([byte]) + before[at:], before[:at]]
        )
    )
    name = path.relative_to(guarded.public).as_posix()
    with guarded.planted(name, after), contextlib.nullcontext() if after == before else pytest.raises(LeakError):
        guarded.hold()


@pytest.mark.parametrize("name", ["{photo}.txt", "charts/{photo}.svg", "{nsid}/x.csv"])
def test_a_name_in_the_name_of_a_file_is_caught(guarded, name):
    with guarded.planted(name.format(photo=guarded.photo, nsid=guarded.nsid), b"nothing\n"), pytest.raises(LeakError):
        guarded.hold()


def test_an_empty_folder_and_a_link_are_refused(guarded):
    (guarded.public / "quillfeather").mkdir()
    with pytest.raises(LeakError, match="an empty folder"):
        guarded.hold()
    (guarded.public / "quillfeather").rmdir()
    (guarded.public / "out").symlink_to(guarded.case)
    with pytest.raises(LeakError, match="a link"):
        guarded.hold()
    (guarded.public / "out").unlink()


# What the suite itself would let out -------------------------------------------------------------------------------------


def _leaks(row) -> list[str]:
    """A name, a digest, a part of a number, a name backwards: in a table of ours, a row each."""
    digest = hashlib.sha256(row["photo_id"].encode()).hexdigest()
    return [str(row["alias"]), digest, row["photo_id"][:9], row["account_key"][::-1]]


def test_a_measure_that_lets_somebody_out_is_caught_whatever_it_makes_of_them(guarded, whole, tmp_path, monkeypatch):
    """A fault of ours: tables hold what is made of a name. Under other names it comes out otherwise, in each of them."""
    honest = measuring.measure

    def leaking(investigation, frame_path, panel_path, traces_path, case, public, as_of):
        measures = honest(investigation, frame_path, panel_path, traces_path, case, public, as_of)
        frame = FRAME.read(frame_path)
        leaks = _leaks(frame[frame["alias"].notna()].iloc[0])
        for name, text in zip(("owners", "reach", "codes", "context"), leaks, strict=True):
            with (public / "tables" / f"{name}.csv").open("a") as table:
                table.write(f"{text}\n")
        return measures

    monkeypatch.setattr(measuring, "measure", leaking)
    copied = whole.copy(tmp_path)
    tables = [guarded.case / f"{name}.parquet" for name in ("frame", "panel", "traces")]
    leaking(guarded.investigation, *tables, copied.case, copied.public, whole.as_of)
    monkeypatch.setattr(page, "write", lambda *_: None)  # the tables are looked at
    with made_again.public(copied.public, guarded.case, guarded.investigation) as again:
        differ = {name for name, why in made_again.differences(copied.public, again) if "comes out" in why}
    assert {name.split(",")[0] for name in differ} >= {
        f"tables/{name}.csv" for name in ("owners", "reach", "codes", "context")
    }


OUTPUTS = {
    "printed": lambda t: {"output_type": "stream", "name": "stdout", "text": t},
    "a table": lambda t: _data({"text/html": f"<table><tr><td>1</td><td>{t}</td></tr></table>"}),
    "a sentence": lambda t: _data({"text/markdown": f"The first of them is {t}, of 1,000."}),
    "a chart": lambda t: _data({"image/svg+xml": f"<svg><text>{t}</text></svg>"}),
    "a chart's description": lambda t: _data({"image/svg+xml": f'<svg aria-label="{t}"></svg>'}),
    "a comment": lambda t: _data({"text/html": f"<!-- {t} --><p>nothing</p>"}),
    "plain": lambda t: _data({"text/plain": f"[{t!r}]"}),
}


def _data(data: dict) -> dict:
    return {"output_type": "display_data", "metadata": {}, "data": data}


def ways_to_write(guarded: Guarded) -> dict[str, str]:
    """How a person could come out of a cell: as they are called, and as programs and people write that."""
    farm = f"{guarded.photo}_{SECRET}_b.jpg"
    return {
        "nsid": guarded.nsid,
        "nsid, lower case": guarded.nsid.lower(),
        "nsid, encoded": quote(guarded.nsid),
        "nsid, entity": guarded.nsid.replace("@", "&#64;"),
        "nsid, escaped": guarded.nsid.replace("@", "\\u0040"),
        "nsid in a file's name": guarded.nsid.replace("@", "_"),
        "alias": ALIAS,
        "alias, underscore": ALIAS.replace("-", "_"),
        "alias as a title": ALIAS.replace("-", " ").title(),
        "alias, possessive": f"{ALIAS}'s",
        "alias, one word": ALIAS.replace("-", ""),
        "username": USERNAME,
        "username, capitals": USERNAME.upper(),
        "username, full width": "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in USERNAME),
        "username, soft hyphens": "\u00ad".join(USERNAME),
        "username, zero width": "\u200b".join(USERNAME),
        "username, marks": "<b>Zephy</b>rine <i>Quill</i>feather",
        "username in an address": quote(USERNAME),
        "username with an underscore": USERNAME.replace(" ", "_"),
        "username as pathAlias": USERNAME.replace(" ", "").lower(),
        "real name": REAL_NAME,
        "photo id": guarded.photo,
        "photo id, grouped": f"{int(guarded.photo):,}",
        "photo id, German": f"{int(guarded.photo):,}".replace(",", "."),
        "photo id, thin spaces": f"{int(guarded.photo):,}".replace(",", "\u202f"),
        "photo id as a float": f"{guarded.photo}.0",
        "photo id, other digits": "".join(chr(0x0660 + int(d)) for d in guarded.photo),
        "photo id in a word": f"photo{guarded.photo}x",
        "bare file": farm,
        "address of the image": f"https://live.staticflickr.com/65535/{farm}",
        "address": guarded.url,
        "address, encoded": quote(quote(guarded.url, safe=""), safe=""),
        "their photos": f"flickr.com/photos/{ALIAS}/",
        "their photos, though a word": f"flickr.com/photos/{COMMON[0]}/",
        "short address": f"https://flic.kr/p/{to_base58(int(guarded.photo))}",
        "the draw's number": hashlib.sha256(f"{guarded.investigation.salt()}|{guarded.photo}".encode()).hexdigest(),
    }


@pytest.mark.parametrize("shown", OUTPUTS)
def test_a_notebook_that_shows_somebody_is_refused(guarded, shown):
    for place, (form, text) in enumerate(ways_to_write(guarded).items()):
        if shown != "a table" and place % 6:
            continue  # how it is shown and how it is written are read one after the other: not every pair is tried
        if shown == "plain" and "\\" in repr(text):
            continue  # Python writes such signs as escapes, and those of the printed form are read above
        if "<" in text and shown in ("a chart's description", "a comment", "plain"):
            continue
        sentence = guarded.judged(OUTPUTS[shown](text))
        assert sentence, f"{form} passes"
        assert sentence.startswith("notebooks/3_measure.ipynb, cell 0: holds "), (form, sentence)
        assert text not in sentence


@pytest.mark.parametrize("name", ["Quillfeather 3.14", "quillfeather v2", "1,234 Quills", "Quill.feather.9"])
def test_a_user_name_of_the_larger_list_is_found_whatever_numbers_are_in_it(guarded, name):
    with guarded.nicknames([quote(name).replace("%20", "+")]):
        assert "holds an account's user name" in guarded.judged(OUTPUTS["a sentence"](name))


@pytest.mark.parametrize("kind", ["image/png", "application/json", "application/vnd.mine"])
def test_a_notebook_that_shows_what_nobody_can_read_through_is_refused(guarded, kind):
    with pytest.raises(LeakError, match="which nobody can read through"):
        guarded.shown(_data({kind: "AAAA"}))


def test_a_notebook_may_count(guarded):
    guarded.shown(
        _data({"text/markdown": "About 84% of 12,345 accounts, between 9 and 22 November 2026: 99999 photos."})
    )


# What the reporter states -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        "nsid",
        "alias",
        "username",
        "username, zero width",
        "real name",
        "photo id",
        "address",
        "their photos",
        "bare file",
    ],
)
def test_a_person_in_a_reply_is_refused_with_the_place_and_what_to_do(guarded, form, monkeypatch):
    text = ways_to_write(guarded)[form]
    monkeypatch.setattr(
        guard, "_stated", lambda _: [("reply.toml, reply 2, text", f"They told us that {text} was angry.")]
    )
    with pytest.raises(LeakError, match=r"reply\.toml, reply 2, text: holds .*Take it out") as refused:
        guarded.hold()
    assert text not in str(refused.value)


def test_whatever_is_stated_is_read(guarded):
    where = [place for place, _ in guard._stated(guarded.investigation)]
    assert any("question" in place for place in where)
    assert not any("contact" in place for place in where)


# The operator -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["salt", "checkout", "home", "windows home", "key"])
def test_a_trace_of_whoever_ran_it_is_refused(guarded, what, monkeypatch):
    monkeypatch.setenv("FLICKR_API_KEY", "k3y-0f-somebody-4711")
    text = {
        "salt": guarded.investigation.salt(),
        "checkout": f"{PROJECT}/analysis",
        "home": "/home/" + "jdoe/notes.txt",
        "windows home": "C:\\Users\\" + "jdoe\\notes.txt",
        "key": "k3y-0f-somebody-4711",
    }[what]
    with pytest.raises(LeakError, match=r"notebooks/3_measure\.ipynb, line \d+: holds") as refused:
        guarded.shown(OUTPUTS["printed"](text))
    assert text not in str(refused.value)


# Words, as they are compared ---------------------------------------------------------------------------------------------


@given(
    st.lists(st.sampled_from(["quill", "Feather", "42", "ßé", "Ω"]), min_size=1, max_size=6),
    st.sampled_from(" -_.'\u200b"),
)
def test_a_name_is_one_name_however_its_words_are_joined(parts, joint):
    assert words.squeezed(joint.join(parts)) == words.squeezed(" ".join(parts))


@pytest.mark.parametrize(
    ("text", "words_"), [("1,234,567 photos", ["1234567", "photos"]), ("0.939 of 12", ["0", "of", "12"])]
)
def test_numbers_are_read_as_people_write_them(text, words_):
    assert words.words_of(text) == words_
    assert not re.search(r"\d{9}", " ".join(words_))
