"""What Flickr answers about each drawn photo and account, and the proof of it."""

from whosefaces.trace.sources import catalogue  # declares the hosts and questions of every source  # noqa: F401
