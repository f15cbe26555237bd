"""Check an edition without the code that made it; written from docs/edition-format.md alone."""

import argparse
import csv
import json
import math
import re
from collections import Counter
from fractions import Fraction
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

EXACT = re.compile("exact hypergeometric (95 % interval for a finite|lower end for the yes to the upper end)")
FOUR = [f"photo-{x}-account-{y}" for x in ("public", "gone") for y in ("alive", "gone")]
INSIDE = """active<P2 photo-holder<P1 account-holder<P2 P1<photo-third-party P2<account-third-party
make-private-closed<P2 photo-gone-account-alive<P1 photo-public-account-alive<P1 photo-public-account-gone<photo-public photo-public-account-alive<photo-public"""
THREE = [[f"{x}-{y}" for y in ("unchanged", "version-bump", "changed")] for x in ("licence", "licence-since-then")]
APART = [(x, y) for group in (FOUR, *THREE) for x in group for y in group if x < y]
APART += [("P1", FOUR[1]), ("P1", FOUR[3]), ("photo-public", FOUR[2]), ("photo-public", FOUR[3])]
PRIMARY, NEAR, WHOLE = ("P1", "P2", "P3"), 0.01, ("unit", "population", "population_size")
TICKS = {f"{x}%" for x in (0, 25, 50, 75, 100)}
COUNTS, ENDS = ("numerator", "denominator", "unknown"), ("low", "bound_low", "bound_high", "high")
NUMBER = re.compile(r"((?<![\w.])\d{1,3}(?:[,.\u202f\u00a0]\d{3})+(?!\d)|(?<![A-Za-z\d.])\d+(?:[.,]\d+)?)\s?(%?)")
NO_FIGURE = re.compile(r"https?://\S+|\bSHA\S*|\d+\.\d+\.\d+|\b(95|2\.5) %|\b1 ?[-/] ?[mn]\b")
BANNED, INLINE = map(str.split, ("script iframe object embed base", "a span b em strong code abbr time tspan td th"))
KINDS = "census", "sample", "bound", "scenario", "published", "by rule", "not estimable", "not established"
PARTS = {"codes": "P2", "licences_then": "P1", "owners": "P1", "licences": "P1", "photo_by_account": "P1"}
FILES = "about.json", "findings.json", "provenance.json", "report.html", "appendix.html", "summary.txt"
LOADS = {"src", "srcset", "poster", "data", "background", "action", "xlink:href", "formaction", "href"}


def run(name: str, check, *arguments) -> bool:
    """Run one check and print its line, or a line for each failure; what breaks the check is a failure too."""
    many, bad = 0, []
    try:
        for many, (where, one, other) in enumerate(check(*arguments), 1):  # noqa: B007
            good = abs(one - other) < 6e-7 if {type(one), type(other)} <= {int, float} else one == other
            bad += [] if good else [f"failed      {name}: {where}: {str(one)[:200]!r} against {str(other)[:200]!r}"]
    except Exception as fault:  # noqa: BLE001 - a broken file must not stop the other checks
        bad.append(f"failed      {name}: {type(fault).__name__}: {str(fault)[:200]!r} against a readable edition")
    print("\n".join(bad) or f"held        {name}: {many} comparisons")
    return not bad


def load(path: Path):
    """Read JSON; refuse a key given twice and numbers that are none."""
    strict = {"object_pairs_hook": lambda x: dict(x) if len(dict(x)) == len(x) else int("a key stands twice")}
    return json.loads(path.read_text("utf-8"), parse_constant=int, **strict)


def table(public: Path, name: str) -> list[dict]:
    """Read a table, if it is there; every row has to have as many cells as the first line."""
    path = public / f"{name}.csv"
    lines = list(csv.reader(path.read_text("utf-8").splitlines(True), strict=True)) if path.exists() else [[]]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def typed(public: Path, name: str) -> list[dict]:
    """Read a table with its numbers as numbers, and None for an empty cell."""
    real = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?").fullmatch
    return [{key: float(x) if real(x) else x or None for key, x in row.items()} for row in table(public, name)]


