"""The sentence that a beginner understands about a shape that a layer cannot take, with a repair where
one is plain. What no sentence fits is told in torch's own words (`does_not_fit`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from playground.catalog import LAYERS, LayerKind, problem
from playground.catalog.facts import fix
from playground.project import FrozenDict, Layer, Problem, Repair

Shape = tuple[int, ...]
Explain = Callable[[Layer, tuple[Shape, ...]], Problem | None]

AXES = {(3,): "wants_sequences", (4,): "wants_pictures", (5,): "wants_volumes", (3, 4, 5): "wants_maps"}
"""What layers of these ranks take; others say it themselves (`LayerKind.misfit`)."""
MODES = {2: "linear", 3: "bilinear", 4: "trilinear"}
"""How Upsample fills in smoothly, by the axes of a sample."""


def words(shape: Shape) -> str:
    """A shape for people: `8 x 4 x 4`."""
    return " x ".join(str(size) for size in shape) or "one number"


def wrong_axes(layer: Layer, kind: LayerKind, coming: tuple[Shape, ...]) -> Problem:
    """A layer takes samples with another number of axes."""
    return problem(
        AXES.get(kind.ranks) or kind.misfit,
        layer=layer.id,
        shape=_all(coming),
        repair=_with_axes(kind, coming[0]),
    )


def unseen(layer: Layer, kind: LayerKind, coming: tuple[Shape, ...]) -> Problem | None:
    """What torch refuses only once there are numbers, so that the meta device does not show it."""
    look = UNSEEN.get(kind.misfit)
    return look(layer, coming) if look else None


def misfit(layer: Layer, kind: LayerKind, coming: tuple[Shape, ...], reason: str) -> Problem:
    """A layer cannot take these shapes, though the number of axes is right. `reason` is torch's."""
    explain = EXPLAIN.get(kind.misfit)
    found = explain(layer, coming) if explain else None
    return found or problem("does_not_fit", layer=layer.id, shape=_all(coming), reason=reason)


# --- repairs ----------------------------------------------------------------------------------------


def _with_axes(kind: LayerKind, shape: Shape) -> Repair | None:
    """The member of the family that takes this shape; or Unflatten or Flatten before the layer."""
    for ending in ("1d", "2d", "3d"):
        other = LAYERS.get(kind.name[:-2] + ending)
        if kind.name[-2:] in ("1d", "2d", "3d") and other and len(shape) + 1 in other.ranks:
            return fix("exchange", kind=other.name)
    if len(shape) == 1:
        for rank in kind.ranks:
            sizes = laid_out(shape[0], rank - 2)
            if sizes:
                given = FrozenDict({"unflattened_size": sizes})
                return fix("insert_before", kind="Unflatten", parameters=given)
    return fix("insert_before", kind="Flatten") if 2 in kind.ranks else None


def laid_out(count: int, axes: int) -> Shape | None:
    """Channels and equal sides that so many numbers make: 784 is 1 x 28 x 28, 3072 is 3 x 32 x 32."""
    for channels in (1, 3):
        side = round((count / channels) ** (1 / axes)) if axes > 0 else 0
        if side > 0 and channels * side**axes == count:
            return (channels, *(side,) * axes)
    return None


# --- explanations -----------------------------------------------------------------------------------


def _value(layer: Layer, name: str) -> Any:
    default = LAYERS[layer.kind].defaults.get(name)
    return layer.parameters.get(name, default)


def _each(value: Any, axes: int) -> Shape:
    """A size as one number for each axis."""
    return tuple(value) if isinstance(value, tuple) else (int(value),) * axes


def _all(coming: tuple[Shape, ...]) -> str:
    return " and ".join(words(shape) for shape in coming)


