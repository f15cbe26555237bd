"""The command line: one short function a command.

Exit codes are in docs/exit-codes.md. Whatever is slow to import is imported by the command that needs it.
"""

from __future__ import annotations

import importlib
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import click

from whosefaces import __version__
from whosefaces.edition.commands import EDITION
from whosefaces.errors import DiskFullError, LimitError, PlaceError, WhoseFacesError, of_the_system, shown
from whosefaces.manifest.options import how_to_read

INTERRUPTED = 130
"""What a shell expects of a command that Ctrl-C ended."""


as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, for machines.")


ROOMS = {
    "datasets": "whosefaces.dossiers.commands",
    "overlap": "whosefaces.report.commands",
    "lab": "whosefaces.edition.lab",
    "lookup": "whosefaces.lookup.commands",
    "letters": "whosefaces.way_out.commands",
    "new": "whosefaces.edition.commands",
    "notice": "whosefaces.way_out.commands",
    "lookup-site": "whosefaces.lookup.commands",
    "procedure": "whosefaces.dossiers.commands",
    "publish": "whosefaces.edition.commands",
    "purge": "whosefaces.edition.commands",
    "withdraw": "whosefaces.edition.commands",
    "withhold": "whosefaces.edition.commands",
    "rehearse": "whosefaces.edition.rehearsal",
    "reply": "whosefaces.way_out.replying",
    "right-of-reply": "whosefaces.way_out.replying",
    "requests": "whosefaces.way_out.commands",
    "route": "whosefaces.way_out.commands",
}
"""Commands that a room brings itself, and the module that holds each: imported when it is asked for, not before."""


class Rooms(click.Group):
    """A group whose further commands lie in the rooms."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands of this module and of the rooms."""
        return sorted({*super().list_commands(ctx), *ROOMS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command by that name, imported from its room where it is a room's."""
        if cmd_name not in ROOMS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(importlib.import_module(ROOMS[cmd_name]), cmd_name.replace("-", "_"))
        return command


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="whosefaces")
def cli() -> None:
    """Who is in an image dataset built from Flickr, who could be contacted, and who could get out.

    \b
    A first look at what a file is:
        whosefaces read faces.csv
    Begin an investigation of it, see what it would cost, and run it:
        whosefaces new my-story faces.csv
        whosefaces plan my-story/investigation.toml
        whosefaces run my-story/investigation.toml

    Results go to standard output, progress and problems to standard error. Exit codes: docs/exit-codes.md.
    """


@cli.command()
@click.argument("investigation", type=click.Path(path_type=Path))
@click.option("--edition", metavar="DATE", help="The day the report is true for, as 2026-11-22.")
@click.option("--live", is_flag=True, help="Ask Flickr now, whatever the file's trace.mode says.")
@click.option("--again", is_flag=True, help="Make the edition anew even if nothing it depends on has changed.")
@click.option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where editions go; else reports/ beside the file.",
)
@click.option(
    "--hold", is_flag=True, help="Make the draft and publish nothing: for the right of reply, or another's eye."
)
@click.option("--unattended", is_flag=True, help="For schedulers: publish only what is new and within its bound.")
@as_json
def run(
    investigation: Path,
    edition: str | None,
    live: bool,
    again: bool,
    reports: Path | None,
    hold: bool,
    unattended: bool,
    as_json: bool,
) -> None:
    """Run an investigation's notebooks and publish the edition.

    \b
    The demonstration, with invented data:
        whosefaces run data/demo/investigation.toml
    Your own, as of a date, from recorded evidence:
        whosefaces run my-story/investigation.toml --edition 2026-11-22

    With --hold the holder of the dataset can be asked first (`whosefaces right-of-reply`); `whosefaces publish` then publishes it.
    Stop it with Ctrl-C whenever you like: the same command carries on where it stopped. Without --edition the day
    of the newest recorded answer is taken, or today when Flickr is asked.
    """
    from whosefaces.edition import run as editions
    from whosefaces.edition import unattended as watchless

    if unattended:
        outcome = watchless.run_unattended(investigation, edition, live=live, reports=reports)
        click.echo(outcome.summary, nl=False)
        sys.exit(outcome.exit_code)
    keep = watchless.hold if hold else None
    published = editions.run(
        investigation, edition, live=live, again=again, reports=reports, quiet=as_json, before_publishing=keep
    )
    if as_json:
        _print_json(published.as_json())
        return
    for sentence in published.sentences:
        click.echo(sentence)
    click.echo(f"{'Nothing has changed. ' if published.unchanged else ''}Report: {_near(published.report)}")


