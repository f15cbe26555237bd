"""When was it there at the latest? A time-stamping authority (RFC 3161) signs a digest together with its own clock.

Only a SHA-256 leaves the machine: of the digests that are published beforehand, or of the custody log's last entry.
Authorities are those of a fixed list; which of them are asked, the investigation says. None of them ever blocks a run:
what did not come is noted, and can be asked for later. Needs the package rfc3161-client (the extra ``archive``),
imported here only.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import requests

from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Authority

AUTHORITIES: tuple[str, ...] = get_args(Authority)
"""The only addresses that are asked."""

FOLDER = "timestamps"
"""Where in a case the tokens lie."""

_LONGEST_TOKEN = 1 << 20
_TIMEOUT = (5, 15)


class TimestampError(WhoseFacesError):
    """A token does not belong to what it is held against, or cannot be checked here."""


class RootError(WhoseFacesError):
    """What was given as an authority's root certificate is none."""


@dataclass(frozen=True)
class Stamped:
    """What one authority answered: where its token lies, or why there is none."""

    authority: str
    token: Path | None
    why: str = ""


def stamp(
    text: str, authorities: Sequence[str], into: Path, session: requests.Session | None = None, *, name: str = ""
) -> list[Stamped]:
    """Have ``text`` stamped by each authority; never raises for what an authority does.

    Args:
        text: what was there: the digest of the custody log's last entry, or the content of a file. Its SHA-256 is sent.
        authorities: from :data:`AUTHORITIES`.
        into: the folder for the tokens, ``<name>-<host>.tsr``.
        name: how a token's name begins; the first 16 characters of ``text`` when not given.
        session: asks; a fresh one without proxies or cookies when not given.
    """
    try:
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response
    except ImportError:
        return [
            Stamped(one, None, f"the package is missing: {sys.executable} -m pip install rfc3161-client")
            for one in authorities
        ]
    request = TimestampRequestBuilder().data(text.encode("utf-8")).hash_algorithm(HashAlgorithm.SHA256).build()
    asking = session or _session()
    stamped = []
    for address in authorities:
        if address not in AUTHORITIES:
            stamped.append(Stamped(address, None, "not one of the authorities that may be asked"))
            continue
        try:
            response = asking.post(
                address,
                data=request.as_bytes(),
                headers={"Content-Type": "application/timestamp-query"},
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
            if response.status_code != 200 or len(response.content) > _LONGEST_TOKEN:
                raise ValueError(f"HTTP {response.status_code}")
            decode_timestamp_response(response.content)
        except (requests.RequestException, ValueError) as error:
            stamped.append(Stamped(address, None, type(error).__name__ if isinstance(error, OSError) else str(error)))
            continue
        into.mkdir(parents=True, exist_ok=True)
        token = into / f"{name or text[:16]}-{urlsplit(address).hostname}.tsr"
        token.write_bytes(response.content)
        stamped.append(Stamped(address, token))
    return stamped


def check(token: Path, text: str, root: bytes) -> str:
    """Whether ``token`` stamps ``text``, by the authority whose root certificate (PEM) is ``root``.

    Returns:
        When, in the authority's words (ISO, UTC).

    Raises:
        TimestampError: it does not, or another has signed it.
        RootError: ``root`` is no certificate: nothing is said of the token.
        ImportError: rfc3161-client is not installed.
    """
    from cryptography.x509 import load_pem_x509_certificate
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    when = stamped_at(token, text)
    try:
        certificate = load_pem_x509_certificate(root)
    except ValueError:
        raise RootError("the root certificate cannot be read; give the authority's own, as PEM") from None
    try:
        response = decode_timestamp_response(token.read_bytes())
        VerifierBuilder().add_root_certificate(certificate).build().verify_message(response, text.encode("utf-8"))
    except (VerificationError, ValueError) as error:
        raise TimestampError(
            f"{token.name}: not signed by the authority whose root certificate was given: {error}"
        ) from None
    return when


def stamped_at(token: Path, text: str) -> str:
    """When ``token`` says that ``text`` was there; whose signature it bears is not checked (:func:`check` does).

    Returns:
        When, in the token's words (ISO, UTC).

    Raises:
        TimestampError: it is no token, or one for something else.
        ImportError: rfc3161-client is not installed.
    """
    from rfc3161_client import decode_timestamp_response

    try:
        info = decode_timestamp_response(token.read_bytes()).tst_info
        stamped = info.message_imprint.message
    except ValueError as error:
        raise TimestampError(f"{token.name}: no token that can be read: {error}") from None
    if stamped != hashlib.sha256(text.encode("utf-8")).digest():
        raise TimestampError(f"{token.name}: does not stamp this text")
    return info.gen_time.isoformat()


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session
