"""The share of a population by the design with which it was drawn: what a finding calls.

One stratum: the exact hypergeometric interval. Several: the stratified estimator, always; pooling such a sample covered
0.013 in a simulated frame, and is not offered. The strata's sizes are the panel's own design weights, N_h = w_h n_h.
"""

from __future__ import annotations

import pandas as pd

from analysis.measure import share
from analysis.measure.estimators.estimated import Estimated, Interval, Status
from analysis.measure.estimators.stratified import Stratum, stratified
from analysis.measure.share import MeasureError, Population, Tally


def drawn_share(values: pd.Series, stratum: pd.Series, design_weight: pd.Series, population: Population) -> Estimated:
    """The share of ``population`` that is a yes, from all the units drawn from it.

    Args:
        values: "yes", "no" or "unknown" of each drawn unit.
        stratum: the stratum each was drawn from (PANEL's column).
        design_weight: the units of the frame that each stands for, N_h / n_h (PANEL's column).
        population: the whole frame that they were drawn from.

    Raises:
        MeasureError: values of another kind, or weights that do not add up to the population.
    """
    if len(set(stratum)) <= 1:
        return simple(Tally.of(values, population))
    return stratified(strata_of(values, stratum, design_weight), population)


def simple(tally: Tally) -> Estimated:
    """The share from a simple random sample. Nothing drawn, or everything unknown, gives 0 to 1."""
    said = share.estimate(tally)
    statuses: dict[str, Status] = {"census": "census", "bound": "bounds", "sample": "exact"}
    ends = None if said.low is None or said.high is None else Interval(said.low, said.high)
    between = None if said.bound_low is None or said.bound_high is None else Interval(said.bound_low, said.bound_high)
    return Estimated(
        tally.population, tally.n, tally.yes, said.estimate, ends, said.method, statuses[said.kind], bounds=between
    )


def strata_of(values: pd.Series, stratum: pd.Series, design_weight: pd.Series) -> list[Stratum]:
    """The strata of a panel, in order of name; sizes from the weights.

    Raises:
        MeasureError: a stratum whose weights differ, or do not make a whole number of units.
    """
    odd = sorted(set(values) - {"yes", "no", "unknown"})
    if odd:
        raise MeasureError(f"{odd} is neither yes, no nor unknown")
    found = []
    drawn = pd.DataFrame(
        {"value": values.to_numpy(), "stratum": stratum.to_numpy(), "weight": design_weight.to_numpy()}
    )
    for name, units in drawn.groupby("stratum", sort=True):
        n, weight = len(units), float(units["weight"].iloc[0])
        size = round(n * weight)
        if len(set(units["weight"])) > 1 or abs(n * weight - size) > 1e-6 * size:
            raise MeasureError(
                f"stratum {name}: {n} units drawn with the weight {weight:,.6g} make no whole number of units; "
                "the panel is not one draw: run notebook 1_sample again"
            )
        counts = units["value"].value_counts()
        found.append(Stratum(str(name), size, n, int(counts.get("yes", 0)), int(counts.get("unknown", 0))))
    return found
