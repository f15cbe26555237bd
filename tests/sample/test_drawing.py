"""Two samples by permanent random numbers: nested, independent of order, the same for anybody who holds the salt."""

import datetime as dt
import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whosefaces import investigation
from whosefaces.manifest.frame import FRAME
from whosefaces.sample import drawing
from whosefaces.sample.panel import PANEL
from whosefaces.sample.strata import FLOOR, allocate

from tests.trials import trials

SALT = "00112233445566778899aabbccddeeff"
AS_OF = dt.date(2026, 11, 22)


def an_investigation(folder: Path, photos: int = 10, accounts: int = 5, strata: Sequence[str] = ()):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "salt").write_text(SALT)
    (folder / "list.csv").write_text("x")
    (folder / "evidence").mkdir(exist_ok=True)
    file = folder / "investigation.toml"
    procedure = investigation.known_procedures()[0]
    file.write_text(
        f"""id = "00000000000000000000000000000001"
investigation = "a-test"
question = "Who?"
manifest = {{path = "list.csv"}}
procedures = ["{procedure}"]
[sample.photos]
n = {photos}
strata = {list(strata)}
[sample.accounts]
n = {accounts}
[trace]
evidence = "evidence"
[publish]
contact = "desk@example.org"
"""
    )
    return investigation.load(file)


