"""The page: one offline file that leads with the finding, for every kind of finding, and that anybody can read."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from whosefaces.errors import IncompleteError
from whosefaces.report import page, published, story
from whosefaces.report.words import prose
from whosefaces.report.words.headline import headline
from whosefaces.report.words.prose import agrees, plain


def soup(edition):
    return BeautifulSoup((edition.public / "report.html").read_text(encoding="utf-8"), "lxml")


def rows_of(edition):
    return {row["id"]: row for row in json.loads((edition.public / "findings.json").read_text())["findings"]}


def test_the_page_leads_with_the_finding_in_one_sentence(whole):
    """Known to the eye: the share of accounts, and that nobody could know."""
    assert soup(whole).h1.get_text().startswith("About ")
    assert (
        soup(whole)
        .h1.get_text()
        .endswith(
            "could be told. By what the holder offered, none could find out, and so none could knowingly get out."
        )
    )


def test_every_number_of_a_sentence_is_a_finding_to_the_digit_that_is_written(half):
    rows = rows_of(half)
    numbers = soup(half).find_all("data")
    assert len(numbers) > 20
    for number in numbers:
        exact = rows[number["data-finding"]][number["data-column"]]
        assert float(number["value"]) == pytest.approx(exact, abs=1e-9)
        assert agrees(number.get_text(), exact, number["data-column"])


def test_no_figure_of_a_headline_stands_outside_a_finding(half):
    headline = soup(half).h1
    for number in headline.find_all("data"):
        number.extract()
    assert not re.search(r"\d", headline.get_text())


def test_a_sentence_with_a_number_that_no_finding_holds_stops_the_report(whole, tmp_path):
    spoilt = whole.copy(tmp_path)
    path = spoilt.public / "findings.json"
    said = json.loads(path.read_text())
    said["sentences"][0] = said["sentences"][0].replace("200", "201")
    path.write_text(json.dumps(said))
    with pytest.raises(IncompleteError, match="says 201, which no finding holds"):
        page.write(spoilt.investigation, spoilt.as_of, spoilt.case, spoilt.public)


def test_findings_of_another_day_are_refused(whole, tmp_path):
    spoilt = whole.copy(tmp_path)
    with pytest.raises(IncompleteError, match="in the edition of 2027"):
        page.write(spoilt.investigation, spoilt.as_of.replace(year=2027), spoilt.case, spoilt.public)


def test_the_page_asks_nothing_of_any_other(whole):
    """No address is loaded: no script, no style sheet, no font, no picture from elsewhere."""
    made = soup(whole)
    assert not made.find_all(["script", "link", "img", "iframe", "object", "embed", "base"])
    style = made.style.get_text()
    assert not re.search(r"url\((?!data:)", style)
    assert "@import" not in style


def test_where_answers_are_missing_the_headline_gives_bounds(half):
    assert soup(half).h1.get_text().startswith("Between ")


def test_what_cannot_be_estimated_is_said_with_its_reason(ownerless):
    """No owner in the manifest: two of the three findings have no frame; nothing stands in for them."""
    made = soup(ownerless)
    for name in ("P2", "P3"):
        assert "no account frame" in made.find(id=f"finding-{name}").get_text()
        assert not made.find(id=f"finding-{name}").find("data")
    assert "cannot be counted" in made.h1.get_text()


def test_a_closed_gate_is_shown_as_one_with_its_reason(whole):
    gate = soup(whole).find(id="finding-P3")
    assert "closed-gate" in gate["class"]
    assert "nobody could find out from the holder that they are in it (no list and no look-up)" in gate.get_text()


def test_a_way_out_is_printed_with_what_stood_beside_it(whole):
    """On the day of the headline's procedure a newsroom offered a look-up: a report that hid it would claim too much."""
    routes = soup(whole).find(class_="routes").get_text()
    assert "NBC News put up a look-up by Flickr username" in routes
    assert "it is no part of this way out" in routes


def test_no_date_is_given_to_the_list_that_is_its_licences_day(whole):
    text = soup(whole).get_text()
    assert "list was made" not in text


def test_every_chart_has_its_words_and_its_table(whole):
    for figure in soup(whole).find_all("figure"):
        for svg in figure.find_all("svg"):
            assert svg["role"] == "img"
            assert svg.find("title").get_text()
            assert svg.find("desc").get_text()
        assert len(figure.find("table").find_all("tr")) > 1
        assert figure.find("caption").get_text()


