"""Does ``plan`` say beforehand what margin is left where sources are closed? ``python -m studies.refusals [WORLDS]``

A world: an invented list, of which a part names no owner; a Flickr on this machine whose robots.txt says one thing or
another, or cannot be read; a key or none; some sources; a sample of photos or of accounts. The plan is made as the command
makes it, by asking for robots.txt alone. Then the whole run asks and measures, and half the width of the printed range is held
against the margin that the plan had left. Half of the accounts exist, for the margin is that of a share of one half.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whosefaces import investigation as investigations
from whosefaces.double.pages import OPEN, REFUSES_ALL
from whosefaces.double.population import Population, account_sizes, invent
from whosefaces.double.server import Double
from whosefaces.edition import beginning
from whosefaces.flickr.address import image_address
from whosefaces.investigation import Investigation
from whosefaces.manifest import framing
from whosefaces.measure import measuring
from whosefaces.measure.beside import planning
from whosefaces.measure.questions import contact
from whosefaces.report.words.finding import share_of
from whosefaces.sample import drawing
from whosefaces.trace import tracing
from whosefaces.trace.http import access
from whosefaces.trace.http.keys import VARIABLE
from whosefaces.trace.http.transport import STAND_IN_VARIABLE
from whosefaces.trace.nonresponse import NonsenseError
from whosefaces.trace.unasked import NO_KEY

WORLDS = 200
NOW = dt.datetime(2026, 11, 9, 12, tzinfo=dt.UTC)
COLLECTED = dt.datetime(2014, 3, 21, tzinfo=dt.UTC)
PAGE = Path(__file__).parents[1] / "docs" / "tracing.md"
BEGINS, ENDS = "<!-- computed by studies.refusals -->\n", "<!-- end -->\n"
RULES: dict[str, str | int] = {
    "refuses all": REFUSES_ALL,
    "open": OPEN,
    "refuses photo pages": "User-agent: *\nDisallow: /photos/*/9\n",
    "refuses account pages": "User-agent: *\nDisallow: /photos/*\nAllow: /photos/*/9\n",
    "broken": 503,
    "turns away": 403,
    "none there": 404,
}
OWNED = (1.0, 0.75, 0.4)
KEY = "0123456789abcdef" * 2


@dataclass(frozen=True)
class World:
    """What was planned and what came.

    Attributes:
        rules, sources, has_key, unit, owned: the world.
        planned, at_worst: the margin that the plan had left, and if photos that are gone tell no owner; None: it said that
            the rules were not read.
        came: half the width of the printed range.
        margin: that of the sample alone.
    """

    rules: str
    sources: tuple[str, ...]
    has_key: bool
    unit: str
    owned: float
    planned: float | None
    at_worst: float | None
    came: float
    margin: float

    @property
    def off(self) -> float | None:
        """By how much what came lies outside of what was planned, as a share; 0.01 is a point."""
        if self.planned is None or self.at_worst is None:
            return None
        return (
            max(self.planned - self.came, self.came - self.at_worst, 0.0)
            if self.wide
            else abs(self.planned - self.came)
        )

    @property
    def wide(self) -> bool:
        """The plan named two margins: the list names not all owners."""
        return self.planned != self.at_worst


def worlds(count: int = WORLDS, seed: int = 18) -> Iterator[World]:
    """So many worlds, each asked for real of the double."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    sizes = account_sizes(400, 1_600, spread=1.0)
    population = invent(seed, sizes, NOW, COLLECTED, gone=0.5, hidden=0.02, suspended=0)
    with tempfile.TemporaryDirectory() as folder:
        lists = {owned: _investigation(Path(folder) / f"{owned}", population, owned) for owned in OWNED}
        for number in range(count):
            yield _world(dice, population, lists, Path(folder) / str(number))


def _investigation(folder: Path, population: Population, owned: float) -> Path:
    """An investigation file of a list that names so large a share of the owners; the others are known by an image alone."""
    folder.mkdir()
    photos = [photo for photo in population.photos.values() if photo.listed]
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["url"])
        for place, photo in enumerate(photos):
            image = f"https://live.staticflickr.com/{photo.server}/{photo.photo_id}_{photo.secret}.jpg"
            assert image_address(image) is not None
            named = (place * 37) % 100 < 100 * owned
            writer.writerow([f"https://www.flickr.com/photos/{photo.nsid}/{photo.photo_id}/" if named else image])
    begun = beginning.begin("refusals", folder / "list.csv", into=folder / "case", contact="study@example.org")
    text = begun.file.read_text(encoding="utf-8").replace("question =", "demonstration = true\nquestion =", 1)
    begun.file.write_text(text, encoding="utf-8")
    # The same samples each time: the salt of a real investigation is random.
    (begun.file.parent / "salt").write_text(hashlib.sha256(b"refusals").hexdigest() + "\n", encoding="ascii")
    return begun.file


