"""Whom we draw: a panel of photos and accounts by permanent random numbers."""
