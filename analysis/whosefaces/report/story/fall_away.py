"""Where do they fall away?"""

from __future__ import annotations

from whosefaces.report import charts
from whosefaces.report.charts import known, rows_of
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section
from whosefaces.report.words.numbers import count
from whosefaces.report.words.prose import Row, Sentence


def fall_away(published: Published) -> Section | None:
    """The funnel, with what is known of the photos that fall away."""
    steps, owners, states = (published.tables.get(name) for name in ("funnel", "owners", "photo_by_account"))
    if steps is None or steps.empty:
        return None
    folded = [charts.owners(owners)] if owners is not None and not owners["photos"].dropna().empty else []
    if states is not None and not states["photos"].dropna().empty:
        folded.append(charts.photos_by_account(states))
    of_people = steps["chain"] == "people pictured"
    if of_people.any() and not of_people.all():
        title = "From an annotated face to somebody who could be told"
        folded.insert(0, charts.funnel(steps[of_people], "funnel-pictured", title))
        steps = steps[~of_people]
    return Section(
        "funnel",
        "Where do they fall away?",
        [charts.funnel(steps)],
        [],
        [
            "From the dataset’s own list to somebody who could be told: what enters a step is kept, set aside with a "
            "reason, or not known. Nothing is dropped in silence."
        ],
        says={"funnel": _largest_loss(rows_of(steps))},
        folded=folded,
    )


def _largest_loss(steps: list[Row]) -> Sentence:
    """Where most of those drawn fall away."""
    cells = ("entered", "set_aside")
    drawn = [
        step for step in steps if step["says"] != "was drawn" and step["because"] != "repeats" and step["unit"] != "row"
    ]
    counted = [step for step in drawn if all(known(step[cell]) for cell in cells) and step["entered"]]
    worst = max(counted, key=lambda step: step["set_aside"] / step["entered"], default=None)
    if worst is None or not worst["set_aside"]:
        return ()
    lost = f"of {count(worst['entered'])} {worst['unit']}s, {count(worst['set_aside'])} ({worst['because']})."
    return ("Of those drawn, this step sets most aside: " + lost,)
