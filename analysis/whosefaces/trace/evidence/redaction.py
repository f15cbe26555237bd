"""What is taken out of an exchange before it reaches disk, and how that is made sure of.

Two kinds: what opens a door (API keys, photo secrets, guest passes, sessions) and what the suite must not hold about
people (e-mail hashes and addresses, other contacts, real names, places, EXIF, free descriptions). A value is replaced
by the word ``redacted``, a number by 0, a list or a structure by an empty one; what was empty stays empty. So a body
keeps its form and still tells *whether* an account publishes a contact, but no longer which.

Bodies are edited where they are, not parsed and written anew: everything else in them is as it came. The same rules
go over XML, JSON and HTML, whatever a body says it is, because Flickr's answers are not always what they say.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote

from whosefaces.errors import WhoseFacesError
from whosefaces.trace.evidence.photo_secrets import REDACTED
from whosefaces.trace.evidence.photo_secrets import redacted as without_photo_secrets

NAMES = (
    "realname",
    "authorrealname",
    "real_name",
    "realName",
    "first_name",
    "last_name",
    "firstname",
    "lastname",
    "given_name",
    "family_name",
    "creditText",
    "copyrightNotice",
)
CONTACTS = (
    "mbox_sha1sum",
    "email",
    "website",
    "facebook",
    "twitter",
    "tumblr",
    "instagram",
    "pinterest",
)
PLACES = (
    "hometown",
    "city",
    "country",
    "location",
    "timezone",
    "geo",
    "woe",
    "woeid",
    "place_id",
    "places",
    "latitude",
    "longitude",
    "neighbourhood",
    "locality",
    "county",
    "region",
    "taken_in",
    "contentLocation",
)
OTHER = ("exif", "camera", "occupation", "description", "profile_description", "expire")
"""``expire``: the day on which an account's subscription ends; whether it pays is told without it."""
DOORS = (
    "secret",
    "originalsecret",
    "original_secret",
    "api_key",
    "site_key",
    "auth_hash",
    "authHash",
    "auth_token",
    "oauth_token",
    "magic_cookie",
    "csrf_token",
    "root_auth",
)
FIELDS = (*NAMES, *CONTACTS, *PLACES, *OTHER, *DOORS)

# hCard and geo classes in pages, and the link that shows the owner's name.
CLASSES: tuple[str, ...] = (
    "given-name",
    "family-name",
    "realname",
    "real-name",
    "owner-name",
    "owner-name-with-by",
    "locality",
    "region",
)
CLASSES += ("country-name", "postal-code", "street-address", "adr", "geo", "email", "tel", "photo-desc")
META = r"(?:[a-z_]+:)?(?:description|location:[a-z]+|latitude|longitude|place|geo\.[a-z]+|ICBM)"

CONTROL_WORD = re.compile(r"(?<![\w-])wf(?:-[0-9a-hjkmnp-tv-z]{4}){3}(?![\w-])")
"""A word that this suite made for one account to show who holds it; it says nothing of anybody, so it stays."""

HEADERS_DROPPED = frozenset({"set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization"})

RULES = "\n".join(
    (
        "Removed before writing; digests cover what was written.",
        f"Values of these fields, in XML, JSON and HTML, replaced by '{REDACTED}' (numbers by 0, structures emptied; "
        f"empty values stay empty): {', '.join(FIELDS)}. A word of ours that shows control of an account (wf-...) stays.",
        f"Text of HTML elements of class: {', '.join(CLASSES)}. Content of HTML meta elements: {META}.",
        "Every further occurrence in the same body of a real name (in pages: or of a place or a coordinate), in capitals "
        "or not, with or without the spaces, removed there, if it has four characters or more and is not the username or "
        "alias too; names of fields are left as they are.",
        "E-mail addresses anywhere. Secrets in addresses of image and video files. Codes of guest passes.",
        "The API key in addresses. Headers: " + ", ".join(sorted(HEADERS_DROPPED)) + ".",
        "Bodies of image files are never asked for. A body that could not be decoded is not kept.",
    )
)
"""The rules in words: the archive's first record holds them."""

