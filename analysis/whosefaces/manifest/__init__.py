"""What the dataset holder lists: a manifest, read strictly into a frame."""
