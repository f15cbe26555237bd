"""A photo whose rows name different owners has one owner, by one rule everywhere: in the draw, the counts and the weights."""

import duckdb
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whosefaces.manifest.census import census
from whosefaces.manifest.engine import text
from whosefaces.manifest.frame import FRAME
from whosefaces.measure import frame_counts

from tests.trials import trials

KEYS = ["1@N00", "2@N00", "alias:anna"]


def frame_of(named: list[list[str | None]]) -> pd.DataFrame:
    """A row for each name; a photo for each list of names."""
    rows = [(str(10 + photo), key) for photo, keys in enumerate(named) for key in keys]
    frame = pd.DataFrame(rows, columns=["photo_id", "account_key"]).astype(object)
    frame["row"] = range(1, len(frame) + 1)
    frame["nsid"] = frame["account_key"].where(frame["account_key"].astype(str).str.contains("@"))
    frame["alias"] = frame["account_key"].where(frame["account_key"].astype(str).str.startswith("alias:"))
    frame["owner_source"] = frame["account_key"].notna().map({True: "manifest", False: None})
    frame["id_disagrees"] = False
    return frame.reindex(columns=FRAME.names)


def by_the_draw(frame: pd.DataFrame) -> dict[str, str]:
    """The owner that the draw takes, by its own text."""
    with duckdb.connect() as engine:
        engine.register("frame", frame)
        engine.register("drawn_photos", frame[["photo_id"]].drop_duplicates())
        rows = engine.execute(text("owners")).df()
    return rows.drop_duplicates("photo_id").set_index("photo_id")["account_key"].to_dict()


@settings(max_examples=trials(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from([*KEYS, None]), min_size=1, max_size=5), min_size=1, max_size=8))
def test_counts_weights_and_draw_give_a_photo_to_the_same_owner(tmp_path_factory, named):
    path = tmp_path_factory.mktemp("frame") / "frame.parquet"
    frame = frame_of(named)
    FRAME.write(frame, path)
    owners = by_the_draw(frame)
    held = pd.Series(owners).value_counts().to_dict()
    counts = census(path)
    assert counts.photos_with_owners == sum(len({key for key in keys if key}) > 1 for keys in named)
    sizes = counts.accounts_by_photos
    assert sorted(sizes["photos"].repeat(sizes["accounts"])) == sorted(held.values())
    listed = frame_counts.listed(path, pd.Series(sorted(set(frame["photo_id"]))))
    weights = listed.set_index("photo_id")["photos_of_account"].dropna().to_dict()
    assert weights == {photo: held[owner] for photo, owner in owners.items()}
    assert frame_counts.held(path, pd.Series(KEYS)).tolist() == [held.get(key, 0) for key in KEYS]
