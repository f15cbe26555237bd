"""Two runs on one case: at the same time, and one after the other."""

import threading

import psutil
from whosefaces.double.population import account_sizes, invent
from whosefaces.double.server import Double

from tests.journeys.test_all_sources import COLLECTED, KEY, NOW, begun, findings, finished, started

ASKED = 20


def content(folder):
    """Every file with its bytes, every folder with None."""
    return {path.relative_to(folder): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def test_a_second_live_run_on_the_same_case_says_so_in_one_line_and_touches_nothing(tmp_path):
    """In real processes, the first stopped in the middle of its questions while the others try.

    One for the same edition, one for another: an empty case of a later day would hide the edition before it.
    """
    population = invent(11, account_sizes(40, 200), NOW, COLLECTED)
    case = begun(tmp_path / "case", population, (30, 15), ["api", "oembed"])
    middle = threading.Event()

    def stopping(_question: str, _time: int) -> None:
        if len(double.requests) == ASKED:
            middle.set()

    with Double(population, NOW, key=KEY, faults=stopping) as double:
        double.web.open_to_robots()
        first = started(case, double, "--live", "--edition", "2026-11-09")
        assert middle.wait(300)
        # The run and its notebook's kernel: whatever changes while they stand still, somebody else changed.
        working = [psutil.Process(first.pid), *psutil.Process(first.pid).children(recursive=True)]
        for process in working:
            process.suspend()
        before = content(case.folder)

        with Double(population, NOW, key=KEY) as nobody:
            for day in ("2026-11-09", "2026-11-10"):
                second = started(case, nobody, "--live", "--edition", day)
                output, errors = second.communicate(timeout=300)
                assert (second.returncode, output) == (2, "")
                assert errors == (
                    f"whosefaces: rehearsal {day}: another run is at work on this investigation; wait for it to end, "
                    "or stop it\n"
                )
            assert nobody.requests == []
        assert content(case.folder) == before

        for process in working:
            process.resume()
        first.communicate(timeout=600)
        assert first.returncode == 0
        assert findings(case)["findings"]
        assert len({one.question for one in double.requests}) == len(double.requests) > ASKED


def test_a_run_whose_budget_is_spent_says_so_and_the_next_one_asks_about_the_rest(tmp_path):
    population = invent(11, account_sizes(40, 200), NOW, COLLECTED)
    case = begun(tmp_path / "case", population, (10, 5), ["api"])
    live = case.file.read_text(encoding="utf-8")
    with Double(population, NOW, key=KEY) as double:
        double.web.open_to_robots()
        case.file.write_text(live.replace('mode = "live"', f'mode = "live"\nbudget = {ASKED}'), encoding="utf-8")
        spent = finished(case, double, "--edition", "2026-11-09")
        assert len(double.requests) <= ASKED
        case.file.write_text(live, encoding="utf-8")
        assert "budget" not in finished(case, double, "--edition", "2026-11-09")
        assert len({one.question for one in double.requests}) == len(double.requests) > ASKED
    assert f"budget of {ASKED} requests was spent; what it did not reach counts as not asked" in spent
    assert "The same command with --edition 2026-11-09 asks about the rest" in spent
