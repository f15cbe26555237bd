"""Who notices a change? ``python -m studies.tampered_editions PUBLIC ...`` tries a thousand on published editions.

A number, a word or a mark is changed on the page, in the tables, the findings, the charts or the papers, and everything that
describes the edition is made again, as a thorough forger would: every digest fits. The suite's own ``verify`` and the
verifier that is not our code then have ``public/`` alone. A thousand random bytes, with the sums as they were, come first.
``docs/verify.md`` has what came out.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import json
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from whosefaces import PROJECT
from whosefaces.edition import packaging, sums, verify
from whosefaces.report import page, published

CHECKER = PROJECT / "data" / "reference" / "check_edition.py"
PAGE = PROJECT / "docs" / "verify.md"
BEGINS, ENDS = "<!-- computed by studies.tampered_editions -->\n", "<!-- end -->\n"

PLACES = {
    "page": ("report.html", "appendix.html", "embed/*.html", "summary.txt"),
    "tables": ("tables/*.csv",),
    "findings": ("findings.json",),
    "charts": ("charts/*.csv", "charts/*.svg"),
    "papers": ("about.json", "provenance.json", "corrections.json"),
}
TOKENS = {
    "number": re.compile(r"(?<![\d.,])\d+(?:[.,\u202f\u00a0]\d+)*"),
    "word": re.compile(r"[^\W\d_]{2,}"),
    "mark": re.compile(r"(?:[^\w\s<>&]|_)"),
}
OTHER_MARKS = "%.,;:!?()-+/'*"
FIGURE = re.compile(r"[-−+]?\d[\d.,\u202f\u00a0]*[\s\u202f\u00a0]?%?")
_UNSEEN = re.compile(r"<style.*?</style>|url\([^)]*\)|&#?\w+;", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPOKEN = re.compile(r'(?:aria-label|alt|title|content| d|x2|y2|width|height|transform)="([^"]+)"')


@dataclass(frozen=True)
class Change:
    """One change: of what, in which place and file, and the text there before and after."""

    place: str
    what: str
    name: str
    before: str
    after: str

    @property
    def touches_a_number(self) -> bool:
        """Whether the figures that can be read there are others than they were."""
        return FIGURE.findall(self.before) != FIGURE.findall(self.after)


def change(public: Path, dice: random.Random, place: str = "", what: str = "") -> Change:
    """Change one thing in ``public``, drawn by ``dice``; what describes the edition is left as it is."""
    place = place or dice.choice(list(PLACES))
    what = what or dice.choice(["number", "number", "word", "mark"])
    files = sorted(path for pattern in PLACES[place] for path in public.glob(pattern))
    while True:
        path = dice.choice(files)
        text = path.read_text(encoding="utf-8")
        tokens = [match.span() for match in TOKENS[what].finditer(_visible(path.suffix, text))]
        if not tokens:
            continue
        begin, end = dice.choice(tokens)
        other = _other(text, begin, end, what, dice)
        if other != text[begin:end]:
            break
    path.write_text(text[:begin] + other + text[end:], encoding="utf-8", newline="")
    left, right = text[max(0, begin - 30) : begin], text[end : end + 30]
    before, after = left + text[begin:end] + right, left + other + right
    return Change(place, what, path.relative_to(public).as_posix(), before, after)


def _visible(suffix: str, text: str) -> str:
    """The text with everything blanked out that nobody reads: marks, styles, scripts; of a picture, what is drawn stays."""
    if suffix not in (".html", ".svg"):
        return text
    text = _UNSEEN.sub(lambda match: " " * len(match[0]), text)
    return _TAG.sub(_spoken, text)


def _spoken(tag: re.Match[str]) -> str:
    row = [" "] * len(tag[0])
    for value in _SPOKEN.finditer(tag[0]):
        row[value.start(1) : value.end(1)] = value[1]
    return "".join(row)


def _other(text: str, begin: int, end: int, what: str, dice: random.Random) -> str:
    token = text[begin:end]
    if what == "number":
        at = dice.choice([place for place, sign in enumerate(token) if sign.isdigit()])
        digit = dice.choice([d for d in "0123456789" if d != token[at]])
        return dice.choice([token[:at] + digit + token[at + 1 :], token[:at] + digit + token[at:]])
    if what == "word":
        other: str = dice.choice(TOKENS["word"].findall(text))
        return dice.choice(["", f"not {token}", other])
    return dice.choice(["", dice.choice(OTHER_MARKS), token + dice.choice(OTHER_MARKS)])


def described_again(public: Path) -> None:
    """Have the descriptions and the sums say what lies in ``public`` now."""
    for name in (packaging.TABLES, packaging.CRATE):
        path = public / name
        document = json.loads(path.read_text(encoding="utf-8"))
        for part in document.get("resources", []):
            file = public / part["path"]
            part |= {"hash": f"sha256:{sums.sha256_of(file)}", "bytes": file.stat().st_size}
        for part in document.get("@graph", []):
            file = public / part["@id"]
            if "sha256" in part and file.is_file():
                part |= {"sha256": sums.sha256_of(file), "contentSize": str(file.stat().st_size)}
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (public / sums.NAME).unlink()
    sums.write(public)


@contextlib.contextmanager
def pages_remembered(folder: Path, edition: Path | None = None) -> Iterator[None]:
    """The page is a function of the data that it lists with their digests: of the same data it is made once, and kept in ``folder``.

    Of other data than those of ``edition``, a published one, only that list is made anew: one difference is enough.
    """
    pages: dict[str, Path] = {}
    publish = page.publish
    honest = {} if edition is None else published.read(edition).digests

    def remembered(public: Path) -> Path:
        digests = published.read(public).digests
        if edition is not None and digests != honest:
            text = (edition / page.APPENDIX).read_text(encoding="utf-8")
            for name in sorted(set(honest) & set(digests)):
                text = text.replace(honest[name], digests[name])
            (public / page.APPENDIX).write_text(text, encoding="utf-8", newline="")
            return public / page.APPENDIX
        key = json.dumps(digests, sort_keys=True)
        if key not in pages:
            there = {path for path in public.rglob("*") if path.name != "corrections.json"}
            publish(public)
            pages[key] = folder / hashlib.sha256(key.encode()).hexdigest()
            for path in set(public.rglob("*")) - there:
                if path.is_file():
                    copy = pages[key] / path.relative_to(public)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy)
        shutil.copytree(pages[key], public, dirs_exist_ok=True)
        return public / page.PAGE

    with mock.patch.object(page, "publish", remembered):
        yield


def found_by_suite(edition: Path) -> bool:
    """Whether ``whosefaces verify`` fails, with ``public/`` alone."""
    return not verify.holds(edition)


def found_by_stranger(public: Path) -> str:
    """The lines on which ``check_edition.py`` says that something failed; nothing where it holds."""
    lines = io.StringIO()
    with mock.patch.object(sys, "argv", [str(CHECKER), str(public)]), contextlib.redirect_stdout(lines):
        code = _checker().main()
    failed = "\n".join(line for line in lines.getvalue().splitlines() if line.startswith("failed"))
    if bool(code) != bool(failed):
        raise ValueError(f"exit code {code}, yet says: {lines.getvalue()}")
    return failed


@cache
def _checker():  # type: ignore[no-untyped-def] # noqa: ANN202 - a file, no module of ours
    spec = importlib.util.spec_from_file_location("check_edition", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bytes_found(public: Path, dice: random.Random, tries: int) -> int:
    """How many of so many random bytes, each in a file by itself and a file at a time, both find by the sums."""
    files, count = sorted(path for path in public.rglob("*") if path.is_file() and path.name != sums.NAME), 0
    stranger = _checker()
    while tries:
        contents = {path: path.read_bytes() for path in dice.sample(files, min(tries, len(files)))}
        for path, content in contents.items():
            at = dice.randrange(len(content))
            path.write_bytes(content[:at] + bytes([content[at] ^ dice.randrange(1, 256)]) + content[at + 1 :])
        lines = io.StringIO()
        with contextlib.redirect_stdout(lines):
            stranger.run("sums", stranger.sums, public)
        ours = sums.check(public)
        for path, content in contents.items():
            name = path.relative_to(public).as_posix()
            count += f"sums: {name}: " in lines.getvalue() and any(line.startswith(f"{name}: ") for line in ours)
            path.write_bytes(content)
        tries -= len(contents)
    return count


@dataclass(frozen=True)
class Outcome:
    """A change, and who noticed it."""

    change: Change
    suite: bool
    stranger: bool
    stranger_of_a_page: bool
    """The stranger, where the forger also had the page's own list of digests say what lies there."""


