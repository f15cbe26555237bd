"""A procedure of one's own, asked for question by question: who may ask, what must be named, can one find out.

Every answer is one of a few, or "don't know". What is not known is written as such, and nothing is computed from it. Half
an answer is kept beside the file that is to be written, so that the same command carries on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosefaces.dossiers.procedures import ProcedureError, parsed
from whosefaces.investigation import plainly_written

DONT_KNOW = "unknown"
_DONT_KNOW = {"", "?", "unknown", "don't know", "dont know", "don’t know", "not known", "no idea", "-"}


@dataclass(frozen=True)
class Question:
    """One thing to be known: its key, the question, a sentence that explains it, and the answers that it takes."""

    key: str
    asks: str
    explains: str
    answers: tuple[str, ...] = ()
    """The only ones; empty: a text of one's own."""
    needed: bool = False
    """"Don't know" is no answer to it."""
    several: bool = False
    """Several answers, apart by commas."""
    default: str = DONT_KNOW


QUESTIONS = (
    Question("holder", "Who holds the dataset?", "The organisation that a request goes to.", needed=True),
    Question("dataset", "What is the dataset called?", "As its holder calls it.", needed=True),
    Question(
        "on",
        "As of which day?",
        "The day on which the holder said so, or on which you saw its page, as 2019-03-12; or 'edition', where it still "
        "stands on the day of each report.",
        needed=True,
    ),
    Question(
        "photographers",
        "May the person who took a photo ask?",
        "Whose account the photo is in.",
        ("yes", "no", DONT_KNOW),
    ),
    Question(
        "people_pictured",
        "May somebody who is pictured ask?",
        "Without having taken the photo.",
        ("yes", "no", DONT_KNOW),
    ),
    Question(
        "discovery",
        "How can people find out from the holder whether they are in it?",
        "'nothing' where it offers no list and no search: then nobody can knowingly get out.",
        (
            "nothing",
            "list of photo addresses",
            "look-up by photo address",
            "look-up by username",
            "look-up by NSID",
        ),
        needed=True,
    ),
    Question(
        "holder_searches",
        "Does the holder search for whoever asks?",
        "Yes where one need not know first which photos are in it.",
        ("yes", "no"),
        needed=True,
    ),
    Question(
        "identifiers",
        "What must a request name?",
        "Any one of them will do. The NSID is Flickr's own id of an account.",
        ("photo links", "NSID", "username"),
        needed=True,
        several=True,
    ),
    Question(
        "control",
        "Must one show that the account is one's own?",
        "Not said is an answer: it is then taken as asked.",
        ("required", "not required", "not stated"),
        default="not stated",
    ),
    Question(
        "actions",
        "What must be done on Flickr first?",
        "Any one of them will do; 'nothing' where nothing is asked.",
        ("nothing", "tag no_cv", "change licence", "make private", "delete"),
        several=True,
        default="nothing",
    ),
    Question(
        "answers",
        "Does the holder answer?",
        "'observed' where somebody's request was seen to be answered; 'yes' where the holder says so and nobody has seen it.",
        ("observed", "yes", "no", DONT_KNOW),
    ),
    Question(
        "observed_for",
        "Whose request was seen to be answered?",
        "As 'reports by an organisation': it may not hold for everybody.",
    ),
    Question(
        "own_copy",
        "Does it take the photo out of its own copy?",
        "As it states.",
        ("yes", "no", "not stated"),
        default="not stated",
    ),
    Question(
        "recipients",
        "Does it see to the copies that others already have?",
        "As it states.",
        ("yes", "no", "not stated", "stated by the holder"),
        default="not stated",
    ),
    Question("source", "Where does this stand?", "The title of the page, letter or article.", needed=True),
    Question("address", "At which address?", "https://...; empty where there is none."),
    Question(
        "grade",
        "What did you see of it?",
        "A the text itself, B a copy or a report of it, C nothing: from memory, and then it is not printed.",
        ("A", "B", "C"),
        needed=True,
    ),
    Question("desk", "Where does a request go?", "An e-mail address, the address of a form, or a postal address."),
    Question("subject", "Does the holder demand a subject line?", "Word for word; empty where it demands none."),
    Question("page", "At which address is the way out described?", "https://...; empty where nothing describes it."),
)
"""In the order in which a person is asked."""

