"""The commands of this room: the datasets that are known."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, for machines.")
def datasets(name: str | None, as_json: bool) -> None:
    """List the datasets that are known, or show one: whose, how large, cut from what, and how people could get out.

    \b
        whosefaces datasets
        whosefaces datasets ffhq
        whosefaces datasets my-dataset.toml
        whosefaces datasets diversity-in-faces --json

    Each fact has its source, its day and a grade: A the text or files were seen, B a copy or a report of them, D worked
    out from others. What has no source is left out. A file of your own has the same form: docs/add-a-dataset.md.
    """
    from whosefaces.dossiers import dataset, telling

    if name is None:
        dossiers = [dataset.read(stem) for stem in dataset.known()]
        if as_json:
            click.echo(json.dumps({d.id: d.in_short for d in dossiers}, ensure_ascii=False))
            return
        width = max(len(dossier.id) for dossier in dossiers)
        for dossier in dossiers:
            click.echo(f"{dossier.id:<{width}}  {dossier.in_short}")
        return
    dossier = dataset.read(name)
    if as_json:
        click.echo(json.dumps(telling.as_json(dossier), ensure_ascii=False))
        return
    for line in telling.lines(dossier):
        click.echo(line)


@click.group()
def procedure() -> None:
    """Describe how people could get out of a dataset, in a file of your own.

    \b
        whosefaces procedure new my-procedure.toml
        whosefaces procedure check my-procedure.toml
    """


@procedure.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Say whether a procedure's file says what it must, and what follows from it.

    \b
        whosefaces procedure check my-procedure.toml
    """
    from whosefaces.dossiers import procedures

    for line in procedures.follows(procedures.read_file(file)):
        click.echo(line)
