"""Between two editions: what changed, and what is kept of it."""