@cli.command()
@click.argument("manifest", type=click.Path(path_type=Path))
@how_to_read
@as_json
def read(manifest: Path, format_name: str, column: tuple[str, ...], as_json: bool, **said: Any) -> None:
    """Say what a manifest is and what it would give: rows, photos, accounts, what was set aside and why.

    \b
        whosefaces read faces.csv
        whosefaces read list.tsv.gz --column image_url
        whosefaces read list.csv --column photo_id=number --column nsid=who --encoding cp1252
        whosefaces read faces.csv --json
    """
    from whosefaces.manifest.asked import Asked
    from whosefaces.manifest.reading import describe

    wanted = Asked.on_the_command_line(format_name, column, **said)
    reading = describe(manifest, asked=wanted, recognised=partial(click.echo, err=True))
    if as_json:
        _print_json(reading.as_json())
    else:
        for line in reading.lines():
            click.echo(line)
    if reading.traceable is None:
        sys.exit(2)


@cli.command()
@click.argument("addresses", nargs=-1)
@as_json
def address(addresses: tuple[str, ...], as_json: bool) -> None:
    """Read Flickr addresses: which photo, whose, what kind. Nothing is asked of any network.

    \b
        whosefaces address https://flic.kr/p/2p4QbKN
        cut -d, -f1 faces.csv | whosefaces address --json
    """
    from whosefaces.flickr.address import read_address

    for text in addresses or _lines(sys.stdin):
        parts = read_address(text)
        if as_json:
            _print_json({"kind": parts.kind, "photo_id": parts.photo_id, "nsid": parts.nsid, "alias": parts.alias})
        else:
            owner = parts.nsid or parts.alias or "owner not in the address"
            about = f"photo {parts.photo_id}, {owner}" if parts.photo_id else parts.nsid or parts.alias or "no photo"
            click.echo(f"{parts.kind}: {about}: {text}")


@cli.command()
@click.argument("investigation", type=click.Path(path_type=Path))
@click.option("--margin", type=float, help="A wanted margin, as 0.03: the samples that buy three points either way.")
@click.option("--hours", type=float, help="Wanted hours of calls: the samples that they buy, and their margins.")
@click.option("--stamp", is_flag=True, help="Have the digests stamped by a time-stamping authority (needs a network).")
@as_json
def plan(investigation: Path, margin: float | None, hours: float | None, stamp: bool, as_json: bool) -> None:
    """Say what an investigation would cost and buy, before anything is asked: calls, hours, margins.

    It reads the robots.txt of the sources' hosts, and nothing else, and says which sources are closed and what can be
    learnt without them.

    \b
        whosefaces plan my-story/investigation.toml
        whosefaces plan my-story/investigation.toml --margin 0.03
        whosefaces plan my-story/investigation.toml --hours 2 --json

    Its last lines are the digests to publish before anybody looks at the list: they prove later that nothing was picked
    by its result.
    """
    from whosefaces.edition import inputs as fingerprint
    from whosefaces.edition import run as editions
    from whosefaces.edition import stamping
    from whosefaces.manifest import framing
    from whosefaces.measure.beside import planning
    from whosefaces.trace.http import access

    opened = editions.open_edition(investigation)
    frame = framing.build(opened.investigation, opened.case)
    allowed = access.look(opened.investigation, opened.case)
    planned = planning.plan(opened.investigation, frame.path, margin=margin, hours=hours, access=allowed)
    digests = fingerprint.beforehand(opened.investigation)
    stamps = stamping.stamped(digests, opened.investigation.home) if stamp else []
    if as_json:
        _print_json(planned.as_json() | {"to_publish_sha256": digests} | ({"stamps": stamps} if stamp else {}))
        return
    for line in planned.lines():
        click.echo(line)
    click.echo(
        "To publish before anybody looks at the list, as SHA-256; a later change of the file changes its digest:"
    )
    for name, digest in digests.items():
        click.echo(f"  {name:<13}  {digest}")
    for line in stamps:
        click.echo(line)


