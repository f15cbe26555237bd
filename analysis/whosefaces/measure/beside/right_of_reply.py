"""The right of reply: what will be published about a dataset, put to its holder before it is.

Made from ``public/`` alone, which names nobody, and handed over before publication: each claim with its number, the
digests of what it rests on, and a question that the holder can answer.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from whosefaces.dossiers import procedures
from whosefaces.measure import sentences
from whosefaces.measure.share import MeasureError

_NUMBERS = (
    *("numerator", "denominator", "unknown", "not_asked", "estimate", "low", "high", "bound_low", "bound_high"),
    *("total", "total_low", "total_high"),
)


def packet(public: Path) -> str:
    """The packet as Markdown.

    Args:
        public: the edition's folder to publish: ``findings.json`` and ``provenance.json`` are read.

    Raises:
        MeasureError: one of the two is missing: the edition is not complete.
    """
    said, made = _json(public / "findings.json"), _json(public / "provenance.json")
    rows = [row for row in said["findings"] if row["status"] in ("published", "by rule")]
    claims = [row for row in rows if row["primary"] or row["procedure"] or row["id"].startswith("conflict-")]
    lines = [
        f"# Before publication: {said['investigation']}, edition {said['as_of']}",
        "",
        said["question"],
        "",
        "This is what will be published about the dataset that you hold. Please say where it is wrong, and answer what "
        "you can. It names nobody.",
        "",
        *(["The data of this demonstration is invented: there is nobody to send this to.", ""] * said["demonstration"]),
        "From: ____________________  Please answer by: ____________________",
        "",
        "## What it rests on",
        "",
        *(f"- {name}: SHA-256 `{sha}`" for name, sha in sorted(made["inputs_sha256"].items()) if name != "edition"),
        f"- primary estimands, fixed before the draw: SHA-256 `{said['estimands_sha256']}`",
        "",
        "## Claims",
        "",
        sentences.RANGE_95,
    ]
    for number, row in enumerate(claims, start=1):
        lines += ["", *_claim(number, row, made["inputs_sha256"].get("evidence"))]
    return "\n".join(lines) + "\n"


def _claim(number: int, row: dict[str, Any], evidence: str | None) -> list[str]:
    numbers = "; ".join(f"{name.replace('_', ' ')} {row[name]}" for name in _NUMBERS if row.get(name) is not None)
    rests = (
        f"evidence `{evidence}`" if evidence and row["kind"] != "census" else "the dataset's own list, counted whole"
    )
    if row["status"] == "by rule":
        rests = f"the procedure's own facts: {row['reason']}"
    return [
        f"### {number}. {row['label']}",
        "",
        sentences.sentence(row).removeprefix(f"{row['id']}. "),
        "",
        f"- Finding `{row['id']}`, its numbers: {numbers}",
        f"- Method: {row['method']}",
        f"- Rests on: {rests}",
        f"- Question: {_question(row)}",
    ]


def _question(row: dict[str, Any]) -> str:
    if row["procedure"]:
        procedure = procedures.read(row["procedure"])
        if procedure.kind == "counterfactual":
            return "What keeps you from offering this?"
        if row["status"] == "by rule":
            return "Is this condition stated as you stated it? Since when has another way been open, and who used it?"
        return "How many requests by this route have you had, and how many have you carried out?"
    if row["id"].startswith("conflict-"):
        return "On what do you base this use of these photos?"
    return "Whom of them have you told, when, and how?"


def _json(path: Path) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MeasureError(f"{path}: no such file; name the public/ folder of a finished edition") from None
    return said