def a_frame(path: Path, rows: Sequence[dict]) -> Path:
    """A frame of these rows, every column that a row leaves out null."""
    whole = [
        {"row": n, "id_disagrees": False}
        | {"account_key": row.get("nsid") or (f"alias:{row['alias']}" if row.get("alias") else None)}
        | row
        for n, row in enumerate(rows, 1)
    ]
    table = pd.DataFrame(
        [{name: row.get(name) for name in FRAME.names} for row in whole], columns=FRAME.names, dtype=object
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    FRAME.write(table, path)
    return path


def nsid(number: int) -> str:
    return f"{90000000 + number}@N99"


def population(photos: int, accounts: int) -> list[dict]:
    return [{"photo_id": str(7_000_000 + n), "nsid": nsid(n % accounts)} for n in range(photos)]


def case_in(folder: Path, edition: str = "2026-11-22") -> Path:
    case = folder / edition / "case"
    case.mkdir(parents=True, exist_ok=True)
    return case


def drawn(
    folder: Path, rows: Sequence[dict], edition: str = "2026-11-22", **wanted
) -> tuple[drawing.Panel, pd.DataFrame]:
    case = case_in(folder / "reports", edition)
    frame = a_frame(case / "frame.parquet", rows)
    panel = drawing.draw(an_investigation(folder, **wanted), frame, case, dt.date.fromisoformat(edition))
    return panel, PANEL.read(panel.path)


def ids(panel: pd.DataFrame, unit: str) -> list[str]:
    chosen = panel[panel["unit"] == unit]
    return list(chosen["photo_id" if unit == "photo" else "account_key"])


def smallest(units: Sequence[str], n: int) -> list[str]:
    """The definition, by hashlib alone."""
    return sorted(set(units), key=lambda unit: (hashlib.sha256(f"{SALT}|{unit}".encode()).hexdigest(), unit))[:n]


def test_the_sample_is_the_units_with_the_smallest_sha256_of_salt_and_id(tmp_path):
    """Anybody with the salt and a hash program gets the same photos and the same accounts."""
    rows = population(500, 60)
    _, panel = drawn(tmp_path, rows, photos=40, accounts=12)

    assert ids(panel, "photo") == smallest([row["photo_id"] for row in rows], 40)
    assert ids(panel, "account") == smallest([row["nsid"] for row in rows], 12)
    photo = panel[panel["unit"] == "photo"].iloc[0]
    assert photo["prn"] == hashlib.sha256(f"{SALT}|{photo['photo_id']}".encode()).hexdigest()


@settings(max_examples=trials(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    photos=st.integers(1, 80),
    accounts=st.integers(1, 30),
    n=st.integers(0, 90),
    order=st.randoms(use_true_random=False),
)
def test_order_and_repetition_of_rows_change_nothing(tmp_path_factory, photos, accounts, n, order: random.Random):
    """Rows shuffled, some of them twice: the sample, its weights and its sizes stay."""
    folder = tmp_path_factory.mktemp("draw")
    rows = population(photos, accounts)
    shuffled = rows + order.choices(rows, k=5)
    order.shuffle(shuffled)
    first, panel = drawn(folder / "a", rows, photos=n, accounts=n)
    second, again = drawn(folder / "b", shuffled, photos=n, accounts=n)

    pd.testing.assert_frame_equal(panel, again)
    assert first.frame_size("photo") == second.frame_size("photo") == photos
    assert len(ids(panel, "photo")) == min(n, photos)


def test_a_larger_sample_holds_the_smaller_one(tmp_path):
    """Nested as n grows, so that asking for more photos throws away no answer."""
    rows = population(300, 40)
    _, small = drawn(tmp_path / "a", rows, photos=30, accounts=5)
    _, large = drawn(tmp_path / "b", rows, photos=90, accounts=20)

    for unit, n in (("photo", 30), ("account", 5)):
        assert ids(large, unit)[:n] == ids(small, unit)


def test_weights_add_up_to_the_frame(tmp_path):
    """N / n for each drawn unit: 300 photos and 40 accounts, whatever is drawn."""
    panel, rows = drawn(tmp_path, population(300, 40), photos=30, accounts=7)
    weights = rows.groupby("unit")["design_weight"].sum()

    assert weights["photo"] == pytest.approx(300)
    assert weights["account"] == pytest.approx(40)
    assert panel.frame_size("account") == 40


def test_more_than_there_are_takes_the_whole_frame(tmp_path):
    panel, rows = drawn(tmp_path, population(20, 4), photos=5000, accounts=5000)

    assert panel.drawn("photo") == panel.frame_size("photo") == 20
    assert set(rows["design_weight"]) == {1.0}
    assert "All 20 photos" in panel.sentence()


def test_rows_set_aside_and_rows_without_owner_are_drawn_from_nothing(tmp_path):
    """A row set aside is in no sample; a photo without an owner is in the sample of photos only."""
    rows = [{"photo_id": "71", "nsid": nsid(1)}, {"photo_id": "72"}, {"set_aside": "not a Flickr address"}]
    panel, drawn_rows = drawn(tmp_path, rows, photos=10, accounts=10)

    assert sorted(ids(drawn_rows, "photo")) == ["71", "72"]
    assert ids(drawn_rows, "account") == [nsid(1)]
    assert drawn_rows.loc[drawn_rows["photo_id"] == "72", "account_key"].isna().all()
    assert "1 photos name no owner" in panel.summary.set_index("unit").loc["account", "note"]


def test_without_owners_there_is_no_account_frame_and_the_summary_says_so(tmp_path):
    panel, rows = drawn(tmp_path, [{"photo_id": str(n)} for n in range(71, 91)], photos=5, accounts=5)

    assert ids(rows, "account") == []
    account = panel.summary.set_index("unit").loc["account"]
    assert account["frame_size"] == 0
    assert "no account frame" in account["note"]


def test_an_account_known_by_alias_is_drawn_under_its_key(tmp_path):
    _, rows = drawn(tmp_path, [{"photo_id": "71", "alias": "someone"}], photos=1, accounts=1)
    account = rows[rows["unit"] == "account"].iloc[0]

    assert account["account_key"] == "alias:someone"
    assert account["prn"] == hashlib.sha256(f"{SALT}|alias:someone".encode()).hexdigest()
    assert pd.isna(account["nsid"])


def test_of_conflicting_owners_the_one_named_by_most_rows_is_taken_and_counted(tmp_path):
    """Photo 71: two rows for one owner, one for another. 72: one each, so the smaller text. 73: no conflict."""
    owners = [("71", 5), ("71", 3), ("71", 5), ("72", 4), ("72", 2), ("73", 1), ("73", 1)]
    panel, rows = drawn(tmp_path, [{"photo_id": photo, "nsid": nsid(n)} for photo, n in owners], photos=9, accounts=9)
    photos = rows[rows["unit"] == "photo"].set_index("photo_id")

    assert photos.loc["71", "nsid"] == nsid(5)
    assert photos.loc["72", "nsid"] == nsid(2)
    assert panel.summary.set_index("unit").loc["photo", "owner_conflicts"] == 2


def test_survivors_keep_the_edition_in_which_they_were_first_drawn(tmp_path):
    """Of two earlier editions the first counts; one dated later is not looked at."""
    rows = population(100, 10)
    _, first = drawn(tmp_path, rows, "2026-01-01", photos=10, accounts=2)
    _, second = drawn(tmp_path, rows[5:], "2026-06-01", photos=20, accounts=2)
    drawn(tmp_path, rows, "2027-01-01", photos=100, accounts=2)
    _, third = drawn(tmp_path, rows, "2026-11-22", photos=40, accounts=2)
    days = third[third["unit"] == "photo"].set_index("photo_id")["first_edition"].dt.date

    for photo, day in days.items():
        if photo in ids(first, "photo"):
            assert day == dt.date(2026, 1, 1)
        elif photo in ids(second, "photo"):
            assert day == dt.date(2026, 6, 1)
        else:
            assert day == AS_OF


def test_strata_get_their_share_and_a_floor(tmp_path):
    """900 photos under one licence, 100 under another, 20 drawn of the second by share alone: 50 by the floor."""
    rows = [
        {"photo_id": str(7000 + n), "licence_listed": "cc-by-2.0" if n < 900 else "cc-by-nd-2.0"} for n in range(1000)
    ]
    panel, drawn_rows = drawn(tmp_path, rows, photos=200, accounts=0, strata=["licence"])
    sizes = panel.summary[panel.summary["unit"] == "photo"].set_index("stratum")

    assert dict(sizes["n"]) == {"cc-by-2.0": 180, "cc-by-nd-2.0": FLOOR}
    photos = drawn_rows[drawn_rows["unit"] == "photo"]
    assert dict(photos.groupby("stratum")["design_weight"].sum().round(6)) == {"cc-by-2.0": 900, "cc-by-nd-2.0": 100}
    assert list(photos[photos["stratum"] == "cc-by-nd-2.0"]["photo_id"]) == smallest(
        [str(n) for n in range(7900, 8000)], FLOOR
    )


@given(n=st.integers(0, 5000), sizes=st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 4000), max_size=6))
def test_no_stratum_gives_more_than_it_has_nor_less_than_its_share(n, sizes):
    strata = allocate(n, sizes)

    assert [s.name for s in strata] == sorted(sizes)
    for stratum in strata:
        assert stratum.n <= stratum.frame_size
        assert stratum.n >= min(stratum.frame_size, n * stratum.frame_size // sum(sizes.values()))
    if len(sizes) == 1:
        assert strata[0].n == min(n, strata[0].frame_size)


def test_a_stratum_that_does_not_exist_is_refused_in_one_line(tmp_path):
    with pytest.raises(
        investigation.InvestigationError, match=r"sample\.photos\.strata.*'licences'.*did you mean 'licence'"
    ):
        drawn(tmp_path, population(3, 1), strata=["licences"])


def test_a_panel_that_was_not_drawn_is_asked_for_in_one_line(tmp_path):
    with pytest.raises(drawing.SampleError, match="1_sample"):
        drawing.panel_of(tmp_path)


def test_the_largest_accounts_are_taken_with_certainty_and_the_rest_by_number(tmp_path):
    """Accounts 0 to 4 have 30 photos each, 55 others one: the five are in, with weight 1; 10 of the others stand for 55."""
    rows = [{"photo_id": str(8000 + n), "nsid": nsid(n % 5)} for n in range(150)]
    rows += [{"photo_id": str(9000 + n), "nsid": nsid(100 + n)} for n in range(55)]
    investigation = an_investigation(tmp_path, photos=0, accounts=15)
    sample = investigation.sample
    own = investigation.model_copy(
        update={"sample": sample.model_copy(update={"accounts": sample.accounts.model_copy(update={"certainty": 5})})}
    )
    case = case_in(tmp_path / "reports")
    panel = drawing.draw(own, a_frame(case / "frame.parquet", rows + rows[:40]), case, AS_OF)
    accounts = PANEL.read(panel.path).set_index("account_key")

    assert set(accounts.index[accounts["stratum"] == "largest"]) == {nsid(n) for n in range(5)}
    others = accounts[accounts["stratum"] == "all"]
    assert list(others.index) == smallest([nsid(100 + n) for n in range(55)], 10)
    assert set(accounts.loc[accounts["stratum"] == "largest", "design_weight"]) == {1.0}
    assert set(others["design_weight"]) == {5.5}
    assert panel.frame_size("account") == 60


def test_where_the_first_look_falls_short_the_rest_is_fetched(tmp_path, monkeypatch):
    """However few units the first number lets in, the sample is the one that the definition gives."""
    first = drawing._below
    monkeypatch.setattr(drawing, "_below", lambda stratum, spare: "0001" if spare < 10 else first(stratum, spare))
    rows = population(400, 40)
    _, panel = drawn(tmp_path, rows, photos=50, accounts=12)

    assert ids(panel, "photo") == smallest([row["photo_id"] for row in rows], 50)
    assert ids(panel, "account") == smallest([row["nsid"] for row in rows], 12)
