"""Whoever waits sees how far it is, in a line that fits; a log gets a line now and then."""

import io
import json

import pytest
from whosefaces.trace import progress
from whosefaces.trace.progress import Progress, in_words

OUTCOMES = {"exists": 1_253, "gone": 35, "memorial": 2, "unknown": 3}


def test_the_line_says_done_left_rate_time_to_the_end_and_outcomes_so_far():
    assert in_words("accounts", 1_293, 2_000, 0.34, OUTCOMES, then="2,000 photos") == (
        "accounts: 1,293 of 2,000, 707 left, 20/min, 35 min to go, then 2,000 photos "
        "| 1,253 exists, 35 gone, 3 unknown, 2 memorial"
    )


@pytest.mark.parametrize("width", range(20, 140))
def test_it_never_fills_a_terminals_line_and_gives_up_the_rarest_first(width):
    line = in_words("accounts", 1_293, 2_000, 0.34, OUTCOMES, "2,000 photos", width)
    assert len(line) < width
    assert line.startswith("accounts: 1,293"[: width - 1])
    if width >= 80:
        assert "1,253 exists, 35 gone" in line
        assert "35 min to go" in line


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (250.4, "250/s, 40 s to go"),
        (0.5, "30/min, 5.6 h to go"),
        (18 / 3_600, "18/h, 555.6 h to go"),
        (0, "10,000 left"),
    ],
)
def test_rates_and_times_are_in_units_that_one_can_take_in(rate, words):
    assert in_words("photos", 0, 10_000, rate, {}).endswith(words)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def seen(stream, moments, step="photos"):
    shown = progress._Shown(stream)
    for now, done in moments:
        shown.show({"step": step, "done": done, "total": 1_000, "then": "", "outcomes": {"public": done}}, now)
    return stream.getvalue()


def test_on_a_terminal_one_line_changes():
    lines = seen(Terminal(), [(0, 0), (10, 100)])
    assert "\n" not in lines
    assert lines.split("\r")[-1] == "photos: 100 of 1,000, 900 left, 10/s, 2 min to go | 100 public\033[K"


def test_the_rate_forgets_what_an_earlier_run_had_answered():
    lines = seen(Terminal(), [(0, 0), (1, 500), *((second, 500 + second) for second in range(2, 100))])
    assert "1/s" in lines.split("\r")[-1]


def test_a_log_gets_a_line_every_few_minutes_and_a_short_run_none():
    assert seen(io.StringIO(), [(second, second) for second in range(200)]) == ""
    lines = seen(io.StringIO(), [(second, second) for second in range(700)]).splitlines()
    assert len(lines) == 2
    assert lines[0] == "photos: 300 of 1,000, 700 left, 1/s, 12 min to go | 300 public"


def test_what_a_notebook_does_is_in_the_file_for_whoever_shows_it(tmp_path):
    progress_file = Progress(tmp_path / progress.FILE)
    for unit in progress_file.each("photos", ["a", "b", "c"], then="owners found"):
        progress_file.answered("public" if unit != "b" else "not public")
    assert json.loads((tmp_path / progress.FILE).read_text(encoding="utf-8")) == {
        "step": "photos",
        "done": 3,
        "total": 3,
        "then": "owners found",
        "outcomes": {"public": 2, "not public": 1},
    }
    assert [file.name for file in tmp_path.iterdir()] == [progress.FILE]
