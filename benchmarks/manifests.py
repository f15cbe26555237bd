"""Manifests: ingest, census, addresses, sample and parent join, against DuckDB's bare SQL and against pandas.

    python -m benchmarks manifests                 1 million rows, beside pandas and bare SQL
    python -m benchmarks manifests 10000000        10 million rows (5.9 GB of text in the temporary folder)
    python -m benchmarks manifests 100000000       made through a pipe into a .zst; the suite alone
    python -m benchmarks manifests 1000000 --bz2   the same text as bz2, beside lbzip2 (apt-get install lbzip2)

Every contestant runs each job in a process of its own, one after the other in turns, so that a busy machine slows all of
them; wall and processor time are taken around the job, peak memory over the whole process. What was measured is kept in
benchmarks/manifests.json, by number of rows, and docs/benchmarks.md is written from it. pandas reads Parquet by pyarrow,
which is not among the suite's packages: without it its columns stay empty.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "manifests.json"
PAGE = HERE.parent / "docs" / "benchmarks.md"
SALT = "00112233445566778899aabbccddeeff"
DRAWN = 2000
CHUNK = 500_000
JOBS = ("census", "parse", "sample", "join")
WORDS = {
    "ingest": "ingest: text to slim Parquet",
    "frame": "frame: every row settled, counted and written",
    "census": "census: photos, accounts, licences by year, photos per account",
    "parse": "parse: page and image address read and compared",
    "sample": f"sample: the {DRAWN:,} smallest SHA-256",
    "join": "join: one address in 100 with its parent",
}
GOALS = {"census": 4, "parse": 5, "sample": 15, "join": 12}
YFCC = ["photoid", "uid", "unickname", "dateuploaded", "pageurl", "downloadurl", "licenseurl", "hash", "marker"]


# -- one job in this process -------------------------------------------------------------------------------------


def suite_ingest(place: Path) -> Callable[[], Any]:
    from whosefaces.manifest import engine, ingest

    shutil.rmtree(engine.cache_folder(), ignore_errors=True)
    return lambda: ingest.listing(manifest(place)).rows


def bare_ingest(place: Path) -> Callable[[], Any]:
    import duckdb
    from whosefaces.manifest.formats.yfcc100m import V2

    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in V2)
    query = (
        f"COPY (SELECT {', '.join(YFCC)} FROM read_csv('{manifest(place)}', delim = '\t', header = false, quote = '', "
        f"escape = '', auto_detect = false, columns = {{{columns}}})) TO '{place / 'bare.parquet'}' "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    connection = duckdb.connect()
    return lambda: connection.execute(query).fetchall()[0][0]


def listing(place: Path, name: str = "rows") -> Any:
    from whosefaces.manifest import ingest

    return ingest.listing(manifest(place) if name == "rows" else place / "derived.txt")


def suite_frame(place: Path) -> Callable[[], Any]:
    from whosefaces.manifest import engine
    from whosefaces.manifest.interpreting import settle
    from whosefaces.manifest.reading import count

    rows_of = listing(place)

    def run() -> int:
        with engine.started() as duck:
            duck.parquet("listing", rows_of.path, numbered=True)
            settle(duck)
            facts = {"reading": count(duck, rows_of).as_json()}
            duck.hand_over("settled", place / "frame.parquet", facts)
        return rows_of.rows

    return run


def suite_census(place: Path) -> Callable[[], Any]:
    from whosefaces.manifest import census

    def run() -> list[int]:
        counted = census.census(place / "frame.parquet")
        return [counted.photos, counted.accounts]

    return run


def bare_census(place: Path) -> Callable[[], Any]:
    rows = f"read_parquet('{place / 'frame.parquet'}') WHERE photo_id IS NOT NULL"

    def run() -> list[int]:
        import duckdb

        with duckdb.connect() as engine:
            photos = engine.execute(f"SELECT count(DISTINCT photo_id) FROM {rows}").fetchall()[0][0]
            engine.execute(f"SELECT licence_listed, year(uploaded), count(*) FROM {rows} GROUP BY ALL").fetchall()
            sizes = engine.execute(
                f"SELECT n, count(*) FROM (SELECT account_key, count(*) AS n FROM {rows} GROUP BY 1) GROUP BY n"
            ).fetchall()
        return [photos, sum(accounts for _, accounts in sizes)]

    return run


def pandas_census(place: Path) -> Callable[[], Any]:
    def run() -> list[int]:
        import pandas as pd

        rows = pd.read_parquet(
            place / "frame.parquet", columns=["photo_id", "account_key", "licence_listed", "uploaded"]
        )
        rows = rows[rows["photo_id"].notna()]
        rows.groupby(["licence_listed", pd.to_datetime(rows["uploaded"]).dt.year]).size()
        sizes = rows.groupby("account_key").size().value_counts()
        return [int(rows["photo_id"].nunique()), int(sizes.sum())]

    return run


def suite_parse(place: Path) -> Callable[[], Any]:
    from whosefaces.manifest import engine
    from whosefaces.manifest.interpreting import interpret

    list_of = listing(place)

    def run() -> list[int]:
        with engine.started() as duck:
            duck.parquet("listing", list_of.path, numbered=True)
            interpret(duck, all_plain=True)
            counts = "count(photo_id), count(account_key), sum(CASE WHEN id_disagrees THEN 1 ELSE 0 END)"
            used, _, differ = duck.rows(f"SELECT {counts} FROM frame_rows")[0]
        return [used, int(differ)]

    return run


PAGE_ADDRESS = "^https?://(?:www[.])?flickr[.]com/photos/([^/]+)/([0-9]+)/?$"
IMAGE_ADDRESS = "^https?://[^/]+/[0-9]+/([0-9]+)_[0-9a-f]+(?:_[a-z])?[.](?:jpg|png|gif)$"


def bare_parse(place: Path) -> Callable[[], Any]:
    source = listing(place).path

    def run() -> list[int]:
        import duckdb

        with duckdb.connect() as engine:
            return list(
                engine.execute(
                    f"""SELECT count(*) FILTER (set_aside IS NULL AND owner <> '' AND image <> ''), count(*) FILTER (image <> page)
                    FROM (SELECT set_aside, regexp_extract(page, '{PAGE_ADDRESS}', 1) AS owner,
                                 regexp_extract(page, '{PAGE_ADDRESS}', 2) AS page,
                                 regexp_extract(address, '{IMAGE_ADDRESS}', 1) AS image
                          FROM read_parquet('{source}'))"""
                ).fetchall()[0]
            )

    return run


def pandas_parse(place: Path) -> Callable[[], Any]:
    source = listing(place).path

    def run() -> list[int]:
        import pandas as pd

        rows = pd.read_parquet(source, columns=["page", "address", "set_aside"])
        pages = rows["page"].str.extract(PAGE_ADDRESS)
        images = rows["address"].str.extract(IMAGE_ADDRESS)[0]
        used = rows["set_aside"].isna() & pages[0].notna() & images.notna()
        return [int(used.sum()), int((pages[1] != images).sum())]

    return run


def suite_sample(place: Path) -> Callable[[], Any]:
    from whosefaces.manifest import engine
    from whosefaces.manifest.engine import text
    from whosefaces.sample import drawing
    from whosefaces.sample.strata import Stratum

    photos = photos_in(place)

    def run() -> str:
        with engine.started() as duck:
            duck.parquet("frame", place / "frame.parquet")
            duck.table("draw", {"salt": "VARCHAR"}, [(SALT,)])
            duck.view("photo_units", text("photo_rows", stratum="'all'"))
            return str(drawing._smallest(duck, "photo", [Stratum("all", photos, DRAWN)])["prn"].iloc[-1])

    return run


def photos_in(place: Path) -> int:
    import duckdb

    with duckdb.connect() as engine:
        return engine.execute(f"SELECT count(photo_id) FROM read_parquet('{place / 'frame.parquet'}')").fetchall()[0][0]


def bare_sample(place: Path) -> Callable[[], Any]:
    query = (
        f"SELECT photo_id, sha256('{SALT}|' || photo_id) AS prn FROM read_parquet('{place / 'frame.parquet'}') "
        f"WHERE photo_id IS NOT NULL ORDER BY prn, photo_id LIMIT {DRAWN}"
    )

    def run() -> str:
        import duckdb

        with duckdb.connect() as engine:
            return engine.execute(query).fetchall()[-1][1]

    return run


def pandas_sample(place: Path) -> Callable[[], Any]:
    def run() -> str:
        import pandas as pd

        rows = pd.read_parquet(place / "frame.parquet", columns=["photo_id"]).dropna()
        return smallest(rows["photo_id"]).iloc[-1]

    return run


def smallest(ids: Any) -> Any:
    from hashlib import sha256

    return ids.map(lambda photo_id: sha256(f"{SALT}|{photo_id}".encode()).hexdigest()).sort_values().head(DRAWN)


def suite_join(place: Path) -> Callable[[], Any]:
    from whosefaces.investigation import Manifest
    from whosefaces.manifest import engine, parent
    from whosefaces.manifest.interpreting import settle

    whole, derived = listing(place), listing(place, "derived")
    duck = engine.started()
    duck.parquet("listing", derived.path, numbered=True)
    settle(duck)

    def run() -> list[int]:
        joined = parent.join(duck, Manifest(path=place), whole, place / "accounts.parquet")
        return [joined.rows_by_id, joined.accounts]

    return run


def bare_join(place: Path) -> Callable[[], Any]:
    child, source = listing(place, "derived").path, listing(place).path

    def run() -> list[int]:
        import duckdb

        with duckdb.connect() as engine:
            return list(
                engine.execute(
                    f"""SELECT count(p.nsid), count(DISTINCT p.nsid)
                    FROM (SELECT CAST(regexp_extract(address, '{IMAGE_ADDRESS}', 1) AS BIGINT) AS photo FROM read_parquet('{child}')) AS c
                    LEFT JOIN (SELECT CAST(photo_id AS BIGINT) AS photo, nsid, licence, name FROM read_parquet('{source}')) AS p
                    USING (photo)"""
                ).fetchall()[0]
            )

    return run


def pandas_join(place: Path) -> Callable[[], Any]:
    child, source = listing(place, "derived").path, listing(place).path

    def run() -> list[int]:
        import pandas as pd

        rows = pd.read_parquet(child, columns=["address"])
        rows["photo_id"] = rows["address"].str.extract(IMAGE_ADDRESS)[0]
        whole = pd.read_parquet(source, columns=["photo_id", "nsid", "licence", "name"])
        joined = rows.merge(whole, on="photo_id", how="left")
        return [int(joined["nsid"].notna().sum()), int(joined["nsid"].nunique())]

    return run


def raw(place: Path, columns: list[str]) -> Any:
    """The text by pandas, a chunk at a time, quotes as data."""
    import pandas as pd
    from whosefaces.manifest.formats.yfcc100m import V2

    return pd.read_csv(
        manifest(place), sep="\t", quoting=3, header=None, names=V2, usecols=columns, dtype=str, chunksize=CHUNK, na_values=[""],
        keep_default_na=False,
    )  # fmt: skip


def rawpandas_census(place: Path) -> Callable[[], Any]:
    def run() -> list[int]:
        import pandas as pd

        licences, sizes, photos = [], [], set()
        for rows in raw(place, ["photoid", "uid", "dateuploaded", "licenseurl", "marker"]):
            rows = rows[rows["marker"] != "1"]
            years = pd.to_datetime(rows["dateuploaded"].astype("int64"), unit="s").dt.year
            licences.append(rows.groupby(["licenseurl", years]).size())
            sizes.append(rows.groupby("uid").size())
            photos.update(rows["photoid"].astype("int64"))
        pd.concat(licences).groupby(level=[0, 1]).sum()
        return [len(photos), len(pd.concat(sizes).groupby(level=0).sum())]

    return run


def rawpandas_parse(place: Path) -> Callable[[], Any]:
    def run() -> list[int]:
        used = differ = 0
        for rows in raw(place, ["pageurl", "downloadurl", "marker"]):
            pages, images = rows["pageurl"].str.extract(PAGE_ADDRESS), rows["downloadurl"].str.extract(IMAGE_ADDRESS)[0]
            used += int(((rows["marker"] != "1") & pages[0].notna() & images.notna()).sum())
            differ += int((pages[1] != images).sum())
        return [used, differ]

    return run


def rawpandas_sample(place: Path) -> Callable[[], Any]:
    def run() -> str:
        import pandas as pd

        best = None
        for rows in raw(place, ["photoid", "marker"]):
            few = smallest(rows.loc[rows["marker"] != "1", "photoid"])
            best = few if best is None else pd.concat([best, few]).sort_values().head(DRAWN)
        return best.iloc[-1]

    return run


def rawpandas_join(place: Path) -> Callable[[], Any]:
    def run() -> list[int]:
        import pandas as pd

        wanted = pd.read_csv(place / "derived.txt", header=None, names=["address"])
        wanted["photoid"] = wanted["address"].str.extract(IMAGE_ADDRESS)[0]
        ids = set(wanted["photoid"])
        columns = ["photoid", "uid", "unickname", "licenseurl"]
        drawn = pd.concat([rows[rows["photoid"].isin(ids)] for rows in raw(place, columns)])
        joined = wanted.merge(drawn, on="photoid", how="left")
        return [int(joined["uid"].notna().sum()), int(joined["uid"].nunique())]

    return run


def suite_bz2(place: Path) -> Callable[[], Any]:
    from whosefaces.manifest.reader import containers

    def run() -> int:
        size = 0
        with containers.opened(place / "rows.tsv.bz2") as stream:
            while chunk := stream.read(1 << 20):
                size += len(chunk)
        return size

    return run


def lbzip2_bz2(place: Path) -> Callable[[], Any]:
    def run() -> int:
        with subprocess.Popen(["lbzip2", "-dc", str(place / "rows.tsv.bz2")], stdout=subprocess.PIPE) as process:
            size = 0
            while chunk := process.stdout.read(1 << 20):
                size += len(chunk)
        return size

    return run


def manifest(place: Path) -> Path:
    return next(p for p in (place / "rows.tsv", place / "rows.tsv.zst") if p.exists())


# -- many jobs, each in a process of its own ---------------------------------------------------------------------


def measured(contestant: str, job: str, place: Path) -> dict[str, Any]:
    """Run one job apart: wall and processor seconds around it, peak memory in MiB, and its answer."""
    answer = place / "answer.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.manifests", "--job", contestant, job, str(place)],
        cwd=HERE.parent,
        env=os.environ | {"WHOSEFACES_CACHE": str(place / "cache")},
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{contestant} {job}: ended with {process.returncode}")
    facts = json.loads(answer.read_text())
    facts["mib"] = round(usage.ru_maxrss / 1024)
    print(
        f"{contestant:10} {job:8} {facts['wall']:8.2f} s {facts['cpu']:8.2f} cpu s {facts['mib']:6,} MiB  {facts['answer']}",
        flush=True,
    )
    return facts


def run_job(contestant: str, job: str, place: Path) -> None:
    run = globals()[f"{contestant}_{job}"](place)
    wall, cpu = time.perf_counter(), _cpu()
    answer = run()
    timing = {"wall": time.perf_counter() - wall, "cpu": _cpu() - cpu, "answer": answer}
    (place / "answer.json").write_text(json.dumps(timing))


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def benchmark(rows: int, rounds: int) -> dict[str, Any]:
    """Everything at one size, in a folder that is then removed."""
    with tempfile.TemporaryDirectory(prefix="whosefaces-bench-") as folder:
        place = Path(folder)
        whole = rows > 20_000_000
        make(rows, place, through_a_pipe=whole)
        load = [os.getloadavg()[0]]
        plan = [("suite", "ingest"), ("suite", "frame"), *[("suite", job) for job in JOBS]]
        if not whole:
            plan = [("bare", "ingest"), ("suite", "ingest"), ("suite", "frame")]
            for job in JOBS:
                plan += [("bare", job), ("suite", job)]
        results: dict[str, list[dict[str, Any]]] = {}
        for _ in range(rounds):
            for contestant, job in plan:
                results.setdefault(f"{contestant} {job}", []).append(measured(contestant, job, place))
            load.append(os.getloadavg()[0])
        if not whole:
            for job in JOBS:
                results[f"rawpandas {job}"] = [measured("rawpandas", job, place)]
                if importlib.util.find_spec("pyarrow"):
                    results[f"pandas {job}"] = [measured("pandas", job, place)]
        agree(results)
        load.append(os.getloadavg()[0])
    return {"rows": rows, "rounds": rounds, "load": [round(min(load), 1), round(max(load), 1)], "results": results}


def unpacking(rows: int) -> dict[str, list[dict[str, Any]]]:
    """The same text as bz2, unpacked by the suite's package and by lbzip2, in turns."""
    with tempfile.TemporaryDirectory(prefix="whosefaces-bench-") as folder:
        place = Path(folder)
        make(rows, place, through_a_pipe=False)
        subprocess.run(["lbzip2", str(place / "rows.tsv")], check=True)  # noqa: S607
        results: dict[str, list[dict[str, Any]]] = {}
        for _ in range(3):
            for contestant in ("lbzip2", "suite"):
                results.setdefault(f"{contestant} bz2", []).append(measured(contestant, "bz2", place))
        agree(results)
    return results


