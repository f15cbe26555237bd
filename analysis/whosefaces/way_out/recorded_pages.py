"""Recorded pages: read from a WARC file, or looked at once by a person's hand and recorded into it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urljoin, urlsplit

from whosefaces.way_out.findability import Page, RouteError

if TYPE_CHECKING:
    import requests

MOST_HOPS = 5
MOST_BYTES = 5_000_000
TIMEOUT = 30


def pages(path: Path) -> Iterator[Page]:
    """The answers in a WARC file, the latest of each address last.

    Raises:
        RouteError: there is no such file.
        EvidenceError: the file does not hold.
    """
    from whosefaces.trace.evidence import warc

    if not path.is_file():
        raise RouteError(f"{path}: no such file; record the pages with a web archiving tool, or with --ask-holder")
    for record in warc.records(path):
        if record.type == "response" and record.status:
            headers: dict[str, str] = {}
            for name, value in ((name.lower(), value) for name, value in record.headers):
                again = name in headers and name == "x-robots-tag"  # sent twice, it holds both (RFC 9110, 5.3)
                headers[name] = f"{headers[name]}, {value}" if again else headers.get(name, value)
            on = warc.moment(record.date).date() if record.date else None
            yield Page(record.uri, record.status, headers, record.body, record.id, on)


def ask(host: str, address: str, path: Path, *, terminal: bool) -> None:
    """Ask for one page and its robots.txt, and record both at the end of ``path``.

    Redirects are followed on that host alone. No cookie is kept, and nothing else on the page is fetched.

    Raises:
        RouteError: nobody is at a terminal, the address is on another host, or the host cannot be reached.
    """
    import requests

    if not terminal:
        raise RouteError(
            "--ask-holder tells the holder that somebody is looking: it works at a terminal only, never from a schedule"
        )
    if urlsplit(address).hostname != host or urlsplit(address).scheme not in {"https", "http"}:
        raise RouteError(f"{address} is not on {host}, the one host that you allowed to be asked")
    session = requests.Session()
    session.trust_env = False
    with path.open("ab") as file:
        for wanted in (urljoin(address, "/robots.txt"), address):
            _record(session, host, wanted, file)


def _record(session: requests.Session, host: str, address: str, file: BinaryIO) -> None:
    import requests
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(file, gzip=True)
    for _ in range(MOST_HOPS):
        try:
            answer = session.get(
                address, allow_redirects=False, timeout=TIMEOUT, stream=True,
                headers={"User-Agent": "WhoseFaces (one look at a page on opting out)", "Accept-Encoding": "identity"},
            )  # fmt: skip
            body = answer.raw.read(MOST_BYTES)
        except requests.RequestException as error:
            raise RouteError(
                f"{address}: cannot be reached ({type(error).__name__}); nothing was decided from it"
            ) from None
        finally:
            session.cookies.clear()
        headers = [
            (name, value)
            for name, value in answer.headers.items()
            if name.lower() not in {"set-cookie", "transfer-encoding"}
        ]
        status = StatusAndHeaders(f"{answer.status_code} {answer.reason}", headers, protocol="HTTP/1.1")
        record = writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=status)
        writer.write_record(record)
        record.raw_stream.close()
        onward = answer.headers.get("location")
        if answer.status_code not in {301, 302, 303, 307, 308} or not onward:
            return
        address = urljoin(address, onward)
        if urlsplit(address).hostname != host:
            return
