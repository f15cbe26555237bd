"""Charts of what telling would take, of clauses, and of other definitions: what they draw is what their tables hold."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from whosefaces.measure.questions import other_definitions
from whosefaces.report import charts, published, story
from whosefaces.report.charts import definitions, effort
from whosefaces.report.charts.drawing import NARROW, WIDE
from whosefaces.report.story import licensing
from whosefaces.report.words import terms
from whosefaces.report.words.prose import Linked, plain

SVG = "{http://www.w3.org/2000/svg}"

WORK = pd.DataFrame(
    [
        ("calls to find them all", "calls", 1158.0, 1158.0, 1158.0, "census", "one call for each"),
        ("hours of writing at 1 minutes a message", "hours", None, 15.416667, 16.833333, "scenario", "1 minutes"),
        ("cost at 1 minutes a message and 50 EUR an hour", "EUR", None, 770.833333, 841.666667, "scenario", "50 EUR"),
        ("messages", "messages", None, None, None, "sample", "not estimable"),
    ],
    columns=["what", "unit", "estimate", "low", "high", "kind", "rests_on"],
)
CURVE = pd.DataFrame({"accounts": [10, 20, 50], "photos": [240, 333, 620], "share": [0.24, 0.333, 0.62]})
TERMS = pd.DataFrame(
    [
        ("cc-by-nc-2.0", "commercial", "conflicts", "4(b)", "https://example.org/by-nc"),
        ("cc-by-nc-2.0", "derivatives", "meets", None, "https://example.org/deed"),
        ("none listed", "commercial", "contested", None, None),
        ("none listed", "derivatives", "contested", None, None),
    ],
    columns=["licence", "use", "verdict", "clause", "address"],
)


def texts(figure, width=WIDE):
    return ["".join(node.itertext()) for node in ET.fromstring(figure.svg(width)).iter(f"{SVG}text")]


def marks(figure, fill):
    return [node for node in ET.fromstring(figure.svg()).iter() if node.get("fill") == fill]


def test_a_range_of_work_is_rounded_outward_and_said_in_words_picture_and_table():
    """15.42 to 16.83 hours are "15 to 17": "15 to 16" would promise too little work."""
    figure = effort.effort(WORK)
    assert "Hours of writing at 1 minute a message: 15 to 17 hours (a scenario)" in figure.text
    for width in (WIDE, NARROW):
        assert "15 to 17 hours" in texts(figure, width)
    assert figure.table["How much"].tolist() == ["1,158 calls", "15 to 17 hours", "770 to 842 EUR"]


def test_what_is_supposed_is_drawn_otherwise_than_what_was_counted():
    figure = effort.effort(WORK)
    assert "Hours of work, supposed" in texts(figure)
    assert [node.get("fill-opacity") for node in marks(figure, "#0072b2")] == [None, "0.35"]


def test_work_that_cannot_be_said_makes_no_chart():
    assert effort.effort(WORK[WORK["low"].isna()]) is None


def test_the_curve_gives_each_point_its_share_and_its_accounts():
    figure = effort.concentration(CURVE)
    assert {"24%", "33%", "62%", "10", "20", "50"} <= set(texts(figure, NARROW))
    assert "the 50 largest: 620 photos, 62.0%" in figure.text
    assert effort.half(CURVE)["accounts"] == 50
    assert effort.half(CURVE.head(2)) is None


def test_a_clause_stands_in_its_cell_and_its_address_in_the_table_behind():
    figure = terms.terms(TERMS)
    assert "excluded, s. 4(b)" in texts(figure)
    assert "s. 4(b)" in texts(figure, NARROW)
    assert len(marks(figure, "#d55e00")) == 1
    cell = figure.table.set_index("Licence").loc["CC BY-NC 2.0", "Commercial use"]
    assert cell == Linked("excluded, section 4(b)", "https://example.org/by-nc")
    assert [text.address for text in terms.texts(TERMS)] == ["https://example.org/by-nc"]


def test_what_is_argued_is_not_drawn_as_a_conflict():
    argued = TERMS[TERMS["licence"] == "none listed"]
    assert not marks(terms.terms(argued), "#d55e00")
    assert texts(terms.terms(argued)).count("argued") == 2


def test_the_definition_drawn_beside_a_headline_is_the_one_that_moves_it_furthest(half):
    """Worked out anew from the table: no other comparable definition lies further from the headline."""
    table = published.read(half.public, half.as_of).tables["other_definitions"]
    middle = table["estimate"].fillna((table["bound_low"] + table["bound_high"]) / 2).where(table["numerator"].notna())
    moves = definitions.furthest(table)
    assert moves
    for move in moves:
        of = table["headline"] == move["headline"]
        base = middle[of & (table["choice"] == other_definitions.AS_PUBLISHED)].item()
        assert abs(move["points"]) == pytest.approx(100 * (middle[of] - base).abs().max(), abs=1e-6)
    shown = definitions.moved(table)
    for move in moves:
        assert move["definition"] in shown.text


@pytest.mark.parametrize("named", ["whole", "half", "ownerless"])
def test_what_follows_a_chart_is_one_sentence_about_it(request, named):
    edition = request.getfixturevalue(named)
    told = story.tell(edition.investigation, published.read(edition.public, edition.as_of))
    for section in told.sections:
        assert set(section.says) <= {figure.name for figure in section.figures}
        for said in section.says.values():
            assert not re.search(r"None|nan|<NA>|  ", plain(said))


def test_a_photo_by_its_account_hides_what_is_too_small():
    table = pd.DataFrame(
        [
            ("public", "exists", 700, 700, 700),
            ("not public", "exists", None, 200, 271),
            ("not public", "gone", None, None, None),
            ("not known", "not known", 20, 20, 20),
        ],
        columns=["photo", "account", "photos", "least", "most"],
    )
    figure = charts.photos_by_account(table)
    assert "photo public, account exists: 700" in figure.text
    assert "photo not public, account exists: 200 to 271" in figure.text, "hidden is not few"
    assert "photo not public, account gone: too few to print" in figure.text
    assert "not known: 20" in figure.text


def test_what_is_left_out_of_the_two_licences_is_said_under_the_chart():
    """54 drawn photos are all rights reserved now, the chart can draw 38: the reader is told of the others."""
    cells = pd.DataFrame(
        [
            ("cc-by-2.0", "cc-by-2.0", "unchanged", 613),
            ("cc-by-2.0", "all-rights-reserved", "changed", 38),
            ("other", "other", "other", 70),
        ],
        columns=["listed", "now", "change", "photos"],
    )
    assert "70 drawn photos whose change few others share are not in it" in plain(licensing.left_out(cells))
    assert "few have done" in plain(licensing.left_out(cells.assign(photos=[613, 38, None])))
    assert licensing.left_out(cells.head(2)) == ()
    assert f"{charts.licensing.FEW_ALIKE}: 70" in charts.licences(cells).text


def test_how_many_photos_a_few_accounts_hold_is_no_promise_that_they_can_be_told(whole):
    """The curve counts the list: an account on it may be gone."""
    told = story.tell(whole.investigation, published.read(whole.public, whole.as_of))
    says = next(section.says["concentration"] for section in told.sections if "concentration" in section.says)
    assert "how many of those few still exist, it does not say" in plain(says)
    assert "reach" not in plain(says)
