"""Whatever evidence was made to do, it ends in one line that says where, or in nothing being known."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from whosefaces import PROJECT
from whosefaces.errors import SourceUnavailableError
from whosefaces.trace import tracing
from whosefaces.trace.evidence.archive import Archive, warc_files

from tests.trace import hostile_archives as hostile
from tests.trace.recording import PHOTO, drawn_photo, replaying, write_panel

KINDS = hostile.kinds()
_LONGEST_MESSAGE = 600


def what_is_said(evidence: Path, case: Path) -> str:
    """The outcome for the drawn photo, or the line with which the evidence was refused."""
    panel = write_panel(case, [drawn_photo(), drawn_photo("9000000002")])
    try:
        traces = tracing.trace(replaying(evidence, ["api", "page"]), panel, case, dt.date(2026, 6, 30)).read()
    except SourceUnavailableError as error:
        assert error.exit_code == 7
        return f"refused: {error}"
    return str(traces[traces["photo_id"] == PHOTO]["outcome"].iloc[0])


def test_there_are_more_than_eighty_kinds():
    assert len(KINDS) > 80


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in hostile.BOMBS])
def test_hostile_evidence_is_refused_in_one_line_or_nothing_is_known(kind, tmp_path):
    folder = tmp_path / "evidence"
    folder.mkdir()
    line = what_is_said(KINDS[kind](folder), tmp_path / "case")

    if kind in hostile.READ:
        assert line == "public"
        return
    assert line.startswith("refused: ") or line in ("unknown", "not asked"), line
    assert len(line.splitlines()) == 1
    assert len(line) < _LONGEST_MESSAGE
    assert line.isprintable()
    if line.startswith("refused: odd."):
        assert "byte" in line or "file" in line


def test_bombs_are_refused_and_take_little_memory(tmp_path):
    """In a process of its own: its largest size is asked of the operating system."""
    program = """
import resource, sys
from pathlib import Path
from tests.trace import hostile_archives as hostile
from tests.trace.test_hostile_archives import what_is_said
for kind in sorted(hostile.BOMBS):
    folder = Path(sys.argv[1]) / hostile.flat(kind)
    (folder / "evidence").mkdir(parents=True)
    print(kind, "|", what_is_said(hostile.kinds()[kind](folder / "evidence"), folder / "case"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    *lines, largest = run.stdout.splitlines()
    assert dict(line.split(" | ") for line in lines).keys() == hostile.BOMBS
    for kind, outcome in (line.split(" | ") for line in lines):
        assert outcome == "public" if kind in hostile.READ else outcome.startswith(("refused", "not asked")), kind
    assert int(largest) < 900_000, "kilobytes, the libraries' own 300,000 included"


def test_what_is_one_byte_shorter_or_altered_after_it_was_closed_is_noticed_wherever_it_is_cut(tmp_path):
    """Cuts between two records leave whole records; the closing record, and the custody log, know of the others."""
    from whosefaces.trace.evidence import custody, warc
    from whosefaces.trace.evidence.recorder import Recorder

    from tests.trace.test_recorder import exchange, write

    folder, case = tmp_path / "evidence", tmp_path / "case"
    case.mkdir()
    with Recorder(folder) as recorder:
        for number in range(6):
            write(recorder, exchange(number))
    custody.note_evidence(case, folder)
    (path,) = warc_files(folder)
    whole = path.read_bytes()
    ends = [record.offset + record.length for record in warc.records(path)]
    assert ends[-1] == len(whole)

    for end in [0, *ends[:-1]]:
        path.write_bytes(whole[:end])
        with pytest.raises(warc.EvidenceError, match="cut short"):
            custody.hold_evidence(case, folder)
        if end:
            with pytest.raises(warc.EvidenceError, match="closing record"):
                Archive(folder)
        with pytest.raises(warc.EvidenceError, match="cut short or taken away"):
            Recorder(folder)
    for place in range(0, len(whole), 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(warc.EvidenceError):
            custody.hold_evidence(case, folder)
        if place < ends[-2]:  # what is behind it is the closing record, which holds the others
            with pytest.raises(warc.EvidenceError):
                Recorder(folder)
    path.write_bytes(whole)
    assert custody.hold_evidence(case, folder)
    assert Archive(folder).exchanges == 6
    with Recorder(folder) as recorder:  # a run that carries on is no change of what was closed
        write(recorder, exchange(7))
    assert custody.hold_evidence(case, folder)
    assert Archive(folder).exchanges == 7


def test_a_file_that_is_taken_out_of_closed_evidence_is_missed(tmp_path, monkeypatch):
    from whosefaces.trace.evidence import recorder as recorders
    from whosefaces.trace.evidence import warc

    from tests.trace.test_recorder import exchange, write

    monkeypatch.setattr(recorders, "LARGEST", 2_000)
    with recorders.Recorder(tmp_path) as recorder:
        for number in range(12):
            write(recorder, exchange(number))
    files = warc_files(tmp_path)
    assert len(files) > 2
    assert Archive(tmp_path).exchanges == 12
    assert all(Archive(file).exchanges for file in files[:-1])
    for file in files[:-1]:
        aside = file.rename(file.with_suffix(".aside"))
        with pytest.raises(warc.EvidenceError, match="missing, cut short or altered"):
            Archive(tmp_path)
        aside.rename(file)
