"""A year that nobody watches: 52 weeks of a drifting world, with what goes wrong in one, and what is left of it.

The notebooks' work is done by their functions (sampling is invented, measuring and comparing are the suite's own): the rest
of the run, from the lock to the index, is what a scheduler starts.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from whosefaces import earlier
from whosefaces.edition import draft, index, sums
from whosefaces.edition import run as editions
from whosefaces.edition.unattended import run_unattended
from whosefaces.errors import IncompleteError, SourceUnavailableError
from whosefaces.report import page
from whosefaces.report.between import compare, history

from tests.report import small_edition as small

START = dt.date(2026, 1, 5)
DRIFT = 0.01
"""Accounts that vanish in an ordinary week."""


@dataclass
class Year:
    """A world that drifts, and the runs over it."""

    folder: Path
    world: small.World
    dice: np.random.Generator = field(default_factory=lambda: np.random.default_rng(52))
    worlds: dict[dt.date, small.World] = field(default_factory=dict)
    codes: dict[dt.date, int] = field(default_factory=dict)
    fault: str = ""

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    @property
    def editions(self) -> Path:
        return self.reports / "invented"

    @property
    def file(self) -> Path:
        return small.investigation_in(self.folder / "investigation").file

    def drift(self, share: float) -> None:
        """That share of the accounts that exist vanishes."""
        alive = sorted(nsid for nsid, state in self.world.accounts.items() if state == "exists")
        lost = self.dice.choice(alive, round(share * len(alive)), replace=False)
        self.world = replace(self.world, accounts=self.world.accounts | dict.fromkeys(map(str, lost), "gone"))

    def list_grows(self) -> None:
        """The manifest is published anew: 60 accounts more, with a photo each."""
        accounts = {f"7{len(self.world.accounts) + n:07d}@N99": "exists" for n in range(60)}
        photos = {str(70_000_000_000 + len(self.world.photos) + n): (nsid, "public") for n, nsid in enumerate(accounts)}
        self.world = replace(
            self.world, accounts=self.world.accounts | accounts, photos=self.world.photos | photos
        )  # fmt: skip
        (self.folder / "investigation" / "manifest.csv").write_text(f"url\n{len(photos)}\n")

    def week(self, day: dt.date) -> int:
        """What a scheduler does."""
        self.worlds[day] = self.world
        (self.folder / "investigation" / "evidence").mkdir(parents=True, exist_ok=True)
        (self.folder / "investigation" / "evidence" / "answers.txt").write_text(
            str(sorted(self.world.accounts.items()))
        )
        self.codes[day] = run_unattended(self.file, day, reports=self.reports).exit_code
        return self.codes[day]

    def notebooks(self, edition: editions.Edition, _until: object, *, quiet: bool) -> None:
        """In the place of the four notebooks."""
        if self.fault == "source":
            raise SourceUnavailableError("Flickr answers nothing; try again later")
        if self.fault == "bug":
            raise ZeroDivisionError("one of ours")
        small.measure_into(self.world, edition.investigation, edition.case, edition.draft, edition.as_of)
        editions.provenance(edition)
        history.since_last(edition.investigation, edition.case, edition.draft)
        written = page.write(edition.investigation, edition.as_of, edition.case, edition.draft)
        if self.fault == "leak":
            written.write_text(written.read_text() + sorted(self.world.accounts)[0])
        if self.fault == "gate":
            raise IncompleteError("3_measure: its last cell did not run")


def year(folder: Path, monkeypatch) -> Year:
    weeks = Year(folder, small.world(accounts=600))
    monkeypatch.setattr(draft, "run_notebooks", weeks.notebooks)
    return weeks


def findings(folder: Path) -> dict[str, dict]:
    return {row["id"]: row for row in json.loads((folder / "public" / "findings.json").read_text())["findings"]}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# -- a few weeks, one by one


def test_week_by_week_every_exit_code_means_what_it_says(tmp_path, monkeypatch):
    weeks = year(tmp_path, monkeypatch)
    days = [START + dt.timedelta(weeks=n) for n in range(8)]
    assert weeks.week(days[0]) == 0
    good = contents(weeks.editions / str(days[0]) / "public")

    assert weeks.week(days[1]) == 3  # nothing changed
    assert not (weeks.editions / str(days[1]) / "public").exists()

    for day, fault, code in ((days[2], "source", 7), (days[3], "gate", 5), (days[4], "leak", 6)):
        weeks.drift(0.03)
        weeks.fault = fault
        assert weeks.week(day) == code
        assert not (weeks.editions / str(day) / "public").exists()
        assert contents(weeks.editions / str(days[0]) / "public") == good
        summary = json.loads((weeks.editions / "summary.json").read_text())
        assert (summary["exit_code"], summary["edition"]) == (code, str(day))
        assert "@N99" not in (weeks.editions / "summary.txt").read_text()
    weeks.fault = ""
    assert weeks.week(days[5]) == 0  # what was missed in three weeks is told now, against the last good edition
    before = compare.Told.of(weeks.editions / str(days[0]))
    changes = pd.read_csv(weeks.editions / str(days[5]) / "public" / "tables" / "changes.csv").set_index("id")
    assert changes.loc["P2", "old_numerator"] == before.findings["P2"]["numerator"]

    weeks.drift(0.3)
    assert weeks.week(days[6]) == 4  # a third of the accounts in a week: a person must look
    held = weeks.editions / str(days[6])
    assert (held / "draft" / "report.html").exists()
    assert not (held / "public").exists()
    assert "publish it with `whosefaces publish" in (weeks.editions / "summary.txt").read_text()
    editions.run(weeks.file, days[6], reports=weeks.reports, quiet=True)  # the person has looked
    assert (held / "public" / "report.html").exists()

    changelog = (held / "public" / "CHANGELOG.md").read_text()
    assert "Among those checked both times the share fell by" in changelog
    assert [name for name in findings(held) if "-" in name and name in changelog] == []  # words, and no internal names

    logged = [json.loads(line)["exit_code"] for line in (weeks.editions / "runs.jsonl").read_text().splitlines()]
    assert logged == [0, 3, 7, 5, 6, 0, 4]


def test_an_error_of_ours_is_told_and_not_swallowed(tmp_path, monkeypatch):
    weeks = year(tmp_path, monkeypatch)
    weeks.week(START)
    weeks.fault = "bug"
    with pytest.raises(ZeroDivisionError):
        weeks.week(START + dt.timedelta(weeks=1))
    assert json.loads((weeks.editions / "summary.json").read_text())["exit_code"] == 1
    assert sums.check(weeks.editions / str(START) / "public") == []


def test_two_runs_at_a_time_are_refused_whatever_their_dates(tmp_path, monkeypatch):
    weeks = year(tmp_path, monkeypatch)
    opened = editions.open_edition(weeks.file, START, reports=weeks.reports)
    with editions._only_run_of(opened):
        assert weeks.week(START + dt.timedelta(weeks=1)) == 2
    assert "another run is at work" in (weeks.editions / "summary.txt").read_text()


# -- the whole year


@pytest.mark.whole_population
def test_a_year_of_weekly_editions_tells_the_drift_as_it_was(tmp_path, monkeypatch):
    """One week in four nothing happens; in week 20 the list grows; in week 30 a fifth of the accounts vanishes at once.

    The true share of every week is known: it lies in the range that the edition prints (at least 95 % of them by right). So
    does the true change among the accounts of both lists, where an edition gives one: not where either edition prints the
    number as a range, for a second range would close in on the count.
    """
    weeks = year(tmp_path, monkeypatch)
    for number in range(52):
        day = START + dt.timedelta(weeks=number)
        if number == 20:
            weeks.list_grows()
        elif number == 30:
            weeks.drift(0.2)
        elif number % 4 and number:
            weeks.drift(DRIFT)
        if weeks.week(day) == 4:
            editions.run(weeks.file, day, reports=weeks.reports, quiet=True)
    codes = list(weeks.codes.values())
    assert codes.count(4) == 1
    assert codes[30] == 4
    assert set(codes) == {0, 3, 4}
    published = earlier.published(weeks.editions)
    assert len(published) == codes.count(0) + 1
    assert all(sums.check(folder / "public") == [] for folder in published)

    caught, paired = [], []
    for old, new in zip(published, published[1:], strict=False):
        row = pd.read_csv(new / "public" / "tables" / "changes.csv").set_index("id").loc["P2"]
        share = findings(new)["P2"]
        was, now = (weeks.worlds[earlier.day_of(folder)].accounts for folder in (old, new))
        both = sorted(set(was) & set(now))
        truth = np.mean([(now[k] == "exists") - (was[k] == "exists") for k in both])
        caught.append(share["low"] <= np.mean([state == "exists" for state in now.values()]) <= share["high"])
        ranged = any(findings(folder)["P2"]["estimate"] is None for folder in (old, new))
        assert pd.isna(row["difference_low"]) == pd.isna(row["difference_high"]) == ranged
        if not ranged:
            paired.append(row["difference_low"] <= truth <= row["difference_high"])
        assert row["survivors"] == len(both)
        assert (row["births"], row["deaths"]) == ((60, 0) if len(now) > len(was) else (0, 0))
    assert len(caught) - sum(caught) <= 0.05 * len(caught)
    assert all(paired)

    history = pd.read_csv(published[-1] / "public" / "tables" / "history.csv")
    assert history["edition"].unique().tolist() == [folder.name for folder in published]
    for folder in published:
        of_it = history[history["edition"] == folder.name].set_index("id")
        for name, printed in findings(folder).items():
            assert (printed["estimate"] is None) == bool(pd.isna(of_it.loc[name, "estimate"]))
    changelog = (published[-1] / "public" / "CHANGELOG.md").read_text()
    assert changelog.count("\n## 2026-") == len(published)
    page = (weeks.editions / index.PAGE).read_text()
    assert page.count("/public/report.html") == len(published)
    assert len((weeks.editions / "runs.jsonl").read_text().splitlines()) == 52
