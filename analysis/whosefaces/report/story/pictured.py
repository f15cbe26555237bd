"""And the people in the pictures?"""

from __future__ import annotations

from whosefaces.report import charts
from whosefaces.report.charts import known
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section, any_finding, capital, these
from whosefaces.report.words.headline import has_number, in_words
from whosefaces.report.words.prose import Row, Sentence
from whosefaces.report.words.wording import unnumbered


def people_pictured(published: Published, rows: list[Row]) -> Section | None:
    """The people pictured: photos and faces that are counted in their place."""
    chosen = [row for row in rows if of_pictured(row) and not known(row["procedure"])]
    if not chosen:
        return None
    drawable = [row for row in chosen if has_number(row)]
    # What the uploader is or knows is supposed, from none to all: that stands in the sentences and the table of all.
    drawable = [row for row in drawable if "-theta-" not in str(row["id"])]
    figures = [
        charts.shares(
            these(published.findings, drawable),
            name="pictured",
            title="The people in the pictures",
            labels=[capital(unnumbered(_headed(row)[1])) for row in drawable],
            headings=[_headed(row)[0] for row in drawable],
        )
    ][: len(drawable)]
    return Section(
        "pictured",
        "And the people in the pictures?",
        figures,
        [any_finding(row) for row in chosen],
        [
            "Nobody can count them without recognising faces, which was not done. Counted are photos, and the faces that "
            "the list itself marks in them. Somebody pictured could be told only through an account: their own, that of a "
            "photographer who passes it on, or one that is tagged in the photo. No channel to anybody else is known to this method."
        ],
        says=_through_an_account(chosen) if figures else {},
    )


def _through_an_account(rows: list[Row]) -> dict[str, Sentence]:
    told = next((row for row in rows if row["id"] == "pictured-told" and has_number(row)), None)
    if told is None:
        return {}
    whom = " of the photos that show people belong to an account that could be told. "
    alone = next((row for row in rows if row["id"] == "pictured-faces-alone" and has_number(row)), None)
    left: Sentence = ()
    if alone is not None:
        left = (" ", *in_words(alone), " of the faces marked are on a photo with neither account nor tag left.")
    return {"pictured": (*in_words(told), whom, "Whether its owner knows those in the picture, no source says.", *left)}


def _headed(row: Row) -> tuple[str, str]:
    """What is counted, and the rest of the label."""
    unit, comma, rest = str(row["label"]).partition(", ")
    return (unit, rest) if comma and unit in ("Photos showing people", "Faces annotated") else ("", str(row["label"]))


def of_pictured(row: Row) -> bool:
    """Whether a finding is about the people pictured."""
    return str(row["id"]).startswith("pictured-")
