"""What was done, and who could have got out all the same: the lines under the headline, and the findings in full."""

from __future__ import annotations

from whosefaces.report.charts import known, matrix
from whosefaces.report.charts.matrix import shut
from whosefaces.report.published import Published
from whosefaces.report.words.headline import basis, detail, has_number, in_words
from whosefaces.report.words.numbers import day
from whosefaces.report.words.prose import Number, Row, Sentence, plain, units


def standfirst(published: Published, rows: list[Row], cells: list[Row]) -> Sentence:
    """What asking blind would have done, and what was looked at, for somebody who has never heard of it."""
    parts: list[str | Number] = []
    for row in rows:
        if row["id"] in ("P1", "P2") and known(row["denominator"]) and known(row["population_size"]):
            parts += [" and " if parts else "", units(row, "denominator"), " of ", units(row, "population_size")]
            parts += [f" {row['unit']}s"]
    drawn: Sentence = (*parts, " were drawn by lot from the dataset’s own list. ") if parts else ()
    return (*_unasked(rows, cells), *drawn, _asked(published), " None of the people concerned was written to.")


def _unasked(rows: list[Row], cells: list[Row]) -> Sentence:
    """Who could have got out without knowing, where the headline says that nobody could know: it must not hide them."""
    by_name = {row["id"]: row for row in rows}
    if not str(by_name.get("P3", {}).get("reason")).startswith("C2"):
        return ()
    blind = [cell for cell in cells if (cell["group"], cell["reading"]) == ("photographers", "asking blind")]
    if not blind or blind[0]["kind"] == "counterfactual" or not has_number(by_name[blind[0]["id"]]):
        return ()
    sent = matrix.short(blind[0]["burden"]).replace("of the account", "of theirs")
    share_of = in_words(by_name[blind[0]["id"]], start=False)
    return (
        f"Whoever asked blind, by sending {sent}, could have got out, had the holder done as it said: ",
        *share_of,
        " of the accounts. ",
    )


def _asked(published: Published) -> str:
    first, last = published.asked_from, published.asked_to
    if first is None or last is None:
        return "Flickr’s answers about them are not in the evidence."
    when = f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    return f"What Flickr answered about them {when} was recorded, and is counted here."


def in_full(main: list[Row], sentences: list[Sentence]) -> list[Sentence]:
    """Each primary finding in a sentence, and what else it rests on."""
    more = {str(row["id"]): detail(row)[len(basis(row)) :] if row["status"] == "published" else () for row in main}
    return [(*sentence, *more.get(plain(sentence).partition(".")[0], ())) for sentence in sentences]


def in_plain_words(sentence: str, main: list[Row]) -> str:
    """The sentence with what closes a gate in words, and not by the method's number of the condition."""
    for row in main:
        if row["status"] == "by rule":
            sentence = sentence.replace(str(row["reason"]), shut(row))
    return sentence
