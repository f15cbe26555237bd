"""The look-up that a reporter runs, as its record beside the investigation file says: what the report prints of it.

``whosefaces lookup-site build`` writes the record, ``lookup-site close`` dates its end. The report prints the key's public
half and the commitment, so that a host who swaps page and key together is noticed by whoever compares the two.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whosefaces.errors import WhoseFacesError

FILE = "look-up.json"
"""The record's name, beside the investigation file and beside an edition's ``public/``."""

Code = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class LookUpRecordError(WhoseFacesError):
    """The record of a look-up is not as ``lookup-site build`` writes it."""


class LookUp(BaseModel):
    """What is published of a look-up. Nothing in it tells one account from another."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    edition: dt.date
    """The edition whose list it holds."""
    accounts: int = Field(ge=1)
    """Accounts in it."""
    rows: int = Field(ge=1)
    """Rows of the list."""
    public_keys: list[Code] = Field(min_length=1, max_length=2)
    """The newsroom's key, and a partner's: their public halves, 32 bytes in hexadecimal."""
    list_commitment: Code
    """HMAC-SHA-256 of the list under a key that is opened to a court or a checker alone."""
    at: str | None = None
    """Where its page stands."""
    closed_on: dt.date | None = None
    """The day its key was destroyed."""


def of(folder: Path, as_of: dt.date) -> dict[str, Any] | None:
    """The look-up of the list, as JSON; None where there is none for an edition up to ``as_of``.

    Args:
        folder: the folder of the investigation file.
        as_of: the edition's day. A closing after it is not known to the edition.

    Raises:
        LookUpRecordError: one line: the file and what is wrong in it.
    """
    try:
        look_up = LookUp.model_validate(json.loads((folder / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except ValidationError as error:
        problem = error.errors()[0]
        raise LookUpRecordError(f"{FILE}: {'.'.join(map(str, problem['loc']))}: {problem['msg']}") from None
    except ValueError as error:
        raise LookUpRecordError(f"{FILE}: not JSON in UTF-8: {error}") from None
    if look_up.edition > as_of:
        return None
    if look_up.closed_on is not None and look_up.closed_on > as_of:
        look_up = look_up.model_copy(update={"closed_on": None})
    return look_up.model_dump(mode="json")
