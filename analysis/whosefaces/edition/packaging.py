"""An edition as others take it: described for machines, citable, and its case in a bag for whoever is entitled to it.

``public/`` gets RO-Crate metadata (what was made from what, and by which notebook), a Frictionless table description
with the data dictionary, and CITATION.cff. The case, with everything that it takes to make the edition again, goes into
a BagIt bag. Every date in them is the edition's own, so the same edition is described in the same bytes.
docs/packaging.md says how to check and to sign them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import mimetypes
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bagit
import pandas as pd
import yaml

from whosefaces import PROJECT, __version__, earlier
from whosefaces import investigation as investigations
from whosefaces.edition import protection, sums
from whosefaces.edition.inputs import own_files, small_files
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import COMMITMENT_KEY, HOME, MADE_FROM, WITHHELD, Investigation
from whosefaces.measure.findings import FINDINGS
from whosefaces.measure.tables import PUBLISHED
from whosefaces.report.between.tables import BETWEEN
from whosefaces.sample.panel import PANEL

CRATE, TABLES, CITATION = "ro-crate-metadata.json", "datapackage.json", "CITATION.cff"
DESCRIPTIONS = (CRATE, TABLES, CITATION, sums.NAME)
"""Files that describe the others; of them only SHA256SUMS says a digest, for the crate cannot hold its own."""

CHECKER = PROJECT / "data" / "reference" / "check_edition.py"
"""The verifier that is not our code: it lies in every edition."""

BAGGED = "reports"
TYPES = {
    ".ipynb": "application/x-ipynb+json",
    ".svg": "image/svg+xml",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".py": "text/x-python",
    ".cff": "application/yaml",
    ".html": "text/html",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PackagingError(WhoseFacesError):
    """An edition cannot be packaged as asked."""


@dataclass(frozen=True)
class About:
    """What the descriptions say of the edition as a whole."""

    investigation: str
    question: str
    as_of: dt.date
    demonstration: bool
    by: str
    licence: str

    @classmethod
    def of(cls, investigation: Investigation, as_of: dt.date) -> About:
        """From the investigation file."""
        publish = investigation.publish
        return cls(
            investigation.investigation,
            investigation.question,
            as_of,
            investigation.demonstration,
            publish.by or publish.contact,
            publish.licence,
        )

    @property
    def title(self) -> str:
        """One line, which says so where the data is invented."""
        invented = "Demonstration, invented data: " if self.demonstration else ""
        return f"{invented}{self.question} {self.investigation}, edition of {self.as_of.isoformat()}"


def describe(investigation: Investigation, as_of: dt.date, public: Path) -> list[Path]:
    """Write CITATION.cff, datapackage.json and ro-crate-metadata.json into a finished ``public``, and lay the verifier beside them.

    Args:
        investigation: says who publishes it, and under which licence.
        as_of: the edition's day.
        public: every other file of the edition lies there already.
    """
    about = About.of(investigation, as_of)
    shutil.copyfile(CHECKER, public / CHECKER.name)
    return [_citation(about, public), _tables(about, public), _crate(about, public)]


# -- CITATION.cff


def _citation(about: About, public: Path) -> Path:
    citation: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these findings, please cite this edition.",
        "type": "dataset",
        "title": about.title,
        "authors": [{"name": about.by}],
        "version": about.as_of.isoformat(),
        "date-released": about.as_of,
        "keywords": ["image datasets", "Flickr", "consent", "audit"],
    }
    if about.licence:
        citation["license"] = about.licence
    path = public / CITATION
    text = yaml.safe_dump(citation, sort_keys=False, allow_unicode=True, width=1_000)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


# -- datapackage.json


def _tables(about: About, public: Path) -> Path:
    """The published tables by the Frictionless table schema, each column with its type and its meaning."""
    package: dict[str, Any] = {
        "name": about.investigation,
        "id": f"{about.investigation}/{about.as_of.isoformat()}",
        "title": about.title,
        "version": about.as_of.isoformat(),
        "profile": "tabular-data-package",
        "contributors": [{"title": about.by, "role": "publisher"}],
    }
    if about.licence:
        package["licenses"] = [{"name": about.licence}]
    package["resources"] = [_resource(path, public) for path in sorted((public / "tables").glob("*.csv"))]
    return _written(package, public / TABLES)


def _resource(path: Path, public: Path) -> dict[str, Any]:
    table = pd.read_csv(path)
    content = path.read_bytes()
    fields = [_field(path.stem, str(name), table[name]) for name in table.columns]
    resource: dict[str, Any] = {
        "name": path.stem.replace("_", "-"),
        "path": path.relative_to(public).as_posix(),
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": {"fields": fields, "missingValues": [""]},
    }
    if path.stem == "findings":
        resource["schema"]["primaryKey"] = ["id"]
    return resource


DECLARED = {table.name: table for table in (FINDINGS, *PUBLISHED, *BETWEEN)}


def _field(table: str, name: str, values: pd.Series) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": _type(values)}
    meaning = meaning_of(table, name)
    if meaning:
        field["description"] = meaning
    declared = {column.name: column for column in DECLARED[table].columns}.get(name) if table in DECLARED else None
    if declared is not None:
        constraints: dict[str, Any] = {}
        if declared.allowed:
            constraints["enum"] = list(declared.allowed)
        if declared.missing_means is None:
            constraints["required"] = True
        else:
            field["description"] += f"; missing: {declared.missing_means}"
        if constraints:
            field["constraints"] = constraints
    return field


def meaning_of(table: str, column: str) -> str:
    """What a published column means, by its table's declaration; of a table that is not declared, as in the findings."""
    return {one.name: one.meaning for one in DECLARED.get(table, FINDINGS).columns}.get(column, "")


