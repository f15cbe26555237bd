"""The way out itself, as far as it is on record: could it be found, and what became of those who asked?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from whosefaces.report.on_record import FEWEST, Question
from whosefaces.report.published import Published, Row
from whosefaces.report.story.blocks import Block, Cell, Linked, Section, Table, paragraph
from whosefaces.report.words.catalogue import Words

KEPT_OUT = ("noindex_page", "noindex_headers", "robots")


def findability_of(published: Published) -> Row | None:
    """The record of the way out's page, where there is one."""
    record: Row | None = published.about["way_out"]["findability"]
    return record


def requests_of(published: Published) -> list[Row]:
    """The record of real requests, one entry a procedure."""
    return list(published.about["way_out"]["requests"])


def in_short(words: Words, published: Published) -> list[str]:
    """What the page itself says: could it be found, and how many who asked are gone from the dataset."""
    record = findability_of(published)
    sentences = _findability(words, record) if record else []
    for each in requests_of(published):
        sentences += [
            _people(words, each),
            words.say("asked.gone", share=_share(words, each["gone"], each["requesters"])),
        ]
    return sentences


def findability(words: Words, published: Published) -> Section | None:
    """Seven questions about the page of the way out, and what shows the answers."""
    record = findability_of(published)
    if record is None:
        return None
    rows = [
        [words.say(f"found.q_{name}"), words.say(f"found.{record['answers'][name].replace(' ', '_')}")]
        for name in get_args(Question)
    ]
    heading = words.say("found.heading")
    links = [
        Linked(words.say("found.dataset_page"), record["dataset_page"]),
        Linked(words.say("found.way_out_page"), record["way_out_page"]),
    ]
    blocks: list[Block] = [
        *paragraph(
            *_findability(words, record), words.say("found.evidence", sha256=record["evidence_sha256"]), links=links
        ),
        Table(heading, [words.say("column.what"), words.say("column.result")], rows),
    ]
    return Section("found", heading, blocks)


def requests(words: Words, published: Published) -> Section | None:
    """Opt-out, as it went: outcomes with their ranges, and how long answers and removals took."""
    blocks: list[Block] = []
    for each in requests_of(published):
        blocks += _requests(words, published, each)
    return Section("asked", words.say("asked.heading"), blocks) if blocks else None


def _findability(words: Words, record: Row) -> list[str]:
    answers, day = record["answers"], words.day(record["on"])
    if answers["linked"] != "yes":
        sentences = [words.say("found.not_linked" if answers["linked"] == "no" else "found.link_unknown", day=day)]
    elif record["clicks"] == 0:
        sentences = [words.say("found.same_page", day=day)]
    else:
        sentences = [words.say("found.linked", day=day, clicks=words.say("unit.click", n=record["clicks"]))]
    if answers["answers"] == "no":
        sentences.append(words.say("found.dead"))
    if answers["login"] == "yes":
        sentences.append(words.say("found.login"))
    if any(answers[name] == "yes" for name in KEPT_OUT):
        sentences.append(words.say("found.kept_out"))
    return sentences


def _people(words: Words, each: Row) -> str:
    return words.say("asked.people", day=words.day(each["on"]), n=each["requesters"], holder=each["holder"])


def _requests(words: Words, published: Published, each: Row) -> list[Block]:
    of = each["requesters"]
    rows: list[Sequence[Cell]] = [
        [words.say(f"asked.{part['what'].replace(' ', '_')}"), words.count(part["count"]), _range(words, part)]
        for part in each["outcomes"]
    ]
    columns = [words.say(f"column.{name}") for name in ("what", "units", "share")]
    heading = words.say("asked.heading")
    title = published.titles.get(each["procedure"])
    way = [words.say("asked.by_procedure", title=title)] if title else []
    return [
        *paragraph(_people(words, each), *way, words.say("asked.not_sample")),
        Table(heading, columns, rows),
        *paragraph(words.say("asked.gone", share=_share(words, each["gone"], of)), words.say("asked.range")),
        *_timing(words, each["answer"], "answered", each["on"]),
        *_timing(words, each["removal"], "removed", each["on"]),
    ]


def _timing(words: Words, timing: Row, what: str, on: str) -> list[Block]:
    """How long it took, in a sentence or two; batches as a table, those of few people as one row."""
    if timing["kind"] == "cohorts":
        return _batches(words, timing, what)
    if timing["half"] is None:
        sentences = [words.say(f"asked.half_not_{what}", day=words.day(on))]
    else:
        low, high = timing["half_low"], timing["half_high"]
        within = words.say("unit.day", n=timing["half"])
        ends = (
            words.say("asked.days_from", low=low or 0)
            if high is None
            else words.say("share.range", low=low or 0, high=high)
        )
        sentences = [words.say(f"asked.half_{what}", days=within, ends=ends)]
    if what == "removed":
        sentences.append(words.say("asked.refusals"))
    return paragraph(*sentences)


def _batches(words: Words, timing: Row, what: str) -> list[Block]:
    large = [each for each in timing["batches"] if each["requests"] >= FEWEST]
    rest = sum(each["requests"] for each in timing["batches"]) - sum(each["requests"] for each in large)
    rows: list[Sequence[Cell]] = [
        [
            words.day(each["last_on"])
            if each["first_on"] == each["last_on"]
            else words.say("share.range", low=words.day(each["first_on"]), high=words.day(each["last_on"])),
            words.count(each["requests"]),
            words.say("share.range", low=each["youngest"], high=each["oldest"]),
        ]
        for each in large
    ]
    if rest:
        rows.append([words.say("asked.smaller_batches"), words.count(rest), "–"])
    columns = [words.say("column.on"), words.say("column.units"), words.say("asked.days_waited")]
    heading = words.say(f"asked.batches_{what}")
    return [*paragraph(heading), *([Table(heading, columns, rows)] if rows else [])]


def _share(words: Words, part: Row, of: int) -> str:
    return words.say("asked.share", n=part["count"], of=of, range=_range(words, part))


def _range(words: Words, part: Row) -> str:
    return words.say("share.range", low=words.percent(part["low"], "low"), high=words.percent(part["high"], "high"))
