"""One dated run of an investigation: made, published, verified."""