@cli.command()
@click.argument("edition", type=EDITION)
@click.option(
    "--investigation", type=click.Path(path_type=Path), help="The file that it was made from; else as the case says."
)
@click.option("--replay/--no-replay", default=True, help="Make it again from the case and compare bytes (the default).")
@click.option(
    "--stamp-root",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Root certificate (PEM) of the authority that stamped the custody log, from the authority itself.",
)
@as_json
def verify(edition: Path, investigation: Path | None, replay: bool, stamp_root: Path | None, as_json: bool) -> None:
    """Check a published edition: its sums, its notebooks, every number; with its case, all of it once more.

    \b
    As a stranger, with public/ alone:
        whosefaces verify public/
    With the case, everything is made again offline and compared byte for byte:
        whosefaces verify reports/my-story/2026-11-22
    From a bag, as `whosefaces package` makes one:
        whosefaces verify my-story-2026-11-22.bag

    It says what held, what failed and what could not be checked. Exit code 0: everything that could be checked held;
    5: something failed.
    """
    from whosefaces.edition import checking

    root = None if stamp_root is None else stamp_root.read_bytes()
    checked = checking.check(edition, investigation=investigation, replay=replay, tell=_told_on_stderr, stamp_root=root)
    if as_json:
        _print_json(checked.as_json())
    else:
        for line in checked.lines():
            click.echo(line)
    sys.exit(checked.exit_code)


@cli.command()
@click.argument("old", type=EDITION)
@click.argument("new", type=EDITION)
@click.option(
    "--investigation", type=click.Path(path_type=Path), help="The file that they were made from; else as the case says."
)
@as_json
def compare(old: Path, new: Path, investigation: Path | None, as_json: bool) -> None:
    """Say what changed between two editions of one investigation, and what did not.

    \b
        whosefaces compare reports/my-story/2026-11-15 reports/my-story/2026-11-22

    With both cases at hand the units drawn in both are paired, and the old answers are counted again by today's method:
    so a change of the world is told from a change of the counting. With public/ alone the published numbers are compared.
    """
    from whosefaces.edition import checking
    from whosefaces.report.between import compare as comparing

    comparison = comparing.compare(old, new, checking.investigation_of(new, investigation))
    if as_json:
        _print_json(comparison.as_json())
        return
    for line in comparison.lines():
        click.echo(line)


