"""The neuron view: layers opened into their neurons, each a map of the plane, joined by weights."""

from .view import NeuronView

__all__ = ["NeuronView"]