def outcomes(public: Path, dice: random.Random, tries: int, *, suite: bool = True) -> Iterator[Outcome]:
    """So many changes of an edition, each by itself.

    Args:
        public: an edition that holds; it is copied.
        dice: draws them.
        tries: how many.
        suite: whether the suite's own ``verify`` looks too, which takes a second for a change of what the page is made of.
    """
    with tempfile.TemporaryDirectory() as scratch, pages_remembered(Path(scratch) / "pages", public):
        for _ in range(tries):
            copy = Path(shutil.copytree(public, Path(scratch) / public.resolve().parent.name / "public"))
            changed = change(copy, dice)
            described_again(copy)
            ours, theirs = suite and found_by_suite(copy.parent), bool(found_by_stranger(copy))
            path = copy / page.APPENDIX
            before, after = (sums.sha256_of(folder / changed.name) for folder in (public, copy))
            listed = path.read_text(encoding="utf-8").replace(before, after)
            again = theirs
            if listed.encode() != path.read_bytes():
                path.write_text(listed, encoding="utf-8", newline="")
                described_again(copy)
                again = bool(found_by_stranger(copy))
            yield Outcome(changed, ours, theirs, again)
            shutil.rmtree(copy)


HEAD = (
    "Place",
    "Changed",
    "Changes",
    "Found by `verify`",
    "By `check_edition.py`",
    "By it, the page's list of digests made again too",
)