def _world(dice: random.Random, population: Population, lists: dict[float, Path], case: Path) -> World:
    rules, has_key = dice.choice(list(RULES)), dice.random() < 0.4
    sources = tuple(dice.sample(["api", "page", "oembed", "wayback"], dice.randint(1, 3)))
    unit = dice.choice(["photo", "account"])
    owned = dice.choice(OWNED) if unit == "photo" else 1.0
    investigation = _with(investigations.load(lists[owned]), sources, unit, dice.randint(50, 80))
    case.mkdir()
    frame = framing.build(investigation, case)
    with Double(population, NOW) as double, _led_to(double, has_key=has_key):
        double.web.robots["www.flickr.com"] = RULES[rules]
        doors = access.look(investigation, case / "beforehand")
        plan = planning.plan(investigation, frame.path, access=doors)
        bought = next(one for one in plan.asked_for if one.population.unit == unit)
        came = _run(investigation, doors, case, frame.path, unit)
    return World(
        rules,
        sources,
        has_key,
        unit,
        owned,
        plan.margin_left(bought),
        plan.margin_at_worst(bought),
        came,
        bought.margin,
    )


def _with(loaded: Investigation, sources: Sequence[str], unit: str, n: int) -> Investigation:
    sample = loaded.sample
    photos = sample.photos.model_copy(update={"n": n if unit == "photo" else 0})
    accounts = sample.accounts.model_copy(update={"n": n if unit == "account" else 0})
    sample = sample.model_copy(update={"photos": photos, "accounts": accounts})
    trace = loaded.trace.model_copy(update={"sources": list(sources), "mode": "live"})
    return loaded.model_copy(update={"sample": sample, "trace": trace})


def _run(investigation: Investigation, doors: Sequence[access.Access], case: Path, frame: Path, unit: str) -> float:
    """Half the width of the printed range of P1 or P2; 1/2 where the run ends because nobody may be asked."""
    closed = {door.source for door in doors if door.state == NO_KEY}
    left = [source for source in investigation.trace.sources if source not in closed]
    if not left:
        return 0.5
    trace = investigation.trace.model_copy(update={"sources": left})
    asking = investigation.model_copy(update={"trace": trace})
    drawing.draw(asking, frame, case, NOW.date())
    try:
        traces = tracing.trace(asking, drawing.panel_of(case), case, NOW.date())
    except NonsenseError:
        return 0.5
    measured, _ = measuring.read(asking, frame, case / "panel.parquet", traces.path, NOW.date())
    rows = {finding.row["id"]: finding.row for finding in contact.findings(measured)}
    share = share_of(rows["P1" if unit == "photo" else "P2"])
    return (share.high - share.low) / 2 if share.counted else 0.5


@contextlib.contextmanager
def _led_to(double: Double, *, has_key: bool) -> Iterator[None]:
    settings = {STAND_IN_VARIABLE: f"127.0.0.1:{double.port}", VARIABLE: KEY if has_key else ""}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def section(ran: Sequence[World]) -> str:
    """The figures, as the page has them."""
    wide = [world for world in ran if world.off is not None and world.wide]
    answered = [world for world in ran if world.off is not None and not world.wide]
    off = sorted(100 * world.off for world in answered if world.off is not None)
    within = sum(points <= 2 for points in off)
    closed = [world for world in answered if world.planned == 0.5]
    parted = [world for world in answered if world.planned is not None and world.margin < world.planned < 0.5]
    unread = [world for world in ran if world.off is None]
    return (
        f"Of {len(ran)} invented worlds, the margin that `plan` left was within two points of the one that came in {within} of "
        f"{len(answered)}; the middle one was {off[len(off) // 2]:.1f} points off, the worst {off[-1]:.1f}. In {len(closed)} of them "
        f"nothing could be said, and the plan had said so; in {len(parted)} only the photos without an owner were lost. In "
        f"{len(wide)} worlds the list names not all owners and the plan named two margins, for no photo and for every photo gone: "
        f"what came lay between them, to two points, in {sum((world.off or 0) <= 0.02 for world in wide)}. In "
        f"{len(unread)} further worlds the rules could not be read: the plan named no margin, and nobody was asked about "
        f"{'any of them' if all(world.came == 0.5 for world in unread) else 'some of them'}.\n"
    )


def main(count: int = WORLDS) -> None:
    """Run the worlds, print those that are off, and write the figures into the page."""
    ran = []
    for number, world in enumerate(worlds(count)):
        ran.append(world)
        mark = "" if world.off is None or world.off <= 0.02 else "  OFF"
        print(f"{number:>3} {world}{mark}", flush=True)
    print(section(ran))
    if count == WORLDS:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)
        after = rest.partition(ENDS)[2]
        PAGE.write_text(f"{before}{BEGINS}{section(ran)}{ENDS}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS)
