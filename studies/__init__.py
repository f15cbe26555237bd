"""Studies that are run by hand: they write what the package reads as data, and the docs."""
