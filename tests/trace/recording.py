"""Evidence and panels for the tests: invented people, written with warcio's own writer."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from whosefaces.sample.panel import PANEL

REST = "https://api.flickr.com/services/rest/"

PHOTO, OTHER_PHOTO = "9000000001", "9000000002"
ANNA, BEN = "90000001@N99", "90000002@N99"


def photo_xml(photo_id: str = PHOTO, nsid: str = ANNA, licence: str = "4", public: str = "1") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="ok">\n<photo id="{photo_id}" license="{licence}">\n'
        f'\t<owner nsid="{nsid}" username="anna" realname="" location="" path_alias="" />\n'
        f'\t<title>a title</title>\n\t<visibility ispublic="{public}" isfriend="0" isfamily="0" />\n</photo>\n</rsp>\n'
    )


def photo_json(photo_id: str = PHOTO, nsid: str = ANNA, licence: str = "4") -> str:
    return (
        f'{{"photo":{{"id":"{photo_id}","license":"{licence}","owner":{{"nsid":"{nsid}","path_alias":null}},'
        '"title":{"_content":""},"visibility":{"ispublic":1,"isfriend":0,"isfamily":0}},"stat":"ok"}'
    )


def account_xml(nsid: str = ANNA, username: str = "anna", pro: str = "0", deleted: str = "0") -> str:
    return (
        f'<rsp stat="ok"><person id="{nsid}" nsid="{nsid}" ispro="{pro}" is_deleted="{deleted}">'
        f"<username>{username}</username></person></rsp>"
    )


def fail_xml(code: int, message: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="fail">\n\t<err code="{code}" msg="{message}" />\n</rsp>\n'
    )


def fail_json(code: int, message: str = "") -> str:
    return f'{{"stat":"fail","code":{code},"message":"{message}"}}'


@dataclass
class Exchange:
    """One exchange as it was recorded."""

    url: str
    body: str | bytes
    date: str = "2026-01-01T00:00:00Z"
    status: str = "200 OK"
    content_type: str = "text/xml; charset=utf-8"
    method: str = "GET"
    form: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def asked(method: str, **parameters: str) -> str:
    """The address of an API call, in an order of its own."""
    return REST + "?" + "&".join([*(f"{k}={v}" for k, v in parameters.items()), f"method={method}"])


def photo_asked(body: str | bytes, date: str = "2026-01-01T00:00:00Z", photo_id: str = PHOTO, **how: Any) -> Exchange:
    return Exchange(asked("flickr.photos.getInfo", photo_id=photo_id), body, date, **how)


def account_asked(body: str | bytes, date: str = "2026-01-01T00:00:00Z", nsid: str = ANNA, **how: Any) -> Exchange:
    return Exchange(asked("flickr.people.getInfo", user_id=nsid), body, date, **how)


def write_warc(path: Path, exchanges: list[Exchange]) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.name.endswith(".gz"))
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a test"}))
        for exchange in exchanges:
            body = exchange.body.encode() if isinstance(exchange.body, str) else exchange.body
            headers = [("content-type", exchange.content_type), *exchange.headers]
            response = writer.create_warc_record(
                exchange.url,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=StatusAndHeaders(exchange.status, headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": exchange.date},
            )
            line = f"{exchange.method} /{exchange.url.split('/', 3)[3]} HTTP/1.1"
            request = writer.create_warc_record(
                exchange.url,
                "request",
                payload=io.BytesIO(exchange.form),
                length=len(exchange.form),
                http_headers=StatusAndHeaders(line, [("Host", "api.flickr.com")], is_http_request=True),
                warc_headers_dict={"WARC-Date": exchange.date},
            )
            writer.write_request_response_pair(request, response)
    return path


def drawn_photo(photo_id: str = PHOTO, **columns: Any) -> dict[str, Any]:
    return _drawn("photo", photo_id=photo_id, **columns)


def drawn_account(account_key: str = ANNA, **columns: Any) -> dict[str, Any]:
    named = {"alias": account_key[6:]} if account_key.startswith("alias:") else {"nsid": account_key}
    return _drawn("account", account_key=account_key, **(named | columns))


def _drawn(unit: str, **columns: Any) -> dict[str, Any]:
    row = dict.fromkeys(PANEL.names) | {"unit": unit, "stratum": "all", "prn": "0" * 64, "design_weight": 1.0}
    return row | {"first_edition": dt.date(2026, 1, 1)} | columns


def write_panel(case: Path, rows: list[dict[str, Any]]) -> Path:
    case.mkdir(parents=True, exist_ok=True)
    PANEL.write(pd.DataFrame(rows, columns=PANEL.names), case / "panel.parquet")
    return case / "panel.parquet"


def replaying(evidence: Path, sources: Sequence[str] = ("api",), listed_on: dt.date | None = None) -> Any:
    """As much of an investigation as tracing reads."""
    return SimpleNamespace(
        trace=SimpleNamespace(mode="replay", evidence=evidence, sources=list(sources), accept_answers=""),
        manifest=SimpleNamespace(listed_on=listed_on),
        sample=SimpleNamespace(comparison=None),
        parent=None,
        withheld=frozenset,
    )


def recorded_photo_addresses(recorded: Path) -> list[str]:
    with (recorded / "recorded-photos.csv").open(encoding="utf-8") as lines:
        return [row["url"] for row in csv.DictReader(lines)]
