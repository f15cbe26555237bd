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
@click.option("--answer", "answers", multiple=True, metavar="KEY=TEXT", help="An answer, so that it is not asked.")
@click.option("--yes", is_flag=True, help="For scripts: ask nothing; what is not given is not known.")
def new(file: Path, answers: tuple[str, ...], yes: bool) -> None:
    """Ask how people could get out of a dataset, question by question, and write FILE.

    \b
        whosefaces procedure new my-procedure.toml
        whosefaces procedure new my-procedure.toml --answer "holder=Example Corp" --answer on=2024-05-01

    Press Enter where you do not know: it is written down as not known, and nothing is computed from it. Stop with Ctrl-C
    whenever you like: the same command carries on where it stopped. Then name the file in your investigation:
    procedures = ["my-procedure.toml"].
    """
    from whosefaces.dossiers import asking, procedures

    given = {}
    for pair in answers:
        key, equals, text = pair.partition("=")
        if not equals or key not in asking.BY_KEY:
            raise click.UsageError(f"--answer {pair!r}: KEY=TEXT, where KEY is one of {', '.join(asking.BY_KEY)}")
        given[key] = text
    if yes:
        lacking = asking.missing(given)
        if lacking:
            raise click.UsageError(f"these must be given with --answer: {', '.join(lacking)}")
        given = {question.key: "" for question in asking.QUESTIONS} | given
        given = {key: text for key, text in given.items() if key != "observed_for" or text}

    def put(question: asking.Question) -> str:
        click.echo(f"\n{question.asks} {question.explains}", err=True)
        if question.answers:
            click.echo("  " + "; ".join(question.answers), err=True)
        hint = "" if question.needed else " (Enter: don't know)"
        answer: str = click.prompt(
            f"{question.key}{hint}", default="", show_default=False, prompt_suffix=": ", err=True
        )
        return answer

    procedure = asking.ask(file, put, given, lambda line: click.echo(f"  {line}", err=True))
    for line in procedures.follows(procedures.read_file(procedure)):
        click.echo(line)
    click.echo(f'Wrote {procedure}. Name it in your investigation: procedures = ["{procedure.name}"]')


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
