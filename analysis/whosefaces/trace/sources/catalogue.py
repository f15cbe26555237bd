"""Every source, as its own file declares it: whom to ask, who is believed first, and which answers settle a question."""

from __future__ import annotations

import importlib
import pkgutil

import requests

from whosefaces.trace import hosts
from whosefaces.trace import question as questions
from whosefaces.trace.question import Question
from whosefaces.trace.sources import account, api, page
from whosefaces.trace.sources.asking import Account, Photo
from whosefaces.trace.sources.declared import Source

_PACKAGE = "whosefaces.trace.sources"


def _discovered() -> tuple[Source, ...]:
    """The declarations of all files of this folder: those of today in the order of belief, then those of the past."""
    package = importlib.import_module(_PACKAGE)
    modules = (importlib.import_module(f"{_PACKAGE}.{one.name}") for one in _files(package.__path__))
    declared = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return tuple(sorted(declared, key=lambda one: (one.belief is None, one.belief or 0, one.needs_owner, one.name)))


def _files(path: object) -> list[pkgutil.ModuleInfo]:
    return [one for one in pkgutil.iter_modules(list(path)) if one.name not in ("catalogue", "precedence")]  # type: ignore[call-overload]


SOURCES = _discovered()
BY_NAME = {source.name: source for source in SOURCES}
NAMES = tuple(BY_NAME)
NOW = tuple(source.name for source in SOURCES if source.belief is not None)
"""Of today, from the source that is believed first."""
PAST = tuple(source.name for source in SOURCES if source.belief is None)
"""Each answer of theirs tells of a day of its own."""
ORDER = (*NOW, *PAST)
TELL_OF_ACCOUNTS = tuple(source.name for source in SOURCES if source.of_accounts)
NEED_THE_OWNER = tuple(source.name for source in SOURCES if source.needs_owner)
"""Cannot be asked about a photo whose owner is not known."""

for _source in SOURCES:
    hosts.declare(_source.hosts)
    if _source.recognise is not None:
        questions.declare(_source.recognise)


def is_conclusive(question: Question, response: requests.Response) -> bool:
    """Whether an answer settles the question that it answers."""
    if question.source == api.NAME:
        return api.is_conclusive(question, response)
    about = dict(question.about)
    if question.name == page.ACCOUNT_QUESTION:
        key = about["account"]
        named = Account(alias=key.removeprefix("alias:")) if key.startswith("alias:") else Account(key)
        return account.read(response, named).conclusive
    source = BY_NAME.get(question.source)
    read = None if source is None else source.readers.get(question.name)
    return read is not None and read(response, Photo(about["photo_id"])).conclusive
