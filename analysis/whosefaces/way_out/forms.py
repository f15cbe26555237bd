"""A letter as a file: plain text, an e-mail draft, a web page, a PDF, a Word document. Nothing is ever sent.

Each form carries the same words. Files are written with mode 600 into the person's own folder. The advice goes into a
file of its own, so that nobody sends it along by mistake.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import tempfile
import textwrap
import zipfile
from html import escape
from pathlib import Path
from typing import Any, Literal, get_args

from whosefaces.edition import protection
from whosefaces.way_out.letters import Letter

Form = Literal["txt", "eml", "html", "pdf", "docx"]
FORMS: tuple[Form, ...] = get_args(Form)
TEMPLATE = Path(__file__).parent / "templates" / "letter.typ"
MAILTO_LIMIT = 1_800
"""Longer links are cut off by mail programs: above it the page says to copy the text."""

STYLE = (
    "body{font:1rem/1.5 Georgia,serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1b1e23;background:#fff}"
    "table{border-collapse:collapse;font:.85rem/1.4 sans-serif;width:100%}"
    "th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #d5d9de;overflow-wrap:anywhere}"
    ".address{white-space:pre-line}"
)


def save(letter: Letter, folder: Path, forms: tuple[Form, ...] = FORMS) -> list[Path]:
    """Write the letter in each form, and the advice beside it, with mode 600; what was written, in order.

    A new folder is closed to others and to git. One that was there is somebody's own, and stays as it is.

    Raises:
        ProtectionError: git tracks something there, or a program copies the place to other machines.
    """
    if folder.exists():
        protection.refuse_open_places(folder)
    else:
        protection.protect(folder)
    name = f"{letter.kind}-{letter.language}-{letter.on}"
    files = [(folder / f"{name}.{form}", content(letter, form)) for form in forms]
    files.append((folder / f"{name}-for-you-only.txt", advice(letter).encode()))
    for path, body in files:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(body)
    return [path for path, _ in files]


def content(letter: Letter, form: Form) -> bytes:
    """The letter in one form."""
    if form == "txt":
        return text(letter).encode()
    if form == "eml":
        return mail(letter)
    if form == "html":
        return page(letter).encode()
    return pdf(letter) if form == "pdf" else word(letter)


def text(letter: Letter) -> str:
    """The letter as plain text, lines of at most 78 characters but for addresses."""
    head = [
        letter.sender,
        "",
        letter.to,
        *filter(None, [letter.address, letter.email]),
        "",
        letter.day,
        "",
        letter.subject,
    ]
    return "\n".join([*head, "", body(letter)])


def body(letter: Letter) -> str:
    """Greeting to signature, and the list of photos: what stands in an e-mail."""
    lines = [letter.greeting, ""]
    for paragraph in letter.paragraphs:
        lines += [textwrap.fill(paragraph, 78, break_long_words=False, break_on_hyphens=False), ""]
    lines += [letter.closing, letter.sender, ""]
    if letter.photos:
        lines += [f"{letter.photos_heading} ({len(letter.photos)})", ""]
        lines += [" ".join(filter(None, [photo.address(), photo.licence])) for photo in letter.photos]
        lines.append("")
    return "\n".join(lines)


def advice(letter: Letter) -> str:
    """What the sender should know before sending."""
    return "\n\n".join([letter.advice_heading, *(textwrap.fill(each, 78) for each in letter.advice)]) + "\n"


def mail(letter: Letter) -> bytes:
    """An e-mail that opens as a draft: no date, no sender's address, nothing hidden."""
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP.clone(utf8=False))
    if letter.email:
        message["To"] = letter.email
    message["Subject"] = letter.subject
    message["X-Unsent"] = "1"
    message.set_content(body(letter), charset="utf-8", cte="quoted-printable")
    return message.as_bytes()


