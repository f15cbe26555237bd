"""Which engine runs the SQL texts of an investigation: DuckDB in this process, or Spark on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from whosefaces.investigation import Investigation
from whosefaces.manifest.engine import Engine, started


@contextmanager
def chosen(investigation: Investigation) -> Iterator[Engine]:
    """The engine that the investigation names.

    Raises:
        EngineError: it is Spark, and Spark or Java is not there.
    """
    if investigation.engine == "spark":
        from whosefaces.manifest.spark import Spark

        with Spark(investigation.spark.master) as spark:
            yield spark
    else:
        with started() as duck:
            yield duck
