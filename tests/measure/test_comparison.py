"""The dataset beside the rest of its parent: the same definitions, another frame, and nothing of it in the dataset's numbers."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from whosefaces.edition.guard import guard, people
from whosefaces.edition.guard.words import Sought
from whosefaces.investigation import ComparisonSample
from whosefaces.measure.measuring import Findings, measure
from whosefaces.measure.questions import comparison
from whosefaces.measure.questions.comparison import COMPARISON, DATASET, DIFFERENCE, REST, Outside
from whosefaces.measure.share import Population
from whosefaces.sample.comparison import COMPARISON_FRAME, COMPARISON_PANEL, OUTSIDE
from whosefaces.table import TableError
from whosefaces.trace.traces import COMPARISON_TRACES, TRACES

from tests.measure.invented import AS_OF, World, population, prn, traces_of, world

N = 150


def compared(w: World, *, seed: int = 21, gone: float = 0.05, asked: float = 1.0) -> tuple[World, pd.DataFrame]:
    """The same edition with a comparison of N photos of another planted population in its case; and that population."""
    truth = population(200, seed=seed, gone=gone, memorial=0.0)
    rest = truth.photos.assign(
        photo_id=[str(80_000_000_000 + n) for n in range(len(truth.photos))],
        account_key=truth.photos["account_key"].str.replace("9", "8", n=1),
        nsid=truth.photos["nsid"].str.replace("9", "8", n=1),
    )
    accounts = truth.accounts.assign(
        account_key=truth.accounts["account_key"].str.replace("9", "8", n=1),
        nsid=truth.accounts["nsid"].str.replace("9", "8", n=1),
    )
    drawn = rest.assign(prn=[prn(f"comparison|{one}") for one in rest["photo_id"]]).sort_values("prn").head(N)
    panel = drawn.assign(frame=OUTSIDE, alias=None, design_weight=len(rest) / N)[COMPARISON_PANEL.names]
    traces = traces_of(panel.assign(unit="photo"), replace(truth, photos=rest, accounts=accounts), asked=asked)
    listed = rest["licence"].value_counts().rename_axis("licence").reset_index(name="photos")
    COMPARISON_PANEL.write(panel, w.case / "comparison_panel.parquet")
    COMPARISON_FRAME.write(listed, w.case / "comparison_frame.parquet")
    COMPARISON_TRACES.write(traces.assign(frame=OUTSIDE), w.case / "comparison_traces.parquet")
    sample = w.investigation.sample.model_copy(update={"comparison": ComparisonSample(n=N)})
    rest = rest.merge(accounts[["account_key", "account"]], on="account_key")
    return replace(w, investigation=w.investigation.model_copy(update={"sample": sample})), rest


def measured(w: World) -> Findings:
    return measure(w.investigation, w.frame_path, w.panel_path, w.traces_path, w.case, w.public, AS_OF)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """An edition without a comparison, the same with one, and the truth of the rest."""
    plain = world(tmp_path_factory.mktemp("without"))
    measured(plain)
    w, rest = compared(world(tmp_path_factory.mktemp("with")))
    return plain, w, measured(w), rest


def row(findings: Findings, name: str, of: str) -> pd.Series:
    table = findings.tables["comparison"].set_index(["id", "of"])
    return table.loc[(name, of)]


def test_no_finding_table_or_funnel_of_the_dataset_knows_of_the_comparison(both):
    """Byte for byte what they are without it; only the comparison's own table differs."""
    plain, w, _, _ = both
    files = sorted(path.relative_to(w.public) for path in w.public.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(plain.public) for path in plain.public.rglob("*") if path.is_file())
    differ = [str(name) for name in files if (w.public / name).read_bytes() != (plain.public / name).read_bytes()]
    assert differ == ["tables/comparison.csv"]
    assert not any(
        "parent" in str(finding["population"])
        for finding in json.loads((w.public / "findings.json").read_text())["findings"]
    )


def test_each_share_carries_its_frame_and_the_dataset_s_is_the_finding_s_own(both):
    _, _, findings, rest = both
    primary = findings.table.set_index("id").loc["P1"]
    assert (
        row(findings, "P1", DATASET)[["numerator", "denominator", "low", "high"]].tolist()
        == primary[["numerator", "denominator", "low", "high"]].tolist()
    )
    outside = row(findings, "P1", REST)
    assert (outside["population"], outside["population_size"]) == (OUTSIDE, len(rest))


def test_the_intervals_hold_the_planted_shares_and_their_difference(both):
    _, w, findings, rest = both
    photos = w.truth.photos.merge(w.truth.accounts[["account_key", "account"]], on="account_key")
    of = {
        "photo-public": lambda world: (world["photo"] == "public").mean(),
        "P1": lambda world: (world["account"] == "exists").mean(),
    }
    for name, true in of.items():
        there = row(findings, name, REST)
        assert there["low"] <= true(rest) <= there["high"]
        between = row(findings, name, DIFFERENCE)
        assert between["low"] <= true(photos) - true(rest) <= between["high"]


