"""One dated run: its folder, its notebooks in order, its sums."""
