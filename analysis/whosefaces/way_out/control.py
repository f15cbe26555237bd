"""Does the person who asks control the account? A word of our choosing stands in a tag of their photo, or in their profile.

The word is looked for in what Flickr answered about that account and nothing else: a word in a comment, or on a photo
of another account, shows nothing. The answer is one that was kept, or Flickr is asked now: then what came is recorded as
evidence, redacted as every answer is, the word of control alone left in it.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from whosefaces.way_out.catalogue import LetterError

if TYPE_CHECKING:
    from whosefaces.investigation import Investigation
    from whosefaces.trace.http.flickr_api import Reply

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's letters: none looks like another."""
PIECES, LETTERS = 3, 4

Where = Literal["tag", "profile"]


@dataclass(frozen=True)
class Shown:
    """Control was shown: where the word stood."""

    where: Where


def control_word() -> str:
    """A word that nobody else would put there: 60 random bits, as ``wf-k3m9-...``."""
    return "-".join(["wf", *("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(PIECES))])


def ask(investigation: Investigation, nsid: str, photo_id: str, word: str, evidence: Path) -> Shown | None:
    """Ask Flickr now whether the word stands in the account's profile or, where a photo is named, in a tag of it.

    What came is recorded in ``evidence``. None: not shown.

    Raises:
        LetterError: the account or the photo is not there, or no whole answer came; nothing was decided from that.
        keys.NoKeyError: there is no API key.
        transport.StoppedError: the key was refused, or nobody can be reached.
        live.StandInError: a demonstration, which has nobody to ask.
    """
    from whosefaces.trace.http import live
    from whosefaces.trace.sources import api
    from whosefaces.trace.sources.catalogue import is_conclusive

    afresh = {"mode": "live", "sources": ("api",), "evidence": evidence, "fresh_for": dt.timedelta(0), "budget": None}
    asked_now = investigation.model_copy(update={"trace": investigation.trace.model_copy(update=afresh)})
    with live.opened(asked_now, evidence.parent, is_conclusive) as opened:
        shown = in_profile(_answer(opened, api.account(nsid), "account").body, nsid, word)
        if shown is None and photo_id:
            shown = in_photo(_answer(opened, api.photo(photo_id), "photo").body, nsid, word)
    return shown


def _answer(opened: Any, call: Any, what: str) -> Reply:
    from whosefaces.trace.http.flickr_api import NoAnswerError, read_reply
    from whosefaces.trace.http.transport import NotAskedError

    try:
        reply = read_reply(call.method, call.about, opened.session.get(call.inquiry.url))
    except (NoAnswerError, NotAskedError) as error:
        raise LetterError(
            f"Flickr gave no whole answer about the {what} ({error}); nothing was decided from it. Try again later"
        ) from None
    if reply.code is not None:
        raise LetterError(
            f"control cannot be shown: Flickr answers about this {what}: {reply.message} (code {reply.code}). Whoever has "
            "lost the account can still write to the holder: `whosefaces letters write --help`"
        )
    return reply


def in_photo(answer: Mapping[str, Any], nsid: str, word: str) -> Shown | None:
    """Looks into an answer of flickr.photos.getInfo: the photo is the account's, and its owner set the tag.

    None: not shown. Another account's photo or another person's tag shows nothing.
    """
    photo = answer.get("photo")
    if not isinstance(photo, Mapping) or _text(photo.get("owner"), "nsid") != nsid:
        return None
    tags = photo.get("tags")
    listed = tags.get("tag") if isinstance(tags, Mapping) else None
    for tag in listed if isinstance(listed, list) else []:
        if isinstance(tag, Mapping) and tag.get("author") == nsid and _plain(str(tag.get("raw", ""))) == _plain(word):
            return Shown("tag")
    return None


def in_profile(answer: Mapping[str, Any], nsid: str, word: str) -> Shown | None:
    """Looks into an answer of flickr.people.getInfo: the account's own description holds the word. None: not shown."""
    person = answer.get("person")
    if not isinstance(person, Mapping) or person.get("nsid", person.get("id")) != nsid:
        return None
    description = _text(person.get("description"), "_content")
    match = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", unicodedata.normalize("NFKC", description or ""))
    return Shown("profile") if match else None


def _text(value: Any, key: str) -> str | None:
    content = value.get(key) if isinstance(value, Mapping) else value
    return content if isinstance(content, str) else None


def _plain(tag: str) -> str:
    """A tag as Flickr compares it: small letters and digits alone."""
    return "".join(letter for letter in tag.casefold() if letter.isalnum())
