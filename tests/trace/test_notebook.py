"""Notebook 2 is published: what it prints says nothing of few people, executed as a run executes it."""

import re

import nbformat
from whosefaces import PROJECT
from whosefaces.edition.execution import execute
from whosefaces.edition.folders import REPORTS_VARIABLE

from tests.trace.recording import (
    account_asked,
    account_xml,
    drawn_account,
    drawn_photo,
    fail_xml,
    photo_asked,
    photo_xml,
    write_panel,
    write_warc,
)

INVESTIGATION = """\
id = "00000000000000000000000000000001"
investigation = "planted"
question = "Could they find out?"
demonstration = true
procedures = ["username-lookup"]
manifest = {path = "list.csv"}
[trace]
sources = ["api"]
mode = "replay"
evidence = "evidence.warc.gz"
[use]
commercial = {is = "yes", source = "invented", on = 2019-01-29}
derivatives = {is = "yes", source = "invented", on = 2019-01-29}
attributed = {is = "no", source = "invented", on = 2019-01-29}
shared_alike = {is = "no", source = "invented", on = 2019-01-29}
[sample.photos]
n = 41
[sample.accounts]
n = 41
[publish]
contact = "desk@example.org"
"""
DRAWN, GONE, HIDDEN = 41, 3, 7


def test_three_gone_accounts_and_seven_hidden_photos_are_not_read_from_it(tmp_path):
    """Neither those numbers nor what is left of 41 accounts and 41 photos without them."""
    drawn, exchanges = [], []
    for place in range(DRAWN):
        nsid, photo_id = f"9000{place:04}@N99", f"90000{place:05}"
        drawn += [drawn_account(nsid), drawn_photo(photo_id, account_key=nsid, nsid=nsid)]
        shown = fail_xml(1) if place % 6 == 0 else photo_xml(photo_id, nsid)
        exchanges.append(photo_asked(shown, photo_id=photo_id))
        exchanges.append(account_asked(fail_xml(5) if place < GONE else account_xml(nsid), nsid=nsid))
    assert sum(place % 6 == 0 for place in range(DRAWN)) == HIDDEN
    write_warc(tmp_path / "evidence.warc.gz", exchanges)
    (tmp_path / "list.csv").write_text("https://www.flickr.com/photos/9000@N99/9/\n", encoding="utf-8")
    (tmp_path / "investigation.toml").write_text(INVESTIGATION, encoding="utf-8")
    (tmp_path / "salt").write_text("8c1f0e7a52d94b36a1c8e5f07d2b9463" + "\n", encoding="ascii")
    write_panel(tmp_path / "reports" / "planted" / "2026-01-01" / "case", drawn)

    execute(
        PROJECT / "notebooks" / "2_trace.ipynb",
        tmp_path / "executed.ipynb",
        {"investigation": "investigation.toml", "edition": "2026-01-01"},
        tmp_path,
        {REPORTS_VARIABLE: str(tmp_path / "reports")},
    )

    text = printed(tmp_path / "executed.ipynb")
    assert f"Of {DRAWN} photos drawn, **{DRAWN}**" in text
    numbers = {int(number) for number in re.findall(r"(?<![\w.-])[0-9]+(?![\w.-]*[0-9])", text)}
    assert numbers.isdisjoint({GONE, DRAWN - GONE, HIDDEN, DRAWN - HIDDEN}), text


def printed(notebook) -> str:
    """Everything that its cells put out, in every form, without the numbers of a table's rows and the rows of people."""
    outputs = [out for cell in nbformat.read(notebook, as_version=4).cells for out in cell.get("outputs", [])]
    shown = [str(value) for out in outputs for value in (out.get("data") or {"": out.get("text", "")}).values()]
    return re.sub(r"(?m)^[0-9]+  |<th>[0-9]+</th>|\brow [0-9]+\b|the first [0-9]+ rows", "", "\n".join(shown))
