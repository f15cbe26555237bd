"""The commands of this room: begin an investigation, publish a draft, the holder's reply, and the end of a case."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from whosefaces.manifest.options import how_to_read


class EditionFolder(click.ParamType[Path]):
    """The folder of an edition; what stands there instead is said in words of this project."""

    name = "folder"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The folder, if there is one."""
        path = Path(value)
        if not path.is_dir():
            what = "this is a file" if path.exists() else "no such folder"
            self.fail(f"{path}: {what}; name an edition's folder, as reports/my-story/2026-11-22", param, ctx)
        return path


EDITION = EditionFolder()

FILE = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path, file_okay=False)


def _print_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))


@click.command()
@click.argument("name")
@click.argument("manifest", type=FILE)
@click.option(
    "--dataset", "dossier", metavar="NAME", help="A dataset of `whosefaces datasets`: its facts are filled in."
)
@click.option("--evidence", type=FILE, help="Recorded WARC evidence to answer from.")
@click.option("--contact", default="", help="Whom a reader, or Flickr, can write to.")
@click.option("--into", type=FOLDER, help="The folder to make; else ./NAME.")
@how_to_read
@click.option("--accept-losses", default="", metavar="TEXT", help="Why the list is used although rows of it are lost.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=TEXT", help="An answer, so that it is not asked.")
@click.option("--yes", is_flag=True, help="For scripts: ask nothing; what is not given is not established.")
@click.option("--stamp", is_flag=True, help="Have the digests stamped by a time-stamping authority (needs a network).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, for machines; asks nothing.")
def new(
    name: str,
    manifest: Path,
    dossier: str | None,
    evidence: Path | None,
    contact: str,
    into: Path | None,
    format_name: str,
    column: tuple[str, ...],
    accept_losses: str,
    answers: tuple[str, ...],
    yes: bool,
    stamp: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Begin an investigation: ask what is known of the dataset, write a commented file, a salt and a key.

    \b
        whosefaces new my-story faces.csv
        whosefaces new my-story faces.csv --dataset ffhq --contact desk@example.org
        whosefaces new my-story faces.csv --evidence recorded.warc.gz --yes

    Press Enter where you do not know: nothing is claimed that nobody established. Stop with Ctrl-C whenever you like: the
    same command carries on where it stopped. Publish the digests it prints before you look at the list: they show later
    that nothing was picked by its result.
    """
    from whosefaces.dossiers.asking import DONT_KNOW
    from whosefaces.edition import beginning, conversation, protection, stamping
    from whosefaces.manifest.asked import Asked
    from whosefaces.manifest.reading import describe

    folder = into or Path(name)
    beginning.refuse(name, manifest, folder, evidence)
    given = _given(answers) | ({"contact": contact} if contact else {}) | ({"dossier": dossier} if dossier else {})
    given |= {"accept_losses": accept_losses} if accept_losses else {}
    lacking = conversation.lacking(given)
    if lacking:
        raise click.UsageError(f"a fact needs its source and its day: give {', '.join(lacking)} with --answer too")
    asks = not (yes or as_json) and sys.stdin.isatty()
    options = Asked.on_the_command_line(format_name, column, **how)
    reading = describe(manifest, asked=options)
    if asks:
        _say_what_it_is(reading)
    beginning.refuse_unread(reading, manifest, given.get("accept_losses", ""))
    if not asks:
        replies = {
            key: conversation.checked(conversation.BY_KEY.get(key) or conversation.of_fact(key), text)
            for key, text in given.items()
        }
    else:
        click.echo("\nEnter means: don't know. Ctrl-C stops; the same command carries on.", err=True)
        protection.protect(folder)
        replies = conversation.ask(folder, _put, given, lambda wrong: click.echo(f"  {wrong}", err=True))
    begun = beginning.begin(name, manifest, options=options, evidence=evidence, into=into, answers=replies)
    stamps = stamping.stamped(begun.digests, folder) if stamp else []
    if as_json:
        _print_json(begun.as_json() | {"stamps": stamps})
        return
    click.echo(
        f"Wrote {begun.file}. Beside it lie the salt that draws the sample and a key: mode 600, never to be published."
    )
    click.echo(
        "Publish these digests before anybody looks at the list: post them, or mail them to a colleague elsewhere."
    )
    for what, digest in begun.digests.items():
        click.echo(f"  {what:<13}  {digest}")
    click.echo("They show later that neither the sample nor the question was picked by its result.")
    for line in stamps:
        click.echo(line)
    for line in _part_of_it(replies, reading.photos or 0):
        click.echo(line)
    if replies.get("contact", DONT_KNOW) == DONT_KNOW:
        click.echo("Before it can be run: put your own address into publish.contact.")
    click.echo(
        f"Next: read the file, then `whosefaces plan {begun.file}`. If you change it, `plan` prints its new digests."
    )


def _part_of_it(replies: dict[str, str], photos: int) -> list[str]:
    """A warning where a known dataset is stated to be of another size than the list."""
    from whosefaces.dossiers import dataset, prefill, telling
    from whosefaces.dossiers.asking import DONT_KNOW

    if replies.get("dossier", DONT_KNOW) == DONT_KNOW:
        return []
    dossier = dataset.read(replies["dossier"])
    size = prefill.prefilled(dossier).dataset.get("size")
    if size is None or telling.is_stated(size["is"], photos):
        return []
    return [
        f"Is this list all of {dossier.called}? It names {photos:,} photos, and the stated size is: {size['is']}. If it is a "
        "part, or another list, every share is of this list alone; the report prints both numbers."
    ]


def _given(answers: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for pair in answers:
        key, equals, text = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--answer {pair!r}: KEY=TEXT is wanted, as people=adults")
        given[key] = text
    return given


def _say_what_it_is(reading: Any) -> None:
    """What `read` sees in the list, without the rows that it quotes."""
    for line in reading.lines():
        if not line.startswith((" ", "Lost:")):
            click.echo(f"  {line}", err=True)


def _put(question: Any) -> str:
    click.echo(f"\n{question.asks} {question.explains}", err=True)
    if question.answers:
        click.echo("  " + " / ".join(question.answers), err=True)
    hint = "" if question.needed else " (Enter: don't know)"
    text: str = click.prompt(f"{question.key}{hint}", default="", show_default=False, prompt_suffix=": ", err=True)
    return text


@click.command()
@click.argument("investigation", type=FILE)
@click.option("--edition", metavar="DATE", help="The day of the draft; else as `run` takes it.")
@click.option("--reports", type=FOLDER, help="Where editions are; else reports/ beside the file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, for machines.")
def publish(investigation: Path, edition: str | None, reports: Path | None, as_json: bool) -> None:
    """Publish a draft: one that a schedule held for a person, or one that a person worked on in the notebooks.

    \b
        whosefaces publish my-story/investigation.toml --edition 2026-11-22

    What is published is never written over: where that day has an edition already, this becomes a revision beside it.
    Work with other parameters than the investigation's is exploratory, and is not published.
    """
    from whosefaces.edition import run as editions

    published = editions.publish_draft(investigation, edition, reports=reports, quiet=as_json)
    if as_json:
        _print_json(published.as_json())
        return
    for sentence in published.sentences:
        click.echo(sentence)
    click.echo(f"{'The same stands already. ' if published.unchanged else ''}Report: {published.report}")


@click.command()
@click.argument("investigation", type=FILE)
@click.option("--reports", type=FOLDER, help="Where editions are; else reports/ beside the file.")
@click.option("--now", is_flag=True, help="Although keep_case_until has not come.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
def purge(investigation: Path, reports: Path | None, now: bool, yes: bool) -> None:
    """Destroy the case: evidence, panel, drafts, the salt and the key. What was published stays, and still holds.

    \b
        whosefaces purge my-story/investigation.toml

    It cannot be undone: no edition can be made again afterwards. A dated line stays beside the editions.
    """
    from whosefaces import investigation as investigations
    from whosefaces.edition import ending

    loaded = investigations.load(investigation)
    if not yes:
        click.confirm(
            f"Destroy every case of {loaded.investigation}, its salt and its key, for good?", abort=True, err=True
        )
    done = ending.purge(loaded, reports=reports, now=now)
    for path in done.destroyed:
        click.echo(f"Destroyed {path}")
    click.echo("Not destroyed, for you to see to:")
    for what in done.left:
        click.echo(f"  {what}")


@click.command()
@click.argument("nsid")
@click.argument("investigation", type=FILE)
@click.option("--reports", type=FOLDER, help="Where editions are; else reports/ beside the file.")
def withhold(nsid: str, investigation: Path, reports: Path | None) -> None:
    """Take one account out of every case: its rows, its photos' rows, what was answered about them.

    \b
        whosefaces withhold 12345678@N00 my-story/investigation.toml

    For somebody who asks for it. They are not asked about again, and count as unknown in the next edition. What was
    published names nobody and stays. Editions that were made before cannot be made again from their case.
    """
    from whosefaces import investigation as investigations
    from whosefaces.edition import ending

    done = ending.withhold(investigations.load(investigation), nsid, reports=reports)
    click.echo(f"Taken out of {done.cases} case(s): {done.rows:,} rows and {done.exchanges:,} records of evidence.")
    click.echo("The list itself, bags that were handed over and backups still hold it: see to them.")


@click.command()
@click.argument("edition", type=EDITION)
@click.option("--why", required=True, help="Why, in a sentence; readers are told.")
def withdraw(edition: Path, why: str) -> None:
    """Put a dated notice in the place of a published edition.

    \b
        whosefaces withdraw my-story/reports/my-story/2026-11-22 --why "The list held photos of another dataset."

    The edition itself is kept beside the notice, closed, until the case is purged.
    """
    from whosefaces.edition import ending

    click.echo(f"Wrote {ending.withdraw(edition, why)}")
