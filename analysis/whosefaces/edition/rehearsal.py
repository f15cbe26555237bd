"""A live run rehearsed: an invented list, an invented Flickr on this machine, an invented key, and nobody is asked.

What a rehearsal goes through is the whole of a live run: the key, the pace's rules, answers that fail at first, evidence,
Ctrl-C, and a report that says on every page that its data is invented. Only the waiting between two questions is left out.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
import os
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whosefaces.errors import WhoseFacesError

if TYPE_CHECKING:
    from whosefaces.double.population import Population
    from whosefaces.double.server import Double

NAME = "rehearsal"
MARK = "rehearsal.json"
"""In the folder: from which moment its people were invented, so that the same ones are there when it is run again."""
SEED, PHOTOS, ACCOUNTS = 4, 1_200, 200
ASKED_PHOTOS, ASKED_ACCOUNTS = 120, 40
COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)


class RehearsalError(WhoseFacesError):
    """A rehearsal cannot begin there."""


@dataclass(frozen=True)
class Rehearsal:
    """An investigation of an invented list, and the people behind it."""

    folder: Path
    population: Population

    @property
    def file(self) -> Path:
        """Its investigation file."""
        return self.folder / "investigation.toml"


def prepared(folder: Path) -> Rehearsal:
    """The rehearsal in a folder: the one that lies there, else a new one.

    Raises:
        RehearsalError: something else lies there.
    """
    mark = folder / MARK
    if not mark.exists():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RehearsalError(
                f"{folder}: holds something else than a rehearsal; name a folder that is not there yet"
            )
        _begin(folder, dt.datetime.now(dt.UTC).replace(microsecond=0))
    now = dt.datetime.fromisoformat(json.loads(mark.read_text(encoding="utf-8"))["invented_on"])
    return Rehearsal(folder, _people(now))


def _people(now: dt.datetime) -> Population:
    from whosefaces.double.population import account_sizes, invent

    return invent(SEED, account_sizes(ACCOUNTS, PHOTOS), now, COLLECTED)


def _begin(folder: Path, now: dt.datetime) -> None:
    from whosefaces.edition import beginning
    from whosefaces.flickr import licences

    folder.mkdir(parents=True, exist_ok=True)
    photos = [photo for photo in _people(now).photos.values() if photo.listed]
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["url", "licence"])
        for photo in photos:
            address = f"https://www.flickr.com/photos/{photo.nsid}/{photo.photo_id}/"
            writer.writerow([address, licences.by_flickr_id(photo.licences[0][1])])
    begun = beginning.begin(NAME, folder / "list.csv", into=folder, contact="rehearsal@example.org")
    text = begun.file.read_text(encoding="utf-8")
    text = text.replace("n = 2000\n", f"n = {ASKED_PHOTOS}\n", 1).replace("n = 1000\n", f"n = {ASKED_ACCOUNTS}\n", 1)
    begun.file.write_text(text.replace("question =", "demonstration = true\nquestion =", 1), encoding="utf-8")
    (folder / MARK).write_text(json.dumps({"invented_on": now.isoformat()}) + "\n", encoding="utf-8")


@contextlib.contextmanager
def double_of(rehearsal: Rehearsal, faults: float) -> Iterator[tuple[Double, dict[str, str]]]:
    """The invented Flickr, listening, and the settings that lead a live run to it.

    Args:
        rehearsal: whose people it knows.
        faults: the share of questions whose first answer is spoiled.
    """
    from whosefaces.double.faults import now_and_then
    from whosefaces.double.server import Double
    from whosefaces.trace.http.keys import VARIABLE
    from whosefaces.trace.http.transport import STAND_IN_VARIABLE

    key = secrets.token_hex(16)
    spoiling = now_and_then(faults, seed=SEED) if faults else None
    with Double(rehearsal.population, lambda: dt.datetime.now(dt.UTC), key=key, faults=spoiling) as double:
        double.web.open_to_robots()
        yield double, {STAND_IN_VARIABLE: f"127.0.0.1:{double.port}", VARIABLE: key}


@contextlib.contextmanager
def _set(settings: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def what_was_asked(double: Double) -> str:
    """How often the double was asked and what it spoiled, in words."""
    questions = Counter(request.question for request in double.requests)
    met = {name: count for name, count in sorted(double.faults.met.items()) if name and count}
    sentence = (
        f"The double was asked {len(questions):,} questions, {questions.total() - len(questions):,} of them again"
    )
    if not met:
        return f"{sentence}; it spoiled no answer."
    kinds = ", ".join(f"{name} ({count})" for name, count in met.items())
    return f"{sentence}, for it spoiled {sum(met.values()):,} answers: {kinds}."


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path(NAME))
@click.option(
    "--faults",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="Share of the questions whose first answer fails, as on a bad day.",
)
@click.option(
    "--serve", is_flag=True, help="Only serve, and say what to type: you run it yourself, in another terminal."
)
@click.option("--quiet", is_flag=True, help="No progress.")
def rehearse(folder: Path, faults: float, serve: bool, quiet: bool) -> None:
    """Rehearse a live run: an invented Flickr on this machine answers, and nobody is asked.

    \b
    A whole live run, from the key to the report, in FOLDER (./rehearsal):
        whosefaces rehearse
    By your own hand, in two terminals; stop the run with Ctrl-C, and start it again:
        whosefaces rehearse --serve

    The list, the people and the key are invented, and every page says so. One answer in ten fails at first. The pace is
    not kept: a real run waits a second between two questions.
    """
    rehearsal = prepared(folder)
    with double_of(rehearsal, faults) as (double, settings):
        if serve:
            _serve(rehearsal, double, settings)
        else:
            _walk(rehearsal, double, settings, quiet=quiet)


def _serve(rehearsal: Rehearsal, double: Double, settings: dict[str, str]) -> None:
    import threading

    click.echo("An invented Flickr answers. In another terminal:\n")
    for name, value in settings.items():
        click.echo(f"    export {name}={value}")
    click.echo(f"    whosefaces run {rehearsal.file} --live\n\nCtrl-C ends it.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo(f"\n{what_was_asked(double)}")


def _walk(rehearsal: Rehearsal, double: Double, settings: dict[str, str], *, quiet: bool) -> None:
    from whosefaces.edition import run as editions

    with _set(settings):
        published = editions.run(rehearsal.file, live=True, quiet=quiet)
    for sentence in published.sentences:
        click.echo(sentence)
    click.echo(what_was_asked(double))
    click.echo(f"Evidence: {published.edition.case / 'evidence'}. Its first record says REHEARSAL.")
    click.echo(f"Report: {published.report}")
    click.echo("For real: your own list, your own key, and `whosefaces run my-story/investigation.toml --live`.")
