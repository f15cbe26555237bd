"""Beginning, protecting and ending an investigation."""
