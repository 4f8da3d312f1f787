"""What a declaration says: parameters, ports and kinds. The catalogue is data made of these.

A declaration is read by the palette, the inspector, the builder, the shape check, the command
line, the exporters and the contract tests; whatever is known about a kind is said here once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from playground.project import FrozenDict

Type = Literal[
    "int",
    "float",
    "bool",
    "choice",
    "size",
    "ints",
    "pair",
    "text",
    "file",
    "folder",
    "column",
    "points",
    "columns",
    "curve",
]
"""int, float, bool; choice (one of `choices`); size (an int, or a tuple of one for each of `axes`, as
torch's kernel sizes); ints (a tuple of them, as a shape); pair (two floats, as Adam's betas); text; file,
folder (a path, stored relative to the project; `choices` are patterns of what files of this sort are
called); column (a table column's name); points (a tuple of (x1, x2, label)); columns (a mapping of column
name -> treatment); curve (a tuple of (x, y) from left to right, x from 0 to 1, y within the bounds)."""
MOST_POINTS = 64
"""The most points that a curve may have; it has two at least."""
MOST_AXES = 7
"""The most axes that a sample may have, and numbers that an `ints` value may hold."""


@dataclass(frozen=True)
class Parameter:
    """One value that a person may set.

    `minimum` and `maximum` are what makes sense, inclusive (exclusive with `above`: > minimum);
    `slider` are the ends a slider shows, `log` its scale. `optional` values may be None, and
    `none_text` says what None means in words ("follows the data").
    """

    name: str
    type: Type
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    above: bool = False
    slider: tuple[float, float] | None = None
    log: bool = False
    step: float | None = None
    choices: tuple[Any, ...] = ()
    optional: bool = False
    none_text: str = "none"
    unit: str = ""
    axes: int = 2
    """How many numbers a `size` has where they are given apart."""
    label: str = ""
    help: str = ""
    advanced: bool = False
    only_when: tuple[str, tuple[Any, ...]] | None = None
    """Shown only while another parameter (by name) has one of these values."""

    @property
    def title(self) -> str:
        """What a form calls it."""
        return self.label or self.name.replace("_", " ").capitalize()

    def fits(self, value: Any) -> bool:
        """Whether `value` is of the type and within the bounds."""
        if value is None:
            return self.optional
        if self.type == "bool":
            return isinstance(value, bool)
        if self.type == "choice":
            return any(value == choice and type(value) is type(choice) for choice in self.choices)
        if self.type in ("text", "file", "folder", "column"):
            return isinstance(value, str)
        if self.type == "points":
            return isinstance(value, tuple) and all(
                isinstance(point, tuple) and len(point) == 3 and all(_is_number(v) for v in point)
                for point in value
            )
        if self.type == "curve":
            return self._is_curve(value)
        if self.type == "columns":
            return isinstance(value, Mapping) and all(isinstance(wish, str) for wish in value.values())
        if self.type == "size":
            numbers = value if isinstance(value, tuple) else (value,) * self.axes
            return len(numbers) == self.axes and all(_is_int(n) and self._within(n) for n in numbers)
        if self.type == "ints":
            return (
                isinstance(value, tuple)
                and 1 <= len(value) <= MOST_AXES
                and all(_is_int(n) and self._within(n) for n in value)
            )
        if self.type == "pair":
            return (
                isinstance(value, tuple)
                and len(value) == 2
                and all(_is_number(n) and self._within(n) for n in value)
            )
        if self.type == "int":
            return _is_int(value) and self._within(value)
        return _is_number(value) and self._within(value)

    def _is_curve(self, value: Any) -> bool:
        if not isinstance(value, tuple) or not 2 <= len(value) <= MOST_POINTS:
            return False
        if not all(isinstance(at, tuple) and len(at) == 2 and all(_is_number(v) for v in at) for at in value):
            return False
        along = [x for x, _ in value]
        rising = all(before < after for before, after in pairwise(along))
        return rising and along[0] >= 0 and along[-1] <= 1 and all(self._within(y) for _, y in value)

    def _within(self, value: float) -> bool:
        if self.minimum is not None and (value < self.minimum or (self.above and value == self.minimum)):
            return False
        return self.maximum is None or value <= self.maximum

    @property
    def range_text(self) -> str:
        """The bounds in words: `1 to 4096`, `more than 0`; empty where there are none."""
        if self.type == "choice":
            return ", ".join(str(choice) for choice in self.choices)
        if self.type == "curve":
            bounds = f"{self.minimum:g} to {self.maximum:g}"
            return f"2 to {MOST_POINTS} points from left to right, each from {bounds}"
        low = "" if self.minimum is None else f"{self.minimum:g}"
        if self.maximum is not None:
            return f"{low or 'anything'} to {self.maximum:g}"
        return (f"more than {low}" if self.above else f"{low} or more") if low else ""


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Kind:
    """What every declaration has: a name, words for people, parameters."""

    name: str
    label: str = ""
    help: str = ""
    formula: str = ""
    """LaTeX, without dollar signs."""
    parameters: tuple[Parameter, ...] = ()

    @property
    def title(self) -> str:
        """What a person reads."""
        return self.label or self.name

    @property
    def defaults(self) -> FrozenDict:
        """Every parameter at its default: what a new layer, optimizer, ... starts with."""
        return FrozenDict({p.name: p.default for p in self.parameters})

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((p for p in self.parameters if p.name == name), None)

    def complete(self, given: Mapping[str, Any]) -> FrozenDict:
        """`given` with the defaults for what is missing; what is not known here stays."""
        return FrozenDict({**self.defaults, **given})


@dataclass(frozen=True)
class Port:
    """Where a wire ends. A `variadic` port takes several wires, in order. `help` says what it is for,
    where a layer has several."""

    name: str = "in"
    variadic: bool = False
    help: str = ""


@dataclass(frozen=True)
class LayerKind(Kind):
    """A layer. `target` is the dotted name of its class, in torch.nn or playground.engine.modules.

    `inferred` maps a constructor argument to where its value comes from: ("shape", axis) is that
    axis of the incoming shape (N counted), ("rest", axis) the shape from there on. `ranks` are
    the lengths of incoming shapes that it takes (N counted: N C H W is 4), () for any.
    `elementwise` layers act on each number alone and keep the shape. `output_size` names the
    parameter that, left None, takes the size the data wants. `misfit` is the code of the sentence
    that explains a shape it cannot take. `deviations` maps a torch argument that is missing here,
    or whose default differs, to the reason (held against the installed torch by a test).
    """

    target: str = ""
    category: str = "Basic"
    inputs: tuple[Port, ...] = (Port(),)
    outputs: tuple[str, ...] = ("out",)
    inferred: FrozenDict = FrozenDict()
    ranks: tuple[int, ...] = ()
    elementwise: bool = False
    keeps_shape: bool = False
    output_size: str | None = None
    tensors: tuple[str, ...] = ()
    """Names of the trainable tensors that an initializer can fill: ("weight", "bias")."""
    misfit: str = ""
    deviations: FrozenDict = FrozenDict()


@dataclass(frozen=True)
class OptimizerKind(Kind):
    """An optimizer of torch.optim. Its rate is the training setting `learning_rate`, not a
    parameter here; `rate` is the rate to suggest. `options` are always passed (fused=True)."""

    target: str = ""
    rate: float = 0.01
    fused: bool = False
    deviations: FrozenDict = FrozenDict()


@dataclass(frozen=True)
class ScheduleKind(Kind):
    """How the learning rate changes with time. `target` is the class of torch.optim.lr_scheduler whose
    rates it gives, if there is one."""

    target: str = ""
    deviations: FrozenDict = FrozenDict()


Coding = Literal["index", "signed", "zero_one", "number"]


@dataclass(frozen=True)
class LossKind(Kind):
    """A loss on logits. `tasks` are the tasks it is meant for.

    `coding` says how class labels reach it: index (0..k-1), signed (-1 and +1, one column for two
    classes, else one each), zero_one (likewise, 0 and 1); numbers pass as they are. `link` turns
    logits into what is predicted and drawn: softmax, sigmoid, tanh or identity. `binary_columns`
    is the width of the output for two classes. `weighted` is the argument that takes a weight for each
    class, where there is one.
    """

    target: str = ""
    tasks: tuple[str, ...] = ()
    coding: Coding = "index"
    link: Literal["softmax", "sigmoid", "tanh", "identity"] = "identity"
    binary_columns: int = 1
    weighted: Literal["", "weight", "pos_weight"] = ""
    deviations: FrozenDict = FrozenDict()


@dataclass(frozen=True)
class InitializerKind(Kind):
    """How a tensor's first values are made: a function of torch.nn.init. `least_rank` is the
    smallest number of axes of a tensor it can fill (Xavier wants two)."""

    target: str = ""
    least_rank: int = 1


Aim = Literal["classes", "labels", "numbers", "inputs"]
"""What a network's output is held against: the one class of a sample, a yes or no for each of several
labels, numbers, or the very inputs."""


@dataclass(frozen=True)
class MetricKind(Kind):
    """A measure of predictions, for the `targets` that it makes sense of. `share` numbers are 0 to 1 and
    read best in per cent."""

    targets: tuple[Aim, ...] = ("classes",)
    share: bool = False
    better: Literal["high", "low"] = "high"
    beyond: int = 0
    """Of so many classes or fewer it says nothing."""

    def suits(self, aim: Aim, classes: int) -> bool:
        """Whether it makes sense of such a target, of so many classes."""
        return aim in self.targets and (classes > self.beyond or not self.beyond)


@dataclass(frozen=True)
class TaskKind(Kind):
    """What is learned. `target` is what the output is held against, `metrics` what is measured after
    every epoch."""

    target: Aim = "classes"
    default_loss: str = ""
    metrics: tuple[str, ...] = ()


Family = Literal["plane", "curve", "image", "table"]


@dataclass(frozen=True)
class DatasetKind(Kind):
    """A dataset. `family` decides the pictures that fit: plane (points in two dimensions), curve (one
    number in, one out), image, table. `load` takes (parameters, seed, folder of the project, progress)
    and gives the raw samples; it is called late. `stamp` is there for data in files: it takes
    (parameters, folder of the project) and gives what tells whether they are still the ones that were
    read. `task` is the task that fits."""

    family: Family = "plane"
    task: str = "classification"
    category: str = ""
    load: Callable[..., Any] | None = None
    stamp: Callable[..., Any] | None = None
    classes: int | None = None


def by_name(kinds: Iterable[Any]) -> dict[str, Any]:
    """Kinds by name; a second one of the same name is a fault of ours and raises ValueError."""
    table: dict[str, Any] = {}
    for kind in kinds:
        if kind.name in table:
            raise ValueError(f"{kind.name} is declared twice")
        table[kind.name] = kind
    return table