def make(rows: int, place: Path, *, through_a_pipe: bool) -> None:
    """The invented rows, and a list derived from them: the image address of every hundredth."""
    command = [sys.executable, str(HERE / "manifest_rows.py"), str(rows)]
    if through_a_pipe:
        with subprocess.Popen(command, stdout=subprocess.PIPE) as source, (place / "rows.tsv.zst").open("wb") as out:
            import zstandard

            with (
                zstandard.ZstdCompressor(level=1).stream_writer(out) as packed,
                (place / "derived.txt").open("wb") as derived,
            ):
                addresses(source.stdout, packed.write, derived)
    else:
        subprocess.run([*command, str(place / "rows.tsv")], check=True)
        with (place / "rows.tsv").open("rb") as file, (place / "derived.txt").open("wb") as derived:
            addresses(file, None, derived)


def addresses(source: Any, sink: Callable[[bytes], Any] | None, derived: Any) -> None:
    left = b""
    number = 0
    while chunk := source.read(1 << 22):
        if sink:
            sink(chunk)
        *lines, left = (left + chunk).split(b"\n")
        for line in lines[(-number) % 100 :: 100]:
            derived.write(line.split(b"\t")[16] + b"\n")
        number += len(lines)


def agree(results: dict[str, list[dict[str, Any]]]) -> None:
    """All contestants gave the same answer to a job, or nothing is compared."""
    for job in {key.split()[1] for key in results}:
        answers = {
            json.dumps(one["answer"]) for key, runs in results.items() if key.endswith(f" {job}") for one in runs
        }
        if len(answers) > 1:
            sys.exit(f"{job}: the contestants do not agree: {answers}")


