"""Live pictures: the curves, the output, the samples. A view names the pictures that it needs, asks
for them while it can be seen, and paints the newest only."""
