"""Licences: listed, now, changed; which terms meet which use; whether anybody could be credited."""

import pandas as pd
import pytest
from whosefaces.flickr.licences import ids
from whosefaces.investigation import Use
from whosefaces.measure.questions import conflicts, licences


def use(**stated: str) -> Use:
    """A use as an investigation states it: a fact for each word, with an invented source."""
    return Use.model_validate(
        {name: {"is": word, "source": "invented", "on": "2019-01-29"} for name, word in stated.items()}
    )


DIF = use(commercial="yes", derivatives="yes", attributed="no", shared_alike="no")
CAREFUL = use(commercial="no", derivatives="no", attributed="yes", shared_alike="yes")


@pytest.mark.parametrize(
    ("listed", "now", "photo", "became"),
    [
        ("cc-by-2.0", "cc-by-2.0", "public", "unchanged"),
        ("cc-by-2.0", "cc-by-4.0", "public", "version bump"),
        ("cc-by-2.0", "all-rights-reserved", "public", "changed"),
        ("cc-by-4.0", "cc-by-2.0", "public", "changed"),
        ("cc-by-2.0", "cc-by-nc-4.0", "public", "changed"),
        ("all-rights-reserved", "no-known-restrictions", "public", "changed"),
        (None, "cc-by-2.0", "public", "not comparable"),
        ("not understood", "cc-by-2.0", "public", "not comparable"),
        ("rows disagree", "cc-by-2.0", "public", "not comparable"),
        ("cc-by-2.0", None, "public", "unknown"),
        ("cc-by-2.0", None, "not public", "not public"),
        ("cc-by-2.0", None, "not asked", "not asked"),
    ],
)
def test_what_became_of_a_licence(listed, now, photo, became):
    assert licences.change(listed, now, photo) == became


@pytest.mark.parametrize(
    ("licence", "use", "verdict"),
    [
        ("cc-by-2.0", "attributed", "conflicts"),
        ("cc-by-2.0", "commercial", "meets"),
        ("cc-by-nc-2.0", "commercial", "conflicts"),
        ("cc-by-nd-2.0", "derivatives", "conflicts"),
        ("cc-by-sa-2.0", "shared_alike", "conflicts"),
        ("cc0-1.0", "attributed", "meets"),
        ("all-rights-reserved", "commercial", "contested"),
        ("no-known-restrictions", "commercial", "contested"),
        ("not understood", "commercial", "not told"),
        ("rows disagree", "commercial", "not told"),
        (None, "commercial", "not told"),
    ],
)
def test_what_a_licence_says_to_the_uses_of_a_closed_face_dataset(licence, use, verdict):
    assert conflicts.verdict(licence, DIF, use)[0] == verdict


def test_a_use_that_was_not_made_conflicts_with_nothing():
    for licence in ids():
        for use in conflicts.USES:
            assert conflicts.verdict(licence, CAREFUL, use)[0] != "conflicts"


def test_no_licence_and_no_known_restrictions_are_contested_for_different_reasons():
    reserved = conflicts.verdict("all-rights-reserved", DIF, "commercial")
    statement = conflicts.verdict("no-known-restrictions", DIF, "commercial")
    assert reserved[0] == statement[0] == "contested"
    assert reserved[1] != statement[1]


def test_what_is_contested_is_never_counted_as_a_conflict_or_as_none():
    assert conflicts.value("all-rights-reserved", DIF, conflicts.ANY) == "unknown"
    assert conflicts.value("cc-by-nc-nd-2.0", DIF, conflicts.ANY) == "yes"
    assert conflicts.value("cc0-1.0", DIF, conflicts.ANY) == "no"


def test_every_conflict_names_its_clause_and_address():
    table = conflicts.matrix(DIF, list(ids()))
    conflicting = table[table["verdict"] == "conflicts"]
    assert len(conflicting)
    assert conflicting["clause"].notna().all()
    assert conflicting["address"].str.startswith("https://creativecommons.org/").all()


def test_the_licences_listed_are_a_census_and_add_up(plain):
    w, findings = plain
    listed = findings.table[findings.table["id"].str.startswith("licence-listed-")]
    assert listed["numerator"].sum() == len(w.truth.photos)
    assert set(listed["kind"]) == {"census"}
    assert listed["low"].isna().all()


def test_conflicts_over_the_whole_list_are_recounted_from_the_truth(plain):
    """Commercial use is stated: every non-commercial licence of the list conflicts."""
    w, findings = plain
    row = findings.table.set_index("id").loc["conflict-listed-commercial"]
    assert row["numerator"] == w.truth.photos["licence"].str.contains("nc").sum()
    assert row["caution"].endswith("no legal conclusion")


def test_nobody_can_be_credited_where_no_owner_is_named(plain, no_owners):
    for (_, findings), expected in ((plain, 1.0), (no_owners, 0.0)):
        row = findings.table.set_index("id").loc["attribution-manifest"]
        assert row["estimate"] == expected


def test_what_was_listed_is_not_told_of_those_we_did_not_ask(half_asked):
    _, findings = half_asked
    table = findings.licences
    silent = table[table["change"] == "not asked"]
    assert silent["listed"].tolist() == ["any"]
    assert table["photos"].dropna().sum() == 200
    assert not pd.isna(silent["photos"]).any()


def test_no_derivatives_is_said_as_the_version_says_it():
    """2.0, section 3: no right to make derivative works. 4.0, section 2(a)(1)(B): to make, "but not Share"."""
    for licence_id in ("cc-by-nd-2.0", "cc-by-nc-nd-2.0"):
        verdict, why = conflicts.verdict(licence_id, DIF, "derivatives")
        assert verdict == "conflicts"
        assert "no right to make derivatives" in why
    for licence_id in ("cc-by-nd-4.0", "cc-by-nc-nd-4.0"):
        assert "whether they were shared is not" in conflicts.verdict(licence_id, DIF, "derivatives")[1]
    assert conflicts.verdict("cc-by-nd-4.0", CAREFUL, "derivatives")[0] == "meets"
