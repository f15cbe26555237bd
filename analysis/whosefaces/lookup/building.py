"""``lookup-site build``: from an investigation to the folder, with its key, its commitment and its record.

The record lies in the folder, beside the investigation file (the next report prints it), and beside the ``public/`` of the
edition that it is of: that one was sealed before, so the record is not in its sums.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from whosefaces import earlier
from whosefaces import investigation as investigations
from whosefaces.edition.folders import find_edition, reports_of
from whosefaces.lookup import bundle, partnership, site
from whosefaces.lookup.keys import CAP, FOLDER, Key, LookUpKeyError, info_of
from whosefaces.lookup.listed import Listed, refuse_where_membership_hurts
from whosefaces.lookup.site import Record, SiteError
from whosefaces.report import look_up


@dataclass(frozen=True)
class Built:
    """A folder that was built."""

    folder: Path
    key: Path
    record: Record
    beside: Path | None
    investigation: Path
    """The folder of the investigation file."""

    def lines(self) -> list[str]:
        """What to know and to do next."""
        record = self.record
        lines = [
            f"Wrote {self.folder}: {record.accounts:,} accounts as random tags, in bands of {', '.join(f'{size:,}' for size in record.bands)}.",
            f"Public key: {record.public_keys[0]}",
            f"Commitment to the list: {record.list_commitment}",
            f"The next `whosefaces run` prints both in the report, from {self.investigation.name}/{look_up.FILE}.",
            f"Secret key: {self.key} (mode 600). Keep it apart from the folder; `whosefaces lookup-site close` destroys it.",
        ]
        if record.by_name_only or record.rows_without_owner:
            lines.append(
                f"Not to be found by number: {record.by_name_only:,} accounts known by a name only, and the owners of {record.rows_without_owner:,} rows. The page says so."
            )
        lines.append(
            f"Next: docs/run-a-look-up.md; a question by post: whosefaces lookup-site answer CODE --key {self.key}"
        )
        return lines


def build(
    investigation: Path,
    into: Path,
    *,
    edition: str | None = None,
    key_file: Path | None = None,
    ask: str | None = None,
    at: str | None = None,
    cap: int | None = None,
    partner: Path | None = None,
    partner_ask: str | None = None,
    reports: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Built:
    """Build the folder of a look-up; the options are the command's.

    Raises:
        RefusedError: membership hurts, or nobody has said that it does not.
        BundleError, SiteError, LookUpKeyError: script, folder or key cannot be used.
    """
    loaded = investigations.load(investigation)
    refuse_where_membership_hurts(loaded)
    bundle.script()
    if at is not None and not re.fullmatch(r"https://[^\s<>\"]+|http://[a-z2-7]{56}\.onion(/[^\s<>\"]*)?", at):
        raise SiteError(f"{at}: say where the page will stand as https://..., or as an onion address")
    site.refuse_other_folders(into)
    editions = reports_of(loaded, reports) / loaded.investigation
    published = [path.name for path in earlier.published(editions)]
    edition = edition or (
        published[-1] if published else find_edition(investigation, reports=reports).as_of.isoformat()
    )
    listed = Listed.of(investigation)
    info = info_of(loaded.investigation, edition)
    path = key_file or loaded.home / FOLDER / f"{edition}.key"
    if path.exists():
        key = Key.read(path)
        if key.info != info:
            raise LookUpKeyError(
                f"{path}: is the key of {key.info}; a new list needs a new key: name another file with --key"
            )
        tell(f"{path}: there already, and used again; whoever has both folders sees which tags were added or taken out")
    else:
        key = Key.made(path, info, cap or CAP)
    second = None
    if partner is not None:
        second = partnership.outputs(partner, [account.nsid for account in listed.accounts], into, tell)
    with tqdm(
        total=len(listed.accounts), desc="computing the tags", unit=" accounts", disable=None, leave=False
    ) as bar:
        record = site.build(
            loaded, listed, key, into, edition=edition, commitment=loaded.commitment(listed.digest()),
            second=second, ask=[address for address in (ask, partner_ask) if address], at=at, done=lambda more: (bar.update(more), None)[1],
        )  # fmt: skip
    record.write(loaded.home / look_up.FILE)
    beside = editions / edition / look_up.FILE if edition in published else None
    if beside is not None:
        record.write(beside)
    return Built(into, path, record, beside, loaded.home)
