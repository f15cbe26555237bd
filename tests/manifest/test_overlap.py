"""What several lists share: counted as sets are, and published so that no small number can be worked out."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces.cli import cli
from whosefaces.manifest import overlap
from whosefaces.measure.beside import overlap_tables

from tests.trials import trials

HUNDRED = 120


def written(path: Path, rows: list[tuple[int, str]]) -> Path:
    """A list of invented photos, by addresses that name the owner: an NSID, or an alias."""
    lines = [f"https://www.flickr.com/photos/{owner}/{photo}/" for photo, owner in rows]
    path.write_text("url\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def in_columns(path: Path, rows: list[tuple[int, str]]) -> Path:
    """The same with id and owner in columns of their own, which the engine takes without reading an address."""
    lines = [f"{photo},{owner}" for photo, owner in rows]
    path.write_text("photo_id,owner_nsid\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def nsid(number: int) -> str:
    return f"9{number:07d}@N99"


def exact(lists: list[list[tuple[int, str]]], of: int) -> dict[frozenset[int], int]:
    """How many stand in exactly which lists, by Python's sets."""
    sets = [{row[of] for row in rows} for rows in lists]
    counts: dict[frozenset[int], int] = {}
    for one in set().union(*sets):
        places = frozenset(place for place, members in enumerate(sets) if one in members)
        counts[places] = counts.get(places, 0) + 1
    return counts


ROWS = st.lists(st.tuples(st.integers(10_000, 10_030), st.integers(1, 8).map(nsid)), min_size=1, max_size=40)


@settings(max_examples=trials(12))
@given(lists=st.lists(ROWS, min_size=2, max_size=4), columns=st.booleans())
def test_what_stands_in_which_lists_is_what_sets_say(tmp_path_factory, lists, columns):
    folder = tmp_path_factory.mktemp("lists")
    write = in_columns if columns else written
    files = [(f"list-{place}", write(folder / f"{place}.csv", rows)) for place, rows in enumerate(lists)]

    found = overlap.compare(files)

    assert found.combinations["photo"] == exact(lists, 0)
    assert found.combinations["nsid"] == exact(lists, 1)
    assert [listed.photos for listed in found.lists] == [len({row[0] for row in rows}) for rows in lists]


@pytest.mark.parametrize("odd", ["9000001@n99", "https://www.flickr.com/people/9000001@N99/"])
def test_an_owner_that_is_written_in_another_way_is_the_same_account(tmp_path, odd):
    """The quick way takes plain columns only; one odd row sends the whole list the careful way."""
    rows = [(10_000 + n, f"9{n:06d}@N99") for n in range(HUNDRED)]
    plain, other = (
        in_columns(tmp_path / "plain.csv", rows),
        in_columns(tmp_path / "odd.csv", [*rows[2:], (10_001, odd)]),
    )
    found = overlap.compare([("plain", plain), ("odd", other)])

    assert found.combinations["nsid"] == {frozenset([0, 1]): HUNDRED - 1, frozenset([0]): 1}
    assert found.combinations["photo"] == {frozenset([0, 1]): HUNDRED - 1, frozenset([0]): 1}


def test_an_alias_is_never_taken_for_an_nsid_and_is_said_to_be_unknown(tmp_path):
    by_nsid = written(tmp_path / "a.csv", [(10_000 + n, nsid(n)) for n in range(HUNDRED)])
    by_alias = written(tmp_path / "b.csv", [(10_000 + n, f"somebody-{n}") for n in range(HUNDRED)])
    found = overlap.compare([("a", by_nsid), ("b", by_alias)])

    assert found.shared("photo") == HUNDRED and found.shared("nsid") == 0
    assert found.unmatchable == HUNDRED
    tables = {key: overlap_tables.published(found, key) for key in overlap.KEYS}
    assert any("120 owners are known by an alias only" in line for line in overlap_tables.lines(found, tables))


@pytest.mark.parametrize("short", [1, 99])
def test_a_list_of_fewer_than_a_hundred_accounts_is_refused_for_publication(tmp_path, short):
    few = written(tmp_path / "few.csv", [(10_000 + n, nsid(n)) for n in range(short)])
    many = written(tmp_path / "many.csv", [(10_000 + n, nsid(n)) for n in range(HUNDRED)])
    found = overlap.compare([("few", few), ("many", many)])

    with pytest.raises(overlap.OverlapError, match=f"few names {short} accounts"):
        overlap_tables.published(found, "photo")
    refused = CliRunner().invoke(cli, ["overlap", str(few), str(many)])
    assert refused.exit_code != 0 and "--for-the-case" in str(refused.exception)
    alone = CliRunner().invoke(cli, ["overlap", str(few), str(many), "--for-the-case"])
    assert alone.exit_code == 0 and "accounts in few + many" in alone.output


