"""Any list at all: the column that leads to Flickr is found by looking, wherever in the file it first does."""

import json
import os
import subprocess
import sys

import duckdb
import pytest
from whosefaces import PROJECT
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.reading import describe

from tests.manifest.planted_manifests import ANNA, BEN, PHOTO, SECRET, image, lines, page, saved

ROWS = [(1, page(ANNA, 1)), (2, page(BEN, 2)), (3, page(ANNA, 3))]


def a_parquet(path, rows, **columns):
    with duckdb.connect() as engine:
        engine.execute(f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
        engine.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(columns))})", rows)
        engine.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def unended(path, rows):
    path.write_bytes("\r\n".join(rows).encode())
    return path


def containers(folder):
    yield lines(folder / "list.csv", ["n,seen at", *(f"{n},{said}" for n, said in ROWS)])
    yield lines(folder / "list.tsv", [f"{n}\t{said}" for n, said in ROWS])
    yield lines(folder / "list.txt", [said for _, said in ROWS])
    yield lines(folder / "list.jsonl", [json.dumps({"n": n, "where": {"page": said}}) for n, said in ROWS])
    yield saved(folder / "list.json", [said for _, said in ROWS])
    yield saved(folder / "objects.json", {"made": "2019", "photos": [{"n": n, "url": said} for n, said in ROWS]})
    yield saved(folder / "by-key.json", {f"file{n}": said for n, said in ROWS})
    yield saved(folder / "rows.json", [[n, said] for n, said in ROWS])
    yield a_parquet(folder / "list.parquet", ROWS, n="BIGINT", place="VARCHAR")


def test_the_same_rows_are_found_in_every_container(tmp_path):
    for path in containers(tmp_path):
        reading = describe(path)
        given = (reading.format, reading.rows, reading.photos, reading.accounts)
        assert given == ("addresses", 3, 3, 2), path.name
        assert "(3 of the first 3 rows)" in reading.why or "3 of the first 3 lines" in reading.why


IN_A_NOTEBOOK = """
import sys
sys.modules["ipywidgets"] = None  # as where it is not installed
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
InteractiveShell.instance(config=Config(IPKernelApp={"here": True}))
import duckdb
try:
    duckdb.connect().execute("SET enable_progress_bar = false")
except duckdb.InvalidInputException:
    print("no bar here")
from whosefaces.manifest.reading import describe
print(describe(sys.argv[1]).photos)
"""


def test_parquet_is_read_in_a_notebook_where_duckdb_has_no_progress_bar_to_set(tmp_path):
    """There DuckDB's own bar wants a package that is not among ours, and says so when it is turned off, too."""
    path = a_parquet(tmp_path / "list.parquet", ROWS, n="BIGINT", place="VARCHAR")
    ended = subprocess.run(
        [sys.executable, "-c", IN_A_NOTEBOOK, str(path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{PROJECT}/analysis:{PROJECT}"},
        check=False,
    )

    assert ended.stdout.splitlines() == ["no bar here", "3"], ended.stderr[-2000:]


@pytest.mark.slow
def test_flickr_is_looked_for_past_the_beginning_before_it_is_said_that_nothing_leads_there(tmp_path):
    """One address in 60,000 rows of another host: "cannot be traced" would be false."""
    elsewhere = [f"https://example.org/{n:040}.jpg" for n in range(40_000)]
    made = [
        lines(tmp_path / "late.txt", [*elsewhere, page(ANNA, 1)]),
        unended(tmp_path / "unended.txt", [*elsewhere, page(ANNA, 1)]),
        lines(tmp_path / "late.jsonl", [json.dumps({"url": said}) for said in [*elsewhere, page(ANNA, 1)]]),
        saved(tmp_path / "late.json", [{"url": said} for said in [*elsewhere, page(ANNA, 1)]]),
        a_parquet(tmp_path / "late.parquet", [(said,) for said in [*elsewhere[:3000], page(ANNA, 1)]], link="VARCHAR"),
    ]
    for path in made:
        reading = describe(path)
        assert (reading.format, reading.photos, reading.accounts) == ("addresses", 1, 1), path.name
        assert set(reading.set_aside) == {"not a Flickr address"}


def test_a_file_name_whose_id_is_not_the_addresss_is_kept_beside_it_and_the_row_flagged(tmp_path):
    """Re-uploads: the file keeps the photo's own id, the address leads to somebody else's copy."""
    said = [f"{PHOTO + n}_{SECRET}_c.jpg,{image(n if n != 2 else 902)}" for n in (1, 2, 3)]
    reading = describe(lines(tmp_path / "list.csv", ["file,url", *said]))

    assert (reading.photos, reading.id_disagreements) == (3, 1)
    assert "another photo id" in reading.sentence()
    assert reading.as_json()["id_disagreements"] == 1


def test_an_owner_is_not_taken_from_an_address_that_leads_to_another_photo(tmp_path):
    reading = describe(
        lines(tmp_path / "list.csv", ["photo_id,url", *(f"{PHOTO + n},{page(BEN, n + 100)}" for n in range(5))])
    )

    assert (reading.id_disagreements, reading.accounts) == (5, None)


def test_addresses_of_yfcc100ms_copy_lead_there_through_the_parent(tmp_path):
    copies = [
        f"https://multimedia-commons.s3-us-west-2.amazonaws.com/data/images/4e2/f7a/4e2f7a26a1dfbf165a7e3{n}.jpg"
        for n in range(3)
    ]
    reading = describe(
        a_parquet(tmp_path / "list.parquet", [(said, "x") for said in copies], image="VARCHAR", label="VARCHAR")
    )

    assert reading.traceable
    assert reading.photos is None
    assert reading.needs_parent == 3


def test_columns_are_taken_for_owners_licences_and_days_only_where_name_and_values_say_so(tmp_path):
    """ "owner" that holds no NSID is no owner; "id" is no photo id unless it is that of the address."""
    header = "id,owner,license,license_id,faces,date_upload,url"
    said = [f"{n},somebody,Attribution License,9,2,2010-01-0{n},{image(n)}" for n in (1, 2, 3)]
    reading = describe(lines(tmp_path / "list.csv", [header, *said]))

    assert reading.accounts is None
    assert reading.photos == 3
    assert reading.carries == ["photo id", "address", "licence", "upload day", "secret", "faces"]
    assert reading.id_disagreements == 0


def test_a_column_that_is_named_is_used_and_one_that_is_not_there_is_answered_with_the_nearest(tmp_path):
    path = lines(
        tmp_path / "list.csv", ["one,other", f"{page(ANNA, 1)},{page(BEN, 2)}", f"{page(ANNA, 1)},{page(BEN, 3)}"]
    )

    assert describe(path, column="other").photos == 2
    assert describe(path, column="one").photos == 1
    with pytest.raises(ManifestError, match=r"no column 'othr'; it has one, other; did you mean 'other'\?"):
        describe(path, column="othr")
