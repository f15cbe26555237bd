"""The sums carry whatever a file may be called; only a line feed ends a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whosefaces.edition import sums

ENDINGS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r"


@pytest.mark.parametrize("letter", ENDINGS)
def test_a_name_that_holds_what_other_programs_take_for_a_line_s_end_is_sealed_and_held(tmp_path, letter):
    (tmp_path / f"my{letter}procedure.toml").write_text("x")
    sums.write(tmp_path)

    assert sums.check(tmp_path) == []
    (tmp_path / f"my{letter}procedure.toml").write_text("y")
    assert len(sums.check(tmp_path)) == 1


def test_a_name_in_bytes_that_are_no_text_is_refused_in_a_line(tmp_path):
    (tmp_path / "caf\udce9.toml").write_text("x")
    with pytest.raises(sums.SumsError, match="rename it"):
        sums.write(tmp_path)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0\n\\"), min_size=1, max_size=12))
def test_any_name_that_is_text_can_be_sealed(name):
    assert sums._is_text(name)
