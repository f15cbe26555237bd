"""The one chart at the top never says less of who could find out than of who could get out knowingly."""

import pytest
from whosefaces.report.story import main
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.facts import Facts
from whosefaces.report.words.finding import Share

NOBODY = Share("rule", 0.0, 0.0, 0.0)


def facts_of(find_out: str, knowing: Share) -> Facts:
    share = Share("range", 0.2, 0.9)
    shares = dict.fromkeys(("out", "blind", "contact", "active", "gone_alive", "photo", "account"), share)
    numbers = {"photos": 260, "accounts": 86, "faces": None, "part": False, "rows": 263, "lost_rows": {}}
    words = {"dataset": None, "holder": None, "admitted": "yes", "pictured_admitted": "unknown", "answered": "yes"}
    more = {"way": None, "find_out": find_out, "losses_accepted": "", "min_cell": 10, "demonstration": True}
    return Facts(**shares, **numbers, **words, **more, knowing=knowing)


@pytest.mark.parametrize(
    "knowing", [Share("range", 0.76, 0.965), Share("central", 0.6, 0.8, 0.7), Share("exact", 0.5, 0.5)]
)
def test_where_some_could_get_out_knowingly_at_least_as_many_could_find_out(knowing):
    text = main.opening(Words(), facts_of("unknown", knowing)).text
    assert f"Could find out from the holder: at least {knowing.low:.0%}" in text


@pytest.mark.parametrize("knowing", [Share("unestablished"), Share("range", 0.0, 0.4), NOBODY])
def test_where_nobody_surely_could_it_is_not_known(knowing):
    assert "Could find out from the holder: not known" in main.opening(Words(), facts_of("unknown", knowing)).text
