"""What is closed is said before it is asked, and so is what can still be learnt."""

import dataclasses
import random

import pytest
import requests
from whosefaces.double.pages import OPEN as OPEN_RULES
from whosefaces.double.pages import REFUSES_ALL
from whosefaces.measure.beside import planning
from whosefaces.measure.estimators.simple_sample import estimate
from whosefaces.measure.share import Population, Tally
from whosefaces.trace import robots
from whosefaces.trace.http import access
from whosefaces.trace.planning import Calls

WORLDS = 200
RULES = {
    "refuses all": REFUSES_ALL,
    "open": OPEN_RULES,
    "photos alone": "User-agent: *\nDisallow: /\nAllow: /photos/*/9\n",
    "accounts alone": "User-agent: *\nDisallow: /photos/*/9\n",
    "unread": None,
}


def rules(text):
    if text is None:
        return robots.Rules(None)
    response = requests.Response()
    response.status_code, response._content = 200, text.encode()
    return robots.Rules(response)


def states(sources, text, *, has_key):
    found = access.access(sources, lambda _url: rules(text), has_key=has_key)
    return {(one.source, one.about): one.state for one in found}


def test_the_reported_rule_closes_pages_and_leaves_what_is_made_for_programs():
    said = states(["api", "page", "oembed", "wayback"], REFUSES_ALL, has_key=False)

    assert said[("api", "account")] == "no key"
    assert said[("page", "photo")] == said[("page", "account")] == "robots"
    assert said[("oembed", "photo")] == "open"


def test_rules_that_nobody_has_read_are_said_to_be_not_read():
    assert states(["page"], None, has_key=True) == {("page", "photo"): "not read", ("page", "account"): "not read"}
    (line, _) = (one.line() for one in access.access(["page"], lambda _url: None, has_key=True))
    assert "not read" in line
    assert "robots.txt of www.flickr.com" in line


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_margin_left_is_within_two_points_of_what_comes(seed):
    """A world: rules, a key or none, sources, a sample and its answers; only what may be asked is answered."""
    dice = random.Random(seed)
    name, has_key = dice.choice(sorted(RULES)), dice.random() < 0.5
    sources = dice.sample(["api", "page", "oembed", "wayback"], dice.randint(1, 4))
    size, text = dice.randint(500, 50_000), RULES[name]
    n = dice.randint(300, min(4_000, size))
    population = Population("account", "accounts", size)
    bought = planning.Bought(population, ("P2", "P3"), n, planning.margin(n, size), Calls({}))
    found = access.access(sources, lambda _url: rules(text), has_key=has_key)
    plan = planning.Plan((bought,), (), (), (), tuple(sources), Calls({}), access=found)
    left = plan.margin_left(bought)

    may = (has_key and "api" in sources) or ("page" in sources and name in ("open", "accounts alone"))
    share = dice.uniform(0.35, 0.65)
    yes = sum(dice.random() < share for _ in range(n)) if may else 0
    came = estimate(Tally(population, yes, n - yes, 0) if may else Tally(population, 0, 0, n, n))
    half = (came.bound_high - came.bound_low) / 2 if came.bound_high is not None else (came.high - came.low) / 2

    if left is None:
        assert name == "unread"
        assert not (has_key and "api" in sources)
        return
    assert abs(left - half) <= 0.02
    assert left >= half - 0.001, "the plan never promises more than comes"
    if not may:
        assert any("none to all" in line for line in dataclasses.replace(plan).lines())
