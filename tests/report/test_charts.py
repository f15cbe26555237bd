"""The charts say the same as a picture, in words and as a table; and the same bytes every time."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from whosefaces import PROJECT
from whosefaces.report import charts
from whosefaces.report.charts.drawing import NARROW, WIDE

SVG = "{http://www.w3.org/2000/svg}"


def finding(name, **cells):
    row = {
        "id": name, "label": f"Label of {name}", "unit": "account", "primary": True, "status": "published",
        "kind": "sample", "notifier": "platform", "reason": None, "reason_code": None, "numerator": None, "denominator": None, "unknown": None,
        "estimate": None, "low": None, "high": None, "bound_low": None, "bound_high": None,
    }  # fmt: skip
    return row | cells


ESTIMATE = finding("P1", estimate=0.812, low=0.787, high=0.835, numerator=812, denominator=1000, unknown=0)
BOUNDS = finding("P2", bound_low=0.67, bound_high=0.75, low=0.62, high=0.79, denominator=300, unknown=24)
GATE = finding("P3", status="by rule", reason="no list", estimate=0.0)
NOTHING = finding("S1", status="not estimable", reason="no account frame")
OPEN = finding("S2", status="not established", reason="no procedure is named", reason_code="no-procedure")


def texts(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def marks(svg, **attributes):
    return [n for n in ET.fromstring(svg).iter() if all(n.get(k) == v for k, v in attributes.items())]


def test_the_words_the_picture_and_the_table_carry_the_same_numbers():
    figure = charts.primary(pd.DataFrame([ESTIMATE, BOUNDS]))
    for said in ("81.2% (78.7% to 83.5%)", "62.0% to 79.0%"):
        assert said in figure.text
        assert said in texts(figure.svg())
        assert said in figure.table["Result"].tolist()


def test_bounds_are_drawn_hollow_and_estimates_as_dots():
    """A reader must not take the middle of the bounds for an estimate: there is no dot."""
    estimate, bounds = (charts.primary(pd.DataFrame([row])).svg() for row in (ESTIMATE, BOUNDS))
    assert marks(bounds, **{"stroke-dasharray": "4,3"})
    assert not marks(estimate, **{"stroke-dasharray": "4,3"})
    assert estimate.count("mark-symbol") == 1
    assert bounds.count("mark-symbol") == 0


def test_a_closed_gate_is_barred_and_never_an_estimate():
    svg = charts.primary(pd.DataFrame([GATE])).svg()
    assert marks(svg, fill="#d55e00")
    assert "mark-symbol" not in svg


@pytest.mark.parametrize(
    ("row", "said"),
    [(NOTHING, "not estimable: no account frame"), (OPEN, "not established")],
    ids=["not estimable", "not established"],
)
def test_what_cannot_be_said_is_said(row, said):
    figure = charts.primary(pd.DataFrame([row]))
    assert said in figure.text
    assert said in texts(figure.svg())


def test_only_the_primary_findings_are_drawn_as_primary():
    figure = charts.primary(pd.DataFrame([ESTIMATE, BOUNDS | {"primary": False}]))
    assert BOUNDS["label"] not in figure.text


def test_an_interval_is_drawn_where_it_lies():
    """The band of 78.7 to 83.5 % starts and ends there on a line from 0 to the chart's width."""
    svg = charts.primary(pd.DataFrame([ESTIMATE])).svg()
    band = marks(svg, **{"fill-opacity": "0.35"})[0].get("d")
    start = float(band.removeprefix("M").split(",")[0])
    assert start == pytest.approx(0.787 * WIDE, abs=6)


