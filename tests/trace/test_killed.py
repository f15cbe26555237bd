"""A run that is killed with -9 at any moment carries on, asks nothing twice, and loses nothing."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from whosefaces import PROJECT
from whosefaces.trace.evidence.archive import Archive
from whosefaces.trace.ledger import Ledger


def killed(folder: Path, double, photos: list[str], kills: int) -> dict[str, int]:
    program = [sys.executable, "-m", "tests.trace.kill_loop", str(folder), str(double.port), "7", str(kills), *photos]
    run = subprocess.run(
        program,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        env=os.environ | {"PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}"},
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


@pytest.mark.parametrize("kills", [25, pytest.param(400, marks=pytest.mark.whole_population)])
def test_killed_at_random_moments_a_run_ends_with_what_an_undisturbed_one_has(double, tmp_path, shown, kills):
    """The double counts: a question is asked again only where its answer had not reached the disk when the kill came.

    One process asks one question at a time, so each kill loses one answer at most.
    """
    photos = shown[:100]
    outcome = killed(tmp_path, double, photos, kills)
    assert outcome["killed"] == kills
    clean = answers(tmp_path / "clean")
    assert len(clean) == len(photos)
    cases = sorted(tmp_path.glob("case-*"))
    for case in cases:
        archive = Archive(case / "evidence")  # every record is read and verified
        assert archive.exchanges == len(photos)  # recorded once each: none was asked again once it was on disk
        assert answers(case) == clean
        read_by_a_public_tool(case / "evidence")
    questions = Counter(request.parameters["photo_id"] for request in double.requests)
    assert set(questions) == set(photos)
    lost = sum(questions.values()) - len(photos) * (len(cases) + 1)
    assert 0 <= lost <= kills


def answers(case: Path) -> dict[str, tuple]:
    with Ledger(case / "ledger.sqlite", "live") as ledger:
        return {question: (one.outcome, one.licence, one.owner_nsid, one.error_code) for question, one in ledger}


def read_by_a_public_tool(evidence: Path) -> None:
    for file in evidence.glob("*.warc.gz"):
        with file.open("rb") as stored:
            assert all(record.rec_type for record in ArchiveIterator(stored))
