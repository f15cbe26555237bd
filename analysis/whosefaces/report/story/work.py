"""What would telling them take?"""

from __future__ import annotations

from whosefaces.report.charts import effort, known, rows_of
from whosefaces.report.published import Published
from whosefaces.report.story.section import Section, capital, context
from whosefaces.report.words.numbers import count, percent
from whosefaces.report.words.prose import Row, Sentence


def work(published: Published) -> Section | None:
    """What telling them would take, and how far writing to a few would reach."""
    work, shares = published.tables.get("effort"), published.tables.get("concentration")
    figures = [
        made
        for made in (
            effort.effort(work) if work is not None else None,
            effort.concentration(shares) if shares is not None else None,
        )
        if made is not None
    ]
    if not figures:
        return None
    says: dict[str, Sentence] = {}
    if work is not None:
        says["effort"] = _workload(rows_of(work))
    half = effort.half(shares) if shares is not None else None
    if half is not None:
        held = f"The {count(half['accounts'])} accounts with most photos hold {percent(half['share'])} of the photos. "
        says["concentration"] = (held + "Counted over the list: how many of those few still exist, it does not say.",)
    return Section(
        "effort",
        "What would telling them take?",
        figures,
        [],
        [
            "Each kind of work is drawn on a scale of its own. What is drawn pale is supposed: no source gives the number."
        ],
        aside=frozenset({"concentration"}),
        says=says,
        tables=context(published, "effort", "What has been said of such an effort"),
    )


def _workload(rows: list[Row]) -> Sentence:
    """To find them, and to write to them."""
    by_unit = {
        unit: [row for row in rows if row["unit"] == unit and known(row["low"])] for unit in ("hours", "messages")
    }
    parts = []
    if by_unit["messages"]:
        messages = by_unit["messages"][0]
        sure = "" if known(messages["estimate"]) else ", 95% sure"
        parts.append(f"Telling them would take {effort.in_words(messages)}{sure}")
    if by_unit["hours"]:
        found = next((row for row in by_unit["hours"] if row["kind"] != "scenario"), None)
        if found is not None:
            pace = str(found["what"]).partition(", ")[2]
            parts.append(f"finding them takes {effort.in_words(found)} of calls{', ' * bool(pace)}{pace}")
    costs = [row for row in rows if row["what"].startswith("cost ") and known(row["high"])]
    if costs:
        dearest = max(costs, key=lambda row: row["high"])
        what = effort.capitalised(dearest["what"]).removeprefix("Cost at ")
        parts.append(f"at {what}, both supposed, the writing would cost {effort.in_words(dearest)}")
    return (" ".join(f"{capital(part)}." for part in parts),) if parts else ()