def _type(values: pd.Series) -> str:
    cells = values.dropna()
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    if pd.api.types.is_numeric_dtype(values) and len(cells):
        return "integer" if all(float(value).is_integer() for value in cells) and _whole(values) else "number"
    if len(cells) and cells.astype(str).str.fullmatch(r"\d{4}-\d\d-\d\d").all():
        return "date"
    return "string"


def _whole(values: pd.Series) -> bool:
    """Whether a column holds counts: pandas reads counts with blanks among them as fractions."""
    return pd.api.types.is_integer_dtype(values) or bool((values.dropna() > 1).any())


# -- ro-crate-metadata.json


def _crate(about: About, public: Path) -> Path:
    """Every file, and for each notebook the action that made it: RO-Crate 1.1."""
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    papers = json.loads((public / "provenance.json").read_text(encoding="utf-8"))
    crate = ROCrate(version="1.1")
    crate.datePublished = dt.datetime.combine(about.as_of, dt.time(), dt.UTC)
    crate.name = about.title
    crate.description = (
        "Findings about an image dataset built from Flickr, counted from recorded answers, with the notebooks that "
        "counted them, the tables and the charts. Aggregates only."
    )
    publisher = crate.add(ContextEntity(crate, "#publisher", {"@type": "Organization", "name": about.by}))
    crate.publisher = publisher
    crate.root_dataset["author"] = {"@id": publisher.id}
    crate.root_dataset["license"] = {"@id": crate.add(_licence(crate, about)).id}
    crate.metadata.extra_terms["sha256"] = "http://schema.org/sha256"  # a term that the context of 1.1 does not have
    suite = crate.add(
        ContextEntity(
            crate,
            "#whose-faces",
            {"@type": "SoftwareApplication", "name": "Whose Faces", "softwareVersion": __version__},
        )
    )
    inputs = [
        crate.add(
            ContextEntity(
                crate,
                f"#input-{name}",
                {"@type": "CreativeWork", "name": f"{name} (not published)"}
                | (
                    {"identifier": f"hmac-sha256:{digest}"}
                    if name in papers.get("committed", ())
                    else {"sha256": digest}
                ),
            )
        )
        for name, digest in sorted(papers["inputs_sha256"].items())
        if name != "edition"
    ]
    files = [_file(crate, path, public) for path in _described(public)]
    crate.add(
        ContextEntity(
            crate,
            "#run",
            {
                "@type": "CreateAction",
                "name": f"The run of {about.investigation} for {about.as_of.isoformat()}",
                "endTime": about.as_of.isoformat(),
                "instrument": {"@id": suite.id},
                "agent": {"@id": publisher.id},
                "object": [{"@id": entity.id} for entity in inputs],
                "result": [{"@id": entity.id} for entity in files],
            },
        )
    )
    crate.root_dataset["mentions"] = {"@id": "#run"}
    return _written(crate.metadata.generate(), public / CRATE)


def _licence(crate: Any, about: About) -> Any:
    """The licence as RO-Crate wants it, an entity of its own; where none is stated, it says so."""
    from rocrate.model.contextentity import ContextEntity

    if not about.licence:
        missing_licence = {
            "name": "No licence is stated",
            "description": "Ask the publisher before you publish it again.",
        }
        return ContextEntity(crate, "#licence", {"@type": "CreativeWork", **missing_licence})
    spdx = re.fullmatch(r"[A-Za-z0-9.+-]+", about.licence) is not None
    name = f"https://spdx.org/licenses/{about.licence}" if spdx else "#licence"
    return ContextEntity(crate, name, {"@type": "CreativeWork", "name": about.licence})


def _described(public: Path) -> list[Path]:
    """Every file but the crate itself and the sums, which are written after it."""
    names = {CRATE, sums.NAME}
    return sorted(p for p in public.rglob("*") if p.is_file() and p.relative_to(public).as_posix() not in names)


