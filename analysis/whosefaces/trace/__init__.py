"""What Flickr answers about each drawn photo and account, and the proof of it."""
