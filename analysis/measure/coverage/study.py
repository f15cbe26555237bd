"""The study as a whole: simulate, enumerate, choose the regions, and write what was found."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from analysis import PROJECT
from analysis.measure.coverage import compared, exact, linearised, regions, table
from analysis.measure.coverage.cells import DRAWS, Cell
from analysis.measure.coverage.linearised import Part
from analysis.measure.estimators.region import FILE, FLOOR, Region

TABLE = PROJECT / "docs" / "coverage.md"


@dataclass(frozen=True)
class Study:
    """``records``: the cells as the map keeps them; ``regions``: where an interval may be printed."""

    draws: int
    regions: dict[str, Region]
    records: list[dict[str, Any]]
    exact: list[exact.Enumerated]
    banned: list[compared.Banned]

    def as_json(self) -> str:
        """The map: one cell a line."""
        columns = list(self.records[0])
        rows = ",\n".join("  " + json.dumps([record[name] for name in columns]) for record in self.records)
        head = {
            "made_by": "python -m analysis.measure.coverage",
            "draws": self.draws,
            "floor": FLOOR,
            "regions": {name: [_said(condition) for condition in r.conditions] for name, r in self.regions.items()},
            "exact": [asdict(one) | {"least": round(one.least, 6)} for one in self.exact],
            "not_offered": [asdict(one) for one in self.banned],
            "columns": columns,
        }
        return json.dumps(head, indent=1)[:-2] + ',\n "cells": [\n' + rows + "\n ]\n}\n"

    def write(self, file: Path = FILE, page: Path = TABLE) -> None:
        """The map that the estimators read, and its table for people."""
        file.write_text(self.as_json(), encoding="utf-8")
        page.write_text(table.page(json.loads(self.as_json())), encoding="utf-8")


def run(draws: int = DRAWS, workers: int | None = None, *, quiet: bool = False) -> Study:
    """Run the whole study.

    Args:
        draws: samples for each simulated cell.
        workers: processes; as many as there are processors by default.
        quiet: no progress.
    """
    found = list(exact.enumerated())
    cells = simulate(list(linearised.parts()), draws, workers, quiet=quiet)
    chosen = {name: regions.chosen(name, [c for c in cells if c.estimator == name]) for name in regions.LADDERS}
    records = [cell.record(chosen[cell.estimator]) for cell in cells]
    order = list(regions.LADDERS)
    records.sort(key=lambda record: order.index(record["estimator"]))
    return Study(draws, chosen, records, found, list(compared.compared()))


def simulate(parts: Sequence[Part], draws: int, workers: int | None = None, *, quiet: bool = True) -> list[Cell]:
    """The cells of ``parts``, in their order."""
    cells: list[Cell] = []
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        done = pool.map(_cells, parts, [draws] * len(parts))
        for some in tqdm(done, total=len(parts), unit="part", disable=quiet):
            cells += some
    return cells


def _cells(part: Part, draws: int) -> list[Cell]:
    return part.cells(draws)


def _said(condition: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(condition).items() if value is not None}
