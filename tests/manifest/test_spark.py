"""One text, two engines: every SQL text gives the same rows, the same sample and the same sums on DuckDB and on Spark."""

import datetime as dt
import shutil
import sys

import pandas as pd
import pytest
from whosefaces import PROJECT, investigation
from whosefaces.manifest import framing, ingest
from whosefaces.manifest import parent as parents
from whosefaces.manifest import spark as sparks
from whosefaces.manifest.census import counted
from whosefaces.manifest.engine import PARAMETER, SQL, EngineError, started, text
from whosefaces.manifest.frame import FRAME
from whosefaces.manifest.interpreting import settle
from whosefaces.manifest.reading import count
from whosefaces.sample import drawing
from whosefaces.sample.panel import PANEL

from tests.manifest import yfcc_like as yfcc

pytest.importorskip("pyspark", reason="pyspark is not installed: nothing was run on Spark")
sqlglot = pytest.importorskip("sqlglot", reason="sqlglot is not installed: no text was put into Spark's words")

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def runs_on_spark(test):
    """A test that starts Spark and Java: minutes, so for `make check-all`."""
    without_java = pytest.mark.skipif(
        shutil.which("java") is None, reason="Java is not installed: nothing ran on Spark"
    )
    return pytest.mark.spark(pytest.mark.whole_population(without_java(test)))


@pytest.mark.parametrize("name", sorted(path.stem for path in SQL.glob("*.sql")))
def test_every_text_can_be_put_into_sparks_words(name):
    """What Spark makes of it, `make check-all` asks it; that it can be said there at all is known without it."""
    given = dict.fromkeys(PARAMETER.findall((SQL / f"{name}.sql").read_text(encoding="utf-8")), "(SELECT 1)")
    words = sparks.in_sparks_words(text(name, **given))
    assert sqlglot.parse_one(words, read="spark").sql(dialect="spark") == words


class Watched:
    """An engine that remembers which texts went through it."""

    def __init__(self, engine):
        self.engine, self.asked = engine, []

    def __getattr__(self, name):
        def called(*said, **named):
            self.asked.extend(part for part in said if isinstance(part, str))
            return getattr(self.engine, name)(*said, **named)

        return called


@pytest.fixture(scope="module")
def engines():
    with started() as duck, sparks.Spark("local[2]") as spark:
        yield Watched(duck), Watched(spark)