def _join(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    return problem("join_wants_same_shapes", layer=layer.id, shapes=_all(coming))


def _concatenate(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    dim = _value(layer, "dim")
    return problem("concatenate_wants_alike", layer=layer.id, shapes=_all(coming), dim=dim)


def _matrices(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    (*_, columns), (*batch, rows, other) = coming
    turned = bool(_value(layer, "transpose"))
    would_fit = columns == (rows if turned else other) and tuple(batch) == coming[0][:-2]
    repair = fix("set", parameter="transpose", value=not turned) if would_fit else None
    return problem("matmul_does_not_fit", layer=layer.id, shapes=_all(coming), repair=repair)


def _groups(layer: Layer, shape: Shape) -> Problem | None:
    groups, filters = _value(layer, "groups"), _value(layer, "out_channels")
    if not groups or (shape[0] % groups == 0 and filters % groups == 0):
        return None
    return problem(
        "groups_do_not_divide",
        layer=layer.id,
        groups=groups,
        channels=shape[0],
        filters=filters,
        repair=fix("set", parameter="groups", value=1),
    )


def _window(layer: Layer, coming: tuple[Shape, ...]) -> Problem | None:
    """A window larger than what it slides over, or groups that do not divide the channels."""
    shape, sides = coming[0], coming[0][1:]
    kernel = _each(_value(layer, "kernel_size"), len(sides))
    padding = _each(_value(layer, "padding"), len(sides))
    dilation = _each(_value(layer, "dilation") or 1, len(sides))
    groups = _groups(layer, shape)
    if groups is not None:
        return groups
    need = tuple(d * (k - 1) + 1 - 2 * p for k, p, d in zip(kernel, padding, dilation))
    if all(n <= side for n, side in zip(need, sides)):
        return None
    return problem(
        LAYERS[layer.kind].misfit,
        layer=layer.id,
        shape=words(shape),
        need=words(need),
        repair=fix("set", parameter="kernel_size", value=max(1, min(3, *sides))),
    )


def _transposed(layer: Layer, coming: tuple[Shape, ...]) -> Problem | None:
    """Groups that do not divide the channels, or more cut off than there is."""
    repair = fix("set", parameter="padding", value=0)
    return _groups(layer, coming[0]) or problem(
        "transposed_leaves_nothing", layer=layer.id, shape=words(coming[0]), repair=repair
    )


def _far_ends(layer: Layer, coming: tuple[Shape, ...]) -> Problem | None:
    axes = len(coming[0]) - 1
    added, stride, dilation = (
        _each(_value(layer, name), axes) for name in ("output_padding", "stride", "dilation")
    )
    if all(a < max(s, d) for a, s, d in zip(added, stride, dilation)):
        return None
    repair = fix("set", parameter="output_padding", value=0)
    return problem("output_padding_too_large", layer=layer.id, setting="output_padding", repair=repair)


def _norm_groups(layer: Layer, coming: tuple[Shape, ...]) -> Problem | None:
    groups, channels = _value(layer, "num_groups"), coming[0][0]
    if channels % groups == 0:
        return None
    return problem(
        "groups_do_not_divide_channels",
        layer=layer.id,
        groups=groups,
        channels=channels,
        repair=fix("set", parameter="num_groups", value=math.gcd(groups, channels)),
    )


def _groups_of_one(layer: Layer, coming: tuple[Shape, ...]) -> Problem | None:
    if math.prod(coming[0]) != _value(layer, "num_groups"):
        return None
    repair = fix("set", parameter="num_groups", value=1) if math.prod(coming[0]) > 1 else None
    return problem("groups_of_one_number", layer=layer.id, shape=words(coming[0]), repair=repair)


def _instance(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    return problem(
        "instance_norm_wants_places",
        layer=layer.id,
        shape=words(coming[0]),
        repair=fix("exchange", kind="LayerNorm"),
    )


def _halves(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    dim = _value(layer, "dim") or 1  # Sample always splits the first
    return problem("halves_want_even", layer=layer.id, dim=dim, shape=words(coming[0]))


def _pieces(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    channels, pieces = coming[0][0], _value(layer, "pieces")
    smaller = next(n for n in range(min(pieces, channels), 0, -1) if channels % n == 0)
    return problem(
        "pieces_do_not_divide",
        layer=layer.id,
        pieces=pieces,
        channels=channels,
        repair=fix("set", parameter="pieces", value=smaller),
    )


def _slopes(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    channels = coming[0][0]
    return problem(
        "slopes_are_not_channels",
        layer=layer.id,
        slopes=_value(layer, "num_parameters"),
        channels=channels,
        repair=fix("set", parameter="num_parameters", value=channels),
    )


def _sizes(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    """Reshape lays out all numbers of a sample, Unflatten those of one axis."""
    name, count = "shape", math.prod(coming[0])
    if layer.kind == "Unflatten":
        dim = _value(layer, "dim")
        name, count = "unflattened_size", coming[0][dim - 1 if dim > 0 else dim]
    wanted = _value(layer, name)
    plain = laid_out(count, len(wanted) - 1) or (1, count)
    return problem(
        "sizes_do_not_multiply",
        layer=layer.id,
        setting=name,
        count=count,
        want=words(wanted),
        repair=fix("set", parameter=name, value=plain),
    )


def _order(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    axes = range(1, len(coming[0]) + 1)
    order: Shape = (*axes[1:], 1)
    return problem(
        "permute_wants_each_axis",
        layer=layer.id,
        setting="dims",
        order=_listed(_value(layer, "dims")),
        shape=words(coming[0]),
        axes=_listed(tuple(axes)),
        repair=fix("set", parameter="dims", value=order),
    )


def _listed(numbers: Shape) -> str:
    return ", ".join(str(number) for number in numbers)


def _piece(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    dim, start, count = (_value(layer, name) for name in ("dim", "start", "count"))
    size = coming[0][dim - 1 if dim > 0 else dim]
    starts = -size <= start < size
    left = size - start if start >= 0 else -start
    name, value = ("count", left) if starts else ("start", 0)
    return problem(
        "select_is_outside",
        layer=layer.id,
        setting=name,
        start=start,
        count=count,
        size=size,
        dim=dim,
        repair=fix("set", parameter=name, value=value),
    )


def _mode(layer: Layer, coming: tuple[Shape, ...]) -> Problem | None:
    mode, fitting = _value(layer, "mode"), MODES[len(coming[0])]
    if mode in ("nearest", "nearest-exact", fitting) or (mode == "bicubic" and fitting == "bilinear"):
        return None
    return problem(
        "mode_does_not_fit",
        layer=layer.id,
        setting="mode",
        mode=mode,
        shape=words(coming[0]),
        fitting=fitting,
        repair=fix("set", parameter="mode", value=fitting),
    )


def _shuffle(layer: Layer, coming: tuple[Shape, ...]) -> Problem:
    factor = _value(layer, "upscale_factor")
    return problem(
        "shuffle_wants_channels", layer=layer.id, factor=factor, square=factor**2, shape=words(coming[0])
    )


EXPLAIN: dict[str, Explain] = {
    "join_wants_same_shapes": _join,
    "concatenate_wants_alike": _concatenate,
    "matmul_does_not_fit": _matrices,
    "conv_does_not_fit": _window,
    "pool_does_not_fit": _window,
    "transposed_leaves_nothing": _transposed,
    "groups_do_not_divide_channels": _norm_groups,
    "instance_norm_wants_places": _instance,
    "halves_want_even": _halves,
    "pieces_do_not_divide": _pieces,
    "slopes_are_not_channels": _slopes,
    "sizes_do_not_multiply": _sizes,
    "permute_wants_each_axis": _order,
    "select_is_outside": _piece,
    "mode_does_not_fit": _mode,
    "shuffle_wants_channels": _shuffle,
}
"""What explains a misfit, by its code."""
UNSEEN: dict[str, Explain] = {
    "transposed_leaves_nothing": _far_ends,
    "groups_do_not_divide_channels": _groups_of_one,
}
"""What looks for more, by the same code."""