def _file(crate: Any, path: Path, public: Path) -> Any:
    name = path.relative_to(public).as_posix()
    content = path.read_bytes()
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    properties: dict[str, Any] = {
        "name": name,
        "encodingFormat": kind,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if path.suffix == ".ipynb":
        properties["@type"] = ["File", "SoftwareSourceCode"]
        properties["programmingLanguage"] = "Python"
    return crate.add_file(str(path), dest_path=name, properties=properties)


def _written(document: dict[str, Any], path: Path) -> Path:
    path.write_text(
        json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8", newline="\n"
    )
    return path


# -- held against the files


def disagreements(public: Path) -> Iterator[tuple[str, str]]:
    """What the descriptions say of the files that is not so: where, and why."""
    crate = json.loads((public / CRATE).read_text(encoding="utf-8"))
    parts = {entity["@id"]: entity for entity in crate["@graph"]}
    listed = {part["@id"] for part in parts["./"]["hasPart"]}
    there = {path.relative_to(public).as_posix(): path for path in _described(public)}
    for name in sorted(listed - set(there)):
        yield CRATE, f"lists {name}, which is not published"
    for name in sorted(set(there) - listed):
        yield CRATE, f"does not list {name}"
    for name in sorted(listed & set(there)):
        if parts[name]["sha256"] != hashlib.sha256(there[name].read_bytes()).hexdigest():
            yield CRATE, f"{name}: another digest"
    package = json.loads((public / TABLES).read_text(encoding="utf-8"))
    described = {resource["path"]: resource for resource in package["resources"]}
    tables = {name: path for name, path in there.items() if name.startswith("tables/") and name.endswith(".csv")}
    for name in sorted(set(described) ^ set(tables)):
        yield TABLES, f"{name} is described or published, not both"
    for name in sorted(set(described) & set(tables)):
        resource = described[name]
        if resource["hash"] != "sha256:" + hashlib.sha256(tables[name].read_bytes()).hexdigest():
            yield TABLES, f"{name}: another digest"
        columns = pd.read_csv(tables[name], nrows=0).columns.tolist()
        if [field["name"] for field in resource["schema"]["fields"]] != columns:
            yield TABLES, f"{name}: other columns"


# -- the bag


def sealed(folder: Path) -> Path:
    """The whole path of an edition's folder, if it is published and its case was sealed with it.

    Raises:
        PackagingError: it is not.
    """
    folder = folder.resolve()
    if earlier.day_of(folder) is None or not (folder / "public").is_dir():
        raise PackagingError(
            f"{folder}: no published edition here; name the folder that holds public/ (an edition's date)"
        )
    if not (folder / "case" / sums.NAME).is_file():
        raise PackagingError(f"{folder}: no published edition with its sealed case; run the investigation first")
    return folder


def case_as_csv(edition: Path, folder: Path) -> list[Path]:
    """Write what was drawn, and what became of it, as ``panel.csv`` and ``dispositions.csv``: personal data.

    Args:
        edition: the edition's folder, with its case.
        folder: a new folder, or an empty one; it is closed to others.

    Raises:
        PackagingError: the folder holds something.
        TableError: the case is not at hand, or was not finished.
    """
    from whosefaces.measure import reach
    from whosefaces.trace import dispositions

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PackagingError(f"{folder}: is not empty; name a new folder for the tables of the case")
    panel = PANEL.read(edition / "case" / "panel.parquet")
    coded = reach.code(panel, dispositions.read(edition / "case" / "traces.parquet", {}))
    units = pd.concat([coded.photos.assign(unit="photo"), coded.accounts.assign(unit="account")])
    protection.protect(folder)
    tables = {
        "panel": panel[["unit", "photo_id", "account_key", "prn"]],
        "dispositions": units[["unit", "photo_id", "account_key", "account"]],
    }
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return [folder / f"{name}.csv" for name in tables]


def bag(investigation: Investigation, folder: Path, into: Path) -> Path:
    """Put an edition, its case and what it was made from into a BagIt bag.

    The bag holds personal data: it is made for one receiver, in a folder that only its owner can read.

    Args:
        investigation: the investigation file of the edition; it is packed with everything that it names.
        folder: the edition's folder, with ``public/`` and ``case/``.
        into: the folder to make.

    Returns:
        The bag.

    Raises:
        PackagingError: there is no case, the folder is there already or would lie in ``public/``, or a file that the
            investigation names by an absolute path cannot be packed so that it is found again.
    """
    folder, into = sealed(folder), into.resolve()
    as_of = earlier.day_of(folder)
    assert as_of is not None, "a sealed edition's folder is named for its day"
    if into.exists():
        raise PackagingError(f"{into}: is there already; name a folder that is not")
    if any(above.name == "public" and (above / sums.NAME).exists() for above in into.parents):
        raise PackagingError(f"{into}: lies in a folder that is published, and a bag holds personal data")
    investigation = _as_it_was(investigation, folder)
    inputs = _inputs(investigation)
    root = Path(os.path.commonpath([place.parent for place in inputs]))
    partial = into.with_name(into.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    for place, path in inputs.items():
        _copied(path, partial / "inputs" / place.relative_to(root))
    edition = partial / BAGGED / investigation.investigation / folder.name
    _copied(folder / "public", edition / "public")
    _copied(folder / "case", edition / "case")
    file = partial / "inputs" / (investigation.home / investigation.file.name).relative_to(root)
    origin = {"investigation": os.path.relpath(file, edition)}
    (partial / "open-me.json").write_text(
        json.dumps({"edition": edition.relative_to(partial).as_posix(), **origin}, indent=1) + "\n", encoding="utf-8"
    )
    before = earlier.previous(folder)
    if before is not None:
        for name in (*earlier.READ, *earlier.READ_OF_THE_CASE):
            if (before / name).is_file():
                _copied(before / name, edition.parent / before.name / name)
    about = About.of(investigation, as_of)
    info = {
        "Source-Organization": about.by,
        "External-Identifier": f"{about.investigation}/{as_of.isoformat()}",
        "External-Description": f"{about.title}. Holds personal data: not to be published.",
        "Bagging-Date": as_of.isoformat(),
        "Bag-Software-Agent": f"Whose Faces {__version__}, bagit-python {bagit.VERSION}",
    }
    bagit.make_bag(str(partial), info, checksums=["sha256"])
    partial.rename(into)
    return into


def _as_it_was(investigation: Investigation, folder: Path) -> Investigation:
    """The investigation file that the edition was made from, as its case keeps it; else the one that is given.

    Raises:
        InvestigationError: what it names does not lie where it did.
    """
    copy = folder / "case" / MADE_FROM / investigation.file.name
    return investigations.load(copy) if copy.is_file() and (copy.parent / HOME).is_file() else investigation


def _inputs(investigation: Investigation) -> dict[Path, Path]:
    """The investigation file and every file that it names: where each belongs, and where it is copied from.

    The small files of an edition lie in its case as they were; they belong where the investigation was begun.
    """
    here, source_folder = investigation.home, investigation.file.parent
    named = [here / "salt", investigation.manifest.path]
    named += [here / name for name in (COMMITMENT_KEY, WITHHELD) if (here / name).exists()]
    if investigation.parent is not None:
        named.append(investigation.parent.path)
    if investigation.trace.evidence is not None and investigation.trace.evidence.exists():
        named.append(investigation.trace.evidence)
    text = investigation.file.read_text(encoding="utf-8")
    for path in (*named, *own_files(investigation)):
        if f'"{path}"' in text or f"'{path}'" in text:
            raise PackagingError(
                f"{investigation.file.name}: names {path} by its whole path, which is another one in a bag; "
                "write it relative to the investigation file"
            )
    small = {
        _place(path, here, text) if path.parent == source_folder and source_folder != here else path: path
        for path in small_files(investigation)
    }
    return {path: path for path in named} | small


def _place(path: Path, here: Path, text: str) -> Path:
    """Where a kept small file belongs: as the investigation file names it, else beside that."""
    written = re.findall(r"[\"']([^\"'\n]*\.toml)[\"']", text)
    return (here / next((name for name in written if Path(name).name == path.name), path.name)).resolve()


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def opened(folder: Path) -> tuple[Path, Path]:
    """The edition's folder and the investigation file in a bag.

    Raises:
        PackagingError: it is not a bag that was made here.
    """
    guide = folder / "data" / "open-me.json"
    try:
        document = json.loads(guide.read_text(encoding="utf-8"))
        edition = (folder / "data" / document["edition"]).resolve()
        investigation = (edition / document["investigation"]).resolve()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackagingError(f"{folder}: not a bag of an edition ({type(error).__name__}: {error})") from None
    inside = folder.resolve() / "data"
    if not (edition.is_relative_to(inside) and investigation.is_relative_to(inside)):
        raise PackagingError(f"{folder}: open-me.json points outside the bag")
    return edition, investigation


def broken(folder: Path) -> Iterator[tuple[str, str]]:
    """What does not hold in a bag: where, and why."""
    if not any(folder.glob("tagmanifest-*.txt")):
        yield "bag", "no tag manifest: its description could have been changed unseen"
    try:
        bagit.Bag(str(folder)).validate()
    except bagit.BagValidationError as error:
        for detail in getattr(error, "details", None) or [error]:
            yield str(getattr(detail, "path", "bag")), str(detail)
    except (bagit.BagError, OSError, ValueError) as error:
        yield "bag", str(error)
