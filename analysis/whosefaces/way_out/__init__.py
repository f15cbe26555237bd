"""How do I get out? Letters, requests and their clock, whether the way out can be found, and the notice to all."""
