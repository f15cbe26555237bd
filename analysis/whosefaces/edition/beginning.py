"""Beginning an investigation: a commented file and a salt, beside each other in a new folder."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whosefaces import investigation as investigations
from whosefaces.dossiers import dataset, prefill, procedures
from whosefaces.dossiers.asking import DONT_KNOW
from whosefaces.edition import protection
from whosefaces.edition.conversation import ANSWERS, FACTS
from whosefaces.edition.inputs import beforehand
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import COMMITMENT_KEY, SALT_HEX_DIGITS, Investigation
from whosefaces.manifest import framing, losses
from whosefaces.manifest import reading as readings
from whosefaces.manifest.asked import NOTHING, Asked
from whosefaces.manifest.reader import glimpse
from whosefaces.manifest.reading import Reading
from whosefaces.measure.beside import planning

TEMPLATE = """\
# An investigation of one dataset. Every number in the report follows from this file, the manifest, the
# evidence and the salt beside it. A path is relative to this file.
id = {id}   # random: keep it; a folder of another investigation is refused
investigation = {name}
question = "Could the people in this dataset find out, and get out?"
engine = "duckdb"                 # "spark" for manifests past one machine

# How one could get out, as the holder laid it down. The first is the headline's; fix it before you draw. A name is one of
# {known};
# a file beside this one is your own: "my-procedure.toml". None: the report says that it was not established.
procedures = {procedures}

# The list of photos. `whosefaces read FILE` says what a file is and what it would give.
[manifest]
path = {manifest}
{read_as}
{losses}# listed_on = 2014-03-21          # the day on which the list's licences were collected

# A larger dataset that this one was cut from: it brings back owners and licences of photos since gone.
# [parent]
# path = "yfcc100m.tsv.bz2"

# Fixed before the draw: whom do we ask about? `whosefaces plan` says what margin and how many hours each n buys.
[sample.photos]
n = {photos}
strata = []

[sample.accounts]
n = {accounts}

# With a parent: photos of it that the dataset left out, to hold the dataset's shares against.
# [sample.comparison]
# n = 1000

[trace]
sources = ["api"]                 # in order: api, oembed, page, image, wayback
{mode}
fresh_for = "30 days"             # a live run asks again what is older

# Who made the dataset. A fact says what, where it stands, and of which day:
#   holder = {{is = "Example Corp", source = "https://example.org/paper", on = 2014-06-01}}
# What you do not know you leave out: the report then says that it was not established. Keys: name, holder, made, published,
# size, purpose, parent, list_public (yes or no), recipients. Two are no facts: people (adults, children, unknown), and
# membership_reveals (nothing more, or what: health, arrest, sexuality, a place).
[dataset]
{dataset}
# What the holder did with the photos, held against what each licence asks: commercial, derivatives, attributed,
# shared_alike. Each a fact, as {{is = "yes", source = "...", on = 2019-01-29}}. What you leave out is held against nothing.
[use]
{use}
# Assumptions that no source gives: shown as ranges, never as results.
[scenarios]
response_rate = [0.1, 0.3, 0.6]
subjects_known_to_owner = [0.0, 1.0]

minutes_a_message = [1.0, 5.0]    # to find whom to write to, write and keep track
cost_an_hour = [15.0, 50.0]
currency = "EUR"