# -- the page ----------------------------------------------------------------------------------------------------


def machine() -> str:
    cpu = next(
        (li.split(":")[1].strip() for li in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in li), ""
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {cpu or platform.processor()}, {memory:.0f} GiB"


def versions() -> str:
    packages = ("duckdb", "pandas", "pyarrow", "indexed-bzip2", "zstandard")
    versions = []
    for name in packages:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join([f"Python {platform.python_version()}", *versions])


def page(results: dict[str, Any]) -> str:
    """The section "Manifests" of docs/benchmarks.md."""
    lines = [
        "## Manifests",
        "",
        "Written by `python -m benchmarks manifests`; the rows are invented, in the shape of YFCC100M's.",
    ]
    for size in sorted(results, key=int):
        lines += ["", *table(results[size])]
        if int(size) == 100_000_000 and "10000000" in results:
            bare = sum(middle(results["10000000"]["results"][f"bare {job}"], "wall") or 0 for job in JOBS)
            lines.append(f"Goal: 90 s. Bare SQL, by ten times what it took for 10 million rows: {10 * bare:.0f} s.")
    lines += ["", *growth(results), ""]
    return "\n".join(lines)


def middle(runs: list[dict[str, Any]] | None, what: str) -> float | None:
    return statistics.median(run[what] for run in runs) if runs else None


def table(result: dict[str, Any]) -> list[str]:
    results = result["results"]
    lines = [
        f"### {result['rows']:,} rows",
        "",
        f"{result['machine']}; {result['versions']}; {result['when']}. Medians of {result['rounds']} (pandas: one run). Load of the machine "
        f"{result['load'][0]:g} to {result['load'][1]:g}: where others were at work, trust processor seconds and ratios.",
        "",
        "| job | suite, s | cpu s | peak MiB | bare SQL, s | cpu s | suite / bare, cpu | pandas on the same Parquet, s | pandas / suite | goal |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for job, words in WORDS.items():
        suite, bare, pandas = (results.get(f"{name} {job}") for name in ("suite", "bare", "pandas"))
        wall, cpu, other = middle(suite, "wall"), middle(suite, "cpu"), middle(pandas, "wall")
        ratio = cpu / middle(bare, "cpu") if bare and cpu else None
        mib = max(run["mib"] for run in suite)
        faster = other / wall if other and wall else None
        goal = (
            "1.25 times bare"
            if job == "ingest"
            else f"{GOALS[job]} times pandas, 1.25 times bare"
            if job in GOALS
            else ""
        )
        cells = [wall, cpu, mib, middle(bare, "wall"), middle(bare, "cpu"), ratio, other, faster]
        lines.append(f"| {words} | {' | '.join(cell(value) for value in cells)} | {goal} |")
    jobs = ["ingest", "frame", *(job for job in JOBS if job != "parse")]  # the frame is what parsing gives, written
    first = sum(middle(results[f"suite {job}"], "wall") or 0 for job in jobs)
    alone = sum(middle(results[f"suite {job}"], "wall") or 0 for job in JOBS)
    lines += ["", f"The four jobs from the prepared file: {alone:.1f} s."]
    if all(f"rawpandas {job}" in results for job in JOBS):
        chunked = sum(middle(results[f"rawpandas {job}"], "wall") or 0 for job in JOBS)
        lines[-1] += (
            f" At first reading (ingest; frame, which parses; census; sample; join) {first:.1f} s, against {chunked:.1f} s of pandas in chunks on the text: "
            f"{chunked / first:.1f} times as fast (goal: 3)."
        )
    if "lbzip2 bz2" in results:
        ours, theirs = middle(results["suite bz2"], "wall"), middle(results["lbzip2 bz2"], "wall")
        lines.append(
            f"\nbz2, unpacked in parallel: {ours:.1f} s, {ours / theirs:.2f} times lbzip2 ({theirs:.1f} s; goal: 1.35)."
        )
    return lines


def growth(results: dict[str, Any]) -> list[str]:
    """Processor seconds a million rows: level where the work is linear."""
    sizes = sorted(results, key=int)
    lines = ["### Growth", "", "Processor seconds for a million rows, and peak memory: level means linear.", ""]
    lines += ["| job | " + " | ".join(f"{int(size):,} rows" for size in sizes) + " |", "|---|" + "---|" * len(sizes)]
    for job in WORDS:
        cells = []
        for size in sizes:
            runs = results[size]["results"].get(f"suite {job}")
            cells.append(f"{middle(runs, 'cpu') / int(size) * 1e6:.2f} s, {max(r['mib'] for r in runs):,} MiB")
        lines.append(f"| {job} | {' | '.join(cells)} |")
    return lines


def cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def write_page(results: dict[str, Any]) -> None:
    """Put the section into docs/benchmarks.md, the others as they stand."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Benchmarks\n\n"
    before, _, rest = text.partition("## Manifests\n")
    after = rest.partition("\n## ")
    others = f"\n## {after[2]}" if after[1] else ""
    PAGE.write_text(before + page(results) + others, encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Measure at the sizes given, or at one million rows, and write the page."""
    sizes = [int(argument) for argument in arguments if argument.isdecimal()] or [1_000_000]
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    if "--bz2" in arguments:
        results[str(sizes[0])]["results"] |= unpacking(sizes[0])
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        write_page(results)
        return
    for rows in sizes:
        result = benchmark(rows, rounds=1 if rows > 20_000_000 else 3)
        before = results.get(str(rows), {}).get("results", {})
        result["results"] |= {key: runs for key, runs in before.items() if key.endswith(" bz2")}  # measured apart
        results[str(rows)] = result | {
            "machine": machine(),
            "versions": versions(),
            "when": time.strftime("%d %B %Y"),
        }
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        write_page(results)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        run_job(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        main(sys.argv[1:])