def page(letter: Letter) -> str:
    """One HTML file without scripts; a link that opens the mail program only where it is short enough to survive."""
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in letter.paragraphs)
    return (
        f'<!doctype html><html lang="{letter.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(letter.subject)}</title><style>{STYLE}</style></head><body><main>"
        f'<p>{escape(letter.sender)}</p><p class="address">{escape(letter.to)}\n{escape(letter.address)}</p>'
        f'<p>{escape(letter.day)}</p><h1 style="font-size:1.1rem">{escape(letter.subject)}</h1>'
        f"<p>{escape(letter.greeting)}</p>{paragraphs}<p>{escape(letter.closing)}</p><p>{escape(letter.sender)}</p>"
        f"{_table(letter)}{_mailto(letter)}</main></body></html>\n"
    )


def _table(letter: Letter) -> str:
    if not letter.photos:
        return ""
    rows = "".join(
        f'<tr><td>{photo.photo_id}</td><td><a href="{photo.address()}">{photo.address()}</a></td>'
        f"<td>{escape(photo.licence or '')}</td></tr>"
        for photo in letter.photos
    )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in letter.columns)
    return f"<table><caption>{escape(letter.photos_heading)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _mailto(letter: Letter) -> str:
    from urllib.parse import quote

    if not letter.email:
        return ""
    link = f"mailto:{quote(letter.email)}?subject={quote(letter.subject)}&body={quote(body(letter))}"
    return f'<p><a href="{escape(link)}">{escape(letter.email)}</a></p>' if len(link) < MAILTO_LIMIT else ""


def pdf(letter: Letter) -> bytes:
    """A tagged PDF (PDF/UA-1) in the letter's language, with its subject as title and no other description."""
    import typst

    from whosefaces.report import FONTS

    data = {
        "language": letter.language, "subject": letter.subject, "sender": letter.sender, "to": letter.to,
        "address": letter.address, "day": letter.day, "greeting": letter.greeting, "paragraphs": letter.paragraphs,
        "closing": letter.closing, "columns": letter.columns, "photos_heading": letter.photos_heading,
        "photos": [[photo.photo_id, photo.address(), photo.licence or ""] for photo in letter.photos],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(TEMPLATE, folder / "letter.typ")
        (folder / "letter.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        written: bytes = typst.compile(
            folder / "letter.typ", root=folder, font_paths=[FONTS], ignore_system_fonts=True, format="pdf",
            pdf_standards=["ua-1"], timestamp=int(dt.datetime.combine(letter.on, dt.time(), dt.UTC).timestamp()),
        )  # fmt: skip
    return written


def word(letter: Letter) -> bytes:
    """A Word document whose bytes depend on the letter alone: no program's name, no clock."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    moment = dt.datetime.combine(letter.on, dt.time())
    properties.author, properties.title, properties.comments = letter.sender, letter.subject, ""
    properties.created = properties.modified = moment
    properties.language = letter.language
    for line in (letter.sender, "", letter.to, letter.address, "", letter.day):
        document.add_paragraph(line)
    document.add_heading(letter.subject, level=1)
    for line in (letter.greeting, *letter.paragraphs, letter.closing, letter.sender):
        document.add_paragraph(line)
    if letter.photos:
        document.add_heading(letter.photos_heading, level=2)
        table = document.add_table(rows=0, cols=3)
        photos = [(photo.photo_id, photo.address(), photo.licence or "") for photo in letter.photos]
        table._tbl.extend(_rows([letter.columns, *photos]))
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


def _rows(rows: list[tuple[str, ...]]) -> Any:
    """Rows of a Word table, read as XML in one piece: cell by cell, ten thousand rows take three seconds."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cells = "</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>"
    written = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:t>{cells.join(map(escape, row))}</w:t></w:r></w:p></w:tc></w:tr>" for row in rows
    )
    return list(parse_xml(f"<w:tbl {nsdecls('w')}>{written}</w:tbl>"))


def _without_clock(archive: bytes) -> bytes:
    """The same zip archive with the first day that the format knows on every member."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as read, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as written:
        for member in read.infolist():
            written.writestr(
                zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)), read.read(member), zipfile.ZIP_DEFLATED
            )
    return settled.getvalue()