_FIELD = "|".join(sorted(FIELDS, key=len, reverse=True))
_FIELDS = frozenset(FIELDS)
_JSON_IN_TEXT = re.compile(rf'(\\"(?:{_FIELD})\\"\s*:\s*)\\"(?:[^"\\]|\\[^"])+(?:\\"|\Z)')
# A body that was cut off may end in an address whose extension, by which a file is known, did not come.
_CUT_OFF = re.compile(
    r"((?:(?<![0-9a-z])|(?<=%2f))[1-9][0-9]{0,14}_|/video\\?/[1-9][0-9]{0,14}\\?/)[0-9a-f]{1,16}"
    r"((?:_\w{0,5})?(?:\.\w{0,4})?|\\?/\w*(?:\.\w*)?)\Z",
    re.IGNORECASE,
)
_LONGEST_CUT_OFF = 100
_ATTRIBUTE = re.compile(rf"(\s(?:{_FIELD})\s*=\s*)(\"[^\"]+(?:\"|\Z)|'[^']+(?:'|\Z))")
_ELEMENT = re.compile(
    rf"<({_FIELD})(?=[\s/>])(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?:/>|>(?P<inner>.*?)(?:</\1\s*>|\Z))",
    re.DOTALL,
)
_CLASS = "|".join(sorted((re.escape(name) for name in CLASSES), key=len, reverse=True))
_OF_CLASS = re.compile(
    rf"(<([a-zA-Z]+)\b[^>]*\bclass=(?P<q>\\?[\"'])(?:(?!(?P=q))[^>])*?(?<![\w-])(?:{_CLASS})(?![\w-])[^>]*>)"
    r"(?P<inner>.*?)(?=<\\?/\2>|\Z)",
    re.DOTALL,
)
_META = re.compile(rf"<meta\s[^>]*(?:name|property|itemprop)=[\"']{META}[\"'][^>]*>", re.IGNORECASE)
_CONTENT = re.compile(r"(\bcontent=)(\"[^\"]+\"|'[^']+')", re.IGNORECASE)
_PERSON = re.compile(r'("@type"\s*:\s*"Person"\s*,\s*"name"\s*:\s*)"(?:[^"\\]|\\.)+"')
_AT = re.compile(r"@|%40|&#64;|&#x40;|\\u0040", re.IGNORECASE)
_BEFORE_AT = re.compile(r"[\w.+-]{1,64}\Z")
_DOMAIN = r"(?:[\w-]{1,63}\.)+[a-z]{2,24}"
_AFTER_AT = re.compile(_DOMAIN, re.IGNORECASE)
_AT_A_DOMAIN = re.compile(f"@{_DOMAIN}", re.IGNORECASE)  # begins with one plain sign: ten times as fast as _AT
_MAY_HOLD_A_SECRET = re.compile(r"[_=]|/gp")
_GUEST_PASS = re.compile(r"(/gp\\?/[^/\\\s\"'<>]+\\?/)[\w]+")
_KEY_IN_ADDRESS = re.compile(r"([?&;](?:api_key|auth_token|oauth_\w+|secret|api_sig)=)[^&\s\"'<>]+")
_PUBLIC_NAME = re.compile(
    r'"(?:username|path_?alias|pathAlias|ownername|author_name)"\s*:\s*(?:\{\s*"_content"\s*:\s*)?"(?P<json>(?:[^"\\]|\\.)*)"'
    r"|\b(?:username|path_?alias|ownername)\s*=\s*(?P<q>[\"'])(?P<attribute>.*?)(?P=q)"
    r"|<username>(?P<element>[^<]*)</username>"
)
"""By what an account is known to everybody; the suite needs it, and the guard keeps it out of what is published."""
_MARKUP = re.compile(r"<[^>]*>")
_QUOTED = re.compile(r"\"[^\"]+\"|'[^']+'")
_BETWEEN = r"(?:[\s_.+\-]|%20|&#32;|&nbsp;|\\u00a0)"
_COORDINATE = re.compile(r"-?[0-9]{1,3}\.[0-9]{2,}")
_DECODER = json.JSONDecoder(strict=False)
_ENCODER = json.JSONEncoder(separators=(",", ":"))


class SecretError(WhoseFacesError):
    """A secret was about to be written. Nothing was."""


def body(content: bytes) -> bytes:
    """A body without what must not be kept; the same bytes where there was nothing of it."""
    text = content.decode("utf-8", "surrogateescape")
    names: set[str] = set()
    done = _json_fields(text, names)
    if "@type" in done:
        done = _PERSON.sub(rf'\1"{REDACTED}"', done)
    if '\\"' in done:
        done = _JSON_IN_TEXT.sub(rf'\1\\"{REDACTED}\\"', done)
    if "<" in done:
        done = _markup(done, names)
    if _names_a_file(done):
        done = without_photo_secrets(done)
    if done and (done[-1].isalnum() or done[-1] in "_./"):  # a whole answer ends in a bracket
        done = done[:-_LONGEST_CUT_OFF] + _CUT_OFF.sub(rf"\1{REDACTED}\2", done[-_LONGEST_CUT_OFF:])
    if "/gp" in done:
        done = _GUEST_PASS.sub(rf"\1{REDACTED}", done)
    if "_key=" in done or "_token=" in done or "secret=" in done or "oauth_" in done:
        done = _KEY_IN_ADDRESS.sub(rf"\1{REDACTED}", done)
    if _AT_A_DOMAIN.search(done) or (("%40" in done or "&#" in done or "0040" in done) and _AT.search(done)):
        done = _without_mail(done)
    if names:
        done = _without_names(done, names)
    return content if done == text else done.encode("utf-8", "surrogateescape")


