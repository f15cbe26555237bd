"""What an edition is made from may not change while it is made; where it did, that is what is said."""

import datetime as dt
from types import SimpleNamespace

import pytest
from whosefaces import PROJECT, investigation
from whosefaces.edition import inputs
from whosefaces.edition.run import begun_with_another_list
from whosefaces.errors import LeakError
from whosefaces.manifest import framing

from tests.manifest import yfcc_like as yfcc

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
        ) as refusal,
        making(monkeypatch, {"code": "a", "manifest": "m"}, {"code": "b", "manifest": "m"}),
    ):
        raise LeakError("somebody's name is in report.html")

    assert "run the same command again" in str(refusal.value)
    assert "It stopped with: somebody's name is in report.html" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert refusal.value.exit_code == 5


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


def test_an_edition_that_was_begun_with_another_list_is_known(tmp_path):
    """A reporter who mends the list between two runs is told that the sample is another one."""
    listed = yfcc.as_addresses(yfcc.population(60, 9), tmp_path / "list.txt")
    base = investigation.load(PROJECT / "data" / "demo" / "investigation.toml")
    own = base.model_copy(update={"manifest": investigation.Manifest(path=listed), "parent": None})
    edition = SimpleNamespace(case=tmp_path / "case", investigation=own)
    assert not begun_with_another_list(edition)
    framing.build(own, edition.case)
    assert not begun_with_another_list(edition)
    listed.write_text("".join(listed.read_text().splitlines(keepends=True)[1:]))
    assert begun_with_another_list(edition)
