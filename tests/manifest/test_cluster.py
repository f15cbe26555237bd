"""A cluster of Spark's own, a master and two workers on loopback, gives row for row what DuckDB gives on one machine."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest
from whosefaces.manifest import ingest
from whosefaces.manifest.engine import started
from whosefaces.manifest.interpreting import settle

from tests.manifest import yfcc_like as yfcc

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: no cluster was started")
if shutil.which("java") is None:
    pytest.skip("Java is not installed: no cluster was started", allow_module_level=True)

from whosefaces.manifest import spark as sparks  # noqa: E402

pytestmark = [
    pytest.mark.spark,
    pytest.mark.whole_population,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

SPARK = Path(pyspark.__file__).parent
STARTS = 300
"""Seconds within which a master or a worker must be there."""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a master to which two workers have come."""
    folder = tmp_path_factory.mktemp("cluster")
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    there = os.environ | {"SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    with ExitStack() as stack:

        def begun(name, *arguments):
            log = folder / f"{name}.log"
            out = stack.enter_context(log.open("wb"))
            kind = f"org.apache.spark.deploy.{arguments[0]}"
            command = [str(SPARK / "bin" / "spark-class"), kind, *arguments[1:]]
            process = subprocess.Popen(command, env=there, stdout=out, stderr=subprocess.STDOUT)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            return log

        seen = begun("master", "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        for number in range(2):
            place = str(folder / f"work-{number}")
            begun(f"worker-{number}", "worker.Worker", "--cores", "1", "--memory", "1g", "--work-dir", place, "--host",
                  "127.0.0.1", "--webui-port", "0", master)  # fmt: skip
        until = time.monotonic() + STARTS
        while seen.read_text(errors="replace").count("Registering worker") < 2:
            assert time.monotonic() < until, seen.read_text(errors="replace")[-2000:]
            time.sleep(0.2)
        yield master


def test_a_cluster_reads_every_row_as_one_machine_does(cluster, tmp_path, monkeypatch):
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    whole = yfcc.population(4_000, 300)
    lines = ["photo_id,url,page,owner_nsid,license,uploaded"]
    lines += [
        f"{r['photoid']},{r['downloadurl']},{r['pageurl']},{r['uid']},{r['licenseurl']},{r['dateuploaded']}"
        for r in whole
    ]
    lines += [",https://flic.kr/p/9Aabc1,,97654321@n99,,", ",https://example.org/a.jpg,,,,", "abc,,,,,"]
    (tmp_path / "list.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    listing = ingest.listing(tmp_path / "list.csv").path

    def framed(engine, name):
        engine.parquet("listing", listing, numbered=True)
        settle(engine)
        engine.write("SELECT * FROM frame_rows", tmp_path / name, numbered=True)

    with started() as duck:
        framed(duck, "duck.parquet")
    with sparks.Spark(cluster) as spark:
        framed(spark, "spark.parquet")
        executors = spark.rows("SELECT 1")
        assert executors == [(1,)]
    with duckdb.connect() as both:
        count = both.execute(f"SELECT count(*) FROM '{tmp_path}/spark.parquet'").fetchone()
        names = [row[0] for row in both.execute(f"DESCRIBE SELECT * FROM '{tmp_path}/duck.parquet'").fetchall()]
        columns = ", ".join(f'CAST("{name}" AS VARCHAR)' for name in names)
        one, other = (f"SELECT {columns} FROM '{tmp_path}/{name}.parquet'" for name in ("duck", "spark"))
        differ = both.execute(f"({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one})").fetchall()

    assert (count, differ) == ((len(lines) - 1,), [])
