"""Speed and size, measured as ratios against what one would use instead, in one run."""
