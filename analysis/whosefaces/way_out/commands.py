"""The commands ``letters``, ``requests``, ``route`` and ``notice``: one short function each; slow imports wait inside."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from whosefaces.way_out.letters import Addressee, Earlier, Letter, Photo, Sender
    from whosefaces.way_out.requests import Request

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, for machines.")
PLACE = click.Path(path_type=Path, exists=True)


class _Day(click.ParamType[dt.date]):
    name = "day"

    def convert(self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """A day as 2026-11-28."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value}: a day is written as 2026-11-28", param, ctx)


DAY = _Day()
today_option = click.option("--today", type=DAY, default=dt.date.today, show_default="today", help="The day it is.")
ledger_option = click.option(
    "--ledger", type=click.Path(path_type=Path, dir_okay=False), default=Path("requests.sqlite"), show_default=True,
    help="The file of your requests. It holds labels, never names.",
)  # fmt: skip


@click.group()
def letters() -> None:
    """Write the letter that asks to get out, filled in. Nothing is ever sent.

    \b
    A photographer's request by the holder's own procedure:
        whosefaces letters write 12345678@N00 --in my-story/investigation.toml --kind procedure --name "A. Person" --residence US-NY
    Access under the GDPR, in German:
        whosefaces letters write 12345678@N00 --in list.csv --law gdpr --residence DE --kind access --language de --name "A. Person"
    Somebody pictured, not the photographer:
        whosefaces letters write --as pictured --photo 4900000001 --kind erasure --ground d --law gdpr --residence FR --name "A. Person"

    Laws and their letters: gdpr and uk (access, erasure, objection, reminder; complaint, for gdpr; uk_complaint, for uk),
    california (ccpa), illinois (bipa), brazil (lgpd), canada (pipeda). The procedure letter is for everybody.
    """


