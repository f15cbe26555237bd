"""Every column of every published table is described, from the tables' own declarations."""

import pytest
from whosefaces.edition.packaging import meaning_of
from whosefaces.measure.findings import FINDINGS
from whosefaces.measure.tables import PUBLISHED
from whosefaces.report.between.tables import BETWEEN


@pytest.mark.parametrize("table", [FINDINGS, *PUBLISHED, *BETWEEN], ids=lambda table: table.name)
def test_a_declared_column_says_what_it_means(table):
    assert [name for name in table.names if not meaning_of(table.name, name)] == []
