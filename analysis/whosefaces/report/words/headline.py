"""Headline and deck, by what this edition found. The reassuring number never opens, and none is refuted below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.finding import NEAR, Share, in_tenths, say_share
from whosefaces.report.words.unasked import say_main_reason

if TYPE_CHECKING:
    from whosefaces.report.words.facts import Facts

FEW = 0.5
"""Below this share of accounts that could get out, the headline speaks of how few they are."""
TOLD = 0.1
"""From this share on, accounts that no longer exist are a headline of their own."""


@dataclass(frozen=True)
class Headline:
    """The first line of the page and the sentences under it.

    Attributes:
        kind: which of the kinds of edition it is, as the catalogue names them.
        headline: without a full stop.
        deck: one or two sentences.
    """

    kind: str
    headline: str
    deck: tuple[str, ...]

    @property
    def text(self) -> str:
        """Headline and deck, as one paragraph."""
        return " ".join((f"{self.headline}.", *self.deck))


def headline(words: Words, facts: Facts) -> Headline:
    """What this edition found, first as one sentence and then in two or three."""
    kind = kind_of(facts)
    name = facts.dataset or words.say("headline.dataset")
    if kind in OF_HOLDER:
        sentence = words.named(f"headline.{kind}", facts.holder, "holder", dataset=name)
    elif kind in ("few_out", "many_stuck", "unestablished_gone", "unestablished_photos"):
        share = {"few_out": facts.out, "many_stuck": facts.out.complement}.get(kind, facts.contact.complement)
        sentence = words.say(f"headline.{kind}", dataset=name, share=_in_a_headline(words, share))
    else:
        sentence = words.say(f"headline.{kind}", dataset=name)
    return Headline(kind, capital(sentence), tuple(_deck(words, facts, kind)))


OF_HOLDER = frozenset({"no_way_to_find_out", "no_way_out", "only_photographers", "unanswered"})
"""Kinds that say what the holder did, or that nobody did where none is named."""


def kind_of(facts: Facts) -> str:
    """Which kind of edition this is: the first that holds, the knot of the story before any number."""
    out = facts.out
    no_rule = facts.way is None
    kinds = (
        ("supposed", facts.supposed),
        ("no_way_out", facts.admitted == "no" or facts.answered == "no"),
        ("no_way_to_find_out", facts.find_out == "no"),
        ("small", facts.small),
        ("nothing_asked", facts.nothing_asked),
        ("everything_gone", _nobody(facts.contact) and not facts.by_photo),
        ("unestablished_gone", no_rule and _tells(facts.contact.complement) and not facts.by_photo),
        ("unestablished_photos", no_rule and _tells(facts.contact.complement) and facts.by_photo),
        ("unestablished", no_rule),
        ("no_accounts", out.kind == "not estimable"),
        ("unanswered", facts.answered == "unknown" and out.low <= 0),
        ("only_photographers", facts.pictured_admitted == "no"),
        ("out_unknown", out.kind in ("unknown", "unestablished", "not published")),
        ("all_out", bool(out.checked) and out.yes == out.checked),
        (
            "none_stuck",
            bool(out.checked) and out.yes is not None and out.yes + out.unknown == out.checked and out.low >= FEW,
        ),
        ("range_out", out.kind == "range" and out.high - out.low > FEW),
        ("few_out", out.high < FEW),
        ("many_stuck", True),
    )
    return next(kind for kind, holds in kinds if holds)


def _nobody(share: Share) -> bool:
    return share.counted and bool(share.checked) and share.yes == 0 and not share.unknown


def _tells(share: Share) -> bool:
    return share.counted and share.low >= TOLD


def _in_a_headline(words: Words, share: Share) -> str:
    """A share without its range where one figure may be named: the deck and the chart have the range."""
    if share.central is not None and NEAR <= share.central <= 1 - NEAR:
        central = words.percent(share.central)
        return central if share.low == share.high else words.say("share.about", central=central)
    return say_share(words, share)


def _deck(words: Words, facts: Facts, kind: str) -> list[str]:
    if kind == "small":
        return [words.say("deck.small")]
    unasked = [words.say("deck.nothing_asked"), *say_main_reason(words, facts)] if facts.nothing_asked else []
    if kind == "nothing_asked":
        return unasked
    first = []
    if kind == "supposed" and facts.out.counted:
        first = [words.say("deck.supposed", share=say_share(words, facts.out))]
    elif kind in ("range_out", "only_photographers", "many_stuck") and facts.out.counted:
        first = [capital(words.say("deck.out_share", share=say_share(words, facts.out)))]
    elif kind.startswith("unestablished"):
        first = [words.say("deck.not_established")]
    elif facts.find_out == "yes" and kind in ("few_out", "all_out", "none_stuck", "out_unknown"):
        first = [words.say("deck.look_up")]
    contact = unasked if len(unasked) > 1 else _contact(words, facts, kind)
    # What takes the comfort out of a sentence stands right after it: neither is cut from the other.
    if first and len(contact) > 1 and (facts.out.low, facts.out.high) == (facts.contact.low, facts.contact.high):
        return first + contact[1:]
    return first + contact[:1] if first else contact


def _contact(words: Words, facts: Facts, kind: str) -> list[str]:
    """Who could be contacted, and who would be there to read it; the second takes the comfort out of the first."""
    contact, active = facts.contact, facts.active
    of_list = "_of_list" if facts.part else ""
    if contact.kind == "not published":
        return [words.say("deck.few")]
    if not contact.counted:
        return [words.say(f"deck.contact_unknown{of_list}")]
    if kind == "everything_gone" or contact.high <= 0:
        return [words.say("deck.contact_none")]
    tenth = None if facts.by_photo else in_tenths(words, contact)
    if facts.by_photo:
        sentence = words.say("deck.contact_photo", share=say_share(words, contact))
    elif tenth and contact.central is not None and contact.central >= FEW:
        sentence = words.say(f"deck.contact_most{of_list}", tenth=tenth)
    else:
        sentence = words.say(f"deck.contact_range{of_list}", share=say_share(words, contact))
    if not active.counted or facts.by_photo:
        return [capital(sentence)]
    rare = active.high < contact.high / 2
    read = words.say("deck.active" if rare else "deck.active_some", share=say_share(words, active))
    return [capital(sentence), capital(read)]


def capital(text: str) -> str:
    """Its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
