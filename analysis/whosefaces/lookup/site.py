"""The folder that is put on a web server: page, script, list of tags, and nothing else."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from whosefaces.errors import WhoseFacesError
from whosefaces.lookup import bundle, tags

if TYPE_CHECKING:
    from whosefaces.investigation import Investigation
    from whosefaces.lookup.keys import Key
    from whosefaces.lookup.listed import Listed

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
RECORD = "record.json"
MESSAGES = (
    "typo", "length", "no-number", "name-not-number", "other-number", "no-question", "proof", "server", "cap", "list", "failed",
)  # fmt: skip


class SiteError(WhoseFacesError):
    """The folder cannot be written, or is none of ours."""


@dataclass(frozen=True)
class Record:
    """What anybody may know of a look-up. It lies in the folder, and beside the edition's public/."""

    dataset: str
    edition: str
    info: str
    public_keys: list[str]
    accounts: int
    bands: list[int]
    by_name_only: int
    rows: int
    rows_without_owner: int
    list_commitment: str
    cap_a_day: int
    contact: str
    language: str
    demonstration: bool
    built_on: str
    ask: list[str]
    partner: str | None = None
    at: str | None = None
    closed_on: str | None = None

    @classmethod
    def read(cls, folder: Path) -> Record:
        """The record of a folder.

        Raises:
            SiteError: it holds none.
        """
        return cls.read_file(folder / RECORD)

    @classmethod
    def read_file(cls, path: Path) -> Record:
        """The record in a file.

        Raises:
            SiteError: it is none.
        """
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            raise SiteError(f"{path.parent}: not a look-up as `whosefaces lookup-site build` writes it") from None

    def write(self, path: Path) -> None:
        """Write the record."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def build(
    investigation: Investigation,
    listed: Listed,
    key: Key,
    into: Path,
    *,
    edition: str,
    commitment: str,
    second: tuple[bytes, bytes, str] | None = None,
    ask: list[str] | None = None,
    at: str | None = None,
    done: Callable[[int], None] = lambda _: None,
) -> Record:
    """Write the folder.

    Args:
        investigation: whose dataset, contact and language.
        listed: the accounts.
        key: the newsroom's.
        into: the folder; it may be one of an earlier build.
        edition: its date.
        commitment: to the list.
        second: a partner's public key, its outputs on the accounts in their order, and its name.
        ask: addresses of servers that answer; none: by post alone.
        at: where the folder will stand, for the report.
        done: told how many more accounts are done.

    Raises:
        BundleError: the page's script is not built.
        SiteError: the folder holds something else.
    """
    script = bundle.script()
    refuse_other_folders(into)
    into.mkdir(parents=True, exist_ok=True)
    outputs = tags.outputs(key, [account.nsid for account in listed.accounts], done)
    bands = tags.write(
        into, tags.tags_of(outputs, second[1] if second else None), [account.band for account in listed.accounts]
    )
    name = investigation.dataset.name
    record = Record(
        dataset=name.value if name else investigation.investigation,
        edition=edition,
        info=key.info,
        public_keys=[key.public().hex(), *([second[0].hex()] if second else [])],
        accounts=len(listed.accounts),
        bands=bands,
        by_name_only=listed.by_name_only,
        rows=listed.rows,
        rows_without_owner=listed.rows_without_owner,
        list_commitment=commitment,
        cap_a_day=key.cap,
        contact=investigation.publish.contact,
        language=investigation.publish.language,
        demonstration=investigation.demonstration,
        built_on=dt.date.today().isoformat(),
        ask=ask or [],
        partner=second[2] if second else None,
        at=at,
    )
    (into / "look-up.js").write_bytes(script)
    (into / bundle.LICENCES.name).write_bytes(bundle.LICENCES.read_bytes())
    pages(record, into)
    record.write(into / RECORD)
    return record


def refuse_other_folders(into: Path) -> None:
    """Stop where a folder holds anything but an earlier build.

    Raises:
        SiteError: it does.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())) and not (into / RECORD).is_file():
        raise SiteError(f"{into}: holds something else; name a new folder")


def close(folder: Path, day: dt.date) -> Record:
    """Write the folder's pages anew, closed; the list, which says nothing any more, is taken out."""
    record = replace(Record.read(folder), closed_on=day.isoformat())
    pages(record, folder)
    for path in (
        folder / "list.bin",
        folder / "look-up.js",
        *(folder / "list").glob("*.bin"),
        *folder.glob("paper.*.html"),
    ):
        path.unlink(missing_ok=True)
    record.write(folder / RECORD)
    return record


def pages(record: Record, folder: Path) -> None:
    """Write the style sheet, and page and paper form in every language."""
    style = (bundle.PAGE / "look-up.css").read_bytes()
    (folder / "look-up.css").write_bytes(style)
    whole = folder / "list.bin"
    shared: dict[str, Any] = {
        "policy": policy(record),
        "languages": [(lang, words(lang)["language"]) for lang in LANGUAGES],
        "keys": " ".join(record.public_keys),
        "ask": " ".join(record.ask),
        "bits": tags.buckets_for(record.accounts),
        "integrity": _integrity(whole.read_bytes()) if whole.is_file() else "",
        "contact": record.contact,
        "partner": record.partner,
        "answerers": [record.contact, *([record.partner] if record.partner else [])],
        "demonstration": record.demonstration,
        "closed": record.closed_on is not None,
        "gaps": bool(record.by_name_only or record.rows_without_owner),
        "messages": MESSAGES,
    }
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(bundle.PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for lang in LANGUAGES:
        texts = filled(lang, record)
        for template, name in (("page.html", "index"), ("paper.html", "paper")):
            text = environment.get_template(template).render(lang=lang, w=SimpleNamespace(**texts), **shared)
            (folder / f"{name}.{lang}.html").write_text(text, encoding="utf-8")
            if name == "index" and lang == (record.language if record.language in LANGUAGES else "en"):
                (folder / "index.html").write_text(text, encoding="utf-8")


def policy(record: Record) -> str:
    """The content security policy: this folder alone, and the partner's server where there is one."""
    others = sorted({f"{parts.scheme}://{parts.netloc}" for url in record.ask if (parts := urlsplit(url)).netloc})
    return "; ".join(
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
            " ".join(["connect-src 'self'", *others]), "base-uri 'none'", "form-action 'none'",
            "require-trusted-types-for 'script'",
        ]
    )  # fmt: skip


def words(lang: str) -> dict[str, Any]:
    """A language's words, with places left open."""
    return tomllib.loads((bundle.PAGE / "words" / f"{lang}.toml").read_text(encoding="utf-8"))


def filled(lang: str, record: Record) -> dict[str, Any]:
    """A language's words with every place filled in."""
    facts = {
        "dataset": record.dataset,
        "contact": record.contact,
        "partner": record.partner or "",
        "cap": _number(record.cap_a_day, lang),
        "accounts": _number(record.accounts, lang),
        "photos": _number(record.rows_without_owner, lang),
        "names": _number(record.by_name_only, lang),
        "fingerprint": ", ".join(record.public_keys),
        "day": record.closed_on or "",
    }
    return {
        name: [text.format(**facts) for text in entry] if isinstance(entry, list) else entry.format(**facts)
        for name, entry in words(lang).items()
    }


def _number(count: int, lang: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(count, locale=lang)


def _integrity(content: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode('ascii')}"
