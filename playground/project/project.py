"""Project: the whole document, one immutable value. Undo is the value before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from .frozen import Frozen, FrozenDict, Parameters
from .network import Network
from .problems import refuse
from .settings import DataSettings, OptimizerSettings, Task, TrainingSettings

FORMAT = "nn-playground"
VERSION = 1
CATALOG_VERSION = 1


class HandEdit(Frozen):
    """One number of a tensor, typed in by a person; undo writes `before` back.

    The weights themselves are no part of the document. A hand edit is, so that it can be undone
    like everything else: the trainer writes the difference between two documents into the tensor.
    """

    layer: str
    tensor: str
    index: tuple[int, ...]
    value: float
    before: float


class Content(Frozen):
    """What trains: networks, data, task and training settings."""

    networks: tuple[Network, ...] = (Network(),)
    data: DataSettings = DataSettings()
    task: Task = Task()
    training: TrainingSettings = TrainingSettings()
    hand_edits: tuple[HandEdit, ...] = ()

    @model_validator(mode="after")
    def _names_are_single(self) -> Self:
        names = [network.name for network in self.networks]
        if not names or len(set(names)) != len(names):
            raise refuse("duplicate_network", names=", ".join(names))
        return self


class Layout(Frozen):
    """Where things stand: undoable, but invisible to the trainer.

    `positions` maps network -> layer id -> (x, y), the card's upper left corner in canvas pixels.
    """

    positions: Parameters = FrozenDict()


class View(Frozen):
    """How the document is looked at: saved, yet never a reason to call it unsaved."""

    zoom: float | None = Field(default=None, gt=0.0, le=100.0)
    center: tuple[float, float] | None = None
    neurons: bool = False
    discretize: bool = False
    show_test: bool = True
    log_loss: bool = False
    smoothing: float = Field(default=0.0, ge=0.0, lt=1.0)


class Project(Frozen):
    """Everything that one file holds, less the weights beside it."""

    format: Literal["nn-playground"] = "nn-playground"
    version: int = VERSION
    catalog: int = CATALOG_VERSION
    description: str = ""
    content: Content = Content()
    layout: Layout = Layout()
    view: View = View()

    @property
    def network(self) -> Network:
        """The network that the task calls its model (the first one, where it names none)."""
        wanted = self.content.task.roles.get("model")
        for network in self.content.networks:
            if network.name == wanted:
                return network
        return self.content.networks[0]

    @cached_property
    def training(self) -> TrainingSettings:
        """How the model is trained: the settings for all, and its own optimizer where it has one."""
        own = self.network.optimizer
        if own is None:
            return self.content.training
        return self.content.training.but(
            **{name: getattr(own, name) for name in OptimizerSettings.model_fields}
        )

    def with_network(self, network: Network) -> Project:
        """With `network` in the place of the one of the same name."""
        if all(old is not network for old in self.content.networks):
            networks = tuple(network if n.name == network.name else n for n in self.content.networks)
            return self.with_content(networks=networks)
        return self

    def with_content(self, **changes: Any) -> Project:
        """With parts of the content changed (`data=`, `training=`, ...)."""
        return self.but(content=self.content.but(**changes))

    def with_positions(self, positions: Mapping[str, tuple[float, float]], network: str = "main") -> Project:
        """With the cards of `network` at these places; those not named stay."""
        here = self.layout.positions.get(network, FrozenDict())
        placed = {key: (float(x), float(y)) for key, (x, y) in positions.items()}
        every = self.layout.positions.but(**{network: FrozenDict({**here, **placed})})
        return self.but(layout=self.layout.but(positions=every))

    def same_document(self, other: Project) -> bool:
        """Whether nothing but the view differs: if so, there is nothing to save."""
        return (self.content, self.layout, self.description) == (
            other.content,
            other.layout,
            other.description,
        )
