"""What an edition is made from may not change while it is made; where it did, that is what is said."""

import datetime as dt
from types import SimpleNamespace

import pytest
from whosefaces.edition import inputs
from whosefaces.errors import LeakError

DAY = dt.date(2026, 11, 22)


def making(monkeypatch, before, after, mode="replay"):
    digests = iter([before, after, after])
    monkeypatch.setattr(inputs, "fingerprint", lambda *_: dict(next(digests)))
    return inputs.held_still(SimpleNamespace(trace=SimpleNamespace(mode=mode)), DAY, None)


def test_code_that_changed_is_named_and_not_the_refusal_that_it_caused(monkeypatch):
    """A guard that makes the edition again with other code finds differences that nobody's name caused."""
    with (
        pytest.raises(
            inputs.ChangedError, match=r"^the code, notebooks or reference data of this checkout changed"
        ) as told,
        making(monkeypatch, {"code": "a", "manifest": "m"}, {"code": "b", "manifest": "m"}),
    ):
        raise LeakError("somebody's name is in report.html")

    assert "run the same command again" in str(told.value)
    assert "It stopped with: somebody's name is in report.html" in str(told.value)
    assert "\n" not in str(told.value)
    assert told.value.exit_code == 5


def test_it_is_refused_right_before_it_would_be_published(monkeypatch):
    with (
        pytest.raises(inputs.ChangedError, match="the list and the investigation file changed"),
        making(monkeypatch, {"manifest": "m", "investigation": "i"}, {"manifest": "n", "investigation": "j"}) as still,
    ):
        still()


def test_where_nothing_changed_every_refusal_is_its_own(monkeypatch):
    with pytest.raises(LeakError, match="a name"), making(monkeypatch, {"code": "a"}, {"code": "a"}) as still:
        still()
        raise LeakError("a name")


def test_evidence_grows_while_flickr_is_asked(monkeypatch):
    with making(monkeypatch, {"code": "a"}, {"code": "a", "evidence": "e"}, mode="live") as still:
        still()