@letters.command()
@click.argument("asked", required=False, default="")
@click.option("--in", "place", type=PLACE, help="The list or investigation in which your photos are looked up.")
@click.option("--kind", required=True, help="procedure, access, erasure, objection, reminder, complaint, watch, ...")
@click.option("--law", "law_name", default="", help="Which law; where the residence has only one, that one.")
@click.option("--residence", required=True, help="Where you live: a country as DE, or US-CA for a state.")
@click.option("--name", required=True, help="Who signs.")
@click.option(
    "--as", "role", type=click.Choice(["photographer", "pictured"]), default="photographer", show_default=True
)
@click.option("--language", default="en", show_default=True, help="en, de, fr, es, it or nl.")
@click.option("--photo", "photo_id", default="", help="The one photo in which you appear: its id or its address.")
@click.option("--username", default="", help="Your user name on Flickr.")
@click.option("--former-name", "former_names", multiple=True, help="A name that you had on Flickr before.")
@click.option("--dataset", default="", help="The dataset's name; default: as the investigation says.")
@click.option("--holder", default="", help="Who holds it; default: as the investigation or the procedure says.")
@click.option("--holder-address", default="", help="The holder's postal address.")
@click.option("--email", default="", help="The holder's desk; default: as the procedure says.")
@click.option("--derived", multiple=True, help="A dataset made from this one, to be told as well.")
@click.option("--procedure", "procedure_name", default="", help="A procedure by name, or your own file.toml.")
@click.option(
    "--ground", type=click.Choice(["a", "c", "d"]), help="Erasure: a no longer needed, c I object, d unlawful."
)
@click.option("--grounds", default="", help="Objection: your own situation, in your own words.")
@click.option("--for-child", "child", default="", metavar="WORDS", help='A parent writes: "my child", or a name.')
@click.option(
    "--mandate", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A group writes: its mandate."
)
@click.option("--body", default="", help="The organisation that writes.")
@click.option("--request", "number", type=int, help="The earlier request, by its number in the ledger.")
@click.option("--what-came", default="", help="What came after the earlier request, in one sentence.")
@click.option("--reasons", default="", help="What you complain about.")
@click.option("--authority", default="", help="A complaint: part of the authority's name, where a country has several.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path("letters"), show_default=True)
@click.option("--form", "forms", multiple=True, help="txt, eml, html, pdf, docx; default: all.")
@ledger_option
@today_option
def write(account: str, place: Path | None, into: Path, forms: tuple[str, ...], today: dt.date, **given: Any) -> None:
    """Write one letter, for one person, in every form. See `whosefaces letters --help` for examples."""
    from whosefaces.way_out.catalogue import LetterError
    from whosefaces.way_out.forms import FORMS, save

    if unknown := set(forms) - set(FORMS):
        raise LetterError(f"--form {', '.join(sorted(unknown))}: there are {', '.join(FORMS)}")
    letter = compose(account, place, today, **given)
    for path in save(letter, into, cast(Any, forms) or FORMS):
        click.echo(str(path))
    click.echo(
        "Read the file that is for you only before you send anything. Afterwards: "
        f"whosefaces requests add LABEL --holder {json.dumps(letter.to, ensure_ascii=False)} --law {letter.law} --letter {letter.kind}",
        err=True,
    )


def compose(account: str, place: Path | None, today: dt.date, **given: Any) -> Letter:
    """The letter that the options of ``letters write`` describe."""
    from whosefaces.way_out import letters as rooms

    procedure = _procedure(given["procedure_name"], place)
    law_name = given["law_name"] or _only_law(given["residence"])
    sender, photos = _sender_and_photos(account, place, given)
    addressee = _addressee(given, place, procedure)
    if given["kind"] == "complaint":
        addressee = _to_authority(addressee, given)
    earlier = _earlier(given)
    letter = rooms.write(
        given["kind"], law_name, given["language"], sender, addressee, today, photos=photos, procedure=procedure,
        ground=given["ground"], grounds=given["grounds"], earlier=earlier,
    )  # fmt: skip
    return rooms.marked_invented(letter) if _is_demonstration(place) else letter


def _is_demonstration(place: Path | None) -> bool:
    from whosefaces import investigation as investigations

    return place is not None and place.suffix == ".toml" and investigations.load(place).demonstration


def _procedure(name: str, place: Path | None) -> Any:
    from whosefaces import investigation as investigations
    from whosefaces.dossiers import procedures
    from whosefaces.way_out.catalogue import LetterError

    procedure: procedures.Procedure | None
    if name:
        procedure = procedures.read_file(Path(name)) if name.endswith(".toml") else procedures.read(name)
    elif place is not None and place.suffix == ".toml":
        listed = procedures.of(investigations.load(place))
        procedure = next((each for each in listed if each.kind == "stated by the holder"), None)
    else:
        return None
    if procedure is not None and procedure.kind != "stated by the holder":
        raise LetterError(
            f"{procedure.title}: nobody offers this way; a letter follows a procedure that the holder stated"
        )
    return procedure


def _only_law(residence: str) -> str:
    from whosefaces.dossiers import law
    from whosefaces.way_out.catalogue import LetterError

    fitting = [one.id for one in law.laws().values() if one.governs(residence)]
    if len(fitting) == 1:
        return fitting[0]
    raise LetterError(
        f"--law is missing: for {residence} we know {', '.join(fitting) or 'no law'}; name one of {', '.join(law.laws())}"
    )


def _sender_and_photos(account: str, place: Path | None, given: dict[str, Any]) -> tuple[Sender, tuple[Photo, ...]]:
    from whosefaces.flickr.address import read_address
    from whosefaces.way_out import own_rows as rows
    from whosefaces.way_out.catalogue import LetterError
    from whosefaces.way_out.letters import Photo, Sender
    from whosefaces.way_out.requests import FOLLOW_UPS

    common = {
        "name": given["name"], "residence": given["residence"], "role": given["role"], "child": given["child"],
        "body": given["body"], "mandate": given["mandate"] is not None,
    }  # fmt: skip
    if given["mandate"] is not None and not given["body"]:
        raise LetterError("--mandate: say which organisation writes, with --body")
    if given["role"] == "pictured":
        photo_id = given["photo_id"]
        if "/" in photo_id:  # a letter never carries an address that names the photo's owner
            photo_id = read_address(photo_id).photo_id or photo_id
        return Sender(**common), (Photo(photo_id),) if photo_id else ()
    if not account:
        raise LetterError("missing: your account; give your NSID, user name or profile address as the first word")
    wanted = rows.account(account)
    photos: tuple[Photo, ...] = ()
    if place is not None and given["kind"] not in FOLLOW_UPS:
        own = rows.own_rows(place, account)
        photos = own.photos
        if own.by_alias_alone:
            click.echo(
                "Found by the alias alone. An alias can have belonged to somebody else: look at the photos before you "
                "send anything.",
                err=True,
            )
    username = given["username"] or wanted.alias
    return Sender(**common, nsid=wanted.nsid, username=username, former_names=given["former_names"]), photos


def _addressee(given: dict[str, Any], place: Path | None, procedure: Any) -> Addressee:
    from whosefaces import investigation as investigations
    from whosefaces.way_out.catalogue import LetterError
    from whosefaces.way_out.letters import Addressee

    dataset, holder = given["dataset"], given["holder"]
    if place is not None and place.suffix == ".toml":
        facts = investigations.load(place).dataset
        dataset = dataset or (facts.name.value if facts.name else "")
        holder = holder or (facts.holder.value if facts.holder else "")
    if procedure is not None:
        dataset, holder = dataset or procedure.dataset, holder or procedure.holder
    for what, value, option in (("the dataset's name", dataset, "--dataset"), ("who holds it", holder, "--holder")):
        if not value:
            raise LetterError(f"missing: {what}; give it with {option}")
    desks = {desk.by: desk.address for desk in procedure.desks} if procedure is not None else {}
    return Addressee(
        holder,
        dataset,
        given["holder_address"] or desks.get("post", ""),
        given["email"] or desks.get("e-mail", ""),
        (procedure.request.subject or "") if procedure is not None and given["kind"] == "procedure" else "",
        tuple(given["derived"]),
    )


def _to_authority(holder: Addressee, given: dict[str, Any]) -> Addressee:
    """A complaint goes to an authority: the residence's, or the one that is named."""
    import dataclasses

    from whosefaces.dossiers import law
    from whosefaces.way_out.catalogue import LetterError

    listed = law.authorities_for(given["residence"])
    chosen = [each for each in listed if given["authority"].casefold() in each.name.casefold()]
    if len(chosen) != 1:
        names = "; ".join(each.name for each in (chosen or listed))
        raise LetterError(
            f"--authority: {len(chosen)} authorities fit for {given['residence']}; name one of: {names}"
            if listed
            else f"no authority is known for {given['residence']}"
        )
    if not holder.address:
        raise LetterError("missing: the holder's postal address; the authority needs it (--holder-address)")
    return dataclasses.replace(
        holder, email=chosen[0].email, authority=chosen[0].name, authority_address=chosen[0].address
    )


def _earlier(given: dict[str, Any]) -> Earlier | None:
    from whosefaces.way_out.letters import Earlier
    from whosefaces.way_out.requests import FOLLOW_UPS, Ledger

    if given["kind"] not in FOLLOW_UPS or given["number"] is None:
        return None
    request = Ledger(given["ledger"]).request(given["number"])
    return Earlier(cast(Any, request.letter), request.sent_on, request.due_on, given["what_came"], given["reasons"])


@letters.group()
def handover() -> None:
    """Hand a person's own rows to that person: after control was shown, encrypted, logged without content.

    \b
    1. A word to put into a tag of one of their photos, or into their profile:
        whosefaces letters handover word
    2. When it stands there, read it from Flickr and pack (needs a Flickr API key; what came is kept as evidence):
        whosefaces letters handover pack 12345678@N00 --in my-story/investigation.toml --word wf-... --live --to age1...
       In a tag, name the photo as well: --photo 4900000001
       Without a key, keep Flickr's answer (flickr.photos.getInfo or flickr.people.getInfo, as JSON):
        whosefaces letters handover pack 12345678@N00 --in list.csv --word wf-... --answer answer.json --to age1...
    """


@handover.command()
def word() -> None:
    """Print a new word that shows control of an account."""
    from whosefaces.way_out.control import control_word

    click.echo(control_word())


@handover.command()
@click.argument("nsid")
@click.option("--in", "place", type=PLACE, required=True, help="The list or investigation.")
@click.option("--word", "control", required=True, help="The word that was given to the person.")
@click.option("--live", is_flag=True, envvar="WHOSEFACES_LIVE", help="Ask Flickr now, and keep what came as evidence.")
@click.option("--photo", "photo_id", default="", help="With --live: the photo in whose tags the word stands.")
@click.option("--answer", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Instead of --live: Flickr's answer in which the word stands, as JSON.")  # fmt: skip
@click.option("--to", "recipient", default="", help="The person's age public key, age1...")
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase instead of a key.")
@click.option("--letter", "files", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="A letter to put into the package.")  # fmt: skip
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path("handovers"), show_default=True)
@today_option
def pack(
    nsid: str, place: Path, control: str, live: bool, photo_id: str, answer: Path | None, recipient: str, passphrase: bool,
    files: tuple[Path, ...], into: Path, today: dt.date,
) -> None:  # fmt: skip
    """Pack the rows of one account, encrypted for its owner."""
    from whosefaces.edition import protection
    from whosefaces.way_out.catalogue import LetterError
    from whosefaces.way_out.handover import log, package
    from whosefaces.way_out.own_rows import account, own_rows

    wanted = account(nsid)
    if not wanted.nsid:
        raise LetterError("a hand-over needs the account's number (NSID): an alias can change hands")
    if answer is not None:
        shown = _in_saved_answer(answer, wanted.nsid, control)
    elif live:
        shown = _asked_now(place, wanted.nsid, photo_id, control, protection.protect(into))
    else:
        raise LetterError(
            "say where the word is read: --live asks Flickr now, --answer FILE takes an answer that you kept"
        )
    if shown is None:
        raise LetterError(
            f"control is not shown: the word stands in no tag that {wanted.nsid} set on an own photo, and not in the profile"
            + (" (only the profile was read: name the photo with --photo)" if live and not photo_id else "")
        )
    secret = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True) if passphrase else ""
    sealed = package(
        own_rows(place, nsid),
        [(path.name, path.read_bytes()) for path in files],
        today,
        recipient=recipient,
        passphrase=secret,
    )
    protection.protect(into)
    path = into / f"handover-{sealed.number}.zip.age"
    path.touch(mode=0o600)
    path.write_bytes(sealed.content)
    log(into, sealed)
    click.echo(str(path))


