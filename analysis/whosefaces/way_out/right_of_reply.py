"""The right of reply: what will be published about a dataset, put to its holder as a few questions that it can answer.

Made from an edition's ``public/`` (or its draft, before publication), which names nobody. Each claim stands in plain
words with its number; the codes and digests stand at the end.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from babel.dates import format_date

from whosefaces.dossiers import procedures
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import Investigation
from whosefaces.way_out.letters import Letter

DAYS_TO_ANSWER = 7


class RightOfReplyError(WhoseFacesError):
    """There is nothing to put to the holder, or no day to answer by."""


def day(date: dt.date) -> str:
    """A day as one writes it: 28 November 2026."""
    return str(format_date(date, "d MMMM y", locale="en_GB"))


@dataclass(frozen=True)
class Claim:
    """One claim: the findings that it rests on, what will be said, and what the holder is asked."""

    findings: tuple[str, ...]
    says: str
    asks: str


def claims(findings: dict[str, dict[str, Any]], investigation: Investigation) -> list[Claim]:
    """Three to five claims, the knot of the story first; a claim without a number is asked as a plain question.

    Args:
        findings: the rows of ``findings.json`` by id.
        investigation: names the dataset, its holder and the procedures, as far as they were established.
    """
    claims = [*_way_out(findings, investigation), _accounts(findings), _licences(findings), _told(investigation)]
    return [claim for claim in claims if claim is not None][:5]


def _way_out(findings: dict[str, dict[str, Any]], investigation: Investigation) -> list[Claim | None]:
    named = procedures.of(investigation)
    if not named:
        return [
            Claim(
                ("P3",),
                "We have not established how people could get out of the dataset.",
                "Did you offer them a way? What did it ask for, since when has it stood, and who has used it?",
            )
        ]
    first = named[0]
    when = f"“{first.title}”, as of {day(first.day(dt.date.fromisoformat(findings['P3']['as_of'])))}"
    claims: list[Claim | None] = []
    if not first.has_a_list_or_look_up:
        claims.append(
            Claim(
                ("P3",),
                f"Nobody could find out from you whether they were in the dataset. This follows from your own rule: {when}.",
                "Is that rule stated as you stated it? If there was a list or a search, where, and since when?",
            )
        )
    blind = findings.get(f"opt-out-{first.name}-blind")
    share = None if blind is None else _share(blind)
    if blind is not None and share is not None:
        claims.append(
            Claim(
                (str(blind["id"]),),
                f"Without knowing, they could have asked by that rule all the same: {share} of the accounts behind the photos, had "
                "you done as it says.",
                "How many requests have you had, how many did you carry out, and how long did it take?",
            )
        )
    elif first.has_a_list_or_look_up and (share := _share(findings["P3"])) is not None:
        claims.append(
            Claim(
                ("P3",),
                f"{_capital(share)} of the accounts behind the photos could have got out by your rule: {when}.",
                "How many requests have you had, how many did you carry out, and how long did it take?",
            )
        )
    return claims


def _accounts(findings: dict[str, dict[str, Any]]) -> Claim | None:
    for name, unit in (
        ("P2", "of the accounts behind the photos still exist"),
        ("P1", "of the photos belong to an account that still exists"),
    ):
        share = _share(findings[name]) if name in findings else None
        if share is not None:
            return Claim(
                (name,),
                f"{_capital(share)} {unit}, so Flickr has a way to write to them.",
                "Whom of them have you told, when, and how? If nobody: why not?",
            )
    return None


def _licences(findings: dict[str, dict[str, Any]]) -> Claim | None:
    share = _share(findings["conflict-listed-any"]) if "conflict-listed-any" in findings else None
    if share is None:
        return None
    return Claim(
        ("conflict-listed-any",),
        f"{_capital(share)} of the photos were listed under a licence whose terms do not allow at least one use that we take you to have made.",
        "Is that use stated rightly? On what do you base it?",
    )


def _told(investigation: Investigation) -> Claim:
    lacking = [
        name.replace("_", " ") for name in ("purpose", "recipients") if getattr(investigation.dataset, name) is None
    ]
    if not investigation.use.stated:
        lacking.insert(0, "use")
    if lacking:
        return Claim(
            (),
            f"We have not established the {' and the '.join(lacking)} of the dataset.",
            "What can you tell us about that?",
        )
    return Claim(
        (), "All of this is counted from the list and from what Flickr answers in public.", "Is anything in it wrong?"
    )


def _share(row: dict[str, Any]) -> str | None:
    """A share in whole percent, its ends rounded outward; None where there is no number."""
    if row["status"] != "published":
        return None
    low = row["low"] if row["low"] is not None else row["bound_low"]
    high = row["high"] if row["high"] is not None else row["bound_high"]
    if row["estimate"] is not None and low is None:
        return f"{100 * row['estimate']:.0f}%"
    if low is None or high is None or (low, high) == (0, 1):
        return None
    least, most = math.floor(100 * low + 1e-9), math.ceil(100 * high - 1e-9)
    if least == most:
        return f"{least}%"
    if least == 0:
        return f"at most {most}%"
    return f"at least {least}%" if most == 100 else f"between {least}% and {most}%"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def letter(folder: Path, investigation: Investigation, on: dt.date, answer_by: dt.date, to: str = "") -> Letter:
    """The letter to the holder, ready for any form.

    Args:
        folder: holds ``findings.json`` and ``provenance.json``: an edition's ``public/``, or its draft.
        investigation: whose edition it is.
        on: the letter's day.
        answer_by: until when an answer is asked for.
        to: the addressee, where the investigation names no holder.

    Raises:
        RightOfReplyError: the edition is not complete, or the day to answer by is not after the letter's.
    """
    if answer_by <= on:
        raise RightOfReplyError(f"--answer-by {answer_by}: is not after the letter's day, {on}; name a later day")
    try:
        document = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
        provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise RightOfReplyError(
            f"{missing.filename}: no such file; the edition is not complete: run it first"
        ) from None
    findings = {row["id"]: row for row in document["findings"]}
    named, publish = investigation.dataset, investigation.publish
    holder = to or (named.holder.value if named.holder else "the holder of the dataset")
    dataset = named.name.value if named.name else "your dataset"
    put = claims(findings, investigation)
    opening = (
        f"We are about to publish a report on {dataset}. We ask you to say where it is wrong, and to answer what you can, by "
        f"{day(answer_by)}. We print your answer beside the claim that it is about; if none comes by then, we say so. The report "
        "names none of the people concerned, and neither need you."
    )
    numbered = [f"{number}. {claim.says} {claim.asks}" for number, claim in enumerate(put, start=1)]
    digests = "; ".join(
        f"{name} {digest}" for name, digest in sorted(provenance["inputs_sha256"].items()) if name != "edition"
    )
    rests = ", ".join(
        f"{number}: {', '.join(claim.findings)}" for number, claim in enumerate(put, start=1) if claim.findings
    )
    how = (
        "plain SHA-256"
        if not provenance.get("committed")
        else f"SHA-256; under a key: {', '.join(provenance['committed'])}"
    )
    invented = (
        ["DEMONSTRATION: the data is invented. There is nobody to send this to."] if document["demonstration"] else []
    )
    end = f"For your records. Edition of {day(dt.date.fromisoformat(document['as_of']))}. Findings by claim: {rests}. What it was made from ({how}): {digests}."
    return Letter(
        kind=cast(Any, "right-of-reply"),
        language="en",
        law="",
        sender=publish.by or publish.contact,
        to=holder,
        address="",
        email="",
        subject=f"Before publication: {dataset}. Please answer by {day(answer_by)}",
        greeting=f"To {holder}:" if holder.startswith("the ") else f"Dear {holder},",
        paragraphs=(*invented, opening, *numbered, f"Please write to {publish.contact}.", end),
        photos=(),
        columns=("", "", ""),
        photos_heading="",
        closing="Yours sincerely,",
        on=on,
        day=day(on),
    )
