"""Whose licence excludes this use, and by which clause?"""

from __future__ import annotations

from whosefaces.investigation import Investigation, Use
from whosefaces.report import charts
from whosefaces.report.charts import Figure
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section, any_finding, capital, context, these
from whosefaces.report.words import terms
from whosefaces.report.words.headline import has_number, in_words
from whosefaces.report.words.prose import Row, Sentence


def uses(investigation: Investigation, published: Published, rows: list[Row]) -> Section | None:
    """Whose licence excludes the use that was made, and by which clause."""
    chosen = [row for row in rows if str(row["id"]).startswith("conflict-")]
    if not chosen:
        return None
    drawable = [row for row in chosen if has_number(row)]
    table = published.tables.get("licence_conflicts")
    clauses = terms.terms(table) if table is not None else None
    short = [row for row in drawable if row["id"].endswith("-any")]
    figures = [_conflicts(published, short, "conflicts", "Licence terms and the stated use")][: len(short)]
    rest = [row for row in drawable if row not in short]
    folded = [_conflicts(published, rest, "conflicts-by-use", "Use by use: as listed, on the day, and today")][
        : len(rest)
    ]
    says: dict[str, Sentence] = {
        "licence-terms": ("Which clause excludes what: “s. 4(b)” is section 4(b) of the licence’s own text.",)
    }
    told = next((row for row in drawable if row["id"] == "conflict-listed-any"), None)
    if told is not None:
        terms_exclude = " of the photos are listed under a licence whose terms exclude at least one of the stated uses."
        says["conflicts"] = (*in_words(told), terms_exclude, *_above_all(drawable))
    return Section(
        "uses",
        "Whose licence excludes this use?",
        figures + ([clauses] if clauses is not None else []),
        [any_finding(row) for row in chosen],
        [
            f"This report takes the dataset’s holder to have {_stated(investigation.use)}.",
            "Each licence’s terms are set beside that use. Where no licence was given, whether the use needed one is "
            "argued: such photos are counted as not known. This is no legal conclusion.",
        ],
        says=says,
        aside=frozenset({"licence-terms"}),
        folded=folded,
        sources=terms.texts(table) if table is not None else [],
        tables=context(published, "licences", "What has been said of such licences"),
    )


def _above_all(rows: list[Row]) -> Sentence:
    """How many are listed under a licence that excludes commercial use, where the use was commercial."""
    row = next((row for row in rows if row["id"] == "conflict-listed-commercial"), None)
    return () if row is None else (" ", *in_words(row), " are listed under one that excludes commercial use.")


def _stated(use: Use) -> str:
    """The use that the investigation states, as one says it: whoever disputes it must know what was taken for granted."""
    said = [
        "used the photos commercially" if use.commercial else "used the photos, but not commercially",
        "made new works from them" if use.derivatives else "made no new works from them",
        "named their authors" if use.attributed else "not named their authors",
        "shared the result under the same terms" if use.shared_alike else "not shared the result under the same terms",
    ]
    return ", ".join(said[:-1]) + f", and {said[-1]}"


def _conflicts(published: Published, rows: list[Row], name: str, title: str) -> Figure:
    """Whose terms exclude what, under the day whose licence it is."""
    split = {row["id"]: str(row["label"]).partition(" conflicts with ") for row in rows}
    days = list(dict.fromkeys(first for first, _, _ in split.values()))
    drawn = these(published.findings, rows)
    drawn = drawn.sort_values("id", key=lambda ids: ids.map(lambda one: days.index(split[one][0])), kind="stable")
    parts = [split[name] for name in drawn["id"]]
    whole = "Photos whose "
    if len({last for _, _, last in parts}) == 1 and all(first.startswith(whole) for first, _, _ in parts):
        # One use, and several days: what they share stands over them once.
        labels = [capital(first.removeprefix(whole)) for first, _, _ in parts]
        headings = [f"{whole}licence conflicts with {parts[0][2]}"] * len(parts)
        return charts.shares(drawn, name=name, title=title, labels=labels, headings=headings)
    return charts.shares(
        drawn,
        name=name,
        title=title,
        labels=[capital(last) or first for first, _, last in parts],
        headings=[f"{first}{with_.rstrip()}" if last else "" for first, with_, last in parts],
    )