def tail(yes: int, drawn: int, whole: int, k: int) -> float:
    """P(X >= k): each weight by its ratio to its neighbour, from the mode outward, over the sum of all."""
    least, most = max(0, drawn - (whole - yes)), min(drawn, yes)
    mode = min(most, max(least, (drawn + 1) * (yes + 1) // (whole + 2)))
    total, above = 1.0, float(mode >= k)
    for step in (1, -1):
        x, weight = mode, 1.0
        while least <= x + step <= most and weight > 1e-25:
            low = min(x, x + step)
            ratio = (yes - low) * (drawn - low) / ((low + 1) * (whole - yes - drawn + low + 1))
            weight, x = weight * ratio**step, x + step
            total, above = total + weight, above + weight * (x >= k)
    return above / total


@cache
def lower(k: int, drawn: int, whole: int) -> int:
    """Find the smallest number of yes in the population with P(X >= k) > 0.025, by bisection."""
    low, high = (0, 0) if k == 0 else (k, whole - drawn + k)
    while low < high:
        low, high = (low, middle) if tail(middle := (low + high) // 2, drawn, whole, k) > 0.025 else (middle + 1, high)
    return low


def ends(row: dict) -> dict:
    """Give the ends of a finding as exact fractions where the page has a rule, else as they are given."""
    out, numbers = {x: row[x] for x in ENDS if row[x] is not None}, [row[x] for x in (*COUNTS, "population_size")]
    if None in numbers or not row["method"].startswith(("simple random sample", "all units")):
        return out
    k, n, u, whole = map(int, numbers)
    out |= {"bound_low": Fraction(k, n), "bound_high": Fraction(k + u, n)} if "bound_low" in out else {}
    if EXACT.search(row["method"]):
        out |= {"low": Fraction(lower(k, n, whole), whole), "high": 1 - Fraction(lower(n - k - u, n, whole), whole)}
    return out


def narrow(rows: list[dict]) -> dict:
    """Recompute the ends, and move them inward until sets inside one another and sets apart agree."""
    by = {row["id"]: row for row in rows if row["status"] == "published"}
    raw, inside = {name: ends(row) for name, row in by.items()}, [x.split("<") for x in INSIDE.split()]
    inside += [(x, x.rsplit("-", 1)[0] + "-any") for x in by if re.match(r"conflict-(now|then)-(?!any)", x)]
    inside += [(x, x.replace("-knowingly", "-blind")) for x in by if x.endswith("-knowingly")]
    for low, high in [("bound_low", "bound_high"), ("low", "high")] * 5:
        for x, y in inside + APART:
            one, two = raw.get(x, {}), raw.get(y, {})
            same = low in one and low in two and all(by[x][key] == by[y][key] for key in WHOLE)
            if same and (x, y) in APART:
                one[high], two[high] = min(one[high], 1 - two[low]), min(two[high], 1 - one[low])
            elif same:
                one[high], two[low] = min(one[high], two[high]), max(one[low], two[low])
    return raw


def rules(rows: list[dict], raw: dict):
    """Check what must hold of every finding, the exact ranges, and the identities between findings."""
    for row in rows:
        name, (k, n, u), whole = row["id"], (row[x] for x in COUNTS), row["population_size"]
        low, first, last, high = (row[x] for x in ENDS)
        want = raw.get(name) or ends(row)
        if None not in (k, n, u):
            good = 0 <= (row["not_asked"] or 0) <= u and 0 <= k <= k + u <= n <= (whole or n)
            yield f"{name}: {k} + {u} <= {n} <= {whole}, not asked {row['not_asked']}", good, True
        yield f"{name}: rule 1", (order := [x for x in (0, low, first, last, high, 1) if x is not None]), sorted(order)
        yield from ((f"{name}: {x}", row[x], float(want[x])) for x in want)
        for x, way in (("low", math.floor), ("high", math.ceil)):
            if row.get(f"total_{x}") is not None and whole:
                end = want.get(x, want.get(f"bound_{x}", 0)) * whole
                yield f"{name}: total_{x}", row[f"total_{x}"], way(round(end, 2))
        if row["status"] == "by rule":
            yield f"{name}: rule 4", (row["estimate"], k, *(row[x] for x in ENDS)), (0, 0, None, None, None, None)
        if (one := row["estimate"]) is not None:
            yield f"{name}: estimate", [one, row.get("central", one)], [round(k / n, 6) if n else one] * 2
        elif "central" in row:
            given = None not in (first, low, k, n) and 20 * u <= n > 0 and last - first <= high - low
            yield f"{name}: rule 3", row["central"], float(sum(want[x] for x in ENDS[1:3])) / 2 if given else None


def document(public: Path, data: dict):
    """Check names, days, funnel and digests of findings.json, and provenance.json against it and the folder."""
    yield "ids", len({x["id"] for x in data["findings"]}), len(data["findings"])
    for row in data["findings"]:
        yield f"{row['id']}: as_of, primary", (row["as_of"], row["primary"]), (data["as_of"], row["id"] in PRIMARY)
        yield f"{row['id']}: kind, status", row["kind"] in KINDS and row["status"] in KINDS, True
    yield "days", (days := [x for x in (data["asked_from"], data["asked_to"]) if x]), sorted(days)
    ways = [json.dumps(data["estimands"], sort_keys=True, ensure_ascii=x, separators=(",", ":")) for x in (True, False)]
    yield "estimands_sha256", data["estimands_sha256"] in [sha256(x.encode()).hexdigest() for x in ways], True
    left = {}
    for row in data["funnel"]:
        where, unit = f"{row['chain']} {row['step']}", (row["chain"], row["unit"])
        yield where, row["entered"], row["kept"] + row["set_aside"] + row["unknown"]
        yield f"{where} follows", row["entered"], left.get(unit, row["entered"])
        left[unit] = row["kept"]
    papers, folder = load(public / "provenance.json"), public.resolve().parent.name
    yield from ((x, papers[x], data[x]) for x in ("salt_sha256", "estimands_sha256", "investigation"))
    folder = folder if re.match(r"\d{4}-\d\d-\d\d", folder) else papers["edition"]
    yield "folder, as_of", (papers["edition"], papers["edition"][:10]), (folder, data["as_of"])
    yield from ((x, papers["inputs_sha256"].get(x, y := papers[f"{x}_sha256"]), y) for x in ("salt", "lock"))


def sums(public: Path):
    """Compare every file with SHA256SUMS, datapackage.json and ro-crate-metadata.json; no link, no empty folder."""
    lines = [x.split("  ", 1) for x in (public / "SHA256SUMS").read_bytes().decode()[:-1].split("\n")]
    yield "sorted, no path twice", [x[1] for x in lines], sorted({x[1] for x in lines})
    there = {x.relative_to(public).as_posix(): x for x in public.rglob("*")}
    files = {x for x, y in there.items() if not y.is_dir() or y.is_symlink()}
    yield "links, empty folders", [x for x in there.values() if x.is_symlink() or x.is_dir() and not [*x.iterdir()]], []
    yield "added or missing", sorted(files ^ {x[1] for x in lines} ^ {"SHA256SUMS"} | {*FILES} - files), []
    yield from ((x, sha256((public / x).read_bytes()).hexdigest(), y) for y, x in lines if x in there)
    crate = load(public / "ro-crate-metadata.json")["@graph"]
    whole = {x["@id"] for x in next(x for x in crate if x["@id"] == "./")["hasPart"]}
    yield "hasPart", sorted(whole ^ files), ["SHA256SUMS", "ro-crate-metadata.json"]
    parts = [(x["path"], x["hash"][7:], x["bytes"]) for x in load(public / "datapackage.json")["resources"]]
    parts += [(x["@id"], x["sha256"], int(x["contentSize"])) for x in crate if x["@id"] in whole & {*there}]
    for name, digest, size in parts:
        yield f"described: {name}", (sha256(x := there[name].read_bytes()).hexdigest(), len(x)), (digest, size)


def tables(public: Path, data: dict):
    """Compare tables/findings.csv and funnel.csv cell by cell, the others where they repeat findings or must add up."""
    by, keys = {x["id"]: x for x in data["findings"]}, {*data["findings"][0]} - {"label", "kind", "primary", "caution"}
    for name in ("findings", "funnel"):
        for own, row in zip(table(public, f"tables/{name}"), data[name], strict=True):
            want = {key: "" if x is None else str(x) for key, x in row.items()}
            yield from ((f"{name}.csv {row.get('id')} {x}", own.get(x), want.get(x)) for x in own | want)
    for path in sorted({*public.glob("tables/*.csv")} - {public / "tables/findings.csv"}):
        many = Counter()
        for row in typed(public, f"tables/{path.stem}"):
            twin = by.get(row.get("id", row.get("name")), {})
            if row.get("of", "dataset") == "dataset" and row.get("edition", data["as_of"]) == data["as_of"]:
                own = {x.removeprefix("new_"): y for x, y in row.items() if "new_low" not in row or x[:4] == "new_"}
                yield from ((f"{path.name} {twin.get('id')} {x}", own[x], twin.get(x, own[x])) for x in keys & set(own))
            if "method" in row and row.get("of") != "difference" and "new_low" not in row:
                yield from rules([row | {"id": f"{path.name} {row.get('id', row.get('name'))}"}], {})
            many[row.get("code", row.get("question"))] += list(row.values())[-1] or 0 if path.stem in PARTS else 0
            if path.stem == "concentration":
                yield f"{path.name} {row['accounts']}", row["share"], row["photos"] / by["P1"]["population_size"]
        n, k = (by[PARTS.get(path.stem, "P1")][x] for x in ("denominator", "numerator"))  # no k: nothing is printed
        yield from ((f"{path.name} {x} adds up", y, n) for x, y in many.items() if path.stem in PARTS and k is not None)


def digits(text) -> list[str]:
    """List the numbers of a text, without the marks between thousands, with a mark for per cent."""
    return [re.sub(r"\D" * (not re.fullmatch(r"\d+[.,]\d\d?", x)), "", x) + y for x, y in NUMBER.findall(str(text))]


def share(row: dict, kind: str = "") -> list[str]:
    """List the numbers in a finding's result as the page writes it: a share, or a count or ends in units."""
    low, high = (row.get(x) if row.get(x) is not None else row.get(f"bound_{x}") for x in ("low", "high"))
    one, central = row["estimate"], row["estimate"] if row.get("central") is None else row["central"]
    if row.get("status", "published") != "published" or kind == "rule":
        return []
    if one is None and low is None:
        return [f"{x:.0f}" for x in map(row.get, ("numerator", "total_low", "total_high")) if x is not None]
    three = [(central, round), (low, math.floor), (high, math.ceil)]
    if one is not None and (row.get("low") is None or low == high):
        three = [(one, round)] * (0 < one < 1)
    elif kind == "range" or central is None or not NEAR <= central <= 1 - NEAR:  # "at least 62%": one end is written
        three = [*three[1:2] * (low >= NEAR), *three[2:] * (low < NEAR or high <= 1 - NEAR)] * (low > 0 or high < 1)
    return [f"{min(99, max(1, way(round(100 * x, 6)))) if 0 < x < 1 else round(100 * x)}%" for x, way in three]


class Page(HTMLParser):
    """Cut a page into lines of section, figure, tag and text (a row's cells apart by tabs); note foreign loads."""

    def __init__(self, path: Path):
        super().__init__()
        self.name, self.text, self.lines, self.row = path.name, path.read_text("utf-8"), [[""] * 4], False
        self.at = ["", path.stem * (path.parent.name == "embed")]
        self.loads = re.findall(r"@import[^;]*|url\((?!['\"]?(?:data:|#))[^)]*", self.text)
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        given = {"": ""} | {key: value or "" for key, value in attrs}
        for key, value in given.items():
            load = key in LOADS and (tag, key) != ("a", "href") and re.search(r"(^|[\s,])(\w+:)?//", value)
            if load or tag in BANNED or key.startswith("on") or "javascript:" in value.lower() or value == "refresh":
                self.loads.append(f"{tag} {key} {value}")
            if key in ("aria-label", "alt", "title") or key == "content" and given.get("name") == "description":
                self.lines.append([*self.at, "attribute", value])
        if tag in ("section", "figure") and "id" in given:
            self.at[tag == "figure"] = given["id"].removeprefix("chart-")
        if tag not in INLINE and not self.row:
            self.lines.append([*self.at, "head" if self.lines[-1][2] == "thead" else tag, ""])
        self.row = self.row or tag == "tr"
        self.lines[-1][3] += "\t" * (tag in ("td", "th"))

    def handle_endtag(self, tag):
        self.row, self.at[1] = self.row and tag != "tr", "" if tag == "figure" else self.at[1]
        if tag not in INLINE and not self.row:
            self.lines.append([*self.at, "", ""])

    def handle_data(self, data):
        self.lines[-1][3] += data

    def rows(self, place: str, figure: bool = False) -> list[list[str]]:
        """List the rows under the heads of the tables in a section or a figure."""
        rows = [x for x in self.lines if x[2] == "tr" and x[figure] == place and bool(x[1]) == figure]
        return [[cell.strip() for cell in x[3].split("\t")[1:]] for x in rows]


def charts(public: Path, data: dict, pages: list[Page]):
    """Compare each chart's CSV with the findings, its pictures with the CSV, and every table of the pages."""
    by = {row["id"]: row for row in data["findings"]}
    label, past = {x[0]: [by[x[-1]]] for x in pages[1].rows("findings")}, typed(public, "tables/history")
    pool = data["findings"] + typed(public, "tables/comparison") + typed(public, "tables/other_definitions")
    lists = [[str(int(x["accounts"])), x["photos"]] for x in typed(public, "tables/concentration")]
    lists += [[x["licence"].upper().replace("-", " "), x["photos"]] for x in typed(public, "tables/licences_listed")]
    for path in sorted(public.glob("charts/*.csv")):
        want, day = [], None
        for row in typed(public, f"charts/{path.stem}"):
            day, where, cells = row.pop("edition", None), f"{path.name} {row['what']}", [*row.values()]
            if "kind" not in row:
                plain = row["what"].replace(",", "").replace("-", " ").removesuffix(" accounts")
                want.append([row["what"], f"{cells[1]:.0f}"])
                yield where, [plain, cells[1]] in lists or cells, True
                continue
            (_, kind, low, high, central, *counts), fits = cells, []
            for x in [x for x in past if x["edition"] == day] if day else label.get(row["what"], pool):
                one = {"central": x["estimate"] if x.get("central") is None else x["central"]}.get(kind)
                three = [*(x[z if x[z] is not None else f"bound_{z}"] for z in ENDS[::3]), one]
                ours = [x.get(y) for y in (*COUNTS, "population_size")]
                good = counts in (ours, [None, None, *ours[2:]], [None, None, 0, ours[3]], [])
                fits.append(good and [low, high, central] in (three, [x["estimate"]] * 3, [three[0], 1, None]))
            yield where, any(fits) or not any(cells[2:]) or cells, True
            own = {"low": low, "high": high, "central": central, "estimate": central if kind == "exact" else None}
            last = [f"{x:.0f}" if counts[0] is not None else "" for x in counts[:3]]
            want.append([f"{int(day[8:])} {day[:4]}" if day else row["what"], " ".join(share(own, kind)), *last])
        drawn, embed = path.with_suffix(".svg").read_text("utf-8").strip(), public / f"embed/{path.stem}.html"
        places = [pages[0].text + pages[1].text, embed.read_text("utf-8")]
        yield f"{path.stem}.svg elsewhere", [drawn in x.replace(' data-for="wide"', "") for x in places], [True, True]
        names = {re.sub(r"\s", "", x[0]) for x in want} | TICKS | {x["edition"] for x in past}
        flat = [digits(x[0]) * (not day) + x[1].split() for x in want]
        shown = [x[1].split() for x in want if x[1] and not day and (x[1] not in TICKS or len(x) == 2)]
        good = [sum(flat[:m], []) + [str(len(flat) - m)] * (m < len(flat)) for m in range(1, len(flat) + 1)]
        for page in (*pages, Page(embed)):
            mine = [x[2:] for x in page.lines if x[1] == path.stem]
            text = [digits(x) for tag, x in mine if tag == "text" and re.sub(r"\s", "", x) not in names]
            yield f"{page.name} picture {path.stem}", [x for x in text if x], shown * [x[0] for x in mine].count("svg")
            yield f"{page.name} words {path.stem}", all(digits(x) in good for tag, x in mine if tag == "desc"), True
            own = [[x[0], *(" ".join(digits(y)) for y in x[1:])] for x in page.rows(path.stem, figure=True)]
            own = [[" ".join(digits(x[0])), x[2]] for x in own] if day else own
            yield f"{page.name} table {path.stem}", own, want * bool(own)
    for name, result, *counts, key in pages[1].rows("findings"):
        want = [share(by[key]), *(digits(by[key][x]) for x in COUNTS)]
        yield key, [digits(x) for x in (result, *counts)], want
        yield f"{key}: its name", {*re.findall(r"(\d+)\s?%", name)} - {*re.findall(r"\d+", by[key]["label"])}, set()
    for row, line in zip(data["funnel"], pages[1].rows("funnel"), strict=True):
        left = row["set_aside"] if digits(line[3]) else None
        want = [digits(x) for x in (row["entered"], row["kept"], left, row["unknown"])]
        yield f"funnel {line[0]}", [digits(x) for x in line[1:]], want
    ways = [share(row) for row in typed(public, "tables/opt_out")]
    clauses = [digits(x["clause"]) * (x["verdict"] == "conflicts") for x in table(public, "tables/licence_conflicts")]
    cited = [digits(x[y]) for x in table(public, "tables/context") for y in ("says", "source")]
    for section, start, want in (("ways-out", 1, ways), ("clauses", 1, clauses), ("context", 2, cited)):
        yield section, [digits(x) for line in pages[1].rows(section) for x in line[start:]], want
    papers, listed = load(public / "provenance.json"), dict(pages[1].rows("made-from"))
    files = [x for x in FILES if (public / x).suffix == ".json"] + [f"tables/{x.name}" for x in public.glob("tables/*")]
    papers |= papers["inputs_sha256"] | {x: sha256((public / x).read_bytes()).hexdigest() for x in files}
    yield from ((f"made from {x}", listed.get(x), papers.get(x)) for x in listed | {x: 0 for x in papers if "." in x})


def prose(public: Path, data: dict, pages: list[Page]):
    """Explain every number of the sentences; those of summary.txt and of attributes stand on the page too."""
    about, old = json.dumps(load(public / "about.json"), ensure_ascii=False), []
    own = {x.stem: typed(public, f"tables/{x.stem}") for x in public.glob("tables/*.csv")}
    text = about + json.dumps([data, own, load(public / "provenance.json")])
    days = {(int(day), year) for year, day in re.findall(r"(\d{4})-\d\d-(\d\d)", text)}
    counts = {"95", "100", "2025", *digits(about), *re.findall(r"cc-[a-z-]+-(\d\.\d)", text.lower())}
    for row in [x for x in data["findings"] if x["primary"]] + data["funnel"]:
        counts |= {str(row.get(x)) for x in (*COUNTS, "total_low", "total_high", "entered", "kept", "set_aside")}
    counts |= {f"{x['accounts']:.0f}" for x in own["concentration"]}
    counts |= {str(x[y]) for x in data["findings"] for y in ("unknown", "population_size")}
    counts |= {str(sum(x["unknown"] or 0 for x in data["findings"] if x["id"] in PRIMARY[:2]))}
    for row in [x for x in own["comparison"] if x["of"] == "difference" and x["low"] is not None]:
        counts |= {f"{abs(50 * (row[x] + row[y])):.1f}" for x in ("low", "high") for y in ("low", "high")}
    for row in typed(public, "tables/changes"):
        counts |= {f"{abs(100 * y):.1f}" if x[:4] == "diff" else f"{y:.0f}" for x, y in row.items() if type(y) is float}
        old.append(row | {x[4:]: y for x, y in row.items() if x[:4] == "old_"})
    counts |= {str(sum(x["change"] != "unchanged" for x in old) - y) for y in (0, 1)}
    shares = {tuple(share(x, y)) for x in own["other_definitions"] + data["findings"] + old for y in ("", "range")}
    shares |= {(*share({"estimate": x["share"]}),) for x in own["concentration"]}
    lines = [(p.name, *x[2:]) for p in pages for x in p.lines if x[2] not in ("style", "tr", "head", "text", "desc")]
    lines.append(("summary.txt", "attribute", (public / "summary.txt").read_text("utf-8").strip()))
    lines = [(where, tag, re.sub(r"\s\(\d+\)$", "", line.strip())) for where, tag, line in lines]  # rows of a table
    story = " ".join(x for _, tag, x in lines if tag != "attribute")
    for where, tag, line in lines:
        for part in line.split(". ") if tag == "attribute" else []:
            yield f"{where}: {part}", not digits(part) or "@" in part or part.rstrip(".") in story, True
        left = re.sub(r"(?<=\d)\s(?=%)", "", NO_FIGURE.sub(" ", line))
        for date in re.finditer(r"(\d{1,2})(?:\.|er)? [^\W\d]{3,} (\d{4})\b", left):
            yield f"{where}: day {date[0]}", (int(date[1]), date[2]) in days, True
            left = left.replace(date[0], " ")
        one = r"(\d+%)"
        for shape in (rf"{one} \([^%\d]*{one}[^%\d.]*{one}", rf"{one}[^%\d.,;]{{1,12}}{one}", one):
            yield from ((f"{where}: per cent", x.groups() in shares or x[0], True) for x in re.finditer(shape, left))
            left = re.sub(shape, " ", left)
        yield from ((f"{where}: number", x in counts or f"{x} in: {line[:150]}", True) for x in digits(left))


def draw(case: Path, salt: Path, data: dict):
    """With the case: compute each unit's number again, and the counts of P1 and P2."""
    text, by = salt.read_text("utf-8").strip(), {row["id"]: row for row in data["findings"]}
    yield "salt", sha256(text.encode()).hexdigest(), data["salt_sha256"]
    for unit, row, key in (("photo", by["P1"], "photo_id"), ("account", by["P2"], "account_key")):
        drawn = [x for x in table(case, "panel") if x["unit"] == unit]
        yield from ((f"{unit} {x[key]}", x["prn"], sha256(f"{text}|{x[key]}".encode()).hexdigest()) for x in drawn)
        n, size, part = len(drawn), row["population_size"], int(max(x["prn"] for x in drawn), 16) / 16**64
        near = n == size or abs(part - n / size) < 6 * math.sqrt(n * (size - n)) / size**1.5
        yield f"{unit}s: largest number {part:.6f}, n/N {n / size:.6f}", near, True
        states = [x["account"] for x in table(case, "dispositions") if x["unit"] == unit]
        unknown = sum(x not in ("exists", "gone", "memorial") for x in states)
        yield f"{unit}s: k, n, u", [states.count("exists"), n, unknown, len(states)], [*(row[x] for x in COUNTS), n]


def main() -> int:
    """Run every check on the folder; 0 if nothing failed, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("public", "--case", "--salt"):
        parser.add_argument(name, type=Path)
    good = [run("sums", sums, public := (given := parser.parse_args()).public)]
    good.append(run("JSON", lambda: ((x.name, bool(load(x)), True) for x in public.rglob("*.json"))))
    good.append(run("loads", lambda: ((x.name, Page(x).loads, []) for x in public.rglob("*.[hs][tv]*"))))
    if all([*good[1:], *((public / x).is_file() for x in FILES)]):
        data, pages = load(public / "findings.json"), [Page(public / x) for x in ("report.html", "appendix.html")]
        good.append(run("rules and ranges", lambda: rules(data["findings"], narrow(data["findings"]))))
        checks = ((document,), (tables,), (charts, pages), (prose, pages + [*map(Page, public.glob("embed/*.html"))]))
        good += [run(x.__name__, x, public, data, *more) for x, *more in checks]
        good += [run("draw", draw, x, given.salt, data) for x in [given.case] if x and given.salt]
    print("not checked the draw without --case; if a unit left out comes first; PDF, PNG, XLSX, notebooks but by sum")
    return int(not all(good))


if __name__ == "__main__":
    raise SystemExit(main())
