"""Layers that several branches lead into."""

from __future__ import annotations

from playground.catalog.kinds import LayerKind, Parameter, Port

from .spaces import MAPS

ALL = (Port("in", variadic=True),)


def _two(first: str, other: str) -> tuple[Port, ...]:
    """Two ports that are not alike."""
    return (Port("in", help=first), Port("other", help=other))


LAYERS = (
    LayerKind(
        name="Add",
        category="Join",
        target="playground.engine.modules.Add",
        help="Adds what comes in, number by number: the way of a skip connection.",
        formula=r"y = x_1 + x_2 + \dots",
        inputs=ALL,
        keeps_shape=True,
        misfit="join_wants_same_shapes",
    ),
    LayerKind(
        name="Subtract",
        category="Join",
        target="playground.engine.modules.Subtract",
        help="Takes the other input from the first, number by number: what is left is the difference.",
        formula=r"y = x_{in} - x_{other}",
        inputs=_two("What is taken from.", "What is taken away."),
        keeps_shape=True,
        misfit="join_wants_same_shapes",
    ),
    LayerKind(
        name="Multiply",
        category="Join",
        target="playground.engine.modules.Multiply",
        help="Multiplies what comes in, number by number: the way of a gate.",
        formula=r"y = x_1 \cdot x_2 \cdots",
        inputs=ALL,
        keeps_shape=True,
        misfit="join_wants_same_shapes",
    ),
    LayerKind(
        name="Concatenate",
        category="Join",
        target="playground.engine.modules.Concatenate",
        help="Puts what comes in one behind the other along an axis.",
        formula=r"y = [x_1, x_2, \dots]",
        parameters=(
            Parameter(
                "dim",
                "int",
                1,
                minimum=-7,
                maximum=7,
                label="Axis",
                help="Along which axis: 1 joins features or channels.",
            ),
        ),
        inputs=ALL,
        misfit="concatenate_wants_alike",
    ),
    LayerKind(
        name="MatMul",
        category="Join",
        target="playground.engine.modules.MatMul",
        help="The product of two matrices, sample by sample: rows of the first meet columns of the other.",
        formula=r"y_{ij} = \sum_{k} x_{ik} \, z_{kj}",
        parameters=(
            Parameter(
                "transpose",
                "bool",
                False,
                label="Turn the other over",
                help="Whether rows of the first meet rows of the other: how alike each is to each.",
            ),
        ),
        inputs=_two("The first matrix: its rows count.", "The other matrix: its columns count."),
        ranks=MAPS,
        misfit="matmul_does_not_fit",
    ),
    LayerKind(
        name="CosineSimilarity",
        category="Join",
        target="playground.engine.modules.CosineSimilarity",
        help="How far two inputs point the same way, from -1 to 1, whatever their lengths: one number along "
        "the axis.",
        formula=r"y = \frac{x \cdot z}{\max(|x| \, |z|, \epsilon)}",
        parameters=(
            Parameter(
                "dim", "int", 1, minimum=-7, maximum=7, label="Axis", help="The axis that is compared along."
            ),
            Parameter(
                "eps",
                "float",
                1e-8,
                minimum=0.0,
                maximum=1.0,
                above=True,
                log=True,
                advanced=True,
                label="Epsilon",
                help="A small number that keeps the division safe.",
            ),
        ),
        inputs=_two("What is compared.", "What it is compared with."),
        misfit="join_wants_same_shapes",
    ),
)
