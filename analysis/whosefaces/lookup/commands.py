"""The commands ``lookup`` and ``lookup-site``: one short function each; whatever is slow to import waits inside."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

as_json = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line on standard output, for machines."
)


class _AskUnlessNamed(click.Group):
    """A group whose first word is a question unless it names one of its commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``ask`` before a question."""
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["ask", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_AskUnlessNamed)
def lookup() -> None:
    """Ask a list at hand: am I in it? Nothing is asked of any network.

    \b
        whosefaces lookup some.name --in faces.csv
        whosefaces lookup 12345678@N00 https://flic.kr/p/2p4QbKN --in my-story/investigation.toml --in lists/
        whosefaces lookup names.txt --in faces.csv --json
    Large lists are read once, before:
        whosefaces lookup prepare lists/

    Ask for a user name, an account's number (NSID), the address of a profile or a photo, a short link, a photo's file
    name, or a text file with one of these a line. An answer names people: keep it to yourself.
    """


@lookup.command()
@click.argument("asked", nargs=-1, required=True)
@click.option(
    "--in",
    "places",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="LIST|INVESTIGATION|FOLDER",
    help="Where to look; several are asked together. Default: all that was prepared here.",
)
@click.option("--all", "every", is_flag=True, help="Every row found; else the first few of each account.")
@as_json
def ask(asked: tuple[str, ...], places: tuple[Path, ...], every: bool, as_json: bool) -> None:
    """Ask (the word can be left out): whosefaces lookup ASKED... --in LIST

    \b
        whosefaces lookup some.name --in faces.csv
        whosefaces lookup ask prepare --in faces.csv      (a user whose name is a command)

    The exit code is 0 where something was found, 1 where nothing was, 2 where the question could not be asked.
    """
    from whosefaces.lookup.answers import Shelf

    anything = False
    with Shelf(_indexes(places)) as shelf:
        for text in _questions(asked):
            question, answers = shelf.ask(text)
            anything = anything or any(answer.found for answer in answers)
            if as_json:
                _print_json(
                    {
                        "asked": question.text,
                        "photo_id": question.photo_id,
                        "nsid": question.nsid,
                        "names": question.names,
                    }
                    | {"cannot_be_asked": question.why_not, "lists": [answer.as_json() for answer in answers]}
                )
            elif question.why_not is not None:
                click.echo(f"{question.text}: cannot be asked: {question.why_not}")
            else:
                click.echo(question.text)
                for answer in answers:
                    for line in answer.lines(every=every):
                        click.echo(f"  {line}")
    sys.exit(0 if anything else 1)


@lookup.command()
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for the indexes; else the user's cache.",
)
@click.option("--format", "format_name", default="auto", help="A format by name, where looking is not enough.")
@click.option("--column", help="The column that holds Flickr addresses, where looking is not enough.")
def prepare(places: tuple[Path, ...], into: Path | None, format_name: str, column: str | None) -> None:
    """Read lists once and write an index of each, so that questions are answered at once.

    \b
        whosefaces lookup prepare faces.csv
        whosefaces lookup prepare my-story/investigation.toml lists/

    An index is as personal as its list: it is readable by you alone (mode 600), in your cache unless --into says where.
    """
    from whosefaces.lookup.prepare import prepare as written

    for place in places:
        written(place, into, format_name, column, tell=click.echo)


def _indexes(places: tuple[Path, ...]) -> Iterator[Path]:
    """The indexes of these places, made now where they are not there."""
    from whosefaces.lookup import places as prepared

    wanted = places or tuple(prepared.everything())
    if not wanted:
        raise click.UsageError("say where to look: --in faces.csv, an investigation file or a folder of lists")
    for place in wanted:
        found = prepared.prepared(place)
        if found is None:
            from whosefaces.lookup.prepare import prepare as written

            click.echo(f"{place}: read now, once; the next question is answered at once", err=True)
            found = written(place, tell=lambda said: click.echo(said, err=True))
        yield from found.indexes


def _questions(asked: tuple[str, ...]) -> Iterator[str]:
    """Each question; a text file's lines, and standard input's for ``-``."""
    for text in asked:
        if text == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        elif ("." in text or "/" in text) and len(text) < 255 and Path(text).is_file():
            lines = Path(text).read_text(encoding="utf-8-sig", errors="replace").splitlines()
            yield from (line.strip() for line in lines if line.strip())
        else:
            yield text


def _print_json(said: dict[str, Any]) -> None:
    click.echo(json.dumps(said, ensure_ascii=False))
