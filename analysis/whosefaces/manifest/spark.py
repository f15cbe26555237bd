"""The SQL texts on Spark, for manifests past one machine: the same files, put into Spark's words by sqlglot.

DuckDB reads the lines of a manifest, as a stream and within its bounds, and writes what a notebook reads; between the two,
every text runs on the cluster. The master's executors must see the cache folder (WHOSEFACES_CACHE on a shared disk), as
the listings lie there. docs/spark.md says how to install it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whosefaces import scan
from whosefaces.manifest.engine import Duck, EngineError, scratch

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame, SparkSession

INSTALL = "pip install --require-hashes -r requirements-spark.lock"

LOG = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = spark: %m%n
"""


class Spark:
    """The engine that ``engine = "spark"`` names: what one part of a run asks of the process's one Spark session.

    To start a session takes longer than all that the demonstration asks of it. So the frame, the sample and the comparison
    of a run have the same one, each with tables of its own; it ends with the process.
    """

    def __init__(self, master: str = "local[*]") -> None:
        self._folder = tempfile.TemporaryDirectory(dir=scratch())
        self._session = _session(master).newSession()
        self._duck = Duck()
        self._made = 0

    def __enter__(self) -> Spark:
        return self

    def __exit__(self, *failure: object) -> None:
        self._duck.__exit__()
        self._folder.cleanup()

    def parquet(self, name: str, path: Path, *, numbered: bool = False) -> None:
        """See a Parquet file as ``name``; ``numbered`` adds ``row``, its rows' places from 1."""
        rows = scan.on_spark(self._session, path)
        if numbered:
            rows = rows.selectExpr("*", "_metadata.row_index + 1 AS `row`")
        rows.createOrReplaceTempView(name)

    def table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Make a table of these rows; ``columns`` gives types. Rows are taken in batches, so that they may be many."""
        self._duck.table("given", columns, rows)
        self._made += 1
        path = Path(self._folder.name) / f"{name}-{self._made}.parquet"
        self._duck.write("SELECT * FROM given", path)
        self.parquet(name, path)

    def view(self, name: str, query: str) -> None:
        """See a query as ``name``."""
        self._asked(query).createOrReplaceTempView(name)

    def keep(self, name: str, query: str, *, numbered: bool = False) -> None:
        """Run a query now and see its rows as ``name``, however many they are."""
        del numbered  # the rows carry their numbers; their order is made when they are written
        scan.on_spark(self._session, self._written(query)).createOrReplaceTempView(name)

    def hand_over(self, name: str, path: Path, facts: Mapping[str, Any]) -> None:
        """Write the rows kept as ``name`` to ``path``, with ``facts`` in the file's metadata."""
        self.write(f"SELECT * FROM {name}", path, facts, numbered=True)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query whose answer is small."""
        return [tuple(row) for row in self._asked(query).collect()]

    def streamed(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a few at a time."""
        for row in self._asked(query).toLocalIterator():
            yield tuple(row)

    def frame(self, query: str) -> pd.DataFrame:
        """The rows of a query whose answer is small, as a data frame of the same types that DuckDB gives."""
        return self._duck.frame(f"SELECT * FROM {_parts(self._written(query))}")

    def write(self, query: str, path: Path, facts: Mapping[str, Any] | None = None, *, numbered: bool = False) -> None:
        """Write a query's rows as one Parquet file with ``facts`` in its metadata; ``numbered``: in order of ``row``."""
        whole = f'SELECT * FROM ({query}) AS whole ORDER BY "row"' if numbered else query
        self._duck.write(f"SELECT * FROM {_parts(self._written(whole))}", path, facts, numbered=numbered)

    def _asked(self, query: str) -> DataFrame:
        return self._session.sql(in_sparks_words(query))

    def _written(self, query: str) -> Path:
        """The rows of a query as a folder of Parquet files, in their order from file to file."""
        self._made += 1
        folder = Path(self._folder.name) / f"rows-{self._made}"
        self._asked(query).write.parquet(str(folder))
        return folder


@cache
def in_sparks_words(query: str) -> str:
    """DuckDB's SQL as Spark's.

    Raises:
        EngineError: sqlglot is not installed.
    """
    try:
        import sqlglot
    except ImportError:
        raise EngineError(f"engine = 'spark' needs sqlglot, which is not installed: {INSTALL}") from None
    return sqlglot.transpile(query, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)[0]


def _parts(folder: Path) -> str:
    return scan.parquet(sorted(folder.glob("*.parquet")))


_OPEN: dict[str, SparkSession] = {}
"""The session of this process by its master: there is one at a time."""


def _session(master: str) -> SparkSession:
    """The session on ``master``, started where there is none; one on another master ends first."""
    if master not in _OPEN:
        _stopped()
        folder = tempfile.TemporaryDirectory(dir=scratch())
        _OPEN[master] = _begun(master, Path(folder.name))
        atexit.register(folder.cleanup)
        atexit.register(_stopped)
    return _OPEN[master]


def _stopped() -> None:
    while _OPEN:
        _OPEN.popitem()[1].stop()


def _begun(master: str, folder: Path) -> SparkSession:
    """A session on ``master``, quiet, in UTC, and on this machine alone where it is local."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError(f"engine = 'spark' needs pyspark, which is not installed: {INSTALL}") from None
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if os.environ.get("JAVA_HOME") else None
    if not (java and java.exists()) and shutil.which("java") is None:
        raise EngineError(
            "engine = 'spark' needs Java 17 or newer, which is not installed: sudo apt-get install openjdk-17-jre-headless"
        )
    log = folder / "log4j2.properties"
    log.write_text(LOG, encoding="utf-8")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = (
        SparkSession.builder.master(master)
        .appName("whose-faces")
        .config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile=file:{log}")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master.startswith("local"):
        builder = (
            builder.config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
            .config("spark.local.dir", str(folder))
        )
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        said = (str(error) or type(error).__name__).splitlines()[0]
        raise EngineError(f"Spark does not start on {master}: {said}") from None
