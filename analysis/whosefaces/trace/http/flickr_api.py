"""What did Flickr's API say? One call, and its answer read in whichever form it came.

Flickr's failures are HTTP 200, their codes mean different things per method, and the form asked for is not always
the form that comes: JSON arrives inside an XML answer (once with a comma after it), HTML where JSON was asked. So
the body decides how it is read, and what cannot be read is an error, never an empty answer.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import requests
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from whosefaces.trace.evidence import warc
from whosefaces.trace.http import transport

REST = "https://api.flickr.com/services/rest/"

INVALID_KEY = 100
# Documented, seen 2024 to 2025, and seen with no number of its own; the message is the surer sign.
_UNAVAILABLE_CODES = frozenset({0, 105, 201})
_UNAVAILABLE_MESSAGE = "not currently available"

# Characters that XML 1.0 forbids and that Flickr's comments and titles hold all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORBIDDEN_REFERENCE = re.compile(r"&#(?:x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));")


@dataclass(frozen=True)
class Reply:
    """A well-formed answer to one API call.

    ``body`` has the shape of Flickr's JSON whichever form came: attributes as keys, text under ``_content``.
    ``code`` is Flickr's error code, to be read together with ``method``; None where the call succeeded.
    """

    method: str
    asked: Mapping[str, str]
    code: int | None
    message: str
    body: Mapping[str, Any]
    evidence_id: str
    asked_at: dt.datetime


class NoAnswerError(Exception):
    """Something came back that answers nothing. Never conclusive, never counted as a fact about a photo."""

    def __init__(self, why: str, response: requests.Response, code: int | None = None) -> None:
        super().__init__(why)
        self.code = code
        self.evidence_id = response.headers.get(transport.EVIDENCE_ID, "")
        self.asked_at = asked_at(response)


class ServiceUnavailableError(NoAnswerError):
    """Flickr says that it cannot answer now."""


class KeyRefusedError(NoAnswerError):
    """Flickr refuses the API key: every further answer would be worth nothing."""


def read_reply(method: str, arguments: Mapping[str, str], response: requests.Response) -> Reply:
    """Read an answer of the API.

    Raises:
        KeyRefusedError, ServiceUnavailableError, NoAnswerError: as their names say.
    """
    if response.status_code == 429 or response.status_code >= 500:
        raise ServiceUnavailableError(f"HTTP {response.status_code}", response)
    try:
        stat, body = _parse(response.content)
    except ValueError as error:
        raise NoAnswerError(f"HTTP {response.status_code}, {error}", response) from None
    if stat == "ok" and response.status_code == 200:
        return Reply(
            method, arguments, None, "", body, response.headers.get(transport.EVIDENCE_ID, ""), asked_at(response)
        )
    code, message = _failure(body)
    if stat != "fail" or code is None:
        raise NoAnswerError(f"HTTP {response.status_code} with stat {stat!r} and no code", response)
    if code == INVALID_KEY:
        raise KeyRefusedError(message, response, code)
    if code in _UNAVAILABLE_CODES or _UNAVAILABLE_MESSAGE in message:
        raise ServiceUnavailableError(message, response, code)
    return Reply(
        method, arguments, code, message, {}, response.headers.get(transport.EVIDENCE_ID, ""), asked_at(response)
    )


def asked_at(response: requests.Response) -> dt.datetime:
    """When an answer was given: UTC, no zone attached."""
    return warc.moment(response.headers[transport.ASKED_AT])


def text(value: object) -> str | None:
    """A value of a Reply as text, from an attribute, an element or a JSON number; None where there is none."""
    if isinstance(value, Mapping):
        value = value.get("_content")
    if isinstance(value, str):
        return value
    # No answer ever recorded has a flag or a code as true or false: such a one is not Flickr's, and says nothing.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def number(value: object) -> int | None:
    """A value of a Reply as a whole number; None where it is none."""
    digits = text(value)
    return int(digits) if digits is not None and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", digits) else None


def element(value: object, name: str) -> Mapping[str, Any]:
    """The one element ``name`` inside ``value``; empty where it is missing or not one element."""
    child = value.get(name) if isinstance(value, Mapping) else None
    return child if isinstance(child, Mapping) else {}


def elements(value: object, name: str) -> list[Mapping[str, Any]]:
    """All elements ``name`` inside ``value``: XML does not tell one from a list of one."""
    children = value.get(name) if isinstance(value, Mapping) else None
    many = children if isinstance(children, list) else [children]
    return [one for one in many if isinstance(one, Mapping)]


@lru_cache(maxsize=16)  # an answer is judged first, and read after
def _parse(content: bytes) -> tuple[str | None, Mapping[str, Any]]:
    """The answer's stat and body.

    Raises:
        ValueError: neither XML nor JSON of this API; the message says what it looks like instead.
    """
    body = content.decode("utf-8", "replace").lstrip("\ufeff \t\r\n").rstrip()
    if not body:
        raise ValueError("empty")
    if body.startswith("{"):
        return _json(body)
    if body.startswith("<"):
        return _xml(body)
    if body.startswith("oauth_problem="):
        raise ValueError("an OAuth problem")
    raise ValueError("neither XML nor JSON")


def _json(said: str) -> tuple[str | None, Mapping[str, Any]]:
    # {"stat":"fail","message":"Sorry, the Flickr API service is not currently available.","code":201},
    try:
        body = json.loads(said.removesuffix(","))
    except json.JSONDecodeError as error:
        raise ValueError(f"JSON that does not parse: {error.msg}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or brackets in brackets in brackets
        raise ValueError("JSON that is made not to be read") from None
    if not isinstance(body, dict):
        raise ValueError("JSON, but no object")
    return text(body.get("stat")), body


def _xml(body: str) -> tuple[str | None, Mapping[str, Any]]:
    clean = _FORBIDDEN_REFERENCE.sub("", _FORBIDDEN.sub("", body))
    try:
        root = ElementTree.fromstring(clean)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        kind = "HTML" if re.match(r"<!doctype html|<html", body, re.IGNORECASE) else "XML that does not parse"
        raise ValueError(kind) from None
    if root.tag != "rsp":
        raise ValueError(f"XML, but no answer: <{root.tag[:20]}>")
    if not root.get("stat") and (root.text or "").strip().startswith("{"):
        return _json((root.text or "").strip())
    try:
        return root.get("stat"), _as_json(root)
    except RecursionError:
        raise ValueError("XML that is made not to be read") from None


def _as_json(node: Element) -> dict[str, Any]:
    """An XML element in the shape that Flickr's JSON has."""
    shaped: dict[str, Any] = dict(node.attrib)
    for child in node:
        inner = _as_json(child)
        if child.tag in shaped and isinstance(shaped[child.tag], list):
            shaped[child.tag].append(inner)
        elif child.tag in shaped:
            shaped[child.tag] = [shaped[child.tag], inner]
        else:
            shaped[child.tag] = inner
    if node.text and (node.text.strip() or not shaped):
        shaped["_content"] = node.text
    return shaped


def _failure(body: Mapping[str, Any]) -> tuple[int | None, str]:
    """Code and message of a failure, from either form."""
    error = element(body, "err") or body
    return number(error.get("code")), text(error.get("msg") or error.get("message")) or ""
