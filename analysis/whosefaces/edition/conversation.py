"""What `whosefaces new` asks: one question at a time, each explained in a sentence, "don't know" accepted.

Answers are kept as they come, so a conversation that is stopped carries on. What is not known stays out of the
investigation file: the report then says that it was not established.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from whosefaces.dossiers import asking, dataset
from whosefaces.dossiers.asking import DONT_KNOW, Question
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import known_procedures

ANSWERS = ".answers.json"
"""In the folder of the investigation, until its file is written."""

FACTS = {"holder": "dataset", "made": "dataset", "list_public": "dataset"} | dict.fromkeys(
    ("commercial", "derivatives", "attributed", "shared_alike"), "use"
)
"""The questions whose answer is a fact, and the section it belongs to: each needs a source and its day."""

_YES_NO = ("yes", "no", DONT_KNOW)

QUESTIONS = (
    Question(
        "dossier",
        "Which dataset is it?",
        "A name of `whosefaces datasets` fills in who made it, what it was used for and how people could get out, with sources.",
    ),
    Question("dataset_name", "What is the dataset called?", "As its holder calls it."),
    Question(
        "holder", "Who made it?", "The company or university that holds it. The report names it with your source."
    ),
    Question("made", "When was it made?", "A year will do."),
    Question(
        "list_public",
        "Is the list public?",
        "Can anybody look up which photos are in it? If it is, digests of it are printed plainly.",
        _YES_NO,
    ),
    Question(
        "people",
        "Who is pictured?",
        "Children may be among them: then the stricter rules hold.",
        ("adults", "children", DONT_KNOW),
    ),
    Question(
        "membership_reveals",
        "What does it show of somebody to be in this list?",
        "'nothing more', or what: health, arrest, sexuality, a place. Then the stricter rules hold.",
    ),
    Question(
        "procedures",
        "How could people get out?",
        "Names of described ways out, apart by commas, the headline's first; or a file of your own, as `whosefaces procedure new` writes "
        "it. Don't know: the report says that it was not established.",
    ),
    Question("commercial", "Was the dataset used commercially?", "To build or sell a product.", _YES_NO),
    Question("derivatives", "Were new works made from the photos?", "As crops, or marks drawn on them.", _YES_NO),
    Question("attributed", "Did the holder name the photographers?", "With each photo.", _YES_NO),
    Question("shared_alike", "Was the result shared under the same licence?", "As some licences ask.", _YES_NO),
    Question(
        "hours",
        "How many hours may the asking take?",
        "Flickr answers 3,600 questions an hour; more hours buy a smaller margin. Don't know: 2,000 photos and 1,000 accounts.",
    ),
    Question(
        "contact",
        "Whom can a reader write to?",
        "An address that somebody reads. Flickr is told it with every request; without it nothing can be asked or published.",
    ),
    Question(
        "keep_case_until",
        "Until when is the case kept?",
        "It holds personal data and is to be destroyed one day. Don't know: two years from now.",
    ),
)
ACCEPT_LOSSES = Question(
    "accept_losses",
    "Why is the list used although rows of it could not be read?",
    "The report says it beside the headline. It is not asked: where too many rows are lost, nothing is begun without it.",
)
BY_KEY = {question.key: question for question in (*QUESTIONS, ACCEPT_LOSSES)}


class ConversationError(WhoseFacesError):
    """An answer that cannot be taken."""


def source_of(key: str) -> Question:
    """The question for the source of an answer."""
    return Question(f"{key}_source", "Where does that stand?", "An address, or who said it to you.", needed=True)


def day_of(key: str) -> Question:
    """The question for the day of that source."""
    return Question(f"{key}_on", "As of which day?", "The day of that source, as 2019-03-12.", needed=True)


def ask(
    folder: Path, ask_one: Callable[[Question], str], given: dict[str, str], tell: Callable[[str], None]
) -> dict[str, str]:
    """Ask what is not given and was not answered before.

    Args:
        folder: keeps the answers until the investigation is written.
        ask_one: puts a question to a person, and returns what they type.
        given: answers by key, as from flags.
        tell: told what was wrong with an answer, before the question is put again.

    Returns:
        The answers by key; what is not known is "unknown".

    Raises:
        ConversationError: an answer that was given is none.
    """
    file = folder / ANSWERS
    answers = _before(file) | {key: checked(BY_KEY.get(key) or of_fact(key), text) for key, text in given.items()}

    def put(question: Question) -> None:
        if question.key in answers:
            return
        while True:
            try:
                answers[question.key] = checked(question, ask_one(question))
                break
            except WhoseFacesError as error:
                tell(str(error))
        file.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")

    for question in QUESTIONS:
        if not _applies(question.key, answers):
            continue
        put(question)
        if answers[question.key] != DONT_KNOW and (question.key in FACTS or question.key == "dataset_name"):
            put(source_of(question.key))
            put(day_of(question.key))
    return answers


def lacking(given: Iterable[str]) -> list[str]:
    """What a script must give with what it gives: each fact its source and day."""
    keys = set(given)
    facts = [key for key in (*FACTS, "dataset_name") if key in keys]
    return [f"{key}_{part}" for key in facts for part in ("source", "on") if f"{key}_{part}" not in keys]


def checked(question: Question, text: str) -> str:
    """What an answer comes to.

    Raises:
        WhoseFacesError: it is none that the question takes.
    """
    answer = asking.answer(question, text)
    if answer == DONT_KNOW:
        return answer
    key = question.key
    if key == "dossier":
        dossier = dataset.read(answer)
        return answer if dossier.own else dossier.id
    if key == "procedures":
        names = [name.strip() for name in answer.split(",") if name.strip()]
        unknown = [name for name in names if not name.endswith(".toml") and name not in known_procedures()]
        if unknown:
            raise ConversationError(
                f"procedures: {unknown[0]!r}: one of {', '.join(known_procedures())}, or a file, as my-procedure.toml"
            )
        return ", ".join(names)
    if key == "hours" and (not re.fullmatch(r"[0-9]+(\.[0-9]+)?", answer) or not 0 < float(answer) <= 10_000):
        raise ConversationError(f"hours: {answer!r}: a number above 0 is wanted, as 2 or 0.5")
    if key.endswith("_on") or key == "keep_case_until":
        try:
            day = dt.date.fromisoformat(answer)
        except ValueError:
            raise ConversationError(f"{key}: {answer!r}: a day is wanted, as 2019-03-12") from None
        if key.endswith("_on") and day > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1):
            raise ConversationError(f"{key}: {answer!r}: that day has not come")
    return answer


def _applies(key: str, answers: dict[str, str]) -> bool:
    """A known dataset's dossier answers most by itself."""
    from_dossier = answers.get("dossier", DONT_KNOW) != DONT_KNOW
    return not from_dossier or key in ("dossier", "hours", "contact", "keep_case_until")


def of_fact(key: str) -> Question:
    """The question for the source or the day of a fact.

    Raises:
        ConversationError: no question is called that.
    """
    named = key.removesuffix("_source").removesuffix("_on")
    if named not in (*FACTS, "dataset_name"):
        raise ConversationError(f"{key}: no such question; there are {', '.join(BY_KEY)}")
    return source_of(named) if key.endswith("_source") else day_of(named)


def _before(file: Path) -> dict[str, str]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(key): str(value) for key, value in document.items()}
