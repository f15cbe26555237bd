"""A list without owners gets them from its parent: a census, and what was not found is counted."""

import csv
import gzip
import shutil
from urllib.parse import unquote

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whosefaces import PROJECT, investigation
from whosefaces.edition import run as editions
from whosefaces.flickr.address import read_address
from whosefaces.manifest import framing
from whosefaces.manifest.engine import text
from whosefaces.manifest.formats.yfcc100m import V1
from whosefaces.manifest.frame import FRAME
from whosefaces.manifest.listing import ManifestError
from whosefaces.manifest.parent import ACCOUNTS
from whosefaces.measure import measuring
from whosefaces.sample import comparison, drawing
from whosefaces.trace import tracing

from tests.manifest import yfcc_like as yfcc

DEMO = PROJECT / "data" / "demo"


def framed(folder, derived, parent, format="auto"):
    """The frame of a list with its parent, and its rows."""
    base = investigation.load(DEMO / "investigation.toml")
    asked = base.model_copy(
        update={
            "manifest": investigation.Manifest(path=derived, format=format),
            "parent": investigation.Manifest(path=parent) if parent else None,
        }
    )
    frame = framing.build(asked, folder / "case")
    return frame, FRAME.read(frame.path)


CONTAINERS = {
    "25 columns": lambda rows, folder: yfcc.as_tsv(rows, folder / "parent.tsv"),
    "23 columns, gz": lambda rows, folder: yfcc.as_tsv(rows, folder / "parent.tsv.gz", V1),
    "sqlite": lambda rows, folder: yfcc.as_sqlite(rows, folder / "yfcc100m_dataset.sql"),
    "parquet": lambda rows, folder: yfcc.as_parquet(rows, folder / "parent.parquet"),
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_addresses_alone_get_owner_licence_and_an_account_frame(tmp_path, container):
    """200 photos of 40 accounts, and 3 that the parent does not have: each row by the truth that was planted."""
    whole = yfcc.population(600, 40)
    listed = whole[::3] + yfcc.population(900, 40)[-3:]
    frame, rows = framed(
        tmp_path, yfcc.as_addresses(listed, tmp_path / "list.txt"), CONTAINERS[container](whole, tmp_path)
    )

    assert frame.parent is not None
    assert (frame.parent.rows_by_id, frame.parent.rows_not_found, frame.parent.photos_found) == (200, 3, 200)
    assert frame.reading.accounts == frame.parent.accounts == len({row["uid"] for row in whole[::3]})
    assert list(rows["photo_id"]) == [row["photoid"] for row in listed]
    assert list(rows["nsid"][:200]) == [row["uid"] for row in whole[::3]]
    assert list(rows["licence_listed"][:200]) == [f"cc-{yfcc.LICENCES[n % 6]}-2.0" for n in range(0, 600, 3)]
    assert set(rows["owner_source"][:200]) == {"parent"}
    assert rows.loc[200:, ["nsid", "account_key", "owner_source", "licence_listed"]].isna().all(axis=None)
    assert "3 are not" in frame.sentence()


@pytest.mark.parametrize("columns", [yfcc.V2, V1], ids=["the parent gives hashes", "they are computed"])
def test_a_hash_alone_leads_to_the_photo_through_the_parent(tmp_path, columns):
    """Of every length from 26 digits up: the hashes are no hexadecimal digests. A row in vain stays set aside."""
    whole = yfcc.population(400, 30)
    names = [f"/data/images/{row['hash'][:3]}/{row['hash'][3:6]}/{row['hash']}.jpg" for row in whole[:100]]
    hashes = tmp_path / "hashes.txt"
    hashes.write_text("".join(f"http://multimedia-commons.s3-website-us-west-2.amazonaws.com{n}\n" for n in names))
    with hashes.open("a") as file:
        file.write(
            "http://multimedia-commons.s3-website-us-west-2.amazonaws.com/data/images/abc/def/abcdef0123456789abcdef0123.jpg\n"
        )
    frame, rows = framed(tmp_path, hashes, yfcc.as_tsv(whole, tmp_path / "parent.tsv", columns))

    assert len({len(row["hash"]) for row in whole[:100]}) >= 3
    assert list(rows["photo_id"][:100]) == [row["photoid"] for row in whole[:100]]
    assert list(rows["nsid"][:100]) == [row["uid"] for row in whole[:100]]
    assert frame.parent.rows_by_hash == 100
    assert frame.parent.rows_not_found == frame.reading.set_aside["only a hash of the address: needs the parent"] == 1


def test_hashes_without_a_parent_are_refused_and_the_parent_asked_for(tmp_path):
    whole = yfcc.population(30, 3)
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("".join(f"https://x.example/data/images/abc/def/{row['hash']}.jpg\n" for row in whole))
    with pytest.raises(ManifestError, match="only by YFCC100M's hash.*no parent is named"):
        framed(tmp_path, pairs, None)


def test_the_real_first_row_has_the_hash_that_its_makers_gave_it():
    """MANIFESTS, trap 1: of a public photo's address, as published for line 0 of the dataset."""
    address = "http://farm8.staticflickr.com/7205/6985418911_df7747990d.jpg"
    assert in_sql([address]) == [yfcc.unpadded_md5(address)] == ["4e2f7a26a1dfbf165a7e30bdabf7e72a"]


@pytest.mark.slow
@settings(deadline=None)
@given(addresses=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_the_hash_in_sql_is_the_hash_of_its_makers(addresses):
    assert in_sql(addresses) == [yfcc.unpadded_md5(address) for address in addresses]


def in_sql(addresses):
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE a (n INTEGER, address_md5 VARCHAR)")
        engine.executemany("INSERT INTO a VALUES (?, md5(?))", list(enumerate(addresses)))
        return [row[0] for row in engine.execute(f"SELECT {text('unpadded_md5')} FROM a ORDER BY n").fetchall()]


def test_what_the_manifest_says_itself_stays_and_disagreement_is_counted(tmp_path):
    whole = yfcc.population(20, 20)
    derived = tmp_path / "list.csv"
    derived.write_text(
        "photo_id,owner_nsid,license_url\n"
        f"{whole[0]['photoid']},99999999@N99,http://creativecommons.org/licenses/by-nc/4.0/\n"
        f"{whole[1]['photoid']},,\n"
        f"{whole[2]['photoid']},{whole[2]['uid']},\n"
    )
    frame, rows = framed(tmp_path, derived, yfcc.as_tsv(whole, tmp_path / "parent.tsv"))

    assert list(rows["nsid"]) == ["99999999@N99", whole[1]["uid"], whole[2]["uid"]]
    assert list(rows["owner_source"]) == ["manifest", "parent", "manifest"]
    assert list(rows["licence_listed"]) == ["cc-by-nc-4.0", "cc-by-sa-2.0", "cc-by-nd-2.0"]
    assert frame.parent.rows_whose_owner_differs == 1


def test_a_parent_that_names_two_owners_of_a_photo_names_none(tmp_path):
    whole = [*yfcc.population(5, 5), yfcc.row(9, yfcc.population(1, 1)[0]["photoid"], "98765432@N99")]
    frame, rows = framed(
        tmp_path, yfcc.as_addresses(whole[:2], tmp_path / "list.txt"), yfcc.as_tsv(whole, tmp_path / "parent.tsv")
    )

    assert rows["nsid"].isna().tolist() == [True, False]
    assert frame.parent.photos_of_several_owners == 1
    assert len(rows) == 2


def test_nicknames_come_back_into_the_case(tmp_path):
    whole = [
        yfcc.row(n, str(3_000_000_000 + n), f"{90_000_000 + n}@N99", nickname=f"Some+Body%2B{n}") for n in range(3)
    ]
    framed(tmp_path, yfcc.as_addresses(whole[:2], tmp_path / "list.txt"), yfcc.as_tsv(whole, tmp_path / "parent.tsv"))
    accounts = ACCOUNTS.read(tmp_path / "case" / "parent_accounts.parquet")

    assert list(accounts["nickname"]) == ["Some+Body%2B0", "Some+Body%2B1"]
    assert list(accounts["photos"]) == [1, 1]


def test_another_parent_makes_another_frame_and_the_same_one_makes_none(tmp_path):
    whole = yfcc.population(12, 4)
    derived = yfcc.as_addresses(whole, tmp_path / "list.txt")
    frame, _ = framed(tmp_path, derived, yfcc.as_tsv(whole, tmp_path / "a.tsv"))
    made = frame.path.stat().st_mtime_ns
    again, _ = framed(tmp_path, derived, tmp_path / "a.tsv")
    assert again == frame
    assert again.path.stat().st_mtime_ns == made
    other, _ = framed(tmp_path, derived, yfcc.as_tsv(whole[:5], tmp_path / "b.tsv"))
    assert other.parent.photos_found == 5


@pytest.mark.slow
def test_the_demonstration_without_its_owners_finds_the_same_with_its_parent(tmp_path):
    """The demonstration's list cut down to bare image addresses, its owners in a parent: the same accounts are
    drawn and P2 and P3 come out as they do from the whole list."""
    with gzip.open(DEMO / "manifest.csv.gz", "rt", newline="") as file:
        pages = [read_address(unquote(row["photo_page"])) for row in csv.DictReader(file)]
    owned = {page.photo_id: page.nsid for page in pages if page.photo_id and page.nsid}
    folder = tmp_path / "case-of-addresses"
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("build.py", "truth.json"))
    whole = [yfcc.row(n, photo, nsid) for n, (photo, nsid) in enumerate(owned.items())]
    yfcc.as_tsv(whole, folder / "parent.tsv")
    yfcc.as_addresses(whole, folder / "addresses.txt")
    file = folder / "investigation.toml"
    said = file.read_text().replace('path = "manifest.csv.gz"', 'path = "addresses.txt"')
    file.write_text(said.replace('"parent.tsv.gz"', '"parent.tsv"'))
    this = editions.open_edition(file, reports=tmp_path / "reports")
    built = framing.build(this.investigation, this.case)
    panel = drawing.draw(this.investigation, built.path, this.case, this.as_of)
    comparison.draw(this.investigation, built.path, this.case)
    tracing.trace(this.investigation, panel.path, this.case, this.as_of)
    tables = [this.case / f"{name}.parquet" for name in ("frame", "panel", "traces")]
    found = measuring.measure(this.investigation, *tables, case=this.case, public=this.draft, as_of=this.as_of)
    rows = found.table.set_index("id")

    assert set(rows.loc[["P2", "P3"], "status"]) <= {"published", "by rule"}
    assert rows.loc["P2", ["estimate", "bound_low"]].notna().any()
    frame = FRAME.read(built.path)
    assert set(frame["owner_source"].dropna()) == {"parent"}
    assert frame["nsid"].nunique() == len(set(owned.values()))