BY_KEY = {question.key: question for question in QUESTIONS}


def answer(question: Question, reply: str) -> str:
    """What an answer comes to.

    Raises:
        ProcedureError: it is none of those that the question takes, or nothing at all where something is needed.
    """
    plain = " ".join(reply.split())
    if plain.casefold() in _DONT_KNOW:
        if question.needed:
            raise ProcedureError(
                f"{question.key}: this one must be known, or nothing can be computed. Ctrl-C keeps your answers until it is. A "
                "report that names no way out says that none was established"
            )
        return question.default
    if question.answers:
        return ", ".join(_one_of(question, part) for part in (plain.split(",") if question.several else [plain]))
    try:
        plainly_written(plain)
    except ValueError as error:
        raise ProcedureError(f"{question.key}: {error}") from None
    if question.key == "on" and plain != "edition":
        try:
            day = dt.date.fromisoformat(plain)
        except ValueError:
            raise ProcedureError(f"on: {plain!r}: a day is wanted, as 2019-03-12, or 'edition'") from None
        return day.isoformat()
    if question.key in ("address", "page") and not re.fullmatch(r"https://[^\s<>\"]+", plain):
        raise ProcedureError(f"{question.key}: {plain!r}: an address is wanted, as https://example.org/remove")
    return plain


def _one_of(question: Question, reply: str) -> str:
    plain = reply.strip().casefold()
    matches = [a for a in question.answers if a.casefold() == plain]
    matches = matches or [a for a in question.answers if a.casefold().startswith(plain)]
    if len(matches) != 1:
        raise ProcedureError(f"{question.key}: {reply.strip()!r}: one of {', '.join(question.answers)}")
    return matches[0]


def ask(file: Path, ask_one: Callable[[Question], str], given: dict[str, str], tell: Callable[[str], None]) -> Path:
    """Ask what is not given and not answered before, and write the procedure's file.

    Args:
        file: what to write; must not be there yet.
        ask_one: puts a question to a person.
        given: answers by key, as from flags; they are not asked.
        tell: told what was wrong with an answer, before the question is put again.

    Raises:
        ProcedureError: the file is there, or an answer that was given is none.
    """
    if file.suffix != ".toml":
        raise ProcedureError(f"{file}: a procedure's file ends in .toml, as my-procedure.toml")
    if file.exists():
        raise ProcedureError(
            f"{file}: is there already; name another file, or check it with `whosefaces procedure check`"
        )
    draft = file.with_name(f".{file.stem}.answers.json")
    answers = _before(draft)
    answers |= {key: answer(BY_KEY[key], reply) for key, reply in given.items()}
    for question in QUESTIONS:
        if question.key in answers or not _applies(question, answers):
            continue
        while True:
            try:
                answers[question.key] = answer(question, ask_one(question))
                break
            except ProcedureError as error:
                tell(str(error))
        _keep(draft, answers)
    text = written(answers)
    parsed(text, file)  # what is written can be read
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    draft.unlink(missing_ok=True)
    return file


def missing(given: Iterable[str]) -> list[str]:
    """The keys that a script must give, and did not."""
    return [question.key for question in QUESTIONS if question.needed and question.key not in set(given)]


def _applies(question: Question, answers: dict[str, str]) -> bool:
    return question.key != "observed_for" or answers.get("answers") == "observed"