@pytest.fixture(scope="module")
def awkward(tmp_path_factory):
    """A list with everything in it that the texts tell apart, and a parent for it."""
    folder = tmp_path_factory.mktemp("awkward")
    whole = yfcc.population(300, 25)
    lines = ["photo_id,url,page,owner_nsid,license,uploaded,faces"]
    for number, row in enumerate(whole[:200]):
        owner = row["uid"] if number % 3 else ""
        day = row["dateuploaded"] if number % 2 else "2014-03-21 10:00:00"
        lines.append(
            f"{row['photoid']},{row['downloadurl']},{row['pageurl']},{owner},{row['licenseurl']},{day},{number % 4}"
        )
    lines += [
        f"{whole[0]['photoid']},{whole[0]['downloadurl']},,,,,2",  # again
        f"{whole[3]['photoid']},,,91111111@N99,,,",  # of another owner
        f"{whole[1]['photoid']},{whole[2]['downloadurl']},,,,,",  # ids disagree
        f"0123,{whole[3]['downloadurl']},,,,2014,x",
        ",https://www.flickr.com/photos/Some-One/7123456789,,,,,",
        ",www.flickr.com/photos/98765432%40N99/7123456788/?x=1,,,,null,",
        ",,https://www.flickr.com/photos/me/7123456787/,,,,",
        ",https://flic.kr/p/9Aabc1,,97654321@n99,,,",
        ",https://example.org/a.jpg,,,,,",
        ",null,None,,,,",
        "null,,,,,,",
        "abc,,,,,,",
        ",https://www.flickr.com/photos/tags/x/,,,Some licence,,",
        ",https://s.yimg.com/pw/images/photo_unavailable.gif,,,,,",
        ",https://www.flickr.com/people/someone/,,,,,",
    ]
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n")
    return ingest.listing(path), ingest.listing(yfcc.as_tsv(whole, folder / "parent.tsv")), folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A list that the patterns read whole."""
    return ingest.listing(yfcc.as_tsv(yfcc.population(150, 20), tmp_path_factory.mktemp("plain") / "plain.tsv"))


@pytest.fixture(scope="module")
def hashed(tmp_path_factory):
    """Rows that name their photo by hash alone, and a parent without hashes."""
    folder = tmp_path_factory.mktemp("hashed")
    whole = yfcc.population(90, 7)
    names = "".join(f"https://x.example/data/images/abc/def/{row['hash']}.jpg\n" for row in whole[::2])
    (folder / "hashes.txt").write_text(names)
    return ingest.listing(folder / "hashes.txt"), ingest.listing(yfcc.as_tsv(whole, folder / "p.tsv", yfcc.V1)), folder


@pytest.fixture(scope="module")
def scattered(tmp_path_factory):
    """A parent that names photo and owner in columns of their own in some rows, and in addresses only in others."""
    folder = tmp_path_factory.mktemp("scattered")
    whole = yfcc.population(90, 11)
    lines = ["photo_id,page,owner_nsid"]
    for number, row in enumerate(whole):
        photo, owner = (row["photoid"] if number % 3 else ""), (row["uid"] if number % 2 else "")
        lines.append(f"{photo},{row['pageurl']},{owner}")
    (folder / "parent.csv").write_text("\n".join(lines) + "\n")
    derived = yfcc.as_addresses(whole[::2] + whole[1::6], folder / "list.txt")
    return ingest.listing(derived), ingest.listing(folder / "parent.csv"), folder


def everything(engine, listing, parent, folder):
    """What the suite makes of a list, on one engine."""
    engine.parquet("listing", listing.path, numbered=True)
    settle(engine)
    made = {}
    if parent is not None:
        asked = parents.Manifest(path=folder)
        made["joined"] = parents.join(engine, asked, parent, folder / "accounts.parquet").as_json()
        made["accounts"] = parents.ACCOUNTS.read(folder / "accounts.parquet")
    made["reading"] = count(engine, listing).as_json()
    columns = ", ".join(f'CAST("{c.name}" AS {c.type}) AS "{c.name}"' for c in FRAME.columns)
    frame = folder / "frame.parquet"
    engine.write(f"SELECT {columns} FROM frame_rows", frame, numbered=True)
    made["frame"] = FRAME.read(frame)
    engine.parquet("frame", frame)
    made["census"] = vars(counted(engine))
    for strata in ([], ["licence", "year"]):
        made[f"panel {strata}"] = drawing.drawn_from(
            engine, "00112233445566778899aabbccddeeff", 40, 9, strata, certainty=3
        )
    engine.view("others", "SELECT * FROM settled")
    engine.keep("part", 'SELECT * FROM frame WHERE "row" % 7 = 0')
    engine.view("frame", "SELECT * FROM part")
    engine.keep("outside", text("outside"))
    made["outside"] = engine.frame('SELECT "row", photo_id, account_key FROM outside ORDER BY "row"')
    made["licences outside"] = engine.frame(text("outside_licences")).sort_values("licence", ignore_index=True)
    engine.view("frame", "SELECT * FROM outside")
    made["comparison"], made["photos outside"] = drawing.photos_from(engine, "00112233|comparison", 15)
    return made


@runs_on_spark
@pytest.mark.parametrize("name", ["awkward", "plain", "hashed", "scattered"])
def test_both_engines_give_the_same_rows_the_same_sample_and_the_same_sums(engines, name, request, tmp_path):
    given = request.getfixturevalue(name)
    listing, parent = given[:2] if isinstance(given, tuple) else (given, None)
    duck, spark = (everything(engine, listing, parent, tmp_path) for engine in engines)

    assert duck.keys() == spark.keys()
    for part, expected in duck.items():
        same(expected, spark[part], part)


def same(expected, found, part):
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(expected, found, check_dtype=False, obj=part)
    elif isinstance(expected, dict):
        assert expected.keys() == found.keys()
        for key, value in expected.items():
            same(value, found[key], f"{part} {key}")
    elif isinstance(expected, (list, tuple)) and any(isinstance(value, pd.DataFrame) for value in expected):
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            same(one, other, f"{part} {number}")
    else:
        assert expected == found, part


@runs_on_spark
def test_every_text_went_through_both(engines):
    """It runs last: a text that no test above has run would be one that nobody knows to run on Spark."""
    for engine in engines:
        asked = "\n".join(engine.asked)
        for path in SQL.glob("*.sql"):
            # The first line of code, past the comments, is enough to know a text by; placeholders are filled further down.
            code = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("--"))
            known = [line for line in code.splitlines() if len(line) > 25]
            assert any(line in asked for line in known or [code]), path.name


def test_a_missing_java_is_one_line(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"^engine = 'spark' needs Java 17 or newer.*apt-get install openjdk-17"):
        sparks.Spark()


@pytest.mark.parametrize("module", ["pyspark", "sqlglot"])
def test_a_missing_package_is_one_line(monkeypatch, module):
    sparks.in_sparks_words.cache_clear()
    for name in [name for name in sys.modules if name.split(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(EngineError, match=f"needs {module}, which is not installed: pip install --require-hashes"):
        sparks.in_sparks_words("SELECT 1") if module == "sqlglot" else sparks.Spark()


@runs_on_spark
def test_the_investigation_file_chooses_the_engine(tmp_path):
    """``engine = "spark"``: the same frame and the same panel as without it."""
    whole = yfcc.population(200, 20)
    derived, parent = yfcc.as_addresses(whole[:90], tmp_path / "list.txt"), yfcc.as_tsv(whole, tmp_path / "parent.tsv")
    base = investigation.load(PROJECT / "data" / "demo" / "investigation.toml")
    made = []
    for name in ("duckdb", "spark"):
        asked = base.model_copy(
            update={
                "engine": name,
                "spark": investigation.Spark(master="local[2]"),
                "manifest": investigation.Manifest(path=derived),
                "parent": investigation.Manifest(path=parent),
            }
        )
        case = tmp_path / name / "2026-11-24" / "case"
        frame = framing.build(asked, case)
        panel = drawing.draw(asked, frame.path, case, dt.date(2026, 11, 24))
        made.append((frame.reading, frame.parent, FRAME.read(frame.path), PANEL.read(panel.path)))

    assert made[0][:2] == made[1][:2]
    pd.testing.assert_frame_equal(made[0][2], made[1][2])
    pd.testing.assert_frame_equal(made[0][3], made[1][3])