def test_an_svg_is_an_image_with_a_title_and_a_description():
    root = ET.fromstring(charts.primary(pd.DataFrame([ESTIMATE])).svg())
    named = root.get("aria-labelledby").split()
    assert root.get("role") == "img"
    assert [root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")] == named
    assert "81.2%" in root.find(f"{SVG}desc").text
    assert not [node for node in root.iter() if node is not root and (node.get("aria-label") or node.get("role"))]


def test_no_id_stands_twice_on_a_page_of_charts():
    figures = [charts.primary(pd.DataFrame([ESTIMATE])), charts.reach(pd.DataFrame([BOUNDS]))]
    ids = [
        node.get("id")
        for figure in figures for width in (WIDE, NARROW) for node in ET.fromstring(figure.svg(width)).iter()
        if node.get("id")
    ]  # fmt: skip
    assert len(ids) == len(set(ids)) >= 8


def test_labels_of_the_data_cannot_break_out_of_a_chart():
    hostile = ESTIMATE | {"label": '</title><script>alert(1)</script> & "quoted"'}
    svg = charts.primary(pd.DataFrame([hostile])).svg()
    assert not list(ET.fromstring(svg).iter(f"{SVG}script"))
    assert any("<script>" in text for text in texts(svg))


def test_a_chart_asks_nothing_of_anybody():
    figure = charts.primary(pd.DataFrame([ESTIMATE]))
    shown = charts.bundle(figure)
    addresses = [part for part in json.dumps(shown).split('"') if part.startswith("http")]
    assert all("w3.org" in a or "vega.github.io/schema" in a for a in addresses)


def test_a_notebook_gets_a_specification_that_jupyterlab_draws_a_picture_and_words():
    """JupyterLab 4.6 knows Vega-Lite up to 5; Altair writes 6."""
    shown = charts.bundle(charts.primary(pd.DataFrame([ESTIMATE])))
    assert list(shown) == ["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]
    assert "/v5." in shown["application/vnd.vegalite.v5+json"]["$schema"]
    assert "81.2%" in shown["text/plain"]


def test_the_same_figures_twice_are_the_same_bytes_in_other_circumstances(tmp_path):
    """Another process, hash seed, time zone and locale; and the second drawing of a process."""
    script = (
        "import pandas as pd, hashlib, json, sys\n"
        "from whosefaces.report import charts\n"
        f"f = charts.primary(pd.DataFrame({[ESTIMATE, BOUNDS, GATE]!r}))\n"
        "f.svg(); shown = charts.bundle(f)\n"
        "print(hashlib.sha256(json.dumps(shown).encode() + f.png()).hexdigest())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=cwd, env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": lang, "PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}"},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed, zone, lang, cwd in (("1", "UTC", "C", PROJECT), ("2", "Asia/Tokyo", "de_DE.UTF-8", tmp_path))
    }  # fmt: skip
    assert len(made) == 1


def test_a_table_without_a_needed_column_is_refused_by_name():
    with pytest.raises(charts.ChartError, match="no column kept"):
        charts.funnel(pd.DataFrame([{"chain": "photos", "unit": "photo", "says": "was drawn", "entered": 1,
                                     "set_aside": 0, "unknown": 0, "because": ""}]))  # fmt: skip


def test_a_funnel_says_what_each_step_lost_and_why():
    steps = pd.DataFrame(
        [
            {"chain": "photos", "step": 1, "unit": "row", "says": "can be read", "entered": 12000, "kept": 11850,
             "set_aside": 150, "unknown": 0, "because": "rows set aside"},
            {"chain": "photos", "step": 2, "unit": "photo", "says": "has an account that exists", "entered": 11850,
             "kept": None, "set_aside": None, "unknown": None, "because": "gone"},
        ]
    )  # fmt: skip
    figure = charts.funnel(steps)
    assert "150 rows set aside" in figure.text
    assert figure.table["Kept"].tolist() == ["11,850", "not published"]


def test_a_step_of_which_nothing_is_known_does_not_say_nobody():
    """0 kept and 928 unknown is no 0; 2 kept and 900 unknown is 2 at the least."""
    step = {"chain": "photos", "unit": "photo", "says": "shows its uploader", "entered": 928, "set_aside": 0,
            "because": "no source says"}  # fmt: skip
    for kept, said in ((0, "not known"), (2, "at least 2"), (600, "600")):
        figure = charts.funnel(pd.DataFrame([step | {"kept": kept, "unknown": 928 - kept}]))
        assert said in texts(figure.svg())
        assert f"{said} kept" in figure.text


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_number_lies_on_the_mark_of_another_edition(width):
    """Between 0 % and 100 % stand marks and nothing else, whatever they are and however many."""
    rows = [
        ESTIMATE | {"edition": f"2026-{month:02}-01", "estimate": share, "low": share - 0.05, "high": share + 0.05}
        for month, share in ((1, 0.2), (2, 0.5), (3, 0.9))
    ]
    svg = charts.history(pd.DataFrame(rows), {"P1": "Accounts"}).svg(width)
    for said in ("20.0% (15.0% to 25.0%) at first,", "90.0% (85.0% to 95.0%) now"):
        assert any(said in text for text in texts(svg))  # never broken within a number
    heights = {}
    for node in ET.fromstring(svg).iter(f"{SVG}text"):
        x, y = map(float, node.get("transform").removeprefix("translate(").split(")")[0].split(","))
        heights["".join(node.itertext())] = y
    between = [text for text, y in heights.items() if heights["100%"] < y < heights["0%"]]
    assert between == []
