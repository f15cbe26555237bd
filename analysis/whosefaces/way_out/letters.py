"""Which letter fits, and what stands in it: for one person, to one holder, under one procedure or law.

A letter names nobody but the person who sends it. A photographer's letter names photos of that account only. The letter
of somebody pictured names one photo by its id, never by an address that carries its owner's name.

No letter promises an outcome, and none leaves with a gap. What may be missing and what it costs stands in the advice,
which is for the sender and is never part of the letter.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from whosefaces.dossiers import law as laws
from whosefaces.dossiers.procedures import Procedure
from whosefaces.way_out.catalogue import ENGLISH_ONLY, Catalogue, LetterError, catalogue, references_in
from whosefaces.way_out.requests import FOLLOW_UPS

Kind = Literal[
    "procedure", "access", "erasure", "objection", "reminder", "complaint", "uk_complaint", "ccpa", "bipa", "lgpd", "pipeda", "watch"
]  # fmt: skip
Role = Literal["photographer", "pictured"]
Ground = Literal["a", "c", "d"]

GREETED_BY_A_COMMA = frozenset({"de", "it"})
"""After the comma of their greeting a letter goes on in a small letter; no opening begins with a noun."""

NSID = re.compile(r"\d{5,12}@N\d{2}")
PHOTO_ID = re.compile(r"[1-9]\d{0,15}")


@dataclass(frozen=True)
class Photo:
    """One photo of the sender's, or in which the sender appears. ``licence`` as the list gives it; None: it gives none."""

    photo_id: str
    licence: str | None = None

    def address(self) -> str:
        """Where the photo opens, by its id alone: it carries no owner's name."""
        return f"https://www.flickr.com/photo.gne?id={self.photo_id}"


@dataclass(frozen=True)
class Sender:
    """Whoever signs. ``child``: how a parent names the child, which may be "my child"; ``body``: a mandated organisation."""

    name: str
    residence: str
    role: Role = "photographer"
    nsid: str = ""
    username: str = ""
    former_names: tuple[str, ...] = ()
    child: str = ""
    body: str = ""
    mandate: bool = False


@dataclass(frozen=True)
class Addressee:
    """The holder's desk: its name and address, and the subject line that it demands, if it demands one.

    A complaint goes to an ``authority``; then ``email`` is the authority's.
    """

    holder: str
    dataset: str
    address: str = ""
    email: str = ""
    subject_line: str = ""
    derived: tuple[str, ...] = ()
    authority: str = ""
    authority_address: str = ""