@cli.command()
@click.argument("edition", type=EDITION)
@click.option("--into", type=click.Path(path_type=Path), help="The bag to make; else ./INVESTIGATION-DATE.bag.")
@click.option(
    "--investigation", type=click.Path(path_type=Path), help="The file that it was made from; else as the case says."
)
@click.option(
    "--csv", "as_csv", type=click.Path(path_type=Path), help="Write panel and answers as CSV there, and make no bag."
)
@as_json
def package(edition: Path, into: Path | None, investigation: Path | None, as_csv: Path | None, as_json: bool) -> None:
    """Put an edition, its case and all that it was made from into a BagIt bag, for whoever is entitled to it.

    \b
        whosefaces package reports/my-story/2026-11-22 --into /media/court/my-story.bag
        whosefaces verify /media/court/my-story.bag

    The bag holds personal data and the salt: hand it over, never publish it. docs/packaging.md says how to sign it.
    With --csv FOLDER, the verifier in public/ can check draw and counts: check_edition.py PUBLIC --case FOLDER --salt SALT.
    """
    from whosefaces.edition import checking, packaging, sums

    packaging.sealed(edition)
    if as_csv is not None:
        written = packaging.case_as_csv(edition, as_csv)
        if as_json:
            _print_json({"csv": [str(path) for path in written]})
        else:
            click.echo(f"Wrote {' and '.join(map(_near, written))}. They hold personal data: never publish them.")
        return
    loaded = checking.investigation_of(edition, investigation)
    if loaded is None:
        raise click.UsageError(
            "the investigation file does not lie where the case says, or cannot be used; name it with --investigation"
        )
    target = into or Path(f"{loaded.investigation}-{edition.resolve().name}.bag")
    bag = packaging.bag(loaded, edition, target)
    seal = sums.sha256_of(bag / "tagmanifest-sha256.txt")
    if as_json:
        _print_json({"bag": str(bag), "tagmanifest_sha256": seal})
        return
    click.echo(f"Wrote {_near(bag)}. It holds personal data: hand it over, never publish it.")
    click.echo(f"SHA-256 of its tag manifest, to sign or to deposit: {seal}")


def _told_on_stderr(line: str) -> None:
    click.echo(line, err=True)


@cli.command()
@click.argument("what", required=False)
@click.argument("investigation", required=False, type=click.Path(path_type=Path))
@click.option("--edition", metavar="DATE", help="Which edition's case; else the newest.")
@click.option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where editions are; else reports/ beside the file.",
)
@click.option("--wacz", type=click.Path(path_type=Path), help="Write the evidence as WACZ, for public replay tools.")
@click.option("--all", "every", is_flag=True, help="Every unit that a finding counts; else the first of each answer.")
@as_json
def evidence(
    what: str,
    investigation: Path | None,
    edition: str | None,
    reports: Path | None,
    wacz: Path | None,
    every: bool,
    as_json: bool,
) -> None:
    """Show the exchange behind a number. What is printed names people: it is for the case only.

    \b
    The units that a finding counts, by yes, no and unknown, with the answers that say so; then one answer, whole:
        whosefaces evidence P1 my-story/investigation.toml
        whosefaces evidence P1 my-story/investigation.toml --all | less
        whosefaces evidence urn:uuid:6f1c... my-story/investigation.toml
    Everything that was recorded, for ReplayWeb.page; and whether the custody log hangs together:
        whosefaces evidence --wacz answers.wacz my-story/investigation.toml
        whosefaces evidence my-story/investigation.toml
    """
    from whosefaces.edition import casework

    if investigation is None:
        if not what:
            raise click.UsageError(
                "name an investigation file, and before it a finding or an evidence id if you want one"
            )
        if what.casefold().endswith(".toml") or Path(what).exists():
            what, investigation = "", Path(what)
        else:
            raise click.UsageError(f"name the investigation file after {what}, as my-story/investigation.toml")
    elif what.casefold().endswith(".toml") and investigation.suffix != ".toml":
        raise click.UsageError(f"the investigation file comes last: whosefaces evidence {investigation} {what}")
    case = casework.opened(investigation, edition, reports)
    if wacz is not None:
        written = casework.export(case, wacz)
        if as_json:
            _print_json({"wacz": str(written)})
        else:
            click.echo(f"Wrote {_near(written)}")
    elif as_json:
        _print_json(casework.as_json(case, what))
    else:
        for line in casework.lines(case, what, every=every):
            click.echo(line)


