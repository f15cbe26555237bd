"""Beside the measures: what certainty costs, error check, right of reply."""
