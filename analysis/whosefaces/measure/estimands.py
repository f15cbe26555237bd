"""The three primary estimands, as the investigation file fixes them before the draw; all else is exploratory.

P1 and P2 are the method's; P3 is the first procedure that the file names, and none where it names none. Their SHA-256 is published with the salt's:
whoever holds both from before the draw can tell that neither the question nor the salt was chosen afterwards. How many
are drawn, by which strata, of which list, stands in the digests of the investigation file and the list. It is taken over the canonical JSON of :func:`primary`, in which the procedure's own facts stand with their digest: a fact
that is changed later changes it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from whosefaces.investigation import Investigation

PRIMARY = ("P1", "P2", "P3")


def primary(investigation: Investigation) -> list[dict[str, Any]]:
    """The three, each with id, unit, frame, predicate, notifier and procedure."""
    first = next(iter(investigation.procedures), None)
    facts = None if first is None else investigation.procedure_files[first].read_bytes()
    return [
        {
            "id": "P1",
            "unit": "photo",
            "frame": "distinct Flickr photos of the manifest",
            "predicate": "belong to an account that the platform could notify: the account exists",
            "notifier": "platform",
            "procedure": None,
        },
        {
            "id": "P2",
            "unit": "account",
            "frame": "distinct accounts that the manifest or its parent names",
            "predicate": "could be notified by the platform: the account exists",
            "notifier": "platform",
            "procedure": None,
        },
        {
            "id": "P3",
            "unit": "account",
            "frame": "distinct accounts that the manifest or its parent names",
            "predicate": "could opt out, every condition at once, as the procedure asks on its day",
            "notifier": None,
            "procedure": first,
            "procedure_sha256": None if facts is None else hashlib.sha256(facts).hexdigest(),
        },
    ]


def sha256(investigation: Investigation) -> str:
    """The commitment to the three: SHA-256 of their JSON, keys sorted, no spaces, UTF-8."""
    text = json.dumps(primary(investigation), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
