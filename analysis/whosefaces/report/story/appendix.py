"""The appendix: who could contact them, every way out, the effort, the losses, the parent, the clauses, all findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whosefaces.report import charts
from whosefaces.report.published import Published, Row
from whosefaces.report.story import way_out
from whosefaces.report.story.blocks import Block, Bullets, Cell, Chart, Linked, Section, Table, paragraph
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.facts import Facts
from whosefaces.report.words.finding import Share, known, label, licence, say_share, say_value, share_of
from whosefaces.report.words.headline import capital
from whosefaces.report.words.unasked import say_unasked

REACH = (
    "account-holder",
    "account-third-party",
    "photo-holder",
    "photo-third-party",
    "photo-public",
    "photo-gone-account-alive",
    "active",
)
DATED = (
    "licence-then-as-listed",
    "licence-since-then-unchanged",
    "licence-since-then-version-bump",
    "licence-since-then-changed",
)
READINGS = (
    ("photographers", "knowingly"),
    ("photographers", "asking blind"),
    ("people pictured", "knowingly"),
    ("people pictured", "asking blind"),
)
STEPS = {
    "can be read": "read",
    "is a photo of its own": "repeats",
    "is an account of its own": "accounts",
    "was drawn": "drawn",
    "has an owner that is known": "owner",
    "has an account that was asked about": "asked",
    "has an account that exists": "exists",
    "shows somebody whom that account is, or is known to pass it on to": "pictured",
    "stands in the manifest, repeats included": "marked",
    "is on a photo with an account that could pass it on (S2, S3), or with a tag; 95% sure of so many": "reachable",
    "is somebody who was not counted yet": "once",
    "is the uploader (S2), is known to the uploader (S3), or is tagged": "pictured",
}
UNITS = {"depicted person": "person"}
BECAUSE = {
    "gone or a memorial": "gone",
    "nobody names the owner": "no_owner",
    "rows set aside": "rows",
    "repeats": "repeats",
    "no source says whom an uploader knows": "pictured",
}
USES = ("attributed", "commercial", "derivatives", "shared_alike")


def sections(words: Words, published: Published, facts: Facts) -> list[Section]:
    """Every section that has something to say."""
    made = (
        reach(words, published),
        ways_out(words, published),
        way_out.findability(words, published),
        way_out.requests(words, published),
        effort(words, published),
        funnel(words, published, facts),
        origin(words, published),
        compared(words, published),
        dated(words, published),
        clauses(words, published),
        definitions(words, published),
        context(words, published),
        findings(words, published),
        made_from(words, published, facts),
    )
    return [section for section in made if section is not None]


def reach(words: Words, published: Published) -> Section | None:
    """By the platform, by the holder, by anybody; the photos that are gone though their account is there."""
    rows = [
        (label(words, published.by_id[name]), share_of(published.by_id[name]))
        for name in ("P2", "P1", *REACH)
        if name in published.by_id
    ]
    rows = [(name, share) for name, share in rows if share.counted]
    if not rows:
        return None
    figure = charts.shares(words, "reach", words.say("chart.reach"), rows)
    return Section("reach", words.say("appendix.reach"), [*paragraph(words.say("appendix.reach_says")), Chart(figure)])


def ways_out(words: Words, published: Published) -> Section | None:
    """Each way out, for those who took the photos and those in them, knowing and asking blind."""
    cells = published.table("opt_out")
    if not cells:
        return None
    at = {(cell["procedure"], cell["group"], cell["reading"]): published.by_id.get(str(cell["id"])) for cell in cells}
    supposed = {cell["procedure"] for cell in cells if cell["kind"] == "counterfactual"}
    rows: list[Sequence[Cell]] = []
    for name in dict.fromkeys(cell["procedure"] for cell in cells):
        title = published.titles.get(name, name)
        head = words.say("appendix.supposed", title=title) if name in supposed else title
        rows.append([head, *(say_value(words, share_of(at.get((name, *reading)))) for reading in READINGS)])
    keys = ("way_out", "photographers", "photographers_blind", "pictured", "pictured_blind")
    table = Table(words.say("appendix.ways_out"), [words.say(f"column.{key}") for key in keys], rows)
    says = [words.say("appendix.ways_out_says"), *_private(words, published)]
    return Section("ways-out", words.say("appendix.ways_out"), [*paragraph(*says), table])


def _private(words: Words, published: Published) -> list[str]:
    """For how many one way of acting is closed; nothing where it is closed to none that was checked."""
    row = published.by_id.get("make-private-closed")
    if row is None or not row["numerator"]:
        return []
    share = say_share(words, share_of(row))
    return [
        words.say("appendix.private_closed", share=share),
        words.say("appendix.private_limit"),
        words.say("appendix.private_least"),
    ]


def effort(words: Words, published: Published) -> Section | None:
    """What writing to them would take, and how far writing to a few would reach."""
    rows = {str(row["what"]): row for row in published.table("effort")}
    lines = []
    if (messages := rows.get("messages")) and known(messages["low"]):
        low, high = int(messages["low"]), int(messages["high"])
        counted = (
            words.say("appendix.messages", n=low)
            if low == high
            else words.say("appendix.messages_range", low=low, high=high)
        )
        lines.append(words.say("appendix.effort_messages", messages=counted))
    hours = next((row for what, row in rows.items() if what.startswith("hours of calls") and known(row["high"])), None)
    if hours:
        short = float(hours["high"]) < 1
        lines.append(
            words.say("appendix.effort_minutes")
            if short
            else words.say("appendix.effort_hours", hours=words.amount(float(hours["high"])))
        )
    shares = [row for row in published.table("concentration") if known(row["share"])]
    half = next((row for row in shares if float(row["share"]) >= 0.5), None)
    if half:
        accounts = words.say("unit.account", n=int(half["accounts"]))
        lines.append(words.say("appendix.effort_half", accounts=accounts, share=words.percent(float(half["share"]))))
    if not lines:
        return None
    blocks: list[Block] = [*paragraph(*lines)]
    if shares:
        bars = [
            (words.say("unit.account", n=int(row["accounts"])), int(row["photos"]))
            for row in shares
            if known(row["photos"])
        ]
        blocks.append(Chart(charts.bars(words, "concentration", words.say("chart.concentration"), bars)))
    return Section("effort", words.say("appendix.effort"), blocks)


def funnel(words: Words, published: Published, facts: Facts) -> Section | None:
    """What entered each step, what was kept and what was lost; choosing a sample is no loss."""
    steps = published.table("funnel")
    if not steps:
        return None
    rows: list[Sequence[Cell]] = []
    for step in steps:
        sample = step["because"] == "not in the sample"
        lost = "–" if sample else _count(words, step["set_aside"])
        cells = (_count(words, step["entered"]), _count(words, step["kept"]), lost, _count(words, step["unknown"]))
        rows.append([_step(words, step), *cells])
    keys = ("step", "entered", "kept", "set_aside", "unknown")
    table = Table(words.say("appendix.funnel"), [words.say(f"column.{key}") for key in keys], rows)
    says = [_largest_loss(words, steps), words.say("appendix.funnel_sample")]
    says += [sentence for unit in ("account", "photo") for sentence in say_unasked(words, facts, unit)]
    return Section("funnel", words.say("appendix.funnel"), [*paragraph(*says), table])


def _step(words: Words, step: Row) -> str:
    key = STEPS.get(str(step["says"]))
    unit = words.say(f"units.{UNITS.get(str(step['unit']), step['unit'])}")
    return f"{words.say(f'step.{key}') if key else words.say('step.otherwise', says=step['says'])} ({unit})"


def _largest_loss(words: Words, steps: list[Row]) -> str:
    counted = [s for s in steps if known(s["set_aside"]) and s["entered"] and s["set_aside"]]
    counted = [s for s in counted if s["because"] not in ("not in the sample", "repeats") and s["unit"] != "row"]
    worst = max(counted, key=lambda step: float(step["set_aside"]) / float(step["entered"]), default=None)
    if worst is None or str(worst["because"]) not in BECAUSE:
        return ""
    because = words.say(f"because.{BECAUSE[str(worst['because'])]}")
    entered = words.say(f"unit.{worst['unit']}", n=int(worst["entered"]))
    return words.say("appendix.funnel_says", lost=int(worst["set_aside"]), entered=entered, because=because)


def origin(words: Words, published: Published) -> Section | None:
    """Where the dataset comes from and what was cut from it; and every fact that its dossier holds, with its source."""
    dossier = published.about.get("dossier")
    if not dossier:
        return None
    rows: list[Sequence[Cell]] = [
        [
            str(fact["label"]),
            "; ".join(str(fact[part]) for part in ("is", "note", "how") if part in fact),
            words.day(str(fact["on"])),
            Linked(str(fact["source"]), str(fact["address"])) if fact["address"] else str(fact["source"]),
        ]
        for fact in dossier["facts"]
    ]
    blocks: list[Block] = [*paragraph(words.say("appendix.origin_says"))]
    if dossier["lineage"]["steps"]:
        blocks.append(Chart(charts.lineage(dossier["lineage"], words)))
    keys = ("what", "says", "on", "source")
    heading = words.say("appendix.origin", dataset=str(dossier["called"]))
    return Section("origin", heading, [*blocks, Table(heading, [words.say(f"column.{key}") for key in keys], rows)])


def compared(words: Words, published: Published) -> Section | None:
    """The dataset beside the rest of its parent: what differs by more than the range, and what does not."""
    table = published.table("comparison")
    if not table:
        return None
    of: dict[str, dict[str, Row]] = {}
    for row in table:
        of.setdefault(str(row["id"]), {})[str(row["of"])] = row
    said, alike, rows = [], [], []
    for each in of.values():
        inside, rest, difference = each.get("dataset"), each.get("rest of the parent"), each.get("difference")
        if inside is None or rest is None:
            continue
        name = label(words, inside)
        rows += [(name, share_of(inside)), (words.say("appendix.rest", label=name), share_of(rest))]
        low, high = (difference or {}).get("low"), (difference or {}).get("high")
        if not (known(low) and known(high)):
            continue
        assert low is not None and high is not None
        if low <= 0 <= high:
            alike.append(name)
        else:
            ends = sorted((abs(low), abs(high)))
            middle = words.points((low + high) / 2)
            key = "appendix.compared_difference" if low > 0 else "appendix.compared_less"
            said.append(
                words.say(key, label=name, points=middle, low=words.points(ends[0]), high=words.points(ends[1]))
            )
    if alike:
        said.append(words.say("appendix.compared_none", labels=words.listed(alike)))
    figure = charts.shares(words, "comparison", words.say("chart.comparison"), rows)
    return Section(
        "comparison",
        words.say("appendix.compared"),
        [*paragraph(words.say("appendix.compared_first")), Bullets(said), Chart(figure)],
    )


def dated(words: Words, published: Published) -> Section | None:
    """Licences on the day of collection and since; whose licence excludes what, use by use."""
    by_id = published.by_id
    then = [(label(words, by_id[name]), share_of(by_id[name])) for name in DATED if name in by_id]
    conflicts = [row for row in published.rows if str(row["id"]).startswith("conflict-")]
    uses = [(label(words, row), share_of(row)) for row in conflicts]
    blocks: list[Block] = []
    if any(share.counted for _, share in then):
        blocks.append(Chart(charts.shares(words, "licence-then", words.say("appendix.licences_then"), then)))
    uses = [(name, share) for name, share in uses if share.counted]
    if uses:
        blocks.append(Chart(charts.shares(words, "conflicts", words.say("chart.conflicts"), uses)))
    listed = [row for row in published.rows if str(row["id"]).startswith("licence-listed-") and known(row["numerator"])]
    if listed:
        bars = [
            (licence(words, str(row["id"]).removeprefix("licence-listed-")), int(row["numerator"])) for row in listed
        ]
        bars.sort(key=lambda bar: -bar[1])
        blocks.append(Chart(charts.bars(words, "licences-listed", words.say("chart.licences_listed"), bars)))
    return Section("licences-then", words.say("appendix.licences_then"), blocks) if blocks else None


def clauses(words: Words, published: Published) -> Section | None:
    """Licences down, uses across: the clause that excludes a use, to be read."""
    table = published.table("licence_conflicts")
    if not table:
        return None
    uses = [use for use in USES if any(row["use"] == use for row in table)]
    rows: list[Sequence[Cell]] = []
    for name in dict.fromkeys(str(row["licence"]) for row in table):
        of = {row["use"]: row for row in table if row["licence"] == name}
        rows.append([licence(words, name), *(_clause(words, of.get(use)) for use in uses)])
    columns = [words.say("column.licence"), *(capital(words.say(f"use_label.{use}")) for use in uses)]
    block = Table(words.say("appendix.clauses"), columns, rows)
    return Section(
        "clauses", words.say("appendix.clauses"), [*paragraph(words.say("licences.no_conclusion_here")), block]
    )


def _clause(words: Words, row: Row | None) -> Cell:
    if row is None:
        return "–"
    sentence = words.say(f"verdict.{str(row['verdict']).replace(' ', '_')}")
    if row["clause"]:
        sentence = words.say("clause.section", verdict=sentence, clause=str(row["clause"]))
    return Linked(sentence, str(row["address"])) if row["address"] else sentence


def definitions(words: Words, published: Published) -> Section | None:
    """The other definitions that move a figure by a whole point or more; nothing where none does."""
    table = published.table("other_definitions")
    rows: list[tuple[str, Share]] = []
    lines = []
    for headline in dict.fromkeys(str(row["headline"]) for row in table):
        of = [row for row in table if row["headline"] == headline]
        published_row = next((row for row in of if row["choice"] == "as published"), None)
        base = share_of(published_row) if published_row else Share("unestablished")
        if published_row is None or not base.counted:
            continue
        moved = [(row, share_of(row)) for row in of if row is not published_row]
        moved = [(row, share) for row, share in moved if share.counted and _moves(base, share) >= 0.01]
        if not moved:
            continue
        moved.sort(key=lambda pair: -_moves(base, pair[1]))
        name = words.say(f"label.{headline}")
        rows.append((name, base))
        rows += [
            (words.say("appendix.counted", label=name, definition=_definition(words, row)), share)
            for row, share in moved[:3]
        ]
        active = next((share for row, share in moved if str(row["name"]).endswith("-active")), None)
        if active is not None and headline == "P2":
            lines.append(words.say("appendix.definitions_active", share=say_share(words, active)))
    if not rows:
        return None
    figure = charts.shares(words, "definitions", words.say("chart.definitions"), rows)
    return Section(
        "definitions",
        words.say("appendix.definitions"),
        [*paragraph(*lines, words.say("appendix.definitions_says")), Chart(figure)],
    )


def _moves(base: Share, other: Share) -> float:
    return abs((base.low + base.high) / 2 - (other.low + other.high) / 2)


def _definition(words: Words, row: Row) -> str:
    key = f"definition.{str(row['name']).partition('-')[2]}"
    return words.say(key) if words.has(key) else str(row["definition"])


def context(words: Words, published: Published) -> Section | None:
    """What has been said of such an effort and such licences, each with its source."""
    table = published.table("context")
    if not table:
        return None
    rows: list[Sequence[Cell]] = [
        [
            str(row["title"]),
            words.day(str(row["on"])),
            str(row["says"]),
            Linked(str(row["source"]), str(row["address"])),
        ]
        for row in table
    ]
    keys = ("what", "on", "says", "source")
    block = Table(words.say("appendix.context"), [words.say(f"column.{key}") for key in keys], rows)
    return Section("context", words.say("appendix.context"), [block])


def findings(words: Words, published: Published) -> Section:
    """Every finding by its name."""
    rows: list[Sequence[Cell]] = []
    for row in published.rows:
        rows.append(
            [
                label(words, row, published.titles),
                _result(words, row),
                _count(words, row["numerator"]),
                _count(words, row["denominator"]),
                _count(words, row["unknown"]),
                str(row["id"]),
            ]
        )
    keys = ("finding", "result", "yes", "checked", "could_not_tell", "name")
    return Section(
        "findings",
        words.say("appendix.all"),
        [Table(words.say("appendix.all"), [words.say(f"column.{key}") for key in keys], rows)],
    )


def _result(words: Words, row: Row) -> str:
    share = share_of(row)
    if share.kind != "not published" or row["status"] != "published":
        return say_value(words, share)
    if known(row["total_low"]) and known(row["total_high"]):
        return words.say("share.range", low=int(row["total_low"]), high=int(row["total_high"]))
    return _count(words, row["numerator"])


def made_from(words: Words, published: Published, facts: Facts) -> Section:
    """Methods, small counts, and the digests of what the edition was made from."""
    methods = list(dict.fromkeys(step for row in published.rows for step in str(row["method"]).split("; ")))
    sealed: dict[str, Any] = dict(published.provenance)
    rows: list[Sequence[Cell]] = [
        [name, str(sha)] for name, sha in sorted(sealed.get("inputs_sha256", {}).items()) if name != "edition"
    ]
    rows += [[name, str(sealed[name])] for name in ("suite", "python", "platform") if name in sealed]
    rows += [[name, sha] for name, sha in published.digests.items()]
    table = Table(words.say("appendix.made_from"), [words.say("column.input"), words.say("column.sha256")], rows)
    small = words.say("appendix.small_counts_says", n=facts.min_cell)
    bullets = Bullets([f"{capital(method)}." for method in methods])
    return Section("made-from", words.say("appendix.methods"), [bullets, *paragraph(small), *([table] if rows else [])])


def _count(words: Words, units: Any) -> str:
    return words.count(int(units)) if known(units) else "–"