def _before(draft: Path) -> dict[str, str]:
    try:
        answers = json.loads(draft.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {key: str(value) for key, value in answers.items() if key in BY_KEY}


def _keep(draft: Path, answers: dict[str, str]) -> None:
    draft.parent.mkdir(parents=True, exist_ok=True)
    partial = draft.with_name(draft.name + ".partial")
    partial.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    partial.replace(draft)


# -- the file


def written(answers: dict[str, str]) -> str:
    """The procedure's file, with a line that explains each section."""
    a = {question.key: question.default for question in QUESTIONS} | answers
    actions = [] if a["actions"] == "nothing" else a["actions"].split(", ")
    identifiers = a["identifiers"].split(", ")
    ways = {
        "source": [
            _without({"title": a["source"], "address": _known(a["address"]), "says": _summary(a), "grade": a["grade"]})
        ]
    }
    head = {
        "title": f"{a['holder']}: send the {' or the '.join(identifiers)}",
        "holder": a["holder"],
        "dataset": a["dataset"],
        "kind": "stated by the holder",
        "on": a["on"],
        "summary": _summary(a),
        "note": "Written by `whosefaces procedure new`; what is unknown here was not known to whoever answered.",
    }
    yes = {"observed": "yes", DONT_KNOW: "unknown"}.get(a["answers"], a["answers"])
    basis = {"observed": "observed", "yes": "stated assumption", "no": "procedure fact"}.get(
        a["answers"], "stated assumption"
    )
    why = {
        "observed": f"Seen: {_known(a['observed_for']) or 'whose request, is not said'}.",
        "yes": "As the holder says; no answer was seen.",
        "no": "As the source says.",
    }.get(a["answers"], "Not known.")
    control = a["control"]
    sections: list[tuple[str, str, dict[str, Any]]] = [
        ("admits", "who may ask", {"photographers": a["photographers"], "people_pictured": a["people_pictured"]}),
        (
            "discovery",
            "can one find out, and must one know before one can ask?",
            {
                "by": a["discovery"],
                "required": a["holder_searches"] != "yes",
                "holder_searches": a["holder_searches"] == "yes",
            },
        ),
        (
            "request",
            "what a request must name: any one of them",
            {
                "identifiers": identifiers,
                "control": control,
                "control_of_people_pictured": control if control == "not required" else "not stated",
                "subject": _known(a["subject"]),
            },
        ),
        ("at_source", "what must be done on Flickr itself: any one of them", {"actions": actions}),
        (
            "answers",
            "does the holder answer?",
            {"holder_answers": yes, "basis": basis, "why": why, "observed_for": _known(a["observed_for"])},
        ),
        (
            "scope",
            "what an answered request covers; shown beside the result, never folded in",
            {
                "own_copy": a["own_copy"],
                "recipients": a["recipients"],
                "derivatives": "not stated",
                "why": "As the source says.",
            },
        ),
    ]
    lines = ["# How people could get out of a dataset. docs/describe-a-procedure.md says what each line means."]
    lines += [f"{key} = {_toml(value, key)}" for key, value in head.items()]
    for source in ways["source"]:
        lines += ["", "[[source]]", *(f"{key} = {_toml(value)}" for key, value in source.items())]
    for name, about, values in sections:
        lines += ["", f"[{name}]  # {about}", *(f"{key} = {_toml(value)}" for key, value in _without(values).items())]
    today = a["on"] if a["on"] != "edition" else dt.date.today().isoformat()
    if desk := _known(a["desk"]):
        by = "e-mail" if "@" in desk else "form" if desk.startswith("http") else "post"
        lines += [
            "",
            "[[desks]]  # where a request goes",
            f"by = {_toml(by)}",
            f"address = {_toml(desk)}",
            f"on = {today}",
        ]
    if page := _known(a["page"]):
        lines += ["", "[page]  # where the way out is described", f"address = {_toml(page)}", f"on = {today}"]
    return "\n".join(lines) + "\n"


def _summary(a: dict[str, str]) -> str:
    who = {
        ("yes", "yes"): "Whoever took a photo or appears in one",
        ("yes", "no"): "Whoever took a photo",
        ("no", "yes"): "Whoever appears in a photo",
        ("no", "no"): "Nobody",
    }.get((a["photographers"], a["people_pictured"]), "Whoever is admitted (not all of that is known)")
    first = "" if a["actions"] == "nothing" else f" after one of these on Flickr: {a['actions']}"
    facts = (
        "There is no list and no search." if a["discovery"] == "nothing" else f"One can find out by a {a['discovery']}."
    )
    return f"{who} may send {a['holder']} the {a['identifiers'].replace(', ', ' or the ')}{first}. {facts}"


def _known(name: str) -> str | None:
    return None if name == DONT_KNOW else name


def _without(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _toml(value: Any, key: str = "") -> str:
    if key == "on" and value != "edition":
        return str(value)  # a day stands without quotation marks
    return json.dumps(value, ensure_ascii=False)  # a JSON string, list or truth is TOML's too
