"""An invented Flickr on a port of this machine: accounts, photos, answers and faults, for tests, the demonstration and rehearsals."""
