"""One display rule: a working copy shows rows, what is published never does; and nothing exploratory goes unmarked."""

import json

import nbformat
import pandas as pd
import pytest
from whosefaces.edition import display, folders
from whosefaces.edition.execution import execute
from whosefaces.edition.run import EditionError, provenance, publish
from whosefaces.report import exhibits
from whosefaces.sample.panel import PANEL
from whosefaces.trace.traces import TRACES

PERSON = "90000001@N99"


def a_panel() -> pd.DataFrame:
    row = dict.fromkeys(PANEL.names) | {"unit": "account", "account_key": PERSON, "nsid": PERSON, "stratum": "all"}
    return pd.DataFrame([row | {"prn": "ab" * 32, "design_weight": 1.0, "first_edition": pd.Timestamp("2026-11-09")}])


def shown(table, rows, capsys) -> str:
    """What a person sees, in every form: the forms are printed where no notebook is there to draw them."""
    parts = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", lambda what, **_: parts.append(getattr(what, "data", what)))
        display.show(table, rows)
    return json.dumps([str(part) for part in parts])


def test_the_same_cell_shows_rows_in_a_working_copy_and_none_in_what_is_published(capsys, monkeypatch):
    monkeypatch.delenv(display.FOLDER_VARIABLE, raising=False)
    mine = shown(PANEL, a_panel(), capsys)
    monkeypatch.setenv(display.FOLDER_VARIABLE, "2026-11-09")
    published = shown(PANEL, a_panel(), capsys)
    assert PERSON in mine
    assert PERSON not in published
    for text in (mine, published):
        assert "1 rows and 9 columns" in text
        assert "permanent random number" in text  # the dictionary


def test_where_the_number_of_rows_tells_how_flickr_answered_it_is_not_published(capsys, monkeypatch):
    """A photo that is public is asked more questions: 1,234 rows over 1,000 photos would say how many are."""
    rows = pd.DataFrame({name: [None] * 1234 for name in TRACES.names})
    monkeypatch.setenv(display.FOLDER_VARIABLE, "2026-11-09")
    assert "1,234" not in shown(TRACES, rows, capsys)
    monkeypatch.delenv(display.FOLDER_VARIABLE)
    assert "1,234" in shown(TRACES, rows, capsys)


def test_a_table_that_is_scanned_has_a_caption_units_and_no_na():
    rows = pd.DataFrame({"of": ["a<b", None], "n": [1200.0, None], "low": [0.8409, None], "hours": [1.5, None]})
    bundle = exhibits.bundle(rows, "What", "Of 2", {"of": "of", "n": "n (units)", "low": "from (%)"}, percent=("low",))
    assert "<caption><b>What</b><br>Of 2</caption>" in bundle["text/html"]
    assert all(text in bundle["text/html"] for text in ("a&lt;b", "1,200", "84.1%", "n (units)"))
    assert "hours" not in bundle["text/html"]
    for text in bundle.values():
        assert not {"NaN", "<NA>", "None", "nan"} & set(text.replace(">", " ").replace("<", " ").split())
        assert exhibits.NOTHING in text


CELLS = """
from whosefaces.edition import run as editions
this = editions.open_edition("demo", "2026-11-09", accounts=GIVEN)
---
print("a number")
---
"another"
"""


@pytest.mark.parametrize(("given", "headed"), [("7", True), ("None", False)])
def test_each_output_of_an_exploratory_notebook_is_headed_so(tmp_path, monkeypatch, given, headed):
    monkeypatch.delenv(display.FOLDER_VARIABLE, raising=False)
    cells = [nbformat.v4.new_code_cell(text.strip()) for text in CELLS.replace("GIVEN", given).split("---")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "mine.ipynb")
    execute(tmp_path / "mine.ipynb", tmp_path / "ran.ipynb", {}, tmp_path, {folders.REPORTS_VARIABLE: str(tmp_path)})
    for cell in nbformat.read(tmp_path / "ran.ipynb", as_version=4).cells[1:]:
        first = str(cell.outputs[0])
        assert ("EXPLORATORY: accounts 7 instead of 300. Never published." in first) == headed


def test_an_exploratory_edition_has_another_digest_and_is_not_published(tmp_path, monkeypatch):
    monkeypatch.delenv(display.FOLDER_VARIABLE, raising=False)
    digests_of = {}
    for accounts in (None, 7, 9):
        opened = folders.open_edition("demo", "2026-11-09", reports=tmp_path, accounts=accounts)
        digests_of[accounts] = json.loads(provenance(opened).read_text(encoding="utf-8"))["inputs_sha256"]
        if accounts:
            with pytest.raises(EditionError, match=f"accounts {accounts} instead of 300"):
                publish(opened)
    assert len({json.dumps(digests, sort_keys=True) for digests in digests_of.values()}) == 3


def test_a_cell_of_a_row_is_written_as_a_person_writes_it():
    rows = pd.DataFrame({"share": [0.9339999999999999, None], "of": [1100.0, 12_000.0], "id": ["P1", "P2"]})
    turned = display._turned(rows).set_index("column")
    assert turned.loc["share"].tolist() == ["0.934", exhibits.NOTHING]
    assert turned.loc["of"].tolist() == ["1,100", "12,000"]
