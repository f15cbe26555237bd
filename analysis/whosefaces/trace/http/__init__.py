"""Asking and being answered: hosts, pace, robots, keys, live or replayed."""
