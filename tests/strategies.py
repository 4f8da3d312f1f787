"""Random documents for property tests: networks, projects, and edits from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from playground.project import (
    Content,
    DataSettings,
    Fitted,
    FittedColumn,
    HandEdit,
    Initializer,
    Layer,
    Layout,
    Network,
    OptimizerSettings,
    Project,
    Refused,
    Stop,
    Task,
    TrainingSettings,
    View,
    Wire,
)
from playground.project.network import (
    add_layer,
    change_layer,
    connect,
    disconnect,
    insert_on_wire,
    paste,
    remove_layers,
    set_parameter,
)

KINDS = ("Input", "Linear", "Conv2d", "ReLU", "Tanh", "Dropout", "Flatten", "Add", "Concatenate", "Unheard")
NAMES = ("out_features", "bias", "p", "kernel_size", "axis", "with.dot", "größe")

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32) | st.integers(-(10**6), 10**6)
scalars = st.none() | st.booleans() | numbers | text
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
"""Whatever JSON can say."""

parameters = st.dictionaries(st.sampled_from(NAMES), values, max_size=3)
positive = st.floats(1e-6, 1000.0, allow_nan=False)
seeds = st.integers(0, 2**31 - 1)
unknown_members = st.dictionaries(st.sampled_from(["later_a", "later_b"]), values, max_size=2)
"""Members of a layer that only a future version will understand."""


@st.composite
def layers(draw: st.DrawFn, layer_id: str, depth: int = 1) -> Layer:
    """A layer of that id; up to `depth` networks may be nested in one another."""
    inits = st.none() | st.builds(Initializer, kind=text, parameters=parameters)
    nested = networks(max_layers=3, depth=depth - 1) if depth > 0 else st.none()
    return Layer(
        id=layer_id,
        kind=draw(st.sampled_from(KINDS)),
        name=draw(st.none() | text),
        parameters=draw(parameters),
        weight_init=draw(inits),
        bypassed=draw(st.booleans()),
        network=draw(st.none() | nested),
        repeat=draw(st.integers(1, 5)),
        frozen=draw(st.booleans()),
        rate_scale=draw(st.floats(0.0, 1000.0)),
        weight_decay=draw(st.none() | st.floats(0.0, 10.0)),
        l2=draw(st.none() | st.floats(0.0, 1000.0)),
        **draw(unknown_members),
    )


@st.composite
def networks(draw: st.DrawFn, name: str = "main", max_layers: int = 6, depth: int = 1) -> Network:
    """A network without cycles: wires run from earlier layers to later ones."""
    count = draw(st.integers(0, max_layers))
    ids = [f"layer_{number + 1}" for number in range(count)]
    pairs = [(a, b) for b in range(count) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8)) if pairs else []
    order = draw(st.permutations(ids))
    return Network(
        name=name,
        layers=tuple(draw(layers(layer_id, depth)) for layer_id in order),
        wires=tuple(Wire(source=ids[a], target=ids[b]) for a, b in chosen),
        optimizer=draw(st.none() | st.builds(OptimizerSettings, optimizer=st.sampled_from(["SGD", "Adam"]))),
        retired=tuple(draw(st.lists(st.sampled_from(["linear_8", "linear_9"]), unique=True))),
    )


fitted_columns = st.builds(
    FittedColumn,
    name=st.text(max_size=5),
    type=st.sampled_from(["number", "category"]),
    coding=st.sampled_from(["standardise", "one-hot"]),
    categories=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    fill=st.floats(-1e6, 1e6),
    shift=st.floats(-1e6, 1e6),
    unit=positive,
)
data_settings = st.builds(
    DataSettings,
    kind=st.sampled_from(["spiral", "circle", "csv", "digits"]),
    parameters=parameters,
    seed=seeds,
    features=st.lists(st.sampled_from(["x1", "x2", "sin_x1"]), unique=True).map(tuple),
    validation=st.floats(0.0, 0.4),
    test=st.floats(0.0, 0.5),
    stratify=st.booleans(),
    fitted=st.none() | st.builds(Fitted, columns=st.lists(fitted_columns, max_size=3).map(tuple)),
)
training_settings = st.builds(
    TrainingSettings,
    seed=seeds,
    loss=st.sampled_from(["CrossEntropyLoss", "MSELoss"]),
    optimizer=st.sampled_from(["SGD", "Adam"]),
    learning_rate=positive,
    optimizer_parameters=parameters,
    batch_size=st.integers(1, 1000),
    shuffle=st.sampled_from(["every epoch", "once", "never"]),
    l1=st.floats(0.0, 1.0),
    clip_norm=st.none() | positive,
    stop=st.builds(Stop, epochs=st.none() | st.integers(1, 10**6), target=st.none() | positive),
)
hand_edits = st.builds(
    HandEdit,
    layer=st.just("layer_1"),
    tensor=st.just("weight"),
    index=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    value=st.floats(-1e6, 1e6),
    before=st.floats(-1e6, 1e6),
)
positions = st.dictionaries(
    st.sampled_from(["main", "other"]),
    st.dictionaries(st.just("layer_1"), st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))),
    max_size=2,
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A whole document with one or two networks."""
    names = draw(st.sampled_from([("main",), ("main", "other.with.dots")]))
    content = Content(
        networks=tuple(draw(networks(name)) for name in names),
        data=draw(data_settings),
        task=Task(kind=draw(st.sampled_from(["classification", "regression"]))),
        training=draw(training_settings),
        hand_edits=tuple(draw(st.lists(hand_edits, max_size=2))),
    )
    return Project(
        description=draw(text),
        content=content,
        layout=Layout(positions=draw(positions)),
        view=View(zoom=draw(st.none() | st.floats(0.01, 100.0)), neurons=draw(st.booleans())),
    )


