"""A table crosses a wall whole and as declared, or not at all."""

import pandas as pd
import pytest
from whosefaces.table import Column, Table, TableError

PAINTINGS = Table(
    "paintings",
    "one painting",
    (
        Column("id", "VARCHAR", "its number"),
        Column("year", "INTEGER", "when painted", missing_means="not known"),
        Column("style", "VARCHAR", "its school", allowed=("baroque", "cubist")),
    ),
)


def rows(**changed) -> pd.DataFrame:
    return pd.DataFrame({"id": ["007", "8"], "year": [1650, None], "style": ["baroque", "cubist"], **changed})


def test_what_was_written_is_what_is_read(tmp_path):
    """Ids stay text, with their zeros; a missing year stays missing."""
    PAINTINGS.write(rows(), tmp_path / "p.parquet")
    back = PAINTINGS.read(tmp_path / "p.parquet")
    assert list(back["id"]) == ["007", "8"]
    assert back["year"].isna().tolist() == [False, True]


def test_the_same_rows_give_the_same_bytes(tmp_path):
    PAINTINGS.write(rows(), tmp_path / "a")
    PAINTINGS.write(rows(), tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"id": [None, "8"]}, "paintings.id: 1 rows say nothing"),
        ({"style": ["baroque", "rococo"]}, r"paintings.style: \['rococo'\] not among baroque, cubist"),
        ({"price": [1, 2]}, r"columns \['price'\] are declared or given, not both"),
    ],
)
def test_rows_that_break_the_declaration_are_refused(tmp_path, changed, refusal):
    with pytest.raises(TableError, match=refusal):
        PAINTINGS.write(rows(**changed), tmp_path / "p.parquet")
    assert not (tmp_path / "p.parquet").exists()


def test_a_table_of_another_shape_is_refused_when_read(tmp_path):
    other = Table("paintings", "one painting", PAINTINGS.columns[:2])
    other.write(rows()[["id", "year"]], tmp_path / "p.parquet")
    with pytest.raises(TableError, match="not a paintings table of this version"):
        PAINTINGS.read(tmp_path / "p.parquet")


def test_a_table_that_is_not_there_says_which_step_comes_first(tmp_path):
    with pytest.raises(TableError, match="run the notebook before this one first"):
        PAINTINGS.read(tmp_path / "p.parquet")


def test_a_table_that_was_written_anew_is_read_as_it_is_now(tmp_path):
    """One engine reads all tables of a process: it keeps nothing of a file."""
    one = Table("numbers", "a number", (Column("n", "BIGINT", "a number"),))
    path = tmp_path / "numbers.parquet"
    for round_ in range(20):
        one.write(pd.DataFrame({"n": range(round_, round_ + 5)}), path)
        assert one.read(path)["n"].tolist() == list(range(round_, round_ + 5))
