"""Our own modules: what torch.nn does not have. Short, since exporters write their source out."""

from .chance import GaussianNoise, Sample
from .inputs import Input, numbers
from .joins import Add, Concatenate, CosineSimilarity, MatMul, Multiply, Subtract
from .losses import Flattened, HalfSquaredError, HingeLoss
from .places import GlobalAvgPool, GlobalMaxPool, Permute, Repeat, Reshape, Select
from .units import Maxout, Softmax

__all__ = [
    "Add",
    "Concatenate",
    "CosineSimilarity",
    "Flattened",
    "GaussianNoise",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "HalfSquaredError",
    "HingeLoss",
    "Input",
    "MatMul",
    "Maxout",
    "Multiply",
    "Permute",
    "Repeat",
    "Reshape",
    "Sample",
    "Select",
    "Softmax",
    "Subtract",
    "numbers",
]
