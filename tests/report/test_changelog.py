"""What people write beside an edition, corrections and replies, is read strictly and tied to a finding."""

from __future__ import annotations

import datetime as dt

import pytest
from whosefaces.report import corrections
from whosefaces.report.corrections import CorrectionError

FINDINGS = ("P1", "P2")
CORRECTION = {
    "date": "2026-11-02",
    "edition": "2026-10-26",
    "finding": '"P2"',
    "was": '"87%"',
    "now": '"86%"',
    "why": '"A slip."',
}
REPLY = {
    "asked": "2026-11-01",
    "finding": '"P1"',
    "who": '"The holder"',
    "date": "2026-11-03",
    "text": '"We ..."',
}


def written(folder, table: str, *entries: dict[str, str]) -> None:
    lines = []
    for entry in entries:
        lines += [f"[[{table}]]", *(f"{key} = {value}" for key, value in entry.items()), ""]
    name = corrections.CORRECTIONS if table == "correction" else corrections.REPLY
    (folder / name).write_text("\n".join(lines), encoding="utf-8")


def test_without_the_files_nothing_was_corrected_and_nobody_replied(tmp_path):
    assert corrections.corrections(tmp_path, FINDINGS) == []
    assert corrections.reply(tmp_path, FINDINGS) == []


def test_the_newest_correction_comes_first_and_a_later_one_is_not_known_yet(tmp_path):
    later = CORRECTION | {"date": "2026-11-20", "why": '"Another."'}
    written(tmp_path, "correction", CORRECTION, later)
    assert [one.date.day for one in corrections.corrections(tmp_path, FINDINGS)] == [20, 2]
    assert [one.date.day for one in corrections.corrections(tmp_path, FINDINGS, dt.date(2026, 11, 9))] == [2]


def test_an_answer_that_came_after_the_edition_is_none_yet(tmp_path):
    written(tmp_path, "reply", REPLY)
    (entry,) = corrections.reply(tmp_path, FINDINGS, dt.date(2026, 11, 2))
    assert (entry.date, entry.text) == (None, None)
    (entry,) = corrections.reply(tmp_path, FINDINGS, dt.date(2026, 11, 3))
    assert entry.text == "We ..."


@pytest.mark.parametrize(
    ("table", "changed", "refusal"),
    [
        ("correction", {"finding": '"P9"'}, r"no finding 'P9'; ids stand in findings"),
        ("correction", {"date": "2026-10-20"}, r"before the edition of 2026-10-26 was made"),
        ("correction", {"reasn": '"x"'}, r"no such key 'reasn': not one of date, edition"),
        ("correction", {"why": '""'}, r"why: .*at least 1"),
        ("correction", {"why": '"A \\u202e slip."'}, r"why: holds U\+202E"),
        ("reply", {"text": '"We\\u0000"'}, r"text: holds U\+0000"),
        ("reply", {"date": "2026-10-20"}, r"before 2026-11-01, when they were asked"),
        ("reply", {"source": '"javascript:alert(1)"'}, r"source: "),
        ("reply", {"source": '"http://example.org"'}, r"source: "),
    ],
)
def test_what_is_not_as_it_must_be_is_refused_in_one_line(tmp_path, table, changed, refusal):
    written(tmp_path, table, (CORRECTION if table == "correction" else REPLY) | changed)
    with pytest.raises(CorrectionError, match=refusal) as refused:
        (corrections.corrections if table == "correction" else corrections.reply)(tmp_path, FINDINGS)
    assert "\n" not in str(refused.value)
    assert f"[[{table}]] 1" in str(refused.value)


def test_an_answer_without_its_day_is_refused(tmp_path):
    written(tmp_path, "reply", {key: value for key, value in REPLY.items() if key != "date"})
    with pytest.raises(CorrectionError, match="date and text belong together"):
        corrections.reply(tmp_path, FINDINGS)
