"""The right of reply: what will be published about a dataset, put to its holder before it is.

Made from ``public/`` alone, which names nobody, and handed over before publication: each claim with its number, the
digests of what it rests on, and a question that the holder can answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whosefaces.report import published
from whosefaces.report.published import Published, Row
from whosefaces.report.words import lines
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.finding import BY_RULE, label

_NUMBERS = (
    *("numerator", "denominator", "unknown", "not_asked", "estimate", "low", "high", "bound_low", "bound_high"),
    *("total", "total_low", "total_high"),
)


def packet(public: Path) -> str:
    """The packet as Markdown, in the report's language.

    Args:
        public: the edition's folder to publish.

    Raises:
        IncompleteError: a file is missing: the edition is not complete.
    """
    read = published.read(public)
    words = Words(read.about["language"])
    say = words.say
    rows = [row for row in read.rows if row["status"] == "published" or row["status"] in BY_RULE]
    claims = [row for row in rows if row["primary"] or row["procedure"] or row["id"].startswith("conflict-")]
    made: dict[str, Any] = dict(read.provenance.get("inputs_sha256", {}))
    asks = " ".join(say(f"reply.{key}") for key in ("intro", "ask", "nobody"))
    text = [
        f"# {say('reply.title', name=read.said['investigation'], day=read.as_of)}",
        "",
        str(read.said["question"]),
        "",
        asks,
        "",
        *([say("reply.invented"), ""] * bool(read.said["demonstration"])),
        say("reply.from"),
        "",
        f"## {say('reply.rests')}",
        "",
        *(
            f"- {say('reply.digest', name=name, sha=f'`{sha}`')}"
            for name, sha in sorted(made.items())
            if name != "edition"
        ),
        f"- {say('reply.estimands', sha='`' + str(read.said['estimands_sha256']) + '`')}",
        "",
        f"## {say('reply.claims')}",
        "",
        say("how.uncertain_about"),
    ]
    for number, row in enumerate(claims, start=1):
        text += ["", *_claim(words, number, row, read, made.get("evidence"))]
    return "\n".join(text) + "\n"


def _claim(words: Words, number: int, row: Row, read: Published, evidence: str | None) -> list[str]:
    say = words.say
    days = {str(way["name"]): str(way["day"]) for way in read.about["procedures"]}
    counted = "; ".join(f"{name.replace('_', ' ')} {row[name]}" for name in _NUMBERS if row.get(name) is not None)
    if row["status"] in BY_RULE:
        rests = say("reply.facts", reason=row["reason"])
    elif evidence and row["kind"] != "census":
        rests = say("reply.evidence", sha=f"`{evidence}`")
    else:
        rests = say("reply.list_counted")
    return [
        f"### {number}. {label(words, row, read.titles)}",
        "",
        lines.line(words, row, read.titles, days),
        "",
        f"- {say('reply.numbers', name='`' + str(row['id']) + '`', numbers=counted)}",
        f"- {say('reply.method', method=row['method'])}",
        f"- {say('reply.rests_on', what=rests)}",
        f"- {say('reply.question', question=say(_question(row, read)))}",
    ]


def _question(row: Row, read: Published) -> str:
    if row["procedure"]:
        way = next((way for way in read.about["procedures"] if way["name"] == row["procedure"]), None)
        if way is not None and way["kind"] == "counterfactual":
            return "reply.q_supposed"
        return "reply.q_rule" if row["status"] in BY_RULE else "reply.q_requests"
    return "reply.q_use" if row["id"].startswith("conflict-") else "reply.q_told"
