"""Context boxes: dated facts with their sources, beside the numbers; facts as data in ``data/reference/context.toml``."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whosefaces import PROJECT
from whosefaces.measure.share import MeasureError

FILE = PROJECT / "data" / "reference" / "context.toml"


class Box(BaseModel):
    """One fact; ``topic`` says beside which numbers it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    topic: Literal["effort", "licences", "opt-out"]
    title: str = Field(min_length=1)
    on: dt.date
    says: str = Field(min_length=1)
    source: str = Field(min_length=1)
    address: str = Field(pattern=r"^https://")
    grade: Literal["A", "B", "C"]


def boxes(file: Path = FILE) -> tuple[Box, ...]:
    """Every box, in the file's order.

    Raises:
        MeasureError: a key is missing, unknown or not allowed there.
    """
    try:
        return tuple(Box.model_validate(entry) for entry in tomllib.loads(file.read_text(encoding="utf-8"))["box"])
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise MeasureError(f"{file.name}: cannot be read: {error}; it is part of the checkout") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise MeasureError(f"{file.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def table() -> pd.DataFrame:
    """id, topic, title, on, says, source, address, grade."""
    return pd.DataFrame([box.model_dump() for box in boxes()]).assign(on=lambda rows: rows["on"].map(str))