def _in_saved_answer(answer: Path, nsid: str, control: str) -> Any:
    from whosefaces.way_out.catalogue import LetterError
    from whosefaces.way_out.control import in_photo, in_profile

    try:
        read = json.loads(answer.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        raise LetterError(f"{answer}: not a JSON answer of Flickr's API") from None
    return (in_photo(read, nsid, control) or in_profile(read, nsid, control)) if isinstance(read, dict) else None


def _asked_now(place: Path, nsid: str, photo_id: str, control: str, into: Path) -> Any:
    from whosefaces import investigation as investigations
    from whosefaces.way_out.catalogue import LetterError
    from whosefaces.way_out.control import ask

    if place.suffix != ".toml":
        raise LetterError(
            f"{place.name}: Flickr is asked under the name of an investigation, which gives whom to contact: name its file "
            "with --in, or keep Flickr's answer and give it with --answer"
        )
    return ask(investigations.load(place), nsid, photo_id, control, into / "evidence")


@click.group()
def requests() -> None:
    """Keep requests and their clock: what was sent, what came, what is due.

    \b
        whosefaces requests add P-07 --holder "Example Corp" --law gdpr --letter access --sent-on 2026-11-28
        whosefaces requests due
        whosefaces requests enter 1 removed --on 2026-12-20
        whosefaces requests calendar > due.ics
        whosefaces requests outcomes --holder "Example Corp"
        whosefaces requests outcomes --holder "Example Corp" --for my-story/investigation.toml
        whosefaces requests import ledger.csv --censored-on 2026-07-23
    """


@requests.command()
@click.argument("label")
@click.option("--holder", required=True)
@click.option("--law", "law_name", required=True)
@click.option("--letter", "kind", required=True)
@click.option("--procedure", default="")
@click.option("--sent-on", type=DAY, default=dt.date.today, show_default="today")
@ledger_option
def add(label: str, holder: str, law_name: str, kind: str, procedure: str, sent_on: dt.date, ledger: Path) -> None:
    """Enter a request that you sent, under a label of your choosing (never a name)."""
    from whosefaces.dossiers import law
    from whosefaces.way_out.clock import Limit, due
    from whosefaces.way_out.requests import Ledger

    limit = law.law(law_name).limit
    last = due(sent_on, Limit(limit.count, limit.unit, limit.moves)) if limit else None
    request = Ledger(ledger).add(label, holder, law_name, kind, sent_on, last, procedure)
    until = f"an answer is due by {request.due_on}" if request.due_on else "this law sets no day for an answer"
    click.echo(f"{request.number}: {request.label}, {request.letter} to {request.holder}; {until}")


@requests.command()
@click.argument("number", type=int)
@click.argument("what")
@click.option("--on", type=DAY, default=dt.date.today, show_default="today")
@click.option("--version", "version", default="", help="The version of the dataset in which it was looked up.")
@ledger_option
def enter(number: int, what: str, on: dt.date, version: str, ledger: Path) -> None:
    """Enter what came: acknowledged, "asked for more", refused, removed, "verified gone", "still there", withdrawn."""
    from whosefaces.way_out.requests import Ledger

    request = Ledger(ledger).enter(number, what, on, version)
    click.echo(f"{request.number}: {request.label}: {request.standing(on)}")


@requests.command(name="list")
@ledger_option
@today_option
@as_json
def list_(ledger: Path, today: dt.date, as_json: bool) -> None:
    """Every request, and where it stands."""
    _print_requests(ledger, today, as_json, due_only=False)


@requests.command()
@ledger_option
@today_option
@as_json
def due(ledger: Path, today: dt.date, as_json: bool) -> None:
    """The requests whose last day has passed without an answer, and the letter that comes next."""
    _print_requests(ledger, today, as_json, due_only=True)


def _print_requests(ledger: Path, today: dt.date, as_json: bool, *, due_only: bool) -> None:
    from whosefaces.way_out.requests import Ledger, unanswered

    every = Ledger(ledger).requests()
    overdue = {each.number for each in unanswered(every) if each.standing(today) == "overdue"}
    listed = [each for each in every if not due_only or each.number in overdue]
    if as_json:
        click.echo(json.dumps([_as_json(each, today) for each in listed], ensure_ascii=False, indent=2))
        return
    for each in listed:
        days = f"due {each.due_on}" if each.due_on else "no day set by law"
        following = f"; next: {next_letter(each)}" if each.number in overdue else ""
        click.echo(
            f"{each.number}: {each.label}, {each.letter} to {each.holder} of {each.sent_on}, {days}: {each.standing(today)}{following}"
        )
    if not listed:
        click.echo("Nothing is overdue." if due_only else "No request is in this ledger.")


def next_letter(request: Request) -> str:
    """Which letter follows a request without an answer: first a reminder, then the complaint of its law."""
    if request.letter != "reminder":
        return "reminder"
    return "uk_complaint" if request.law == "uk" else "complaint" if request.law == "gdpr" else "none under this law"


def _as_json(request: Request, today: dt.date) -> dict[str, Any]:
    return {
        "number": request.number, "label": request.label, "holder": request.holder, "law": request.law,
        "letter": request.letter, "sent_on": request.sent_on.isoformat(),
        "due_on": request.due_on.isoformat() if request.due_on else None, "standing": request.standing(today),
        "events": [{"on": event.on.isoformat(), "what": event.what, "version": event.version} for event in request.events],
    }  # fmt: skip


@requests.command()
@ledger_option
def calendar(ledger: Path) -> None:
    """A calendar file with the days on which something is due, on standard output."""
    from whosefaces.way_out import calendar_file
    from whosefaces.way_out.requests import Ledger

    click.echo(calendar_file.calendar(Ledger(ledger).requests()), nl=False)


for_option = click.option(
    "--for", "investigation", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Put it on record beside this investigation file: its next edition prints it.",
)  # fmt: skip


@requests.command()
@click.option("--holder", required=True)
@click.option("--procedure", default="", help="Only the requests by this procedure.")
@for_option
@ledger_option
@today_option
@as_json
def outcomes(
    holder: str, procedure: str, investigation: Path | None, ledger: Path, today: dt.date, as_json: bool
) -> None:
    """Of one holder: what became of the requests, and how long answers and removals took. Nothing below ten requesters.

    With --for it goes into the report, as numbers of people and no more: no label and no day of one request.
    """
    from whosefaces import investigation as investigations
    from whosefaces.report import on_record
    from whosefaces.way_out.opt_out_as_it_went import as_it_went, for_the_report
    from whosefaces.way_out.requests import Ledger, RequestError

    mine = [
        request
        for request in Ledger(ledger).requests()
        if request.holder == holder and procedure in {"", request.procedure}
    ]
    as_went = as_it_went(mine, today)
    if investigation is not None:
        loaded = investigations.load(investigation)
        named = loaded.dataset.holder.value if loaded.dataset.holder else ""
        if named != holder:
            raise RequestError(
                f"--holder {holder!r}: {investigation.name} names {named or 'no holder'}, and a report names nobody else; "
                "put the same name under [dataset] holder, with its source"
            )
        path = on_record.enter(loaded.file.parent, for_the_report(as_went, holder, procedure, today))
        click.echo(f"Wrote {path}. Editions of {today} and later print it.", err=True)
    _say(as_went, as_json)


@requests.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--censored-on", type=DAY, required=True, help="The last day on which an answer would have been noticed.")
@click.option("--from", "first", type=DAY, default=dt.date(1900, 1, 1), help="Requests opened from this day on.")
@click.option("--to", "last", type=DAY, default=None, help="Requests opened up to this day.")
@click.option("--answers-not-visible", is_flag=True, help="Answers are missing from this copy: no curve is drawn.")
@as_json
def import_(
    file: Path, censored_on: dt.date, first: dt.date, last: dt.date | None, answers_not_visible: bool, as_json: bool
) -> None:
    """Read a public ledger of requests (CSV, or a repository's issues as JSON) and say what it shows."""
    from whosefaces.way_out import public_ledger
    from whosefaces.way_out.opt_out_as_it_went import of_ledger

    entries = public_ledger.read(file)
    chosen = public_ledger.period(entries, first, last or censored_on, censored_on, visible=not answers_not_visible)
    _say(of_ledger(chosen), as_json)


def _say(state: Any, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(state.as_json(), ensure_ascii=False, indent=2, default=str))
        return
    for line in state.lines():
        click.echo(line)


@click.command()
@click.argument("warc", type=click.Path(path_type=Path), required=False)
@click.option("--start", required=True, help="The address of the dataset's own page.")
@click.option("--way-out", "way_out", required=True, help="The address of the page on the way out.")
@click.option("--ask-holder", metavar="HOST", default="", help="Look once at the page now. Typed by a person only.")
@for_option
@as_json
def route(
    warc: Path | None, start: str, way_out: str, ask_holder: str, investigation: Path | None, as_json: bool
) -> None:
    """Say whether the way out can be found: from recorded pages (WARC), or looked at once with --ask-holder.

    \b
        whosefaces route pages.warc.gz --start https://example.org/faces --way-out https://example.org/opt-out
        whosefaces route pages.warc.gz --start ... --way-out ... --ask-holder example.org
        whosefaces route pages.warc.gz --start ... --way-out ... --for my-story/investigation.toml

    --ask-holder asks for that one page and its robots.txt, and records both into the file. It tells the holder that somebody is
    looking, so it works only when a person types at a terminal.
    """
    from whosefaces.way_out.catalogue import LetterError
    from whosefaces.way_out.findability import route as found
    from whosefaces.way_out.recorded_pages import ask, pages

    if warc is None:
        raise LetterError("name the file of recorded pages (WARC); with --ask-holder it is made")
    if ask_holder:
        ask(ask_holder, way_out, warc, terminal=sys.stdin.isatty())
    outcome = found(pages(warc), start, way_out)
    if investigation is not None:
        click.echo(f"Wrote {_route_on_record(outcome, warc, start, way_out, investigation)}.", err=True)
    if as_json:
        facts = [{"question": f.question, "answer": f.answer, "why": f.why, "record": f.record} for f in outcome.facts]
        click.echo(
            json.dumps(
                {"facts": facts, "clicks": outcome.clicks, "words": outcome.words, "hidden": outcome.hidden}, indent=2
            )
        )
        return
    for fact in outcome.facts:
        click.echo(f"{fact.question}: {fact.answer} ({fact.why})")


def _route_on_record(outcome: Any, warc: Path, start: str, way_out: str, investigation: Path) -> Path:
    from whosefaces import investigation as investigations
    from whosefaces.edition import sums
    from whosefaces.report import on_record
    from whosefaces.way_out.findability import NAMES, RouteError

    if outcome.recorded_on is None:
        raise RouteError(f"{warc}: no record says on which day it was made, so no edition can print it")
    entry = on_record.Findability(
        on=outcome.recorded_on,
        dataset_page=start,
        way_out_page=way_out,
        evidence_sha256=sums.sha256_of(warc),
        clicks=outcome.clicks,
        answers=cast(Any, {NAMES[fact.question]: fact.answer for fact in outcome.facts}),
    )
    return on_record.enter(investigations.load(investigation).file.parent, entry)


@click.command()
@click.argument("place", type=PLACE)
@click.option("--dataset", default="", help="The dataset's name; default: as the investigation says.")
@click.option("--look-up", default="", help="The address of a look-up, where there is one.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path("notice"), show_default=True)
def notice(place: Path, dataset: str, look_up: str, into: Path) -> None:
    """The notice that a holder could send: how many messages, in which order, and the text in six languages.

    \b
        whosefaces notice my-story/investigation.toml --look-up https://example.org/am-i-in-it

    `to-holder/` may leave: counts and words. `case/` names accounts and stays with you.
    """
    import tempfile

    from whosefaces import investigation as investigations
    from whosefaces.edition import protection
    from whosefaces.way_out.notice import accounts_of, pack
    from whosefaces.way_out.own_rows import frame_of

    facts = {"dataset": dataset, "look_up": look_up}
    if place.suffix == ".toml":
        established = investigations.load(place).dataset
        for gap in ("name", "holder", "purpose", "recipients"):
            fact = getattr(established, gap)
            if fact is not None and not facts.get("dataset" if gap == "name" else gap):
                facts["dataset" if gap == "name" else gap] = fact.value
    with tempfile.TemporaryDirectory() as folder:
        accounts, without_owner = accounts_of(frame_of(place, Path(folder)))
    packs = pack([photos for _, photos in accounts], without_owner, facts)
    outside, inside = into / "to-holder", into / "case"
    outside.mkdir(parents=True, exist_ok=True)
    protection.protect(inside)
    (outside / "messages.csv").write_text(packs.counts_csv(), encoding="utf-8")
    for language, text in packs.text.items():
        (outside / f"notice-{language}.txt").write_text(text, encoding="utf-8")
    only_you = "Only the holder can say this, and Article 14 GDPR asks for it:\n" + "".join(
        f"- {each}\n" for each in packs.only_you
    )
    (outside / "only-you-can-say.txt").write_text(only_you, encoding="utf-8")
    order = inside / "order.csv"
    order.touch(mode=0o600)
    order.write_text("account,photos\n" + "".join(f"{key},{photos}\n" for key, photos in accounts), encoding="utf-8")
    last = packs.steps[-1]
    click.echo(
        f"{last.messages:,} messages reach {last.photos:,} photos; the first {packs.steps[0].messages:,} reach "
        f"{packs.steps[0].share:.0%} of them. {packs.without_owner:,} photos have no known owner. {outside} may leave; {inside} stays."
    )
