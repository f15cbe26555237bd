""" "Am I in it?": asked of a list at hand, by post, or by socket."""
