"""An invented manifest in each format: every NSID ends in @N99, and every number is what a test plants.

Each function writes one into a folder and returns its path. ``PLANTED`` says what a reading of it must give.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from whosefaces.manifest.formats import adience, openverse, yfcc100m

ANNA, BEN, CARL = "90000001@N99", "90000002@N99", "90000003@N99"
PHOTO = 70_000_000_000
SECRET = "0a1b2c3d4e"
CC_BY = "https://creativecommons.org/licenses/by/2.0/"


@dataclass(frozen=True)
class Planted:
    """A sample, and what stands in it."""

    write: Callable[[Path], Path]
    rows: int
    photos: int | None
    accounts: int | None
    findable: str
    set_aside: dict[str, int] = field(default_factory=dict)
    faces: int | None = None
    disagreeing: int = 0
    traceable: bool = True
    recognised: bool = True
    """False: the format has to be named."""


def image(number: int, size: str = "", host: str = "farm8.staticflickr.com", server: int = 7000) -> str:
    return f"http://{host}/{server}/{PHOTO + number}_{SECRET}{size}.jpg"


def page(owner: str, number: int) -> str:
    return f"https://www.flickr.com/photos/{owner}/{PHOTO + number}"


def lines(path: Path, said: Iterable[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in said), encoding="utf-8")
    return path


def saved(path: Path, said: object) -> Path:
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def a_megaface(folder: Path) -> Path:
    faces = [(ANNA, 0, 1, 1), (ANNA, 0, 2, 1), (ANNA, 1, 1, 2), (BEN, 0, 3, 1)]
    return lines(folder / "faces.txt", (f"{who}_identity_{k}/{PHOTO + n}_{face}.jpg" for who, k, n, face in faces))


def an_adience(folder: Path) -> Path:
    people = [(ANNA, 1, "(25, 32)"), (ANNA, 1, "(25, 23)"), (BEN, 2, "None"), (BEN, 3, "35")]
    body = (f"{who}\t{PHOTO + n}_{SECRET}_o.jpg\t1\t{age}\tu\t0\t0\t9\t9\t0\t0\t9" for who, n, age in people)
    return lines(folder / "fold.txt", ["\t".join(adience.COLUMNS), *body])


def a_yfcc100m_row(number: int, owner: str, marker: str = "0") -> dict[str, str]:
    said = dict.fromkeys(yfcc100m.V1, "")
    return said | {
        "photoid": str(PHOTO + number),
        "uid": owner,
        "unickname": "An+Invented+Name",
        "title": 'a "quoted%09title',
        "dateuploaded": "1300000000",
        "latitude": "51.5",
        "longitude": "-0.1",
        "pageurl": f"http://www.flickr.com/photos/{owner}/{PHOTO + number}/",
        "downloadurl": image(number),
        "licensename": "Attribution License",
        "licenseurl": "http://creativecommons.org/licenses/by/2.0/",
        "secret": SECRET,
        "marker": marker,
    }


YFCC_ROWS = [a_yfcc100m_row(1, ANNA), a_yfcc100m_row(2, ANNA), a_yfcc100m_row(3, BEN), a_yfcc100m_row(4, BEN, "1")]


def a_yfcc100m(folder: Path) -> Path:
    return lines(folder / "yfcc100m_dataset-0", ("\t".join(row[name] for name in yfcc100m.V1) for row in YFCC_ROWS))


def a_second_yfcc100m(folder: Path) -> Path:
    rows = (row | {"line_number": str(n), "hash": f"{n:x}bcdef"} for n, row in enumerate(YFCC_ROWS))
    return lines(folder / "yfcc100m_dataset", ("\t".join(row[name] for name in yfcc100m.V2) for row in rows))


def a_yfcc100m_in_sqlite(folder: Path) -> Path:
    path = folder / "yfcc100m_dataset.sql"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"CREATE TABLE {yfcc100m.TABLE} ({', '.join(yfcc100m.V1)})")
        marks = ", ".join("?" * len(yfcc100m.V1))
        rows = [[int(row["photoid"]), *(row[name] for name in yfcc100m.V1[1:])] for row in YFCC_ROWS]
        file.executemany(f"INSERT INTO {yfcc100m.TABLE} VALUES ({marks})", rows)
    return path


def yfcc_hashes(folder: Path) -> Path:
    """Hashes as YFCC100M writes them: a byte under 16 has lost its nought, so that most have not 32 digits."""
    hashes = ["4e2f7a26a1dfbf165a7e30bdabf7e72a", "4e2f7a26a1dfbf165a7e30bdabf7e7", "4e2f7a26a1dfbf165a7e30bdabf7"]
    host = "https://multimedia-commons.s3-us-west-2.amazonaws.com/data/images"
    addressed = (f"{host}/{said[:3]}/{said[3:6]}/{said}.jpg 12 yfcc100m" for said in hashes)
    return lines(folder / "test.txt", [*addressed, "n01234567/n01234567_1.JPEG 3 imagenet"])


def a_hash_file(folder: Path) -> Path:
    return lines(folder / "yfcc100m_hash", (f"{PHOTO + n}\t4e2f7a26a1dfbf165a7e30bdabf7{n}" for n in (1, 2, 3)))


def a_pass(folder: Path) -> Path:
    body = [f"{n},Invented+Name,2010-01-01 00:00:00.0,Attribution License,{n}bcdef0123456789a,," for n in range(3)]
    return lines(folder / "pass_metadata.csv", [",unickname,datetaken,licensename,hash,latitude,longitude", *body])


def yfcc_matching(folder: Path) -> Path:
    return lines(folder / "pairs.txt", (f"place/images/1234567{n}_{PHOTO + n}.jpg" for n in (1, 2, 2)))


def an_ffhq(folder: Path) -> Path:
    def face(n: int, owner: str) -> dict[str, object]:
        return {
            "category": "training",
            "metadata": {
                "photo_url": page(owner, n) + "/",
                "photo_title": "invented",
                "author": "An Invented Author",
                "country": "",
                "license": "Attribution License",
                "license_url": CC_BY,
                "date_uploaded": "2010-03-04",
                "date_crawled": "2018-10-10",
            },
            "image": {"file_path": f"{n:05}.png", "face_landmarks": [[1.5, 2.5]] * 68},
            "in_the_wild": {"face_rect": [1, 2, 3, 4]},
        }

    return saved(folder / "ffhq-dataset-v2.json", {"0": face(1, ANNA), "1": face(1, ANNA), "2": face(2, "an-alias")})


def an_ffhq_search(folder: Path) -> Path:
    said = {str(n): {"url": page("an-alias", n), "title": "", "author": "Invented"} for n in (1, 2)}
    return saved(folder / "ffhq-dataset-v1-processed.json", said)


def an_fsxl(folder: Path) -> Path:
    photos = [
        {
            "image_name": f"{PHOTO + n}.jpg",
            "photo_url": page(who, n if n != 3 else 9),
            "photo_title": "",
            "author": "Invented",
            "country": "",
            "license": "Public Domain Mark",
            "license_url": "https://creativecommons.org/publicdomain/mark/1.0/",
            "date_uploaded": "2010-03-04",
            "date_crawled": "2024-07-19",
        }
        for n, who in ((1, ANNA), (2, ANNA), (3, BEN))
    ]
    return saved(folder / "fsxl-metadata.json", photos)


def an_fdf_record(number: int, **more: object) -> dict[str, object]:
    return {
        "author": "Invented",
        "date_crawled": "2019-3-6",
        "date_uploaded": "2010-01-16",
        "license": "Attribution License",
        "license_url": "http://creativecommons.org/licenses/by/2.0/",
        "photo_url": f"http://www.flickr.com/photos/{ANNA}/{PHOTO + number}/",
        "yfcc100m_line_idx": "7",
    } | more


def an_fdf(folder: Path) -> Path:
    box = {"bounding_box": [0, 0, 1, 1]}
    return saved(folder / "fdf.json", {str(k): an_fdf_record(n, **box) for k, n in enumerate((1, 1, 2))})


def an_fdh(folder: Path) -> Path:
    body = {"user_nsid": ANNA, "date_uploaded": "1377635391"}
    return saved(folder / "metadata.json", [an_fdf_record(n, **body) for n in (1, 2)])


def an_lpff(folder: Path) -> Path:
    def face(n: int, k: int) -> tuple[str, object]:
        info = {
            "photo_id": str(PHOTO + n),
            "user_id": ANNA,
            "photo_url": page(ANNA, n) + "/",
            "secret": SECRET,
            "originalsecret": SECRET[::-1],
            "license": {"name": "Attribution License", "url": CC_BY},
            "username": "invented",
        }
        return f"{ANNA}_{PHOTO + n}_{k:02}", {"raw_image_name": f"{ANNA}_{PHOTO + n}", "image_info": info}

    return saved(folder / "info.json", dict([face(1, 1), face(1, 2), face(2, 1)]))


def a_coco_file(folder: Path, **more: object) -> Path:
    licences = [{"id": 4, "url": "http://creativecommons.org/licenses/by/2.0/", "name": "Attribution License"}]
    photos = [
        {"id": n, "license": 4, "file_name": f"{n:012}.jpg", "flickr_url": image(n, "_z"), "coco_url": ""} | more
        for n in (1, 2, 3)
    ]
    said = {
        "licenses": licences,
        "annotations": [{"image_id": 1, "category_id": 1}, {"image_id": 2, "category_id": 2}],
        "categories": [{"id": 1, "name": "person"}, {"id": 2, "name": "dog"}],
        "images": photos,
    }
    return saved(folder / "instances.json", said)


def an_lvis(folder: Path) -> Path:
    return a_coco_file(folder, neg_category_ids=[5], not_exhaustive_category_ids=[])


OPEN_IMAGES_HEADER = (
    "ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,"
    "OriginalSize,OriginalMD5,Thumbnail300KURL,Rotation"
)


def an_open_images(folder: Path) -> Path:
    def row(n: int, who: str, title: str) -> str:
        profile = f"https://www.flickr.com/people/{who}/"
        return f"{n:016x},train,{image(n, '_o')},{page(who, n)},{CC_BY},{profile},Invented,{title},9,x==,{image(n, '_z')},0.0"

    body = [row(1, ANNA, '"A title, with ""quotes"" in it"'), row(2, "an-alias", "plain"), row(3, "An-Alias", "plain")]
    return lines(folder / "images.csv", [OPEN_IMAGES_HEADER, *body])


def open_images_faces(folder: Path) -> Path:
    return lines(folder / "faces.csv", (f"{image(n, '_o')},{x},2,30,30" for n, x in ((1, 1), (1, 50), (2, 1))))


def a_mutual_gaze(folder: Path) -> Path:
    """Three pairs of three faces in one photo, and a pair in another: five faces, not eight."""
    boxes = {"a": "0.1,0.1,0.2,0.2", "b": "0.3,0.1,0.4,0.2", "c": "0.5,0.1,0.6,0.2"}
    pairs = [(1, "a", "b"), (1, "b", "c"), (1, "a", "c"), (2, "a", "b")]
    body = (f"{n:016x},{image(n, '_o')},0.0,{boxes[one]},{boxes[other]}" for n, one, other in pairs)
    header = "ImageID,ImageUrl,Annotation,XminBoxA,YminBoxA,XmaxBoxA,YmaxBoxA,XminBoxB,YminBoxB,XmaxBoxB,YmaxBoxB"
    return lines(folder / "test_data.csv", [header, *body])


def a_textvqa(folder: Path) -> Path:
    asked = [
        {"question_id": k, "image_id": f"{n:016x}", "flickr_original_url": image(n)} for k, n in enumerate((1, 1, 2))
    ]
    return saved(folder / "TextVQA.json", {"dataset_type": "test", "data": asked})


def a_visual_genome(folder: Path) -> Path:
    images = [
        {"image_id": 1, "url": "https://example.org/1.jpg", "coco_id": None, "flickr_id": None},
        {"image_id": 2, "url": "https://example.org/2.jpg", "coco_id": 17, "flickr_id": None},
        {"image_id": 3, "url": "https://example.org/3.jpg", "coco_id": 18, "flickr_id": PHOTO + 3},
    ]
    return saved(folder / "image_data.json", images)


def an_sbu(folder: Path) -> Path:
    urls = [image(n, host="static.flickr.com") for n in (1, 2, 3)]
    return saved(folder / "sbu.json", {"image_urls": urls, "user_ids": [ANNA, BEN, ANNA], "captions": ["", "", ""]})


def a_flickr8k(folder: Path) -> Path:
    body = [f"{PHOTO + n}_{SECRET}.jpg#{k}\tA caption\twith a tab ." for n in (1, 2) for k in range(5)]
    return lines(
        folder / "Flickr8k.token.txt", [*body, *[f"{PHOTO + 3}_{SECRET}.jpg.1#{k}\tA caption ." for k in range(5)]]
    )


def a_flickr30k(folder: Path) -> Path:
    return lines(folder / "results.token", (f"{PHOTO + n}.jpg#{k}\tA caption ." for n in (1, 2) for k in range(5)))


def a_split_of_flickr30k(folder: Path) -> Path:
    images = [{"sentences": [], "filename": f"{PHOTO + n}.jpg", "split": "train"} for n in (1, 2)]
    return saved(folder / "dataset_flickr30k.json", {"images": images, "dataset": "flickr30k"})


def a_nus_wide(folder: Path) -> Path:
    return lines(folder / "Imagelist.txt", (f"actor\\000{n}_{PHOTO + n}.jpg" for n in (1, 2)))


def nus_wide_addresses(folder: Path) -> Path:
    header = "Photo_file    Photo_id     url_Large      url_Middle   url_Small      url_Original"
    body = (
        f"C:\\ImageData\\Flickr\\actor\\000{n}_{PHOTO + n}.jpg  {PHOTO + n} null {image(n)} null null" for n in (1, 2)
    )
    return lines(folder / "NUS-WIDE-urls.txt", [header, *body, "a line that says something else than an address"])


def photo_ids(folder: Path) -> Path:
    return lines(folder / "ids.txt", (str(PHOTO + n) for n in (1, 2, 2)))


def a_flickr_style(folder: Path) -> Path:
    body = (f"{PHOTO + n},{image(n)},{page(who, n)},0,train" for n, who in ((1, ANNA), (2, BEN)))
    return lines(folder / "flickr_style.csv", [",image_url,page_url,label,_split", *body])


def a_flickr_cropping(folder: Path) -> Path:
    crops = [{"url": image(n, "_c"), "flickr_photo_id": PHOTO + n, "crop": [1, 2, 3, 4]} for n in (1, 2)]
    return saved(folder / "cropping.json", crops)


def an_omnibenchmark(folder: Path) -> Path:
    return lines(
        folder / "activity.val", (f"https://live.staticflickr.com/1/{PHOTO + n}_{SECRET}_c.jpg {n}" for n in (1, 2, 2))
    )


def a_second_omnibenchmark(folder: Path) -> Path:
    return lines(folder / "val.txt", (f"val/images/{PHOTO + n}_{SECRET}_c.jpg {n}" for n in (1, 2)))


def an_imagenetv2(folder: Path) -> Path:
    found = [
        {
            "id_ours": f"{n:040x}",
            "id_search_engine": str(PHOTO + n),
            "search_engine": engine,
            "url": image(n, "_o"),
            "width": None,
        }
        | {"date_upload_search_engine": day}
        for n, engine, day in (
            (1, "flickr", "2012-07-25 07:09:33"),
            (2, "flickr", "1969-12-31 16:00:00"),
            (3, "other", ""),
        )
    ]
    return saved(folder / "search_results.json", found)


def a_v3det(folder: Path) -> Path:
    """One address of the photo itself, two of re-uploads, one on another host."""
    said = {
        f"images/n01/1_1_{PHOTO + 1}_{SECRET}_c.jpg": image(1),
        f"images/n01/1_2_{PHOTO + 2}_{SECRET}_c.jpg": image(902),
        f"images/n02/2_3_{PHOTO + 3}_{SECRET}_c.jpg": image(903),
        f"images/n02/2_4_{PHOTO + 4}_{SECRET}_c.jpg": "https://static.example.org/4.jpg",
    }
    return saved(folder / "image2url.json", said)


def an_openverse(folder: Path) -> Path:
    def row(n: int, who: str, provider: str, licence: str, version: str) -> str:
        said = dict.fromkeys(openverse.COLUMNS, "\\N") | {
            "foreign_id": str(PHOTO + n),
            "landing_url": page(who, n),
            "image_url": image(n, "_b"),
            "license": licence,
            "license_version": version,
            "creator": "Invented",
            "creator_url": f"https://www.flickr.com/photos/{who}",
            "provider": provider,
            "source": provider,
        }
        return "\t".join(said.values())

    rows = [row(1, ANNA, "flickr", "by-nc-nd", "2.0"), row(1, ANNA, "flickr", "by-nc-nd", "2.0")]
    rows += [row(2, BEN, "flickr", "PDM", "1.0"), row(3, CARL, "elsewhere", "cc0", "1.0")]
    return lines(folder / "image.tsv", rows)


def a_laion(folder: Path) -> Path:
    path = folder / "part-00000.parquet"
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE t (URL VARCHAR, TEXT VARCHAR, WIDTH INTEGER, LICENSE VARCHAR, num_faces INTEGER)")
        engine.execute(
            "INSERT INTO t SELECT 'https://example.org/' || i || '.jpg', 'a', 9, '?', 1 FROM range(3000) t(i)"
        )
        engine.execute("INSERT INTO t VALUES (?, 'b', 9, ?, 2), (?, 'c', 9, '?', 3)", [image(1), CC_BY, page(ANNA, 2)])
        engine.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


VOC = """<annotation><folder>VOC2007</folder><source><database>The VOC2007 Database</database><image>flickr</image>
<flickrid>{photo}</flickrid></source><owner><flickrid>{owner}</flickrid><name>{name}</name></owner>
<object><name>person</name></object></annotation>"""


def a_pascal_voc(folder: Path) -> Path:
    place = folder / "Annotations"
    place.mkdir()
    said = [(PHOTO + 1, "An-Alias", "An Invented Name"), (PHOTO + 2, "A Screen Name", ""), ("NULL", "NULL", "?")]
    for number, (photo, owner, name) in enumerate(said):
        (place / f"{number:06}.xml").write_text(VOC.format(photo=photo, owner=owner, name=name))
    return place


def a_copied_template(folder: Path) -> Path:
    """Not Flickr's: the same photo in every file, as in datasets that copied VOC's template."""
    place = folder / "Annotations"
    place.mkdir()
    for number in range(4):
        (place / f"{number:06}.xml").write_text(VOC.format(photo=PHOTO, owner="an-alias", name="Invented"))
    return place


def addresses(folder: Path) -> Path:
    """As IBM's Diversity in Faces was said to be: addresses of image files, and no owner."""
    said = [image(1), image(1).replace("http:", "https:"), image(2, "_o"), "https://example.org/3.jpg", "", "null"]
    return lines(folder / "list.csv", ["url,age", *(f"{address},30" for address in said)])


