"""The commands of the right of reply: the letter to the holder, and what the holder answered."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from whosefaces.edition.commands import EDITION


@click.command("right-of-reply")
@click.argument("edition", type=EDITION)
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(["txt", "eml", "html", "docx", "pdf"]),
    help="Write the letter so; several may be named. Else it is printed.",
)
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="The folder for the letter; else here.")
@click.option(
    "--answer-by", type=click.DateTime(["%Y-%m-%d"]), help="Until when an answer is asked for; else in a week."
)
@click.option("--to", default="", help="Who is written to, where the investigation names no holder.")
@click.option(
    "--investigation", type=click.Path(path_type=Path), help="The file that it was made from; else as the case says."
)
def right_of_reply(
    edition: Path,
    forms: tuple[Any, ...],
    into: Path | None,
    answer_by: dt.datetime | None,
    to: str,
    investigation: Path | None,
) -> None:
    """Write what a dataset's holder is asked before publication: three to five claims, each with its number and a question.

    \b
        whosefaces run my-story/investigation.toml --hold
        whosefaces right-of-reply my-story/reports/my-story/2026-11-22
        whosefaces right-of-reply my-story/reports/my-story/2026-11-22 --form docx --form pdf --answer-by 2026-12-01

    It is made from what will be published alone, and names nobody. `whosefaces reply` takes down the answer.
    """
    from whosefaces.edition import checking
    from whosefaces.way_out import forms as written_as
    from whosefaces.way_out.right_of_reply import DAYS_TO_ANSWER, letter

    folder = edition if (edition / "findings.json").exists() else edition / "draft"
    folder = edition / "public" if (edition / "public" / "findings.json").exists() else folder
    loaded = checking.investigation_of(folder.parent, investigation)
    if loaded is None:
        raise click.UsageError("the investigation file does not lie where the case says; name it with --investigation")
    on = dt.datetime.now(dt.UTC).date()
    draft = letter(folder, loaded, on, answer_by.date() if answer_by else on + dt.timedelta(days=DAYS_TO_ANSWER), to)
    if not forms:
        click.echo(written_as.text(draft), nl=False)
        return
    target = into or Path()
    target.mkdir(parents=True, exist_ok=True)
    for form in dict.fromkeys(forms):
        path = target / f"{loaded.investigation}-right-of-reply.{form}"
        path.write_bytes(written_as.content(draft, form))
        click.echo(f"Wrote {path}")


@click.command()
@click.argument("investigation", type=click.Path(path_type=Path))
@click.option("--finding", help="Which finding it is about, as P3; the letter names them at its end.")
@click.option("--who", help="Whose reply it is: an organisation or an office, not a private person.")
@click.option("--asked", type=click.DateTime(["%Y-%m-%d"]), help="The day they were asked.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day they answered; none: they have not.")
@click.option("--text", help="What they answered, word for word.")
@click.option("--source", help="An address where it can be read in full.")
@click.option(
    "--reports",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where editions are; else reports/ beside the file.",
)
def reply(
    investigation: Path,
    finding: str | None,
    who: str | None,
    asked: dt.datetime | None,
    date: dt.datetime | None,
    text: str | None,
    source: str | None,
    reports: Path | None,
) -> None:
    """Take down what the holder answered, or that it did not: the report prints it beside the claim.

    \b
        whosefaces reply my-story/investigation.toml
        whosefaces reply my-story/investigation.toml --finding P3 --who "Example Corp, press office" \\
            --asked 2026-11-10 --date 2026-11-17 --text "We ..."

    What is not given is asked. It is added to reply.toml beside the investigation file, which can be edited by hand.
    """
    from whosefaces import investigation as investigations
    from whosefaces.edition.casework import opened
    from whosefaces.measure.findings import FINDINGS
    from whosefaces.report import corrections

    loaded = investigations.load(investigation)
    case = opened(investigation, None, reports).folder
    names = list(FINDINGS.read(case / "findings.parquet")["id"])
    reply: dict[str, Any] = {
        "finding": finding or click.prompt("Which finding is it about, as P3", err=True),
        "who": who or click.prompt("Whose reply is it (an organisation or office)", err=True),
        "asked": asked.date() if asked else _day("On which day were they asked (as 2026-11-10)"),
    }
    if date is None and text is None and finding is None:
        answered = click.prompt(
            "On which day did they answer (Enter: they did not)", default="", show_default=False, err=True
        )
        if answered:
            reply["date"] = _read_day(answered)
            reply["text"] = click.prompt("What did they answer, word for word", err=True)
    else:
        reply |= ({"date": date.date()} if date else {}) | ({"text": text} if text else {})
    reply |= {"source": source} if source else {}
    path = loaded.file.parent / corrections.REPLY
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = [
        f"{key} = {value if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)}"
        for key, value in reply.items()
    ]
    path.write_text(before + ("\n" if before else "") + "\n".join(["[[reply]]", *lines]) + "\n", encoding="utf-8")
    try:
        corrections.reply(loaded.file.parent, names)
    except corrections.CorrectionError:
        if before:
            path.write_text(before, encoding="utf-8")
        else:
            path.unlink()
        raise
    click.echo(
        f"Wrote {path}. The next edition prints it: `whosefaces run {investigation}`, or `whosefaces publish` for a held draft."
    )


def _day(asks: str) -> dt.date:
    return _read_day(click.prompt(asks, err=True))


def _read_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise click.UsageError(f"{text!r}: a day is wanted, as 2026-11-17") from None