[publish]
contact = {contact}           # yours: Flickr is told it with every request, and readers write to it
language = "en"
min_cell = 10                     # the least count in the tables that docs/method.md names
drift_bound = 0.1                 # an unattended run holds an edition whose headline moved further
keep_case_until = {keep}      # then `whosefaces purge` destroys the case
"""

KEPT_MONTHS = 24
"""How long a case is kept where nobody says otherwise."""


class BeginningError(WhoseFacesError):
    """An investigation cannot be begun as asked."""


@dataclass(frozen=True)
class Begun:
    """A new investigation."""

    file: Path
    digests: dict[str, str]
    """To publish before anybody looks at the list, by name."""

    @property
    def salt_sha256(self) -> str:
        """The commitment to the salt."""
        return self.digests["salt"]

    @property
    def estimands_sha256(self) -> str:
        """The commitment to the three primary estimands."""
        return self.digests["estimands"]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "investigation": str(self.file),
            "salt_sha256": self.salt_sha256,
            "estimands_sha256": self.estimands_sha256,
            "to_publish_sha256": self.digests,
        }


def refuse(name: str, manifest: Path, folder: Path, evidence: Path | None = None) -> None:
    """Raise where an investigation cannot be begun so; nothing is written.

    Raises:
        ManifestError: the manifest is of a kind that holds no list.
        BeginningError: a name that cannot name a folder, a file that is not there, or a folder that holds an
            investigation already (its salt would be lost, and with it the sample).
        ProtectionError: the folder lies where its secrets would get out.
    """
    if not re.fullmatch(investigations.NAME, name):
        raise BeginningError(f"NAME {name!r}: lower-case letters, digits and hyphens only, for it names a folder")
    for word, path in (("MANIFEST", manifest), ("--evidence", evidence)):
        if path is not None and not path.exists():
            raise BeginningError(f"{word} {path}: no such file")
    glimpse.look(manifest)  # a picture or a PDF is better refused before a salt is committed to
    if (folder / "investigation.toml").exists() or (folder / "salt").exists():
        raise BeginningError(f"{folder}: holds an investigation already; name another folder with --into")
    protection.refuse_open_places(folder)


def refuse_unread(reading: Reading, manifest: Path, accepted: str) -> None:
    """Raise where the list is not recognised, leads nowhere, or lost more rows than may pass without ``accepted``, a reason.

    Raises:
        ManifestError: it cannot be used.
        LossError: too much of it was lost.
    """
    readings.refuse_unread(reading, manifest)
    how = "give --accept-losses with the reason why it is used so, in a sentence"
    losses.refuse(reading.lost, reading.rows, accepted, str(manifest), how)


def begin(
    name: str,
    manifest: Path,
    *,
    options: Asked = NOTHING,
    evidence: Path | None = None,
    contact: str = "",
    into: Path | None = None,
    answers: Mapping[str, str] | None = None,
) -> Begun:
    """Write ``investigation.toml``, the salt and the key of its commitments into a new folder.

    Args:
        name: lower-case letters, digits, hyphens; it names the folder of the reports too.
        manifest: the list of photos; it stays where it is.
        options: what a person says of it.
        evidence: recorded answers; without them the investigation asks Flickr live.
        contact: an address for readers and for the User-Agent.
        into: the folder to make; ``./name`` when not given.
        answers: by key, as :mod:`conversation` asks them; what is not answered is not established.

    Raises:
        as :func:`refuse`.
    """
    folder = into or Path(name)
    refuse(name, manifest, folder, evidence)
    file = folder / "investigation.toml"
    replies = dict(answers or {}) | ({"contact": contact} if contact else {})
    facts = {key: value for key, value in replies.items() if value != DONT_KNOW}
    dossier = prefill.prefilled(dataset.read(facts["dossier"])) if "dossier" in facts else None
    protection.protect(folder)
    for own in dossier.own_files if dossier is not None else _own_procedures(facts):
        if not (folder / own.name).exists():
            shutil.copyfile(own, folder / own.name)
    salt = secrets.token_hex(SALT_HEX_DIGITS)  # each digit is half a byte: twice the bits that are asked for
    values = _values(name, manifest, evidence, facts, folder, dossier) | {"read_as": options.as_toml()}
    _write_secret(folder / "salt", salt + "\n")
    _write_secret(folder / COMMITMENT_KEY, secrets.token_hex(32) + "\n")
    try:
        file.write_text(TEMPLATE.format(**values), encoding="utf-8")
        written = investigations.load(file)  # what we wrote, we can read
        procedures.of(written)
    except WhoseFacesError:
        for path in (file, folder / "salt", folder / COMMITMENT_KEY):
            path.unlink(missing_ok=True)
        raise
    if "hours" in facts:
        file.write_text(TEMPLATE.format(**(values | _sizes(written, float(facts["hours"])))), encoding="utf-8")
        written = investigations.load(file)
    (folder / ANSWERS).unlink(missing_ok=True)
    return Begun(file, beforehand(written))


def _sizes(investigation: Investigation, hours: float) -> dict[str, str]:
    """The samples that these hours buy, half of them for the photos and half for the accounts."""
    with tempfile.TemporaryDirectory(dir=investigation.home) as scratch:
        frame = framing.build(investigation, Path(scratch))
        bought = planning.plan(investigation, frame.path, hours=hours / 2).for_hours
    return {f"{each.population.unit}s": str(each.n) for each in bought}


def _values(
    name: str,
    manifest: Path,
    evidence: Path | None,
    facts: Mapping[str, str],
    folder: Path,
    dossier: prefill.Prefilled | None,
) -> dict[str, str]:
    mode = 'mode = "live"                     # "replay" answers from recorded evidence'
    if evidence is not None:
        mode = f'mode = "replay"                   # "live" asks Flickr\nevidence = {_text(_from(folder, evidence))}'
    filled = _from_dossier(dossier) if dossier is not None else _from_answers(facts)
    until = facts.get("keep_case_until") or _months_from_now(KEPT_MONTHS).isoformat()
    return {
        "id": _text(secrets.token_hex(16)),
        "name": _text(name),
        "manifest": _text(_from(folder, manifest)),
        "losses": f"accept_losses = {_text(facts['accept_losses'])}\n" if "accept_losses" in facts else "",
        "known": ", ".join(investigations.known_procedures()),
        "mode": mode,
        "photos": "2000",
        "accounts": "1000",
        "contact": _text(facts.get("contact", "")),
        "keep": until,
    } | filled


def _from_dossier(filled: prefill.Prefilled) -> dict[str, str]:
    lines = prefill.toml(filled)
    return {
        "procedures": lines["procedures"].partition(" = ")[2],
        "dataset": f"{lines['dataset']}\n",
        "use": f"{lines['use']}\n" if lines["use"] else "",
    }


def _named(facts: Mapping[str, str]) -> list[str]:
    return [each.strip() for each in facts.get("procedures", "").split(",") if each.strip()]


def _own_procedures(facts: Mapping[str, str]) -> list[Path]:
    """Files of one's own, as seen from here: they are laid beside the investigation file, which names them so."""
    return [Path(each) for each in _named(facts) if each.endswith(".toml") and Path(each).exists()]


