"""What is at hand to check an edition with: its folder or its bag, its case, and the file that it was made from."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from whosefaces import earlier, investigation
from whosefaces.edition import inputs as fingerprint
from whosefaces.edition import packaging, verify
from whosefaces.edition import run as editions
from whosefaces.edition.draft import ORIGIN
from whosefaces.edition.verify import Verification
from whosefaces.errors import WhoseFacesError
from whosefaces.investigation import HOME, MADE_FROM, Investigation


def check(
    folder: Path,
    *,
    investigation: Path | None,
    replay: bool,
    tell: Callable[[str], None],
    stamp_root: bytes | None = None,
) -> Verification:
    """Check an edition with everything that is at hand.

    Args:
        folder: an edition's folder, its ``public/``, or a bag.
        investigation: the investigation file; else the one that the case or the bag names, if it is there.
        replay: make the edition again, where that can be done.
        tell: is told what takes long.
        stamp_root: the time-stamping authority's root certificate (PEM).

    Raises:
        VerifyError: there is no edition.
        InvestigationError: the investigation file that was named cannot be used.
    """
    bag = folder if (folder / "bagit.txt").exists() else None
    if bag is not None:
        folder = packaging.opened(bag)[0]
    loaded = investigation_of(bag or folder, investigation)
    edition = folder.parent if earlier.day_of(folder) is None and (folder.parent / "public") == folder else folder
    as_of = earlier.day_of(edition.resolve())
    loaded = None if loaded is None else as_recorded(loaded, edition)
    at_hand = {} if as_of is None else fingerprint.at_hand(loaded, as_of, edition.resolve())

    def made_again(scratch: Path) -> Path:
        assert loaded is not None  # no replay is offered otherwise
        tell("making the edition again, offline, to compare its bytes ...")
        return editions.made_again(loaded, edition, scratch)

    can = replay and loaded is not None and as_of is not None
    return verify.verify(
        folder,
        replay=made_again if can else None,
        at_hand=at_hand,
        investigation=loaded,
        bag=bag,
        stamp_root=stamp_root,
    )


def as_recorded(loaded: Investigation, edition: Path) -> Investigation:
    """The investigation, answered from what was recorded into the edition's own case where Flickr was asked."""
    own = edition / "case" / "evidence"
    return loaded.answered_from(own) if own.is_dir() and any(own.iterdir()) else loaded


def investigation_of(folder: Path, named: Path | None) -> Investigation | None:
    """The investigation file that was named, or the one that a bag or an edition's case says; None if it is not there.

    Raises:
        InvestigationError: the file that was named cannot be used.
    """
    if named is not None:
        return investigation.load(named)
    try:
        if (folder / "bagit.txt").exists():
            return investigation.load(packaging.opened(folder)[1])
        as_it_was = folder / "case" / MADE_FROM / "investigation.toml"
        for kept in (as_it_was, *sorted(as_it_was.parent.glob("*.toml"))):
            if (kept.parent / HOME).is_file() and kept.is_file():
                with contextlib.suppress(WhoseFacesError):
                    return investigation.load(kept)
        origin = json.loads((folder / "case" / ORIGIN).read_text(encoding="utf-8"))
        return investigation.load((folder / origin["investigation"]).resolve())
    except (OSError, ValueError, KeyError, TypeError, WhoseFacesError):
        return None
