"""The coverage study: how often each interval holds the truth, in simulated frames of the size of Diversity in Faces.

``python -m studies.coverage`` runs it whole, in a few minutes, and writes ``data/reference/coverage.json`` and ``map.json``, which
:mod:`whosefaces.measure.estimators.region` reads, and ``docs/coverage.md``, its table. It measures the very functions that
estimate, not a copy of them.
"""