def a_page_that_names_photos(folder: Path) -> Path:
    """A web page: a photo by its page and its file, one by its file's name alone, an account and another host."""
    said = [
        "<!DOCTYPE html><html><body>",
        f'<a href="{page(ANNA, 1)}"><img src="{image(1)}"></a>',
        f'<a href="{page(BEN, 2)}?a=1&amp;b=2">A photo</a>',
        f"<p>{PHOTO + 3}_{SECRET}_b.jpg</p>",
        f'<a href="https://www.flickr.com/people/{CARL}/">An account</a> <img src="https://example.org/4.jpg">',
        "</body></html>",
    ]
    return lines(folder / "page.html", said)


def a_script_that_fetches_photos(folder: Path) -> Path:
    return lines(folder / "fetch.sh", ["#!/bin/sh", *(f"wget {image(number)}" for number in (1, 2, 2))])


PLANTED = {
    "adience": Planted(an_adience, 4, 3, 2, "by account", faces=4),
    "addresses": Planted(
        addresses, 6, 2, None, "by photo id only", {"no photo id and no address": 2, "not a Flickr address": 1}
    ),
    "coco": Planted(a_coco_file, 3, 3, None, "by photo id only"),
    "fdf": Planted(an_fdf, 3, 2, 1, "by account", faces=3),
    "fdf, of bodies": Planted(an_fdh, 2, 2, 1, "by account"),
    "ffhq": Planted(an_ffhq, 3, 2, 2, "by account", faces=3),
    "ffhq, search": Planted(an_ffhq_search, 2, 2, 1, "by account", faces=2),
    "flickr30k": Planted(a_flickr30k, 10, 2, None, "by photo id only"),
    "flickr30k, splits": Planted(a_split_of_flickr30k, 2, 2, None, "by photo id only"),
    "flickr8k": Planted(a_flickr8k, 15, 3, None, "by photo id only"),
    "flickr_cropping": Planted(a_flickr_cropping, 2, 2, None, "by photo id only"),
    "flickr_style": Planted(a_flickr_style, 2, 2, 2, "by account"),
    "found_in_text": Planted(a_page_that_names_photos, 3, 3, 2, "by account"),
    "found_in_text, a script": Planted(a_script_that_fetches_photos, 2, 2, None, "by photo id only"),
    "fsxl": Planted(an_fsxl, 3, 3, 1, "by account", disagreeing=1),
    "imagenetv2": Planted(an_imagenetv2, 3, 2, None, "by photo id only", {"found by another search than Flickr's": 1}),
    "laion": Planted(a_laion, 3002, 2, 1, "by account", {"not a Flickr address": 3000}, faces=5),
    "lpff": Planted(an_lpff, 3, 2, 1, "by account", faces=3),
    "lvis": Planted(an_lvis, 3, 3, None, "by photo id only"),
    "megaface": Planted(a_megaface, 4, 3, 2, "by account", faces=4),
    "mutual_gaze": Planted(a_mutual_gaze, 4, 2, None, "by photo id only", faces=5),
    "nus_wide": Planted(a_nus_wide, 2, 2, None, "by photo id only"),
    "nus_wide, addresses": Planted(nus_wide_addresses, 3, 2, None, "by photo id only", {"too many columns": 1}),
    "omnibenchmark": Planted(an_omnibenchmark, 3, 2, None, "by photo id only"),
    "omnibenchmark, second": Planted(a_second_omnibenchmark, 2, 2, None, "by photo id only"),
    "open_images": Planted(an_open_images, 3, 3, 2, "by account"),
    "open_images_faces": Planted(open_images_faces, 3, 2, None, "by photo id only", faces=3),
    "openverse": Planted(an_openverse, 4, 2, 2, "by account", {"from another provider than Flickr": 1}),
    "pascal_voc": Planted(a_pascal_voc, 3, 2, 1, "by account", {"no photo id: flickrid is missing or NULL": 1}),
    "pascal_voc, copied": Planted(
        a_copied_template,
        4,
        None,
        None,
        "by nobody",
        {"a template: the same flickrid stands in many files": 4},
        traceable=False,
    ),
    "pass": Planted(a_pass, 3, None, None, "by name", {"only a hash of the address: needs the parent": 3}),
    "photo_ids": Planted(photo_ids, 3, 2, None, "by photo id only", recognised=False),
    "sbu": Planted(an_sbu, 3, 3, 2, "by account"),
    "textvqa": Planted(a_textvqa, 3, 2, None, "by photo id only"),
    "v3det": Planted(a_v3det, 4, 4, None, "by photo id only", disagreeing=2),
    "visual_genome": Planted(
        a_visual_genome,
        3,
        1,
        None,
        "by photo id only",
        {"only a number in COCO": 1, "no photo id (flickr_id is null)": 1},
    ),
    "yfcc100m": Planted(a_yfcc100m, 4, 3, 2, "by account", {"a video": 1}),
    "yfcc100m, 25 columns": Planted(a_second_yfcc100m, 4, 3, 2, "by account", {"a video": 1}),
    "yfcc100m, sqlite": Planted(a_yfcc100m_in_sqlite, 4, 3, 2, "by account", {"a video": 1}),
    "yfcc_hashes": Planted(
        yfcc_hashes,
        4,
        None,
        None,
        "by nobody",
        {"only a hash of the address: needs the parent": 3, "no hash of YFCC100M": 1},
    ),
    "yfcc_hashes, with ids": Planted(a_hash_file, 3, 3, None, "by photo id only"),
    "yfcc_matching": Planted(yfcc_matching, 3, 2, None, "by photo id only"),
}
"""What a reading must give, by format and, after a comma, its shape."""
