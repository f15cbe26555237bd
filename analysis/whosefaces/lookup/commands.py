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

    The exit code is 0 where a list was asked, whether or not anything was found in it, and 2 where nothing could be asked.
    """
    from whosefaces.lookup.answers import Shelf, shown

    asked_at_all = False
    with Shelf(_indexes(places)) as shelf:
        for text in _questions(asked):
            question, answers = shelf.ask(text)
            asked_at_all = asked_at_all or question.why_not is None
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
            else:
                for line in shown([(question, answers)], every=every):
                    click.echo(line)
    sys.exit(0 if asked_at_all else 2)


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
        indexes = prepared.prepared(place)
        if indexes is None:
            from whosefaces.lookup.prepare import prepare as written

            click.echo(f"{place}: read now, once; the next question is answered at once", err=True)
            indexes = written(place, tell=lambda line: click.echo(line, err=True))
        yield from indexes.indexes


def _questions(words: tuple[str, ...]) -> Iterator[str]:
    """Each question; a text file's lines, and standard input's for ``-``."""
    for text in words:
        if text == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        elif ("." in text or "/" in text) and len(text) < 255 and Path(text).is_file():
            lines = Path(text).read_text(encoding="utf-8-sig", errors="replace").splitlines()
            yield from (line.strip() for line in lines if line.strip())
        else:
            yield text


def _print_json(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False))


@click.group("lookup-site")
def lookup_site() -> None:
    """Let people ask "am I in it?" without saying whom they ask about, and without showing the list.

    \b
    A folder for a web server, a question answered by post, a server that answers, and the end:
        whosefaces lookup-site build my-story/investigation.toml --into look-up
        whosefaces lookup-site answer 2AB3-... --key my-story/keys/2026-11-22.key
        whosefaces lookup-site serve look-up --key my-story/keys/2026-11-22.key
        whosefaces lookup-site close look-up --key my-story/keys/2026-11-22.key

    Read docs/run-a-look-up.md before, and docs/lookup-threat-model.md for what each of them learns.
    """


key_file = click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The secret key's file (mode 600).",
)


@lookup_site.command()
@click.argument("investigation", type=click.Path(path_type=Path))
@click.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to make, for a web server.",
)
@click.option(
    "--edition", metavar="DATE", help="The edition that the list is of; else the newest published one, else the next."
)
@click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the secret key goes; else keys/DATE.key beside the investigation file.",
)
@click.option("--ask", metavar="ADDRESS", help="Where a server answers, as /ask; else by post alone.")
@click.option(
    "--at",
    metavar="ADDRESS",
    help="Where the folder will stand, as https://look-up.example.org/: the report links to it.",
)
@click.option("--cap", type=click.IntRange(min=1), help="Answers a day; else 2,000.")
@click.option(
    "--partner",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A partner's public key, as `partner new` wrote it: two keys then.",
)
@click.option(
    "--partner-ask", metavar="ADDRESS", help="Where the partner's server answers, as https://look-up.example.org/ask."
)
@click.option("--reports", type=click.Path(path_type=Path, file_okay=False), help="Where editions are; else reports/.")
def build(
    investigation: Path,
    into: Path,
    edition: str | None,
    key_file: Path | None,
    ask: str | None,
    at: str | None,
    cap: int | None,
    partner: Path | None,
    partner_ask: str | None,
    reports: Path | None,
) -> None:
    """Write the folder: page, script, and the list as keyed tags.

    \b
        whosefaces lookup-site build my-story/investigation.toml --into look-up
        whosefaces lookup-site build my-story/investigation.toml --into look-up --ask /ask --cap 1000

    Nothing in the folder names anybody. Whoever has the folder and the key can list everybody: keep them apart.
    Refused where dataset.people is children or dataset.membership_reveals anything, or where either is not answered.
    """
    from whosefaces.lookup import building

    built = building.build(
        investigation,
        into,
        edition=edition,
        key_file=key_file,
        ask=ask,
        at=at,
        cap=cap,
        partner=partner,
        partner_ask=partner_ask,
        reports=reports,
        tell=lambda line: click.echo(line, err=True),
    )
    for line in built.lines():
        click.echo(line)


@lookup_site.command()
@click.argument("code", nargs=-1)
@key_file
def answer(code: tuple[str, ...], key_file: Path) -> None:
    """Answer a question that came by post: the code, or the whole mail on standard input. Needs no network.

    \b
        whosefaces lookup-site answer 2AB3-CD4E-... --key my-story/keys/2026-11-22.key
        whosefaces lookup-site answer --key my-story/keys/2026-11-22.key < mail.txt

    You learn that somebody asks, and not about whom. Kept is how many were answered today, and nothing else.
    """
    from whosefaces.lookup import post
    from whosefaces.lookup.keys import Key

    key = Key.read(key_file)
    text = " ".join(code) if code and code != ("-",) else sys.stdin.read(200_000)
    click.echo(post.answer(text, key, post.Count.beside(key)))


@lookup_site.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@key_file
@click.option("--reports", type=click.Path(path_type=Path, file_okay=False), help="Where editions are; else reports/.")
@click.option(
    "--investigation",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Its file, where the key no longer lies beside it.",
)
@click.confirmation_option(prompt="The key is destroyed for good. Nobody can be answered after that. Go on?")
def close(folder: Path | None, key_file: Path, reports: Path | None, investigation: Path | None) -> None:
    """End a look-up: destroy its key, and write the day into the folder's pages and the edition's record.

    \b
        whosefaces lookup-site close look-up --key my-story/keys/2026-11-22.key

    Afterwards nobody can test a name, you included. A partner closes its own key without a folder.
    """
    from whosefaces.lookup import closing

    for line in closing.close(key_file, folder, reports, investigation):
        click.echo(line)


@lookup_site.group()
def partner() -> None:
    """Two keys: what a newsroom's partner does, so that neither of the two can test a name alone.

    \b
        whosefaces lookup-site partner new our.key --for demo-faces/2026-11-22 --name "Privacy Desk"
        whosefaces lookup-site partner answer look-up.to-partner.bin --key our.key
    """


@partner.command("new")
@click.argument("key_file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--for", "of", required=True, metavar="DATASET/EDITION", help="As the newsroom names them.")
@click.option("--name", required=True, help="Your name, as the page is to print it, with a way to write to you.")
@click.option("--cap", type=click.IntRange(min=1), default=2_000, show_default=True, help="Answers a day.")
def partner_new(key_file: Path, of: str, name: str, cap: int) -> None:
    """Make a partner's key, and the file with its public half to give to the newsroom.

    \b
        whosefaces lookup-site partner new our.key --for demo-faces/2026-11-22 --name "Privacy Desk"
    """
    from whosefaces.lookup import partnership

    click.echo(
        f"Wrote {key_file} (mode 600; keep it). Give to the newsroom: {partnership.new(key_file, of, name, cap)}"
    )


@partner.command("answer")
@click.argument("sent", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@key_file
def partner_answer(sent: Path, key_file: Path) -> None:
    """Evaluate what the newsroom sent while it builds. You learn how many accounts it is of, and none of them.

    \b
        whosefaces lookup-site partner answer look-up.to-partner.bin --key our.key
    """
    from whosefaces.lookup import partnership
    from whosefaces.lookup.keys import Key

    path, count = partnership.answer(sent, Key.read(key_file))
    click.echo(f"Wrote {path}, of {count:,} accounts; send it back to the newsroom.")


@lookup_site.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The secret key's file; else WHOSEFACES_LOOKUP_KEY or systemd's credential lookup-key.",
)
@click.option(
    "--state",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder to keep the count of answers by day in.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen; leave it, and put Caddy or an onion service before it.",
)
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--per-address",
    default=20,
    show_default=True,
    type=click.IntRange(min=0),
    help="Questions an hour of one address; 0 for an onion service.",
)
@click.option("--behind-proxy", is_flag=True, help="Take the address from the proxy on this machine.")
@click.option("--origin", metavar="ADDRESS", help="For a partner: the newsroom's page, as https://look-up.example.org.")
def serve(
    folder: Path | None,
    key_file: Path | None,
    state: Path,
    host: str,
    port: int,
    per_address: int,
    behind_proxy: bool,
    origin: str | None,
) -> None:
    """Serve page and answers from one small process; or, as a partner, answers alone.

    \b
        whosefaces lookup-site serve look-up --key my-story/keys/2026-11-22.key --state /var/lib/look-up
        whosefaces lookup-site serve --key our.key --state /var/lib/look-up --origin https://look-up.example.org

    It logs no address and no content. docs/run-a-look-up.md has a systemd unit, a Caddyfile and an onion service.
    """
    from whosefaces.lookup import post, serving

    key = serving.key_from(key_file)
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    count = post.Count(state / "answered.json", key.cap)
    app = serving.application(key, count, folder, per_hour=per_address, origin=origin)
    click.echo(f"Serving on http://{host}:{port}: at most {key.cap:,} answers a day", err=True)
    serving.serve(serving.configured(app, host, port, behind_proxy=behind_proxy))
