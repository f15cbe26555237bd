"""From photos to the faces in them and to the people: bounds that hold whoever is pictured, and units told apart."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.manifest.census import Census, census
from whosefaces.manifest.frame import FRAME
from whosefaces.measure import measuring
from whosefaces.measure.questions import depicted
from whosefaces.measure.questions.depicted import Faces
from whosefaces.trace.traces import TRACES

from tests.measure.conftest import measured
from tests.measure.invented import AS_OF, frame_of, panel_of, population, traces_of, world


def counted(faces: list[int], rows: list[int]) -> Census:
    """A frame of photos with so many faces, each listed in so many equal rows."""
    held = pd.DataFrame(
        {"in_rows": rows, "faces_of_a_row": faces, "faces": [f * r for f, r in zip(faces, rows, strict=True)]}
    )
    none = pd.DataFrame()
    return Census(
        rows=sum(rows),
        rows_read=sum(rows),
        set_aside=none,
        photos=len(faces),
        photos_with_owner=0,
        accounts=0,
        accounts_by_alias=0,
        depictions=int(held["faces"].sum()),
        most_faces=max(faces),
        photos_with_faces=len(faces),
        photos_by_rows=held.groupby(["in_rows", "faces_of_a_row", "faces"]).size().rename("photos").reset_index(),
        accounts_by_photos=none,
        licences=none,
        licences_by_year=none,
    )


@st.composite
def albums(draw):
    """Photos, each of some of a few people; of some of the photos the account exists; some are listed twice."""
    people = st.sets(st.integers(0, 9), min_size=1, max_size=5)
    photos = draw(st.lists(st.tuples(people, st.booleans(), st.integers(1, 2)), min_size=1, max_size=30))
    spare = draw(st.integers(0, 4))
    return photos, spare


@given(albums())
def test_the_bounds_hold_whoever_is_pictured_and_whichever_photos_are_so(album):
    """All that a reader knows is that at least ``a`` and at most ``b`` photos have an account that exists."""
    photos, spare = album
    faces = Faces.of(counted([len(who) for who, _, _ in photos], [rows for _, _, rows in photos]))
    so = [(who, rows) for who, alive, rows in photos if alive]
    low, high = max(0, len(so) - spare), min(len(photos), len(so) + spare)
    annotated = sum(len(who) * rows for who, rows in so)
    assert faces.at_least_in(low) <= annotated <= faces.at_most_in(high)
    people = set().union(*(who for who, _ in so)) if so else set()
    assert faces.people_at_least_in(low, 1) <= len(people) <= faces.at_most_in(high)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.data())
def test_the_bounds_are_as_narrow_as_logic_allows(faces, data):
    """Some set of so many photos attains each end."""
    added = Faces.of(counted(faces, [1] * len(faces)))
    n = data.draw(st.integers(0, len(faces)))
    assert added.at_least_in(n) == sum(sorted(faces)[:n])
    assert added.at_most_in(n) == sum(sorted(faces, reverse=True)[:n])


def test_a_photo_listed_twice_does_not_show_its_people_twice(tmp_path):
    """Five faces in a row that stands there twice: at least five people, and not ten."""
    frame = frame_of(population(), repeats=15)
    frame.loc[frame["photo_id"] == frame["photo_id"].iloc[0], "faces"] = 5
    FRAME.write(frame.reindex(columns=FRAME.names), tmp_path / "frame.parquet")
    counts = census(tmp_path / "frame.parquet")
    assert counts.most_faces == 5
    assert Faces.of(counts).people_at_least_in(counts.photos, 1) == 5
    assert counts.depictions == frame["faces"].sum()


@pytest.fixture
def pictured(tmp_path):
    """A world whose photos show one to six faces, and some of whose photos carry tags."""
    w = world(tmp_path)
    dice = np.random.default_rng(11)
    frame = frame_of(w.truth)
    of_photo = dict(zip(w.truth.photos["photo_id"], dice.choice([1, 2, 3, 6], len(w.truth.photos)), strict=True))
    frame["faces"] = frame["photo_id"].map(of_photo).astype("Int64")
    FRAME.write(frame.reindex(columns=FRAME.names), w.frame_path)
    traces = traces_of(panel_of(frame, 200, 120), w.truth)
    public = traces["outcome"] == "public"
    traces.loc[public, "tagged"] = dice.choice([0, 0, 1, 3], int(public.sum()))
    TRACES.write(traces, w.traces_path)
    return w, frame


def test_the_chain_of_the_people_pictured_adds_up_and_says_where_the_unit_changes(pictured):
    w, _ = pictured
    chain = measured(w).funnel.query("chain == 'people pictured'")
    assert chain["unit"].tolist() == ["depiction", "depiction", "depicted person", "depicted person"]
    assert (chain["entered"] == chain["kept"] + chain["set_aside"] + chain["unknown"]).all()
    assert chain["kept"].iloc[:-1].tolist() == chain["entered"].iloc[1:].tolist()
    assert chain["unknown"].iloc[-1] == chain["entered"].iloc[-1]  # no source says whom an uploader shows or knows


def test_what_is_kept_and_set_aside_holds_of_the_planted_truth(pictured):
    """The faces on photos whose account exists, or that are tagged, lie where the chain says."""
    w, frame = pictured
    state = w.truth.accounts.set_index("account_key")["account"]
    on_living = frame.loc[frame["account_key"].map(state) == "exists", "faces"].sum()
    table = measured(w).table.set_index("id")
    could_be_told, alone = table.loc["pictured-faces-told"], table.loc["pictured-faces-alone"]
    assert could_be_told["unit"] == "depiction"
    assert could_be_told["population_size"] == frame["faces"].sum()
    assert could_be_told["total_low"] <= on_living <= could_be_told["total_high"]
    assert could_be_told["bound_low"] == could_be_told["total_low"] / could_be_told["population_size"]
    assert alone["total_low"] <= frame["faces"].sum() - on_living  # the living, and some tagged, are not alone


def test_tagged_accounts_are_counted_and_nobody_is_named(pictured):
    w, _ = pictured
    findings = measured(w)
    traces, panel = TRACES.read(w.traces_path), panel_of(frame_of(w.truth), 200, 120)
    drawn = traces[traces["photo_id"].isin(panel["photo_id"].dropna())]
    row = findings.table.set_index("id").loc["pictured-tags"]
    assert (row["unit"], row["numerator"]) == ("account", drawn["tagged"].sum())


def test_tags_on_few_photos_are_not_counted_out_loud(pictured):
    """Three accounts, tagged by others: fewer than ten, and no more is told."""
    w, _ = pictured
    traces = TRACES.read(w.traces_path)
    public = traces.index[traces["outcome"] == "public"]
    traces["tagged"] = traces["tagged"].mask(traces["tagged"].notna(), 0)
    traces.loc[public[:3], "tagged"] = 1
    TRACES.write(traces, w.traces_path)
    row = measured(w).table.set_index("id").loc["pictured-tags"]
    assert (row["total_low"], row["total_high"]) == (0, 9)
    assert pd.isna(row["numerator"])


def test_theta_bounds_people_from_the_tagged_alone_to_everybody_on_an_account_that_could_be_told(pictured):
    w, _ = pictured
    rows = measured(w).table.set_index("id")
    none, everyone = rows.loc["pictured-told-theta-0"], rows.loc["pictured-told-theta-1"]
    faces = Faces.of(census(w.frame_path))
    assert (none["unit"], none["kind"]) == ("depicted person", "scenario")
    assert none["total_high"] == faces.at_most_in(int(rows.loc["pictured-tagged", "total_high"]))
    assert none["total_high"] < everyone["total_high"] <= faces.faces
    assert (none["total_low"], everyone["total_low"]) == (0, 0)
    assert everyone["total_high"] <= faces.at_most_in(int(rows.loc["pictured-told-or-tagged", "total_high"]))


def test_without_annotated_faces_nobody_can_be_bounded(plain):
    w, findings = plain
    read, _ = measuring.read(w.investigation, w.frame_path, w.panel_path, w.traces_path, AS_OF)
    blind = replace(read, frame=replace(read.frame, depictions=None, most_faces=None, photos_with_faces=None))
    rows = depicted.findings(findings.table, blind)
    assert (rows[0].row["status"], rows[0].row["reason_code"]) == ("not estimable", "no-faces")
    assert depicted.steps(findings.table, blind) == []