def test_no_id_stands_twice(whole):
    ids = [node["id"] for node in soup(whole).find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_invented_data_say_so_in_every_section(whole):
    made = soup(whole)
    assert "DEMONSTRATION" in made.title.get_text()
    for section in [*made.find_all("section"), made.footer]:
        assert "invented data" in section.find(class_="invented").get_text().lower()


def test_real_data_are_never_called_invented(whole, tmp_path):
    real = whole.copy(tmp_path)
    told = real.investigation.model_copy(update={"demonstration": False, "investigation": "faces"})
    page.write(told, real.as_of, real.case, real.public)
    assert "nvented" not in soup(real).get_text()


def test_words_of_the_investigation_come_out_harmless(whole, tmp_path):
    hostile = whole.copy(tmp_path)
    question = '<img src=x onerror=alert(1)><script>alert("q")</script>'
    told = hostile.investigation.model_copy(update={"question": question})
    page.write(told, hostile.as_of, hostile.case, hostile.public)
    made = soup(hostile)
    assert not made.find_all(["script", "img"])
    assert made.find(class_="question").get_text() == question


def test_the_page_is_the_same_bytes_again(whole, tmp_path):
    again = whole.copy(tmp_path)
    before = (again.public / "report.html").read_bytes()
    page.write(again.investigation, again.as_of, again.case, again.public)
    assert (again.public / "report.html").read_bytes() == before


def test_the_page_is_light(whole):
    """Under 3 MB; the letters are most of it."""
    assert (whole.public / "report.html").stat().st_size < 1_000_000


def test_every_file_that_the_page_points_to_lies_beside_it(whole):
    for link in soup(whole).find_all("a", href=True):
        if not re.match(r"https?:|mailto:|#", link["href"]):
            assert (whole.public / link["href"]).is_file(), link["href"]


def test_the_funnel_and_the_findings_agree(whole):
    """What the last step keeps is what P1 saw."""
    told = story.tell(whole.investigation, published.read(whole.public, whole.as_of))
    steps = told.figures[[f.name for f in told.figures].index("funnel")].table
    photos = steps[steps["Step"] == "Photo has an account that exists"]
    assert photos["Kept"].item() == f"{rows_of(whole)['P1']['numerator']:,}"


def test_the_headline_says_no_more_than_the_finding(whole):
    """Every way in which the three findings can end has its sentence."""
    blank = {"low": None, "high": None, "reason": None}
    one = blank | {"id": "P2", "unit": "account", "status": "published", "kind": "sample"}
    out = blank | {"id": "P3", "unit": "account", "status": "published", "kind": "bound"}
    cases = {
        "Who could be told cannot be said from this evidence. Who could get out cannot be counted.": (
            one | {"status": "not estimable", "estimate": None, "bound_low": None},
            out | {"status": "not estimable", "estimate": None},
        ),
        "About 62% (58% to 66%) of the accounts behind these photos could be told. "
        "How people could get out was not established.": (
            one | {"estimate": 0.621, "low": 0.58, "high": 0.66},
            out | {"status": "not established", "estimate": None},
        ),
        "At most 12% of the accounts behind these photos could be told. At least 40% could get out.": (
            one | {"estimate": None, "bound_low": 0.0, "bound_high": 0.12},
            out | {"estimate": None, "bound_low": 0.4, "bound_high": 1.0},
        ),
        "Between 84% and 92% of the accounts behind these photos could be told. At most 15% could get out.": (
            one | {"estimate": None, "bound_low": 0.877, "bound_high": 0.89, "low": 0.841, "high": 0.918},
            out | {"estimate": None, "bound_low": 0.0, "bound_high": 0.12, "low": 0.0, "high": 0.15},
        ),
        "About 62% of the accounts behind these photos could be told. None could get out.": (
            one | {"estimate": 0.621},
            out
            | {
                "status": "by rule",
                "estimate": 0.0,
                "reason": "C6, the holder answers: no (silence)",
                "reason_code": "C6",
            },
        ),
    }
    for sentence, rows in cases.items():
        assert plain(headline(list(rows))) == sentence


def test_a_range_is_rounded_outward_so_that_what_is_printed_holds():
    """84.6 to 91.4 is "84% to 92%": "85% to 91%" would claim more than was found."""
    row = {"id": "P2", "low": 0.846, "high": 0.914, "bound_low": 0.29, "bound_high": 0.57, "estimate": 0.876}
    said = [
        prose.share(row, column, rounded=True).text for column in ("low", "high", "bound_low", "bound_high", "estimate")
    ]
    assert said == ["84%", "92%", "29%", "57%", "88%"]


def test_a_headline_that_says_nobody_could_know_does_not_hide_who_could_ask_blind(whole):
    """P3 is shut because nobody can find out; the same way out is open to whoever sends every link."""
    blind = rows_of(whole)["opt-out-ibm-2019-03-nbc-blind"]
    said = soup(whole).find(class_="standfirst")
    assert said.get_text().startswith(
        "Whoever asked blind, by sending a link to every public photo of theirs, could have"
    )
    assert {number["data-finding"] for number in said.find_all("data")} >= {blind["id"]}


@pytest.mark.parametrize("named", ["whole", "half", "ownerless"])
def test_a_range_is_explained_where_the_first_ones_stand(request, named):
    edition = request.getfixturevalue(named)
    first = soup(edition).find("section")
    assert ("95% range" in first.find("p", class_="key").get_text()) is bool(first.find(class_="value").find("data"))
    assert first.find("a", href="#words")


@pytest.mark.parametrize("named", ["whole", "half", "ownerless"])
def test_no_sentence_is_cut_or_numbered_like_the_method(request, named):
    """A number that is missing takes its words with it; "(S2, S3)" means nothing to a reader."""
    made = soup(request.getfixturevalue(named))
    for table in made.find_all("table"):
        table.extract()
    for told in made.find_all(["p", "li", "h1", "h2", "h3", "text", "desc"]):
        text = " ".join(told.get_text().split())
        assert not re.search(r"[.:;] ?[.:;]|\( ?\)|^[;,.]| [;,.] |\(S\d|None of None", text), text


@pytest.mark.parametrize("named", ["whole", "half"])
def test_the_range_of_a_sentence_is_the_range_of_its_chart(request, named):
    """One finding, one range: what holds of those drawn alone is said as such, after it."""
    edition = request.getfixturevalue(named)
    rows = rows_of(edition)
    told = [item for item in soup(edition).select("ul.answers li") if item.find("data")]
    assert told
    for item in told:
        first = item.find("data")
        row = rows[first["data-finding"]]
        if row["low"] is not None and row["estimate"] is None and ": not known." not in item.get_text():
            assert first["data-column"] == "low"
