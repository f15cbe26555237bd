"""What Flickr lets a free account do: limits, each with its day and source.

Facts as data stand in ``data/reference/context.toml``; the two that a number is computed from stand here too.
"""

from __future__ import annotations

import datetime as dt

NON_PUBLIC_PHOTOS_OF_A_FREE_ACCOUNT = 50
"""The most that a free account may hold private or for friends; Flickr Help 13690320471060, seen 28 November 2026."""

NON_PUBLIC_LIMIT_SINCE = dt.date(2022, 5, 1)
"""The first day of that limit."""
