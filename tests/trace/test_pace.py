"""One pace for a key, whoever calls: clients, processes, ones that are killed, on machines that sleep."""

import contextlib
import os
import subprocess
import sys
from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces import PROJECT
from whosefaces.trace.http.pace import INTERVAL, LONGEST_WAIT, HoldOffError, Pace, scope_of_key

from tests.trace.at_the_double import KEY, FakeClock
from tests.trials import trials


def test_two_clients_share_one_pace(tmp_path):
    """Each has its own object, as two processes have; the state is the file's."""
    time = FakeClock()
    one, two = (Pace(tmp_path, "api", time.clock) for _ in range(2))
    sent = []
    for _ in range(10):
        for client in (one, two):
            client.wait()
            sent.append(time.time)
    gaps = [later - earlier for earlier, later in zip(sent, sent[1:], strict=False)]
    assert gaps == pytest.approx([INTERVAL] * 19)


def test_an_hour_never_holds_more_than_its_calls_whatever_the_machine_does(tmp_path):
    """A machine that slept makes up for nothing; a clock set back or forth costs a second at most."""
    time = FakeClock()
    pace, sent = Pace(tmp_path, "api", time.clock), []
    for step in range(200):
        pace.wait()
        sent.append(time.time)
        if step % 50 == 20:
            time.time += 5000
    assert min(later - earlier for earlier, later in zip(sent, sent[1:], strict=False)) >= INTERVAL - 1e-6
    time.time -= 86400
    before = time.time
    pace.wait()
    assert time.time - before == pytest.approx(INTERVAL)


def test_an_unreadable_pace_is_as_if_somebody_had_just_asked(tmp_path):
    time = FakeClock()
    (tmp_path / "api.json").write_text("{")
    Pace(tmp_path, "api", time.clock).wait()
    assert time.slept == [pytest.approx(INTERVAL)]


def test_the_name_of_a_keys_pace_does_not_tell_the_key(tmp_path):
    name = scope_of_key(KEY, tmp_path / "a")
    assert name == scope_of_key(KEY, tmp_path / "a") != scope_of_key(KEY[::-1], tmp_path / "a")
    assert name != scope_of_key(KEY, tmp_path / "b")
    assert KEY not in name


@contextmanager
def waiting(folder, name, calls):
    """A process of its own that waits for its turn so many times, once it is told to go."""
    program = [sys.executable, "-m", "tests.trace.pace_loop", str(folder), KEY, name, str(calls)]
    environment = os.environ | {"PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}"}
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as begun:
        assert begun.stdout.readline() == "ready\n"
        yield begun


def go(*processes):
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()


def test_processes_that_share_a_key_share_one_pace(tmp_path):
    """Three at a time, one of them killed with -9 while it holds the turn or waits for it, and another begun.

    Their clock is a file's length: it is the same for all, goes on only when one of them waits, and costs no time.
    """
    with waiting(tmp_path, "a", 200) as one, waiting(tmp_path, "b", 200) as two:
        with waiting(tmp_path, "c", 10**9) as killed:
            go(one, two, killed)
            for _ in range(20):
                assert killed.stdout.readline()
            killed.kill()
        with waiting(tmp_path, "d", 100) as three:
            go(three)
            assert [process.wait(300) for process in (one, two, three, killed)] == [0, 0, 0, -9]
    turns = [line.split() for line in (tmp_path / "turns").read_text().splitlines()]
    assert {name for _, name in turns} == set("abcd")
    assert sum(one != other for (_, one), (_, other) in pairwise(turns)) >= 5  # not just one after the other
    sent = sorted(float(moment) for moment, _ in turns)
    assert len(sent) >= 520
    assert min(later - earlier for earlier, later in pairwise(sent)) >= INTERVAL - 1e-6


def test_an_hour_of_such_turns_holds_fewer_than_flickr_asks_for():
    """However the hour is laid: turns that are INTERVAL apart or more, and one for the hour's own two ends."""
    assert 3600 // INTERVAL + 1 < 3_600


def test_two_keys_do_not_wait_for_one_another(tmp_path):
    time = FakeClock()
    for key in (KEY, KEY[::-1]):
        Pace(tmp_path, scope_of_key(key, tmp_path), time.clock).wait()
    assert time.slept == []


@given(st.floats(0, 100_000), st.floats(1, 1e9), st.floats(0, 100_000))
@settings(max_examples=trials(50), deadline=None)
def test_a_clock_set_back_makes_no_rest_longer_than_it_was_asked_for(tmp_path_factory, rest, back, passed):
    """A clock that was years ahead for an hour must not have a host left alone for years."""
    time = FakeClock()
    pace = Pace(tmp_path_factory.mktemp("pace"), "api", time.clock)
    pace.wait()
    pace.hold_off(rest)
    time.time -= back
    with contextlib.suppress(HoldOffError):
        pace.wait()
    time.time += passed
    slept = sum(time.slept)
    try:
        pace.wait()
    except HoldOffError as refused:
        assert refused.seconds <= rest - passed + 1e-3
    else:
        assert sum(time.slept) - slept <= max(INTERVAL, min(rest, LONGEST_WAIT)) + 1e-3
