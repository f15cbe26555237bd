"""A run's one pen draws what a process draws for itself, and nobody needs it."""

import json
import os

from whosefaces.edition import execution
from whosefaces.errors import IncompleteError
from whosefaces.report import pen

SPEC = json.dumps({"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a"}}})


def test_a_pen_draws_the_same_bytes_and_one_that_died_is_done_without(tmp_path, monkeypatch):
    own = pen._draw("svg", SPEC, 1)
    requests = []
    monkeypatch.setattr(pen, "_draw", lambda *what: requests.append(what) or own)
    with pen.at_hand(tmp_path) as place:
        monkeypatch.setenv(pen.VARIABLE, place[pen.VARIABLE])
        pen._drawn.cache_clear()
        assert pen.svg(SPEC) == own.decode()
        assert not requests, "this process drew, though a pen was at hand"
        assert pen._drawn("svg", "no specification", 1) == own and len(requests) == 1, (
            "what it cannot draw is left to us"
        )
    pen._drawn.cache_clear()
    assert pen.svg(SPEC) == own.decode() and len(requests) == 2


def refuse(what):
    raise IncompleteError(f"{what}, in {os.getpid()}")


def test_a_function_that_is_called_in_a_fork_raises_here_what_it_raised_there(tmp_path):
    with execution.imported_once([], {}) as forks:
        if forks is None:
            return
        try:
            forks.call(refuse, "no")
        except IncompleteError as error:
            assert str(error).startswith("no, in ") and str(os.getpid()) not in str(error)
        else:
            raise AssertionError("nothing was raised")
        assert forks.call(len, "abc") is None
        try:
            forks.call(os._exit, 3)
        except IncompleteError as error:
            assert "has died" in str(error)