Edit = Callable[[Project], Project]


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """One edit a person might make. An edit that is refused leaves the project as it is."""
    kind = draw(st.sampled_from(KINDS))
    change = draw(parameters)
    pick: Mapping[str, int] = draw(
        st.fixed_dictionaries({"one": st.integers(0, 99), "other": st.integers(0, 99)})
    )
    what = draw(st.sampled_from(sorted(_EDITS)))

    def edit(project: Project) -> Project:
        try:
            return _EDITS[what](project, kind, change, pick["one"], pick["other"])
        except Refused:
            return project

    edit.__name__ = edit.__qualname__ = what
    return edit


def _layer(network: Network, number: int) -> str:
    """The id of one of the layers; one that is not there in an empty network."""
    return network.layers[number % len(network.layers)].id if network.layers else "nothing_1"


def _in_network(change: Callable[[Network, str, Mapping[str, Any], int, int], Network]) -> Any:
    def edit(project: Project, kind: str, given: Mapping[str, Any], one: int, other: int) -> Project:
        return project.with_network(change(project.network, kind, given, one, other))

    return edit


def _insert(network: Network, kind: str, one: int) -> Network:
    if not network.wires:
        return network
    wire = network.wires[one % len(network.wires)]
    return insert_on_wire(network, wire, Layer(id=network.free_id(kind), kind=kind), "in", "out")


_EDITS: dict[str, Callable[[Project, str, Mapping[str, Any], int, int], Project]] = {
    "add": _in_network(
        lambda n, kind, given, one, other: add_layer(
            n, Layer(id=n.free_id(kind), kind=kind, parameters=given)
        )
    ),
    "remove": _in_network(
        lambda n, kind, given, one, other: remove_layers(n, [_layer(n, one)], heal=other % 2 == 0)
    ),
    "connect": _in_network(
        lambda n, kind, given, one, other: connect(
            n, Wire(source=_layer(n, one), target=_layer(n, other)), single=one % 3 == 0
        )
    ),
    "disconnect": _in_network(
        lambda n, kind, given, one, other: disconnect(n, n.wires[one % 7 : one % 7 + 1])
    ),
    "insert": _in_network(lambda n, kind, given, one, other: _insert(n, kind, one)),
    "parameter": _in_network(
        lambda n, kind, given, one, other: set_parameter(n, _layer(n, one), "size", other)
    ),
    "rename": _in_network(
        lambda n, kind, given, one, other: change_layer(n, _layer(n, one), name=f"name {other}")
    ),
    "bypass": _in_network(
        lambda n, kind, given, one, other: change_layer(n, _layer(n, one), bypassed=other % 2 == 0)
    ),
    "paste": _in_network(lambda n, kind, given, one, other: paste(n, n.layers[:2], n.wires)[0]),
    "move": lambda project, kind, given, one, other: project.with_positions(
        {_layer(project.network, one): (float(one), float(other))}, project.network.name
    ),
    "data": lambda project, kind, given, one, other: project.with_content(
        data=project.content.data.but(parameters=given, seed=one)
    ),
    "training": lambda project, kind, given, one, other: project.with_content(
        training=project.content.training.but(learning_rate=(one + 1) / 100, batch_size=other + 1)
    ),
    "weight": lambda project, kind, given, one, other: project.with_content(
        hand_edits=(
            *project.content.hand_edits,
            HandEdit(layer="layer_1", tensor="bias", index=(one,), value=other, before=0.5),
        )
    ),
}