def address(url: str) -> str:
    """An address without keys and secrets: what the archive calls it by."""
    done = _KEY_IN_ADDRESS.sub(rf"\1{REDACTED}", url)
    if _names_a_file(done):
        done = without_photo_secrets(done)
    return _GUEST_PASS.sub(rf"\1{REDACTED}", done) if "/gp" in done else done


def headers(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers that may be kept, in their order."""
    return [kept for name, value in pairs if (kept := _header(name, value)) is not None]


@lru_cache(maxsize=256)  # most are the same every time
def _header(name: str, value: str) -> tuple[str, str] | None:
    if name.lower() in HEADERS_DROPPED:
        return None
    return name, address(value) if _MAY_HOLD_A_SECRET.search(value) else value


class Secrets:
    """Texts that must never be written."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """``secrets``: each is looked for as it is, and percent-encoded."""
        forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), quote_plus(secret))}
        self._forms = [form.encode() for form in sorted(forms)]

    def refuse(self, written: bytes) -> None:
        """Let bytes pass that hold none of them.

        Raises:
            SecretError: one is in there. The message does not hold it.
        """
        if any(form in written for form in self._forms):
            raise SecretError(
                "a secret was left in an exchange about to be recorded; nothing was written. "
                "Please report this: the rules in whosefaces/trace/evidence/redaction.py have a gap"
            )


def rules_digest() -> str:
    """Tells one set of rules from another."""
    return hashlib.sha256(RULES.encode()).hexdigest()


def _names_a_file(text: str) -> bool:
    """A look that costs little; the expressions, which take long, decide."""
    lower = text.lower()
    return ".jp" in lower or ".png" in lower or ".gif" in lower or "/video/" in lower


# -- JSON, wherever it stands ------------------------------------------------------------------------------------


def _json_fields(text: str, names: set[str]) -> str:
    """Replace the values of the fields; what does not end as JSON does is left out to the end of the body."""
    there = _FIELDS.intersection(text.split('"'))
    parts, done = [], 0
    for key in _json_key(there).finditer(text) if there else ():
        start = key.end()
        if start < done:  # inside a structure that was emptied
            continue
        try:
            value, end = _value(text, start)
        except (json.JSONDecodeError, RecursionError):
            if text[start : start + 1] not in ('"', "{", "["):
                continue  # an expression of a script
            parts.append(text[done:start])
            return "".join(parts)
        if key[1] in NAMES or (key[1] in PLACES and "<" in text):
            names.update(_words(value))
        emptied = _emptied(value)
        if emptied != value or type(emptied) is not type(value):
            parts += [text[done:start], f'"{REDACTED}"' if emptied == REDACTED else _ENCODER.encode(emptied)]
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def _value(text: str, start: int) -> tuple[object, int]:
    """The JSON value that begins at ``start``, and where it ends; most are plain strings, found without a decoder."""
    if text.startswith('"', start):
        end = text.find('"', start + 1)
        if end != -1 and text.find("\\", start, end) == -1:
            return text[start + 1 : end], end + 1
    value: tuple[object, int] = _DECODER.raw_decode(text, start)
    return value


@lru_cache(maxsize=256)
def _json_key(names: frozenset[str]) -> re.Pattern[str]:
    """Finds the keys of JSON that are ``names``: the fewer there are, the faster."""
    return re.compile(rf'"({"|".join(sorted(names))})"\s*:\s*')


def _words(value: object) -> Iterator[str]:
    """The names and coordinates in a value: a page repeats them in its text, its links and its maps."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, float):
        yield str(value)


def _emptied(value: object) -> object:
    if isinstance(value, str):
        return _without_words(value) if value.strip() else value
    if isinstance(value, dict):
        return {"_content": _emptied(value["_content"])} if set(value) == {"_content"} else {}
    if isinstance(value, list):
        return []
    return value if value is None or isinstance(value, bool) else 0


def _without_words(text: str) -> str:
    """What stands in the place of a text: the mark, and after it whatever words of control were in it."""
    return " ".join((REDACTED, *CONTROL_WORD.findall(text)))


# -- XML and HTML ------------------------------------------------------------------------------------------------


def _markup(text: str, names: set[str]) -> str:
    def element(match: re.Match[str]) -> str:
        inner = match["inner"]
        if match[1] in NAMES:
            names.update(html.unescape(word.strip("\"'")) for word in _QUOTED.findall(match["attributes"]))
            names.update(html.unescape(word).strip() for word in _MARKUP.split(inner or ""))
        if inner is None:
            return f"<{match[1]} />"
        return f"<{match[1]}>{_without_words(inner)}</{match[1]}>" if inner.strip() else f"<{match[1]}></{match[1]}>"

    def attribute(match: re.Match[str]) -> str:
        value = match[2]
        if not value.strip("\"'").strip():
            return match[0]
        if match[1].strip("= \t\r\n") in NAMES:
            names.add(html.unescape(value.strip("\"'")))
        return f"{match[1]}{value[0]}{REDACTED}{value[0]}"

    def of_class(match: re.Match[str]) -> str:
        shown = _MARKUP.sub("", match["inner"]).strip()
        return f"{match[1]}{REDACTED}" if shown else match[0]

    def meta(match: re.Match[str]) -> str:
        names.update(_COORDINATE.findall(match[0]))
        return _CONTENT.sub(rf'\1"{REDACTED}"', match[0])

    text = _ELEMENT.sub(element, text)
    text = _ATTRIBUTE.sub(attribute, text)
    if "class=" in text:
        text = _OF_CLASS.sub(of_class, text)
    if "<meta" in text:
        text = _META.sub(meta, text)
    return text


def _without_mail(text: str) -> str:
    """Without e-mail addresses. An NSID has an at sign too, but no domain after it."""
    parts, done = [], 0
    for at in _AT.finditer(text):
        after = _AFTER_AT.match(text, at.end())
        before = _BEFORE_AT.search(text, max(done, at.start() - 64), at.start()) if after else None
        if after and before:
            parts += [text[done : before.start()], REDACTED]
            done = after.end()
    return "".join([*parts, text[done:]]) if parts else text


def _without_names(text: str, names: set[str]) -> str:
    """Without the real names removed elsewhere in the same body: titles, tags and links repeat them, each in its way."""
    long = {name for name in (unquote(name).strip() for name in names) if len(name) >= 4} - {REDACTED}
    if not long:
        return text
    public = {one.casefold() for one in _public_names(text)}
    for name in sorted(long, key=lambda name: (-len(name), name)):
        if name.casefold() not in public:
            run_together = "".join(name.casefold().split())
            text = _repeated(name, apart=any(run_together in one for one in public)).sub(REDACTED, text)
    return text


def _public_names(text: str) -> Iterator[str]:
    for match in _PUBLIC_NAME.finditer(text):
        if match["json"]:
            yield unquote(_unescaped(match["json"]))
        yield unquote(html.unescape(match["attribute"] or match["element"] or ""))


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


@lru_cache(maxsize=256)
def _repeated(name: str, *, apart: bool) -> re.Pattern[str]:
    """Finds a name however it is written: in capitals or not, escaped for XML, JSON or an address, its words run together.

    Args:
        name: words with spaces between them.
        apart: its words run together are an alias or a username, which stays.
    """
    between = _BETWEEN + ("+" if apart else "*")
    words = between.join("".join(map(_character, word)) for word in name.split())
    # The name of a field is no person, whatever somebody is called: "photo", "license".
    return re.compile(
        rf'(?<![<\w&%])(?<!</){words}(?!\w*\\?"\s*:|\w*\s*=\s*["\'])|(?<=\w){words}(?!\w*\\?"\s*:|\w*\s*=)',
        re.IGNORECASE,
    )


def _character(one: str) -> str:
    """A character in every form in which it is written."""
    if one.isascii() and one.isalnum():
        return one
    escaped = {form for case in {one, one.lower(), one.upper(), one.title()} for form in _escapes(case)}
    return f"(?:{'|'.join(sorted(map(re.escape, escaped), key=len, reverse=True))})"


def _escapes(text: str) -> set[str]:
    """A character, or the two that its capital is, as text, in an address, in HTML and in JSON."""
    codes = list(map(ord, text))
    by_code = {"".join(f"&#{code};" for code in codes), "".join(f"&#x{code:x};" for code in codes)}
    return {text, quote(text, safe=""), html.escape(text), json.dumps(text)[1:-1], *by_code}