@cli.command("error-check")
@click.argument("investigation", type=click.Path(path_type=Path))
@click.option("--edition", metavar="DATE", help="Which edition's case; else the newest.")
@click.option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where editions are; else reports/ beside the file.",
)
def error_check(investigation: Path, edition: str | None, reports: Path | None) -> None:
    """Let two readers check a tenth of the answers, and correct the headlines by what they find. Case only.

    \b
    First: writes a sheet for each of two readers, and says where. They fill in its column "code":
        whosefaces error-check my-story/investigation.toml
    Then the same command again: it asks about what they differ on, and at last gives kappa and the corrected findings.

    A sheet that is there is never written over. Excel and LibreOffice open it; saved as CSV it is read too.
    """
    from whosefaces import investigation as investigations
    from whosefaces.edition import casework
    from whosefaces.measure.beside import error_check as checking

    case = casework.opened(investigation, edition, reports)
    loaded = investigations.load(investigation).answered_from(case.evidence)
    for line in checking.of_edition(loaded, case.folder, case.as_of).lines():
        click.echo(line)


@cli.command()
@click.argument("investigation", type=click.Path(path_type=Path))
@click.option("--for", "kind", type=click.Choice(["systemd", "crontab", "github"]), required=True)
@click.option("--at", default="Mon 05:30", help="A day and a time; default: Mon 05:30.")
@click.option(
    "--alert", default="", help="For systemd: a unit to start when a run needs a person, as alert@%n.service."
)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="Write files there; else print them.")
def schedule(investigation: Path, kind: str, at: str, into: Path | None, alert: str) -> None:
    """Write what runs an investigation every week without a person.

    \b
        whosefaces schedule my-story/investigation.toml --for systemd --into /etc/systemd/system
        whosefaces schedule my-story/investigation.toml --for crontab | sh
        whosefaces schedule my-story/investigation.toml --for github --into .github/workflows
    """
    from whosefaces import investigation as investigations
    from whosefaces.edition import schedule as schedules

    loaded, weekly = investigations.load(investigation), schedules.Weekly.read(at)
    files = {
        "systemd": lambda: schedules.systemd(loaded, weekly, alert),
        "crontab": lambda: {"crontab": schedules.crontab(loaded, weekly)},
        "github": lambda: {f"whose-faces-{loaded.investigation}.yml": schedules.github_actions(loaded, weekly)},
    }[kind]()
    for name, text in files.items():
        if into is None:
            click.echo(text, nl=False)
        else:
            into.mkdir(parents=True, exist_ok=True)
            (into / name).write_text(text, encoding="utf-8")
            click.echo(f"Wrote {_near(into / name)}")


def _lines(stream: Iterable[str]) -> Iterable[str]:
    return (line.rstrip("\r\n") for line in stream if line.strip())


def _print_json(content: dict[str, Any]) -> None:
    click.echo(json.dumps(content, ensure_ascii=False))


def _near(path: Path) -> str:
    """The path as one would type it from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def main() -> None:
    """The ``whosefaces`` command: one line for what goes wrong, and its exit code."""
    _in_utf8()
    try:
        code = cli.main(prog_name="whosefaces", standalone_mode=False)
    except click.exceptions.Abort:
        code = _stopped()
    except KeyboardInterrupt:
        code = _stopped()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except WhoseFacesError as error:
        click.echo(f"whosefaces: {shown(str(error))}", err=True)
        code = error.exit_code
    except OSError as error:
        known_error: WhoseFacesError | None = DiskFullError.of(error) or LimitError.of(error) or PlaceError.of(error)
        if known_error is None:
            raise
        click.echo(f"whosefaces: {shown(str(known_error))}", err=True)
        code = known_error.exit_code
    except sqlite3.Error as error:
        known_error = of_the_system(str(error), tempfile.gettempdir())
        if known_error is None:
            raise
        click.echo(f"whosefaces: {shown(str(known_error))}", err=True)
        code = known_error.exit_code
    sys.exit(code)


def _in_utf8() -> None:
    """Begin again in Python's UTF-8 mode where the system's own encoding cannot name every file: nothing was done yet."""
    if sys.flags.utf8_mode or sys.getfilesystemencoding().lower() == "utf-8":
        return
    os.environ["PYTHONUTF8"] = "1"  # for the kernels, too
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def _stopped() -> int:
    click.echo("\nwhosefaces: stopped; nothing is lost: the same command carries on", err=True)
    return INTERRUPTED


if __name__ == "__main__":
    main()
