"""What every measure is computed from: the investigation, the frame's counts, the coded panel, the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from whosefaces.dossiers.procedures import Procedure
from whosefaces.investigation import Investigation
from whosefaces.manifest.census import Census
from whosefaces.measure import frame_counts
from whosefaces.measure.estimators.drawn import Design
from whosefaces.measure.finding import Finding, What, not_estimable, share
from whosefaces.measure.reach import Coded
from whosefaces.measure.reasons import because
from whosefaces.measure.share import Population
from whosefaces.measure.small_counts import Minimum

ACCOUNTS_UNNAMED = "accounts behind the photos of the manifest"


@dataclass(frozen=True)
class Measured:
    """Everything that the findings are computed from."""

    investigation: Investigation
    as_of: dt.date
    frame: Census
    coded: Coded
    procedures: tuple[Procedure, ...]
    minimum: Minimum = Minimum()

    @property
    def photos(self) -> Population:
        """The photos of the manifest."""
        return frame_counts.photo_population(self.frame)

    @property
    def accounts(self) -> Population | None:
        """The accounts that the manifest names, if it names any."""
        return frame_counts.account_population(self.frame)

    @cached_property
    def photo_design(self) -> Design:
        """How the photos were drawn."""
        photos = self.coded.photos
        return Design(photos["stratum"], photos["design_weight"], self.photos)

    @cached_property
    def account_design(self) -> Design | None:
        """How the accounts were drawn: the largest may have been taken with certainty. None without an account frame."""
        if self.accounts is None:
            return None
        accounts = self.coded.accounts
        return Design(accounts["stratum"], accounts["design_weight"], self.accounts)

    def photo_share(self, what: What, values: pd.Series, not_asked: pd.Series) -> Finding:
        """A share of the manifest's photos."""
        return share(what, self.as_of, values, self.photos, "photo", not_asked, design=self.photo_design)

    def account_share(self, what: What, values: pd.Series, not_asked: pd.Series) -> Finding:
        """A share of the accounts, or "not estimable: no account frame"."""
        if self.accounts is None:
            return not_estimable(what, self.as_of, "account", ACCOUNTS_UNNAMED, because("no-account-frame"))
        return share(what, self.as_of, values, self.accounts, "account", not_asked, design=self.account_design)