@dataclass(frozen=True)
class Earlier:
    """The letter that this one follows: its kind, when it was sent, until when an answer was due, and what came."""

    kind: Kind
    sent_on: dt.date
    due_on: dt.date | None
    what_came: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter, ready for any form. ``advice`` is for the sender and never part of it."""

    kind: Kind
    language: laws.Language
    law: str
    sender: str
    to: str
    address: str
    email: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    photos: tuple[Photo, ...]
    columns: tuple[str, str, str]
    photos_heading: str
    closing: str
    on: dt.date
    day: str
    references: tuple[str, ...] = field(repr=False, default=())
    advice: tuple[str, ...] = ()
    advice_heading: str = ""


def write(
    kind: Kind,
    law_name: str,
    language: str,
    sender: Sender,
    addressee: Addressee,
    on: dt.date,
    *,
    photos: Sequence[Photo] = (),
    procedure: Procedure | None = None,
    ground: Ground | None = None,
    grounds: str = "",
    earlier: Earlier | None = None,
) -> Letter:
    """The letter of this kind under this law.

    Args:
        kind: which letter.
        law_name: a law of ``data/reference/law``; it has to govern where the sender lives.
        language: en, de, fr, es, it or nl; letters under one country's own law are in English.
        sender: who signs.
        addressee: the holder's desk, with the authority where the letter is a complaint.
        on: the day on the letter.
        photos: the sender's own photos, or the one photo in which the sender appears.
        procedure: the holder's dated procedure; a procedure letter follows it to the letter.
        ground: which ground of erasure is claimed: a, c or d.
        grounds: for an objection, the reasons of one's own situation, in one's own words.
        earlier: for a reminder, a complaint or a watch letter: the letter before.

    Raises:
        LetterError: something is missing or does not fit; the message says what to give, or which letter would fit.
    """
    rule = laws.law(law_name)
    _fits(kind, rule, language, sender)
    _photos_fit(kind, sender, photos)
    words = catalogue(language)
    values = _values(words, sender, addressee, rule, on, earlier, grounds, procedure)
    blocks = ["who_mandated"] * bool(sender.body) + _blocks(kind, sender, addressee, photos, procedure, ground, earlier)
    paragraphs = tuple(words.fill(words.block[name], values) for name in blocks)
    if words.language in GREETED_BY_A_COMMA:
        paragraphs = (paragraphs[0][:1].lower() + paragraphs[0][1:], *paragraphs[1:])
    subject = addressee.subject_line or words.fill(words.subject[kind], values)
    advice = _advice(kind, sender, procedure)
    return Letter(
        kind,
        words.language,
        law_name,
        _required("your name", sender.name),
        addressee.authority or addressee.holder,
        addressee.authority_address if addressee.authority else addressee.address,
        addressee.email,
        " ".join(subject.split()),
        words.phrases["greeting"],
        paragraphs,
        () if kind in FOLLOW_UPS or kind == "bipa" else tuple(photos),
        (words.phrases["photo"], words.phrases["address"], words.phrases["licence"]),
        words.phrases["photos"],
        words.phrases["closing"],
        on,
        _day(on, language),
        tuple(name for block in blocks for name in references_in(words.block[block])),
        tuple(words.fill(words.advice[name], {**values, "actions": _actions(procedure)}) for name in advice),
        words.phrases["advice"],
    )


def marked_invented(letter: Letter) -> Letter:
    """The same letter, marked as one of the demonstration in its subject and its first sentence."""
    phrases = catalogue(letter.language).phrases
    return replace(
        letter,
        subject=f"{phrases['invented_subject']} {letter.subject}",
        paragraphs=(phrases["invented"], *letter.paragraphs),
    )


def _required(what: str, value: str) -> str:
    if not value.strip():
        raise LetterError(f"missing: {what}; no letter leaves with a gap")
    return value.strip()


def _fits(kind: Kind, rule: laws.Law, language: str, sender: Sender) -> None:
    if kind not in (*rule.letters, "watch"):
        raise LetterError(
            f"{kind}: no such letter under {rule.title}; under it there are {', '.join(rule.letters)}. "
            "`whosefaces letters --help` shows which law has which letter"
        )
    if not rule.governs(sender.residence):
        fitting = [law.id for law in laws.laws().values() if law.governs(sender.residence)]
        raise LetterError(
            f"{rule.title} is not the law for somebody who lives in {sender.residence or '(no residence given)'}; "
            + (f"for that there is --law {' or '.join(fitting)}" if fitting else "we know no law for that residence: the "
               "procedure letter asks by the holder's own rules and names no law")
        )  # fmt: skip
    if kind.startswith(ENGLISH_ONLY) and language != "en":
        raise LetterError(f"{kind}: this letter is written in English only; use --language en")
    if sender.body and not sender.mandate:
        raise LetterError("an organisation writes only with a mandate: give it with --mandate FILE")
    if sender.child and sender.role != "pictured":
        raise LetterError("a letter for a child is about a photo in which the child appears: add --as pictured")
    if kind == "bipa" and sender.role != "pictured":
        raise LetterError("the question about biometric identifiers is for somebody pictured: add --as pictured")


def _photos_fit(kind: Kind, sender: Sender, photos: Sequence[Photo]) -> None:
    for photo in photos:
        if not PHOTO_ID.fullmatch(photo.photo_id):
            raise LetterError(
                f"{photo.photo_id!r}: no Flickr photo id; it is a whole number, as in the photo's address"
            )
    if kind in FOLLOW_UPS or kind == "bipa":
        return
    if sender.role == "pictured" and len(photos) != 1:
        raise LetterError(
            f"somebody pictured asks about one photo by its id, and {len(photos)} are named; give one with --photo ID"
        )
    if sender.role == "photographer":
        if not (sender.nsid or sender.username):
            raise LetterError("missing: your account; give your NSID or username, or the address of your profile")
        if sender.nsid and not NSID.fullmatch(sender.nsid):
            raise LetterError(f"{sender.nsid!r}: no NSID; it looks like 12345678@N00")


def _values(
    words: Catalogue,
    sender: Sender,
    addressee: Addressee,
    rule: laws.Law,
    on: dt.date,
    earlier: Earlier | None,
    grounds: str,
    procedure: Procedure | None,
) -> dict[str, str]:
    values = {
        "dataset": addressee.dataset,
        "holder": addressee.holder,
        "holder_address": ", ".join(line.strip() for line in addressee.address.splitlines() if line.strip()),
        "nsid": sender.nsid,
        "username": sender.username,
        "former_names": ", ".join(sender.former_names),
        "child": sender.child,
        "body": sender.body,
        "grounds": grounds,
        "derived": ", ".join(addressee.derived),
        "limit_reference": rule.limit.reference if rule.limit else "",
        "law_called": rule.called or "",
    }
    if procedure is not None:
        values["procedure_on"] = _day(procedure.day(on), words.language)
    if earlier is not None:
        values |= {
            "sent_on": _day(earlier.sent_on, words.language),
            "due_on": _day(earlier.due_on, words.language) if earlier.due_on else "",
            "letter_name": _letter_name(words, earlier.kind, addressee.dataset),
            "reasons": earlier.reasons,
            "what_came": earlier.what_came,
        }
        values["came"] = words.fill(words.block["came" if earlier.what_came.strip() else "came_nothing"], values)
    return values


def _letter_name(words: Catalogue, kind: Kind, dataset: str) -> str:
    return words.fill(words.subject[kind], {"dataset": dataset})


def _day(day: dt.date, language: str) -> str:
    from whosefaces.report.words.catalogue import long_day

    return long_day(day, "en_GB" if language == "en" else language)


def _actions(procedure: Procedure | None) -> str:
    return ", ".join(procedure.at_source.actions) if procedure else ""


def _blocks(
    kind: Kind,
    sender: Sender,
    addressee: Addressee,
    photos: Sequence[Photo],
    procedure: Procedure | None,
    ground: Ground | None,
    earlier: Earlier | None,
) -> list[str]:
    """The blocks of a letter, in order."""
    if kind in FOLLOW_UPS:
        if earlier is None:
            raise LetterError(f"missing: the letter that this one follows; give its day and kind ({kind} needs them)")
        if kind != "watch" and earlier.due_on is None:
            raise LetterError("the law of that letter sets no day for an answer, so there is nothing to remind of")
        if kind == "reminder":
            return ["reminder_opening", "reminder_ask"]
        if kind == "complaint":
            return ["complaint_opening", "complaint_facts", "complaint_reasons", "complaint_ask"]
        return ["uk_opening", "uk_facts", "uk_ask"] if kind == "uk_complaint" else ["watch_opening"]
    who = _who(sender)
    if kind == "procedure":
        return ["opening_procedure", *who, *_by_procedure(procedure, sender, photos), "ask_removal", "ask_confirm"]
    identity = _identity(sender, photos)
    if kind == "access":
        return ["opening_access", *who, *identity, "identified", "ask_source", "ask_recipients", "limit_gdpr"]
    derived = ["derived"] if addressee.derived else []
    if kind == "erasure":
        if ground is None:
            raise LetterError(
                "missing: the ground of erasure; choose --ground a (no longer needed), c (I object) or d (unlawful)"
            )
        grounds = [f"ground_{ground}", *["ground_f"] * bool(sender.child)]
        return [
            "opening_erasure",
            *who,
            *identity,
            "identified",
            *grounds,
            "pass_on",
            *derived,
            "ask_confirm",
            "limit_gdpr",
        ]
    if kind == "objection":
        return [
            "opening_objection",
            *who,
            *identity,
            "identified",
            "grounds",
            "objection_effect",
            "pass_on",
            *derived,
            "limit_gdpr",
        ]
    opening = f"{kind}_opening"
    if kind == "ccpa":
        return [opening, *who, *identity, "ccpa_limit"]
    return [opening, "bipa_ask"] if kind == "bipa" else [opening, *who, *identity]


def _who(sender: Sender) -> list[str]:
    if sender.child:
        return ["who_parent"]
    return ["who_photographer" if sender.role == "photographer" else "who_pictured"]


def _identity(sender: Sender, photos: Sequence[Photo]) -> list[str]:
    """What names the data: account and photos for a photographer, the one photo for somebody pictured."""
    blocks = []
    if sender.role == "photographer":
        blocks += ["by_nsid"] * bool(sender.nsid) + ["by_username"] * bool(sender.username)
        blocks += ["former_names"] * bool(sender.former_names)
    return blocks + [_photos_named(photos)] * bool(photos)


def _photos_named(photos: Sequence[Photo]) -> str:
    return "by_link" if len(photos) == 1 else "by_links"


def _by_procedure(procedure: Procedure | None, sender: Sender, photos: Sequence[Photo]) -> list[str]:
    """The identifier that this procedure asks for, and no other: a holder that asks for a number gets no name."""
    if procedure is None:
        raise LetterError("missing: the holder's procedure; name one with --procedure, or write under a law")
    admitted = procedure.admits.photographers if sender.role == "photographer" else procedure.admits.people_pictured
    if admitted == "no":
        whom = "photographers" if sender.role == "photographer" else "people pictured"
        raise LetterError(f"{procedure.title}: it does not admit {whom}; a letter under a law may fit (--law)")
    for identifier in procedure.request.identifiers:
        if identifier == "photo links" and photos:
            return [_photos_named(photos)]
        if identifier == "NSID" and sender.nsid and sender.role == "photographer":
            return ["by_nsid"]
        if identifier == "username" and sender.username and sender.role == "photographer":
            return ["by_username", *["former_names"] * bool(sender.former_names)]
    raise LetterError(
        f"{procedure.title} asks for {' or '.join(procedure.request.identifiers)}, and none of it is given"
    )


def _advice(kind: Kind, sender: Sender, procedure: Procedure | None) -> list[str]:
    tells = "tells_pictured" if sender.role == "pictured" else "tells_photographer"
    advice = [] if kind == "bipa" else [tells]
    if kind != "bipa":
        advice.append("no_identity_document")
    if kind in {"access", "erasure", "objection", "reminder", "complaint"}:
        advice.append("may_answer")
    if sender.role == "pictured":
        advice.append("pictured_limits")
    if procedure is not None and procedure.at_source.actions:
        advice.append("source_actions")
    if kind == "ccpa":
        advice.append("ccpa_threshold")
    if kind == "bipa":
        advice.append("bipa_note")
    if kind in {"procedure", "erasure", "objection"}:
        advice.append("copies_remain")
    return [*advice, "not_lawyers"]
