"""The study as a whole: simulate, enumerate, choose the regions, and write what was found."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm
from whosefaces import PROJECT
from whosefaces.measure.estimators.region import FILE, FLOOR, Region

from studies.coverage import compared, exact, linearised, regions, table, tightened
from studies.coverage.cells import DRAWS, Cell
from studies.coverage.linearised import Part

MAP = Path(__file__).parent / "map.json"
"""Every simulated cell."""
TABLE = PROJECT / "docs" / "coverage.md"
GROUPED_BY = ["estimator", "frame", "design", "n", "pattern"]
EACH = ["share", "truth", "coverage", "printed", "coverage_where_printed", "width"]
"""How the map keeps its cells: the first once for a line, the others for each cell in it."""


@dataclass(frozen=True)
class Study:
    """``records``: the cells as the map keeps them; ``regions``: where an interval may be printed."""

    draws: int
    regions: dict[str, Region]
    records: list[dict[str, Any]]
    exact: list[exact.Enumerated]
    banned: list[compared.Banned]
    tightened: list[tightened.Tightened]

    def rules(self) -> str:
        """Where an interval may be printed: all that the estimators read."""
        regions = {name: [_said(condition) for condition in r.conditions] for name, r in self.regions.items()}
        return (
            json.dumps({"made_by": "python -m studies.coverage", "floor": FLOOR, "regions": regions}, indent=1) + "\n"
        )

    def as_json(self) -> str:
        """The map: the cells that differ in their share only, on one line."""
        head = {
            "made_by": "python -m studies.coverage",
            "draws": self.draws,
            "floor": FLOOR,
            "regions": {name: [_said(condition) for condition in r.conditions] for name, r in self.regions.items()},
            "exact": [asdict(one) | {"least": round(one.least, 6)} for one in self.exact],
            "not_offered": [asdict(one) for one in self.banned],
            "tightened": [asdict(one) | {"moved": round(one.moved, 6)} for one in self.tightened],
            "grouped_by": GROUPED_BY,
            "each": EACH,
        }
        groups: dict[tuple[Any, ...], list[list[Any]]] = {}
        for record in self.records:
            key = tuple(record[name] for name in GROUPED_BY)
            groups.setdefault(key, []).append([record[name] for name in EACH])
        rows = ",\n".join("  " + json.dumps([*key, cells]) for key, cells in groups.items())
        return json.dumps(head, indent=1)[:-2] + ',\n "cells": [\n' + rows + "\n ]\n}\n"

    def write(self, rules: Path = FILE, file: Path = MAP, page: Path = TABLE) -> None:
        """The rules that the estimators read, the map behind them, and its table for people."""
        rules.write_text(self.rules(), encoding="utf-8")
        file.write_text(self.as_json(), encoding="utf-8")
        results = json.loads(self.as_json())
        page.write_text(table.page(results, records_of(results)), encoding="utf-8")


def records_of(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cells of the map as it is read back, a record each."""
    return [
        dict(zip(results["grouped_by"], line[:-1], strict=True)) | dict(zip(results["each"], cell, strict=True))
        for line in results["cells"]
        for cell in line[-1]
    ]


def run(draws: int = DRAWS, workers: int | None = None, *, quiet: bool = False) -> Study:
    """Run the whole study.

    Args:
        draws: samples for each simulated cell.
        workers: processes; as many as there are processors by default.
        quiet: no progress.
    """
    results = list(exact.enumerated())
    cells = simulate(list(linearised.parts()), draws, workers, quiet=quiet)
    chosen = {name: regions.chosen(name, [c for c in cells if c.estimator == name]) for name in regions.LADDERS}
    records = [cell.record(chosen[cell.estimator]) for cell in cells]
    order = list(regions.LADDERS)
    records.sort(key=lambda record: order.index(record["estimator"]))
    return Study(draws, chosen, records, results, list(compared.compared()), list(tightened.tightened()))


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
