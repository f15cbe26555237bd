"""What a person can say of a list on the command line: the options that `read` and `new` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--format", "format_name", default="auto", help="A format by name, where looking is not enough."),
    click.option(
        "--column",
        multiple=True,
        metavar="[ROLE=]NAME",
        help="What a column holds: photo_id, address, page, file_name, nsid, alias, licence, licence_version or name.",
    ),
    click.option("--delimiter", help="What parts the cells of a row, as ; or tab."),
    click.option("--quote", help="What encloses cells; none: quotes are data."),
    click.option("--encoding", help="The encoding of the text, as cp1252 or shift_jis."),
    click.option(
        "--header-row", type=click.IntRange(min=0), help="The row that names the columns, from 1; 0: none does."
    ),
    click.option(
        "--part", "--sheet", help="Of a file that holds several lists the sheet, table, file or list that is meant."
    ),
)


def how_to_read(command: Command) -> Command:
    """Give a command the options; it takes them as ``format_name``, ``column`` and what ``Asked.on_the_command_line`` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
