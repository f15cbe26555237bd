"""Beginning an investigation: a commented file and a salt, beside each other in a new folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosefaces import investigation as investigations
from whosefaces.edition import protection
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import COMMITMENT_KEY, SALT_HEX_DIGITS
from whosefaces.manifest.reader import glimpse
from whosefaces.measure import estimands

TEMPLATE = """\
# An investigation of one dataset. Every number in the report follows from this file, the manifest, the
# evidence and the salt beside it. A path is relative to this file.
id = {id}       # random: keep it; a folder of another investigation is refused
investigation = {name}
question = "Could the people in this dataset find out, and get out?"

engine = "duckdb"                 # "spark" for manifests past one machine

# How one could get out, as the holder laid it down. The first is the headline's; fix it before you draw. A name is one of
# {known};
# a file beside this one is your own: "my-procedure.toml". None: the report says that it was not established.
procedures = []

# Who made the dataset. A fact says what, where it stands, and of which day:
#   holder = {{is = "Example Corp", source = "https://example.org/paper", on = 2014-06-01}}
# What you do not know you leave out: the report then says that it was not established. Keys: name, holder, made, published,
# size, purpose, parent, list_public (yes or no), recipients.
[dataset]
people = "unknown"                # adults, children, unknown
membership_reveals = "unknown"    # nothing more, or what: health, arrest, sexuality, a place

# The list of photos. `whosefaces read FILE` says what a file is and what it would give.
[manifest]
path = {manifest}
format = "auto"
# listed_on = 2014-03-21          # the day on which the list's licences were collected

# A larger dataset that this one was cut from: it brings back owners and licences of photos since gone.
# [parent]
# path = "yfcc100m.tsv.bz2"

# Fixed before the draw: whom do we ask about? `whosefaces plan` says what margin and how many hours each n buys.
[sample.photos]
n = 2000
strata = []

[sample.accounts]
n = 1000

# With a parent: photos of it that the dataset left out, to hold the dataset's shares against.
# [sample.comparison]
# n = 1000

[trace]
sources = ["api"]                 # in order: api, oembed, page, image, wayback
{mode}
fresh_for = "30 days"             # a live run asks again what is older

# What the holder did with the photos, held against what each licence asks: commercial, derivatives, attributed,
# shared_alike. Each a fact, as {{is = "yes", source = "...", on = 2019-01-29}}. What you leave out is held against nothing.
[use]

# Assumptions that no source gives: shown as ranges, never as results.
[scenarios]
response_rate = [0.1, 0.3, 0.6]
subjects_known_to_owner = [0.0, 1.0]

minutes_a_message = [1.0, 5.0]    # to find whom to write to, write and keep track
cost_an_hour = [15.0, 50.0]
currency = "EUR"

[publish]
min_cell = 10                     # smaller counts are merged or withheld
drift_bound = 0.1                 # an unattended run holds an edition whose headline moved further
contact = {contact}           # yours: Flickr is told it with every request, and readers write to it
"""


class BeginningError(WhoseFacesError):
    """An investigation cannot be begun as asked."""


@dataclass(frozen=True)
class Begun:
    """A new investigation."""

    file: Path
    salt_sha256: str
    estimands_sha256: str

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "investigation": str(self.file),
            "salt_sha256": self.salt_sha256,
            "estimands_sha256": self.estimands_sha256,
        }


def begin(
    name: str, manifest: Path, *, evidence: Path | None = None, contact: str = "", into: Path | None = None
) -> Begun:
    """Write ``investigation.toml`` and ``salt`` into a new folder.

    Args:
        name: lower-case letters, digits, hyphens; it names the folder of the reports too.
        manifest: the list of photos; it stays where it is.
        evidence: recorded answers; without them the investigation asks Flickr live.
        contact: an address for readers and for the User-Agent.
        into: the folder to make; ``./name`` when not given.

    Raises:
        ManifestError: the manifest is of a kind that holds no list.
        BeginningError: a name that cannot name a folder, a file that is not there, or a folder that holds an
            investigation already (its salt would be lost, and with it the sample).
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", name):
        raise BeginningError(f"NAME {name!r}: lower-case letters, digits and hyphens only, for it names a folder")
    for said, path in (("MANIFEST", manifest), ("--evidence", evidence)):
        if path is not None and not path.exists():
            raise BeginningError(f"{said} {path}: no such file")
    glimpse.look(manifest)  # a picture or a PDF is better refused before a salt is committed to
    folder = into or Path(name)
    file = folder / "investigation.toml"
    if file.exists() or (folder / "salt").exists():
        raise BeginningError(f"{folder}: holds an investigation already; name another folder with --into")
    protection.protect(folder)
    salt = secrets.token_hex(SALT_HEX_DIGITS)  # each digit is half a byte: twice the bits that are asked for
    _write_secret(folder / "salt", salt + "\n")
    _write_secret(folder / COMMITMENT_KEY, secrets.token_hex(32) + "\n")
    file.write_text(_filled(name, manifest, evidence, contact, folder), encoding="utf-8")
    written = investigations.load(file)  # what we wrote, we can read
    return Begun(file, hashlib.sha256(salt.encode("ascii")).hexdigest(), estimands.sha256(written))


def _filled(name: str, manifest: Path, evidence: Path | None, contact: str, folder: Path) -> str:
    known = investigations.known_procedures()
    mode = 'mode = "live"                     # "replay" answers from recorded evidence'
    if evidence is not None:
        mode = f'mode = "replay"                   # "live" asks Flickr\nevidence = {_text(_from(folder, evidence))}'
    return TEMPLATE.format(
        name=_text(name),
        manifest=_text(_from(folder, manifest)),
        known=", ".join(known),
        id=_text(secrets.token_hex(16)),
        mode=mode,
        contact=_text(contact or "desk@example.org"),
    )


def _from(folder: Path, path: Path) -> str:
    return os.path.relpath(path.resolve(), folder.resolve())


def _text(value: str) -> str:
    # A JSON string is a TOML basic string.
    return json.dumps(value, ensure_ascii=False)


def _write_secret(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