def _from_answers(facts: Mapping[str, str]) -> dict[str, str]:
    lines = {"dataset": "", "use": ""}
    for key, section in {"dataset_name": "dataset", **FACTS}.items():
        if key in facts:
            fact = {"is": facts[key], "source": facts[f"{key}_source"], "on": facts[f"{key}_on"]}
            lines[section] += _fact("name" if key == "dataset_name" else key, **fact)
    own = {str(path): path.name for path in _own_procedures(facts)}
    named = [own.get(each, each) for each in _named(facts)]
    for key in ("people", "membership_reveals"):
        lines["dataset"] += f"{key} = {_text(facts.get(key, 'unknown'))}\n"
    return lines | {"procedures": json.dumps(named, ensure_ascii=False)}


def _fact(key: str, **fact: object) -> str:
    return f"{key} = {{is = {_text(str(fact['is']))}, source = {_text(str(fact['source']))}, on = {fact['on']}}}\n"


def _months_from_now(months: int) -> dt.date:
    today = dt.datetime.now(dt.UTC).date()
    month = today.month - 1 + months
    return dt.date(today.year + month // 12, month % 12 + 1, min(today.day, 28))


def _from(folder: Path, path: Path) -> str:
    return os.path.relpath(path.resolve(), folder.resolve())


def _text(value: str) -> str:
    # A JSON string is a TOML basic string.
    return json.dumps(value, ensure_ascii=False)


def _write_secret(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