def test_licences_listed_are_a_census_on_both_sides(both):
    _, w, findings, rest = both
    difference = row(findings, "conflict-listed-commercial", DIFFERENCE)
    true = w.truth.photos["licence"].str.contains("-nc").mean() - rest["licence"].str.contains("-nc").mean()
    assert difference["estimate"] == pytest.approx(true)
    assert (difference["kind"], difference["low"]) == ("census", None) or pd.isna(difference["low"])


def test_everything_is_marked_as_exploratory(both):
    _, _, findings, _ = both
    table = findings.tables["comparison"]
    COMPARISON.check(table)
    assert table["caution"].str.startswith("exploratory").all()
    assert len(table) == 3 * len(comparison.SUBJECTS)


def few_contested(both) -> tuple[World, pd.DataFrame]:
    """Of 150 photos outside 27 are not public, 4 carry no licence today, 60 forbid commercial use, and 59 other uses."""
    _, w, findings, _ = both
    licences = ["cc-by-nc-2.0"] * 60 + ["cc-by-nd-2.0"] * 59 + ["all-rights-reserved"] * 4 + [None] * 27
    photos = pd.DataFrame({"photo": ["public"] * 123 + ["not public"] * 27, "licence": licences, "account": "exists"})
    photos["owner_from"] = "listed"
    listed = pd.DataFrame({"licence": ["cc-by-nc-2.0"], "photos": [5_000]})
    outside = Outside(Population("photo", OUTSIDE, 5_000), photos.astype(object), listed)
    return w, comparison.table(findings.table, outside, w.investigation.use, AS_OF)


def test_a_licence_that_cannot_be_seen_is_said_to_be_why_no_difference_can_be_told(both):
    _, table = few_contested(both)
    texts = comparison.sentences(table)
    (today,) = [sentence for sentence in texts if "licence today" in sentence and "at least one" in sentence]
    assert today.endswith(
        "can be told: a photo that is not public shows no licence, so it counts as not known on either side."
    )
    (gone,) = [sentence for sentence in texts if "still public" in sentence]
    assert "shows no licence" not in gone


def test_a_comparison_nobody_was_asked_about_says_nothing_and_no_difference(tmp_path):
    w, _ = compared(world(tmp_path), asked=0.0)
    findings = measured(w)
    outside, between = (row(findings, "photo-public", of) for of in (REST, DIFFERENCE))
    assert (outside["low"], outside["high"]) == (0, 1)
    assert between["low"] <= 0 <= between["high"]
    assert any(
        "no difference can be told" in sentence for sentence in comparison.sentences(findings.tables["comparison"])
    )


def test_answers_about_the_rest_are_not_read_as_answers_about_the_dataset(both):
    _, w, _, _ = both
    with pytest.raises(TableError, match="not a traces table"):
        TRACES.read(w.case / "comparison_traces.parquet")
    with pytest.raises(TableError, match="not a comparison_traces table"):
        COMPARISON_TRACES.read(w.traces_path)


def test_a_comparison_that_was_not_drawn_is_asked_for_in_one_line(tmp_path):
    w, _ = compared(world(tmp_path))
    (w.case / "comparison_panel.parquet").unlink()
    with pytest.raises(TableError, match="comparison_panel.parquet: no such table yet"):
        measured(w)


def test_the_guard_knows_who_was_drawn_to_compare_with(tmp_path):
    w, _ = compared(world(tmp_path))
    measured(w)
    guard.inspect(w.public, w.case, w.investigation)
    for column in ("photo_id", "nsid", "prn"):
        sought = Sought()
        sought.read(f"seen: {COMPARISON_PANEL.read(w.case / 'comparison_panel.parquet')[column].iloc[0]}", "here")
        assert next(people.hits(sought, w.case, {})).where == "here"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"low": -0.2, "high": -0.05, "kind": "sample", "estimate": -0.1}, "Of 100 photos of the dataset 5.0 to 20.0 fewer are still public on Flickr than of 100 of the rest of its parent (95% range)."),
        ({"low": 0.0212, "high": 0.1, "kind": "bound"}, "Of 100 photos of the dataset 2.1 to 10.0 more are still public on Flickr than"),
        ({"low": -0.03, "high": 0.01, "kind": "sample", "estimate": -0.01}, "from 3.0 fewer to 1.0 more are still public on Flickr than of 100 of the rest of its parent (95% range), so no difference can be told."),
        ({"estimate": 0.0, "kind": "census"}, "as many are still public on Flickr as of 100 of the rest of its parent, counted"),
        ({"estimate": 0.031, "kind": "census"}, "3.1 more are still public on Flickr than of 100 of the rest of its parent, counted"),
        ({"status": "not estimable", "reason": "none drawn", "kind": "bound"}, "no difference can be given: none drawn"),
    ],
)  # fmt: skip
def test_each_difference_is_said_in_words(row, sentence):
    whole = {
        **dict.fromkeys(COMPARISON.names),
        "id": "photo-public",
        "of": DIFFERENCE,
        "label": "Photos",
        "status": "published",
        **row,
    }
    assert sentence in comparison.sentences(pd.DataFrame([whole]))[0]
