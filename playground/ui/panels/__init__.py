"""The panels beside the canvas: palette, inspector, data, training."""