def table(results: list[Outcome]) -> list[str]:
    """The table of the page, line by line."""
    lines = [f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|"]
    kinds = Counter((each.change.place, _kind(each.change)) for each in results)
    for (place, what), number in sorted(kinds.items()):
        mine = [each for each in results if (each.change.place, _kind(each.change)) == (place, what)]
        columns = [sum(each.suite for each in mine), sum(each.stranger for each in mine)]
        columns.append(sum(each.stranger_of_a_page for each in mine))
        lines.append(f"| {place} | {what} | {number} | {' | '.join(map(str, columns))} |")
    return lines


def _kind(changed: Change) -> str:
    return "a number" if changed.touches_a_number else f"a {changed.what}"


def main(arguments: list[str] | None = None) -> None:
    """Try them, print what passes, and write the page's table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("public", type=Path, nargs="+", help="public/ of a published edition that holds")
    parser.add_argument("--tries", type=int, default=1_000)
    parser.add_argument("--bytes", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stranger-only", action="store_true", help="leave out our own verify")
    parser.add_argument("--write", action="store_true", help="write docs/verify.md")
    given = parser.parse_args(arguments)
    dice = random.Random(given.seed)  # noqa: S311 - no secret
    results: list[Outcome] = []
    by_sums = 0
    for place, public in enumerate(given.public):
        share, some = (
            number // len(given.public) + (place < number % len(given.public)) for number in (given.tries, given.bytes)
        )
        with tempfile.TemporaryDirectory() as scratch:
            by_sums += bytes_found(Path(shutil.copytree(public, Path(scratch) / "public")), dice, some)
        for each in outcomes(public, dice, share, suite=not given.stranger_only):
            results.append(each)
            passed = [
                *(["verify"] if not each.suite and not given.stranger_only else []),
                *(["check_edition.py"] if not each.stranger else []),
                *(["the digests made again"] if not each.stranger_of_a_page else []),
            ]
            if passed:
                print(f"passes {', '.join(passed)}: {each.change}", flush=True)
    numbers = [each for each in results if each.change.touches_a_number]
    lines = [
        f"Of {given.bytes:,} random bytes both found {by_sums:,} by the sums. Of {len(results):,} changes `verify` found "
        f"{sum(each.suite for each in results):,}; of the {len(numbers):,} that touched a number `check_edition.py` found "
        f"{sum(each.stranger for each in numbers):,}.",
        "",
        *table(results),
    ]
    print("\n".join(lines))
    if given.write:
        text = PAGE.read_text(encoding="utf-8")
        head, _, rest = text.partition(BEGINS)
        PAGE.write_text(head + BEGINS + "\n".join(lines) + "\n" + ENDS + rest.partition(ENDS)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
