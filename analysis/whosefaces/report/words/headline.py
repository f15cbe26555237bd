"""The three primary findings: in one line for the headline, and each set large."""

from __future__ import annotations

from dataclasses import dataclass

from whosefaces.report.charts import known, nothing_known, said
from whosefaces.report.charts.matrix import ends_of, shut
from whosefaces.report.words.prose import Number, Row, Sentence, share, units


@dataclass(frozen=True)
class Headline:
    """One of the primary findings as it is set large."""

    finding: str
    value: tuple[Sentence, ...]
    """The number itself, or the words that stand for it."""
    says: str
    way: str
    """Under which procedure; empty where it is about none."""
    in_numbers: Sentence
    """The same as so many of so many; empty where there is no number, or nobody by rule."""
    basis: Sentence
    """What it rests on, in short."""
    status: str
    bounds: tuple[float, float] | None = None
    """From where to where the share may lie; both ends alike where it is one number."""
    interval: tuple[float, float] | None = None


def headline(main: list[Row]) -> Sentence:
    """The three primary findings in one line: who could be told, and who could get out."""
    by_name = {row["id"]: row for row in main}
    told = next((by_name[name] for name in ("P2", "P1") if name in by_name and has_number(by_name[name])), None)
    return (*_could_be_told(told), " ", *_could_get_out(by_name.get("P3"), after=told is not None))


def has_number(row: Row) -> bool:
    """Whether a finding says a share."""
    return row["status"] == "published" and (known(row["estimate"]) or known(row["bound_low"]))


def in_words(row: Row, *, start: bool = True) -> Sentence:
    """A share as one says it: about 62% (58% to 66%), at most 12%, at least 40%, between 84% and 92%."""

    def word(text: str) -> str:
        return text if start else text[0].lower() + text[1:]

    if known(row["estimate"]):
        told = (word("About ") if row["kind"] == "sample" else "", share(row, rounded=True))
        if not known(row["low"]):
            return told
        return (*told, " (", share(row, "low", rounded=True), " to ", share(row, "high", rounded=True), ")")
    if nothing_known(row):
        return (word("An unknown share"),)
    ends = ends_of(row)
    low, high = share(row, ends[0], rounded=True), share(row, ends[1], rounded=True)
    if low.text == high.text:
        return (word("About "), low)
    if row[ends[0]] == 0:
        return (word("At most "), high)
    if row[ends[1]] == 1:
        return (word("At least "), low)
    return (word("Between "), low, " and ", high)


def large(row: Row) -> Headline:
    """One finding as it is set large."""
    bounds = None
    if has_number(row):
        ends = ("estimate", "estimate") if known(row["estimate"]) else ("bound_low", "bound_high")
        bounds = (float(row[ends[0]]), float(row[ends[1]]))
    interval = (float(row["low"]), float(row["high"])) if known(row["low"]) else None
    says, way = _short(row)
    return Headline(row["id"], _value(row), says, way, in_numbers(row), basis(row), row["status"], bounds, interval)


def in_numbers(row: Row) -> Sentence:
    """A finding as so many of so many: about 967 of 1,100 accounts (940 to 990)."""
    if row["status"] != "published" or not known(row["population_size"]) or not known(row["denominator"]):
        return ()
    of = (" of ", units(row, "population_size"), f" {row['unit']}s")
    ends = (units(row, "total_low"), " to ", units(row, "total_high")) if known(row["total_low"]) else ()
    if known(row["total"]):
        about = "" if row["kind"] == "census" else "About "
        return (about, units(row, "total"), *of, *((" (", *ends, ")") if ends else ()), ".")
    if not ends:
        return ()
    return ("Between ", ends[0], " and ", ends[2], *of, ".")


def basis(row: Row) -> Sentence:
    """What a finding rests on, in short: seen, looked at, not known; or why there is no number."""
    if row["status"] == "by rule":
        return (f"A closed gate: {shut(row)}. By rule, not by estimate.",)
    if row["status"] in ("not estimable", "not established"):
        return (said(row).capitalize() + ".",)
    if not known(row["denominator"]):
        return ()
    parts: list[str | Number] = []
    if known(row["numerator"]):
        parts += ["Found for ", units(row, "numerator"), " of "]
    parts += [units(row, "denominator"), f" {row['unit']}s {'counted' if row['kind'] == 'census' else 'drawn'}"]
    if known(row["unknown"]) and row["unknown"]:
        parts += ["; not known for ", units(row, "unknown")]
    return (*parts, ".")


def detail(row: Row) -> Sentence:
    """All that a finding rests on: as :func:`basis` has it, then the interval, and what holds of those drawn alone."""
    if row["status"] != "published":
        return basis(row)
    parts: list[str | Number] = [*basis(row)]

    def add(*said: str | Number) -> None:
        parts.extend((" " if parts else "", *said, "."))

    if known(row["low"]) and known(row["estimate"]):
        add("95% range: ", share(row, "low"), " to ", share(row, "high"))
    elif known(row["low"]) and known(row["bound_low"]):
        add("Of those drawn alone: ", share(row, "bound_low"), " to ", share(row, "bound_high"))
    if known(row.get("secondary_low")):
        add("By Imbens and Manski, narrower and secondary: ", share(row, "secondary_low"), " to ", share(row, "secondary_high"))  # fmt: skip
    if row["kind"] == "census" and not known(row["low"]):
        add("Nothing was drawn by lot, so there is no range")
    return tuple(parts)


def _could_be_told(row: Row | None) -> Sentence:
    if row is None:
        return ("Who could be told cannot be said from this evidence.",)
    if row["unit"] == "account":
        return (*in_words(row), " of the accounts behind these photos could be told.")
    return (*in_words(row), " of these photos have an account that could be told.")


def _could_get_out(row: Row | None, *, after: bool) -> Sentence:
    if row is None or row["status"] == "not estimable":
        return ("Who could get out cannot be counted.",)
    if row["status"] == "not established":
        return ("We have not established how anybody could get out.",)
    if row["status"] == "by rule" or row["estimate"] == 0:
        nobody = "none" if after else "nobody"
        # They could have asked, had they known; and somebody other than the holder may have told them.
        if str(row["reason_code"]).split("+")[0] == "C2":
            return (f"By what the holder offered, {nobody} could find out, and so {nobody} could knowingly get out.",)
        return (f"{nobody.capitalize()} could get out.",)
    return (*in_words(row), " could get out.")


def _short(row: Row) -> tuple[str, str]:
    """The label without what every primary finding is, counted as its procedure asks; and the procedure by itself."""
    label = str(row["label"]).removesuffix("; as the procedure asks")
    if not known(row["procedure"]):
        return label, ""
    says, _, way = label.partition(": ")
    return says, way


def _value(row: Row) -> tuple[Sentence, ...]:
    if row["status"] == "by rule":
        return (("0%",),)
    if not has_number(row):
        return (("–",),)
    if known(row["estimate"]):
        return ((share(row, rounded=True),),)
    low, high = ends_of(row)
    return ((share(row, low, rounded=True),), (share(row, high, rounded=True),))
