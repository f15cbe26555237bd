"""Am I in it? Looking oneself up in a manifest."""