@pytest.mark.parametrize(("owners", "said"), [(HUNDRED, None), (40, "is of 40 accounts, as far as is known")])
def test_a_list_that_names_no_owner_is_as_long_as_the_others_know_it_to_be(tmp_path, owners, said):
    bare = tmp_path / "bare.csv"
    bare.write_text("photo_id\n" + "\n".join(str(10_000 + n) for n in range(HUNDRED)) + "\n", encoding="utf-8")
    full = in_columns(tmp_path / "full.csv", [(10_000 + n, nsid(n % owners + 1)) for n in range(HUNDRED)])
    more = [(20_000 + n, nsid(n + 500)) for n in range(HUNDRED)]
    other = written(tmp_path / "other.csv", more)
    found = overlap.compare([("bare", bare), ("full", full), ("other", other)])

    why = next((line for line in [overlap_tables.refusal(found)] if line and line.startswith("bare")), None)
    assert (why is None) if said is None else (why is not None and said in why)


CELLS = st.dictionaries(st.frozensets(st.integers(0, 3), min_size=1), st.integers(1, 40), min_size=1, max_size=12)


@given(CELLS)
def test_no_margin_gives_a_small_combination_away(cells):
    """Every number that is printed is a sum of combinations shown, with all of those that stand together or none of them."""
    lists = tuple(
        overlap.Listed(f"l{n}", Path("x"), None, 1, 0, 0, 1, overlap_tables.FEWEST_ACCOUNTS, 0) for n in range(4)
    )
    table = overlap_tables.published(overlap.Overlap(lists, {"nsid": cells}), "nsid", 10)
    counts = dict(zip(table.combinations["lists"], table.combinations["count"], strict=True))
    together = counts.pop(overlap_tables.OTHER, 0)
    named = {" + ".join(f"l{place}" for place in sorted(places)): (places, n) for places, n in cells.items()}
    merged = [cell for name, cell in named.items() if name not in counts]

    assert all(count >= 10 for count in [*counts.values(), *table.in_lists["count"]])
    assert together in (0, sum(n for _, n in merged)) and (together or sum(n for _, n in merged) < 10)
    assert not merged or len(merged) > 1 or not counts, "one alone is told by what is left"
    for row in table.in_lists.to_dict("records"):
        ends = [int(end) for end in row["in_lists"].split(" to ")]
        inside = range(ends[0], ends[-1] + 1)
        those = sum(count for name, count in counts.items() if len(named[name][0]) in inside)
        holds = {len(places) in inside for places, _ in merged} if together else {False}
        assert len(holds) == 1, "the combinations that stand together are in one class, all of them"
        assert row["count"] == those + together * holds.pop()
    for place, row in enumerate(table.sizes.to_dict("records")):
        assert row["least"] == sum(count for name, count in counts.items() if place in named[name][0])
        assert row["exact"] == (not any(place in places for places, _ in merged))


def test_how_two_lists_are_related_is_said_as_the_dossiers_know_it(tmp_path):
    rows = [(10_000 + n, nsid(n)) for n in range(HUNDRED)]
    files = [
        (name, written(tmp_path / f"{name}.csv", rows)) for name in ("diveface", "yfcc100m", "fdf", "mine", "ffhq")
    ]
    said = overlap.related(overlap.compare(files))

    assert "diveface was cut from yfcc100m." in said
    assert "diveface and fdf were both cut from YFCC100M." in said
    assert "diveface and ffhq share photos, and neither is known to have been cut from the other." in said
    assert "diveface and mine share photos; how they are related is not known here." in said


def test_the_term_of_the_parent_is_printed_beside_every_overlap_and_charts_are_written(tmp_path):
    rows = [(10_000 + n, nsid(n)) for n in range(HUNDRED)]
    one, other = written(tmp_path / "one.csv", rows), in_columns(tmp_path / "other.csv", rows[20:])
    outcome = CliRunner().invoke(cli, ["overlap", str(one), str(other), "--into", str(tmp_path / "out")])

    assert outcome.exit_code == 0, outcome.output
    assert "forbid correlating" in outcome.output
    assert "100  one + other" in outcome.output and "20  one" in outcome.output
    assert {"overlap-photo.svg", "overlap-nsid.csv", "in-how-many-lists-nsid.csv"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
    written_out = "".join(path.read_text() for path in (tmp_path / "out").glob("*.[cs]*v*"))
    assert "@N" not in written_out and "10005" not in written_out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["one.csv"], "two lists or more"),
        (["one.csv", "one.csv"], "two lists are called 'one'"),
        (["one.csv", "none.csv"], "none.csv"),
        ([f"l{n}=one.csv" for n in range(13)], "at most 12"),
    ],
)
def test_lists_that_cannot_be_held_against_each_other_are_refused_in_one_line(tmp_path, monkeypatch, given, said):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "one.csv", [(10_000, nsid(1))])
    outcome = CliRunner().invoke(cli, ["overlap", *given])

    assert said in str(outcome.exception) and "\n" not in str(outcome.exception)
