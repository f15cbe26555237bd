"""What we publish: the page, the charts, the sums, and the guard before them."""
