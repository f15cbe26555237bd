"""Every headline under other reasonable definitions: each is counted as it says, and the guard holds over all of them."""

import pandas as pd
import pytest
from whosefaces.measure.questions import other_definitions
from whosefaces.measure.questions.other_definitions import COLUMNS, Compared
from whosefaces.measure.share import MeasureError


@pytest.fixture(scope="module")
def compared(plain) -> Compared:
    w, _ = plain
    return other_definitions.read(w.public)


def test_each_headline_stands_as_published_before_its_definitions(compared, plain):
    _, findings = plain
    assert compared.headlines == ["P1", "P2", "P3"]
    published = findings.table.set_index("id")
    for headline in compared.headlines:
        first = compared.of(headline).iloc[0]
        assert first["choice"] == "as published"
        for number in ("estimate", "bound_low", "bound_high"):
            assert first[number] == pytest.approx(published.loc[headline, number], nan_ok=True, abs=1e-6)


def test_every_kind_of_choice_is_made_otherwise(compared):
    of_p1, of_p2, of_p3 = (set(compared.of(name)["choice"]) for name in compared.headlines)
    assert {"who counts", "what is counted", "the unknown", "the day"} <= of_p1
    assert {"who counts", "what is counted", "the unknown"} <= of_p2
    assert {"the day", "what they must know", "the procedure"} <= of_p3


def test_the_unknown_as_a_no_and_as_a_yes_are_the_ends_of_the_bounds(half_asked):
    w, findings = half_asked
    definitions = other_definitions.read(w.public).of("P2").set_index("name")
    published = findings.table.set_index("id").loc["P2"]
    for name, end in (("P2-unknown-no", "bound_low"), ("P2-unknown-yes", "bound_high")):
        if pd.notna(definitions.loc[name, "numerator"]):
            assert definitions.loc[name, "estimate"] == pytest.approx(published[end], abs=1e-6)


def test_leaving_the_unknown_out_counts_the_told_only(half_asked):
    w, _ = half_asked
    rows = other_definitions.read(w.public).table.set_index("name")
    left_out, published = rows.loc["P2-unknown-out"], rows.loc["P2"]
    assert left_out["denominator"] == published["denominator"] - published["unknown"]


def test_without_an_account_frame_only_the_photos_are_compared(no_owners):
    w, _ = no_owners
    definitions = other_definitions.read(w.public)
    assert "P2" not in definitions.headlines
    assert definitions.of("P3")["status"].isin(["not estimable", "by rule"]).all()


def compared_of(rows: list[tuple]) -> Compared:
    blank = dict.fromkeys(COLUMNS)
    table = pd.DataFrame(
        [
            blank | {"headline": h, "choice": c, "definition": d, "unit": "photo", "numerator": k, "estimate": e}
            for h, c, d, k, e in rows
        ],
        columns=list(COLUMNS),
    ).astype({"estimate": float, "bound_low": float, "bound_high": float, "numerator": float})
    return Compared(table, other_definitions._moves(table))


def test_the_furthest_move_is_named_in_points():
    definitions = compared_of(
        [
            ("P1", "as published", "as published", 90, 0.90),
            ("P1", "who counts", "only the recent", 20, 0.20),
            ("P1", "the unknown", "all no", 88, 0.88),
        ]
    )
    (sentence,) = definitions.sentences()
    assert "moves most by *who counts*: counted so, only the recent, it moves by -70.0 points" in sentence
    assert "least by *the unknown* (all no: -2.0 points)" in sentence


def test_a_range_that_hides_a_small_count_moves_nothing():
    definitions = compared_of(
        [("P1", "as published", "as published", 90, 0.90), ("P1", "who counts", "hidden", None, 0.20)]
    )
    assert definitions.moves.empty
    assert "no other definition can be printed" in definitions.sentences()[0]


def test_before_notebook_3_has_run_it_says_so(tmp_path):
    with pytest.raises(MeasureError, match="run the notebook 3_measure first"):
        other_definitions.read(tmp_path)


def test_no_count_of_a_definition_is_small_nor_its_distance_from_the_headline(compared):
    """The linear guard's own claim, seen from outside: pairs of printed yes of one panel differ by nought or ten."""
    for headline in ("P1", "P2"):
        rows = compared.of(headline)
        rows = rows[rows["unit"] == ("photo" if headline == "P1" else "account")].dropna(subset=["numerator"])
        answered = rows["denominator"] - rows["unknown"]
        assert not rows["numerator"].between(1, 9).any()
        assert not (answered - rows["numerator"]).between(1, 9).any()
