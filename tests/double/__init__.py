"""A Flickr of our own on 127.0.0.1: it answers as the recordings do, from a population that we planted."""
