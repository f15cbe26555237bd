"""The estimators beside the plain share of a simple random sample: one module for each case of docs/method.md.

Every one returns an :class:`~whosefaces.measure.estimators.estimated.Estimated`, which carries its unit and its frame. The
linearised ones look up in data/reference/coverage.json whether their interval was measured to cover (docs/coverage.md),
and refuse it elsewhere, or give the exact one instead. :func:`~whosefaces.measure.estimators.drawn.drawn_share` is what a
finding calls: it takes the estimator that fits the design with which the panel was drawn.
"""
