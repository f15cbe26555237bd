"""SQL texts take parameters: none is edited, and none runs with one missing."""

import pytest
from whosefaces.manifest.engine import SQL, text

TAKES = {
    "counts": {"not_understood"},
    "frame": {"accounts_only", "listed_on"},
    "largest_accounts": {"most"},
    "nothing_odd": {"licence_id"},
    "owner_of_each": {"rows"},
    "parent_by_hash": {"unpadded_md5"},
    "photo_rows": {"stratum"},
    "photo_units": {"stratum"},
    "photos_settled": {"owners"},
}


@pytest.mark.parametrize("name", sorted(path.stem for path in SQL.glob("*.sql")))
def test_a_text_runs_with_all_its_parameters_and_no_others(name):
    given = dict.fromkeys(TAKES.get(name, ()), "1")
    assert ":" not in text(name, **given).replace("::", "").partition("LIMIT ")[2]
    with pytest.raises(ValueError, match="takes"):
        text(name, **given, another="1")
    if given:
        with pytest.raises(ValueError, match="takes"):
            text(name)


def test_a_parameter_stands_where_the_text_names_it():
    assert text("largest_accounts", most="7").rstrip().endswith("LIMIT 7")
