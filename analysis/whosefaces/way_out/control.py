"""Does the person who asks control the account? A word of our choosing stands in a tag of their photo, or in their profile.

The word is looked for in what Flickr answered about that account and nothing else: a word in a comment, or on a photo
of another account, shows nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Where = Literal["tag", "profile"]


@dataclass(frozen=True)
class Shown:
    """Control was shown: where the word stood."""

    where: Where


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
    found = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", unicodedata.normalize("NFKC", description or ""))
    return Shown("profile") if found else None


def _text(value: Any, key: str) -> str | None:
    found = value.get(key) if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None


def _plain(tag: str) -> str:
    """A tag as Flickr compares it: small letters and digits alone."""
    return "".join(letter for letter in tag.casefold() if letter.isalnum())
