"""The share of a population by the design with which it was drawn: what a finding calls.

One stratum: the exact hypergeometric interval. Several: the stratified estimator, always; pooling such a sample covered
0.013 in a simulated frame, and is not offered. The strata's sizes are the panel's own design weights, N_h = w_h n_h.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from whosefaces.measure.estimators import simple_sample
from whosefaces.measure.estimators.estimated import Estimated, Interval, Status
from whosefaces.measure.estimators.stratified import Stratum, stratified
from whosefaces.measure.share import MeasureError, Population, Tally


@dataclass(frozen=True)
class Design:
    """How the units of a panel were drawn, one row each: PANEL's ``stratum`` and ``design_weight``, and the whole frame."""

    stratum: pd.Series
    design_weight: pd.Series
    frame: Population

    @cached_property
    def stratified(self) -> bool:
        """Whether there are several strata."""
        return len(self.stratum.unique()) > 1


def drawn_share(values: pd.Series, design: Design) -> Estimated:
    """The share of the design's frame that is a yes, from all the units drawn from it.

    Args:
        values: "yes", "no" or "unknown" of each drawn unit.
        design: how they were drawn, row by row.

    Raises:
        MeasureError: values of another kind, or weights that do not add up to the frame.
    """
    if not design.stratified:
        return simple(Tally.of(values, design.frame))
    return stratified(strata_of(values, design.stratum, design.design_weight), design.frame)


def domain_share(values: pd.Series, inside: pd.Series, domain: Population, design: Design) -> Estimated:
    """The share of a part of the frame, as of the photos that show people.

    In one stratum the drawn units of the part are a simple random sample of it. In several, the yes of the part are
    estimated as a share of the whole frame, and divided by the part's known size.

    Args:
        values: "yes", "no" or "unknown" of each drawn unit.
        inside: which of them belong to the part.
        domain: the part, its size known from the frame.
        design: how they were drawn, row by row.
    """
    if not design.stratified or domain.size == 0:
        return simple(Tally.of(values[inside], domain))
    whole = drawn_share(values.where(inside, "no"), design)
    factor = design.frame.size / domain.size

    def scaled(ends: Interval | None) -> Interval | None:
        return None if ends is None else Interval(min(1.0, factor * ends.low), min(1.0, factor * ends.high))

    return replace(
        whole,
        population=domain,
        n=int(inside.sum()),
        point=None if whole.point is None else min(1.0, factor * whole.point),
        interval=scaled(whole.interval),
        bounds=scaled(whole.bounds),
        method=whole.method + PART,
        standard_error=None if whole.standard_error is None else factor * whole.standard_error,
        effective_n=None,
    )


PART = "; of a part of the frame: its yes as a share of the whole frame, over the part's known size"


def simple(tally: Tally) -> Estimated:
    """The share from a simple random sample. Nothing drawn, or everything unknown, gives 0 to 1."""
    estimate = simple_sample.estimate(tally)
    statuses: dict[str, Status] = {"census": "census", "bound": "bounds", "sample": "exact"}
    ends = None if estimate.low is None or estimate.high is None else Interval(estimate.low, estimate.high)
    between = (
        None
        if estimate.bound_low is None or estimate.bound_high is None
        else Interval(estimate.bound_low, estimate.bound_high)
    )
    return Estimated(
        tally.population,
        tally.n,
        tally.yes,
        estimate.estimate,
        ends,
        estimate.method,
        statuses[estimate.kind],
        bounds=between,
    )


def strata_of(values: pd.Series, stratum: pd.Series, design_weight: pd.Series) -> list[Stratum]:
    """The strata of a panel, in order of name; sizes from the weights.

    Raises:
        MeasureError: a stratum whose weights differ, or do not make a whole number of units.
    """
    odd = sorted(set(values) - {"yes", "no", "unknown"})
    if odd:
        raise MeasureError(f"{odd} is neither yes, no nor unknown")
    strata = []
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
        strata.append(Stratum(str(name), size, n, int(counts.get("yes", 0)), int(counts.get("unknown", 0))))
    return strata
