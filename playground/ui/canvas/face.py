"""Face: everything that a card shows, worked out once when it changes and not at every paint."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from playground.catalog import LAYERS, LayerReport, words
from playground.project import Layer, Network, Problem
from playground.ui.theme import ICONS

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Face:
    """What a card shows in words; the picture comes on top."""

    title: str
    subtitle: str
    category: str
    icon: str
    shape: str
    parameters: str
    problem: Problem | None
    sentence: str
    repair: str
    known: bool
    bypassed: bool
    frozen: bool
    tooltip: str

    @property
    def failed(self) -> bool:
        """Whether the layer has a problem that keeps the network from running."""
        return self.problem is not None and self.problem.severity == "error"

    @property
    def faint(self) -> bool:
        """Whether the layer takes no part: bypassed, or of a kind that is not known."""
        return self.bypassed or not self.known


def face_of(
    layer: Layer,
    report: LayerReport | None,
    problems: tuple[Problem, ...],
    learns: Layer | None = None,
) -> Face:
    """The face of a layer; `report` is None before the first check. Errors come before warnings. `learns`
    is the layer with what the blocks around it make of how it learns."""
    kind = LAYERS.get(layer.kind)
    other = "Block" if layer.network is not None else "Other"
    category = "Input" if layer.kind == "Input" else kind.category if kind else other
    worst = min(problems, key=lambda problem: problem.severity, default=None)
    subtitle = kind.title if kind else _block_text(layer.network) or layer.kind
    shape = shape_text(report.shape) if report else ""
    count = report.parameters if report else 0
    # In the name, because that is all that a card shows from afar.
    title = f"{layer.title} × {layer.repeat}" if layer.network and layer.repeat > 1 else layer.title
    learning = _learning_text(learns or layer)
    lines = [f"<b>{escape(title)}</b> · {escape(subtitle)}"]
    if shape:
        lines.append(translate("Card", "Output {0}").format(shape))
    if count:
        lines.append(translate("Card", "{0} parameters").format(f"{count:,}"))
    if layer.bypassed:
        lines.append(translate("Card", "Bypassed: what comes in goes out unchanged"))
    if learning:
        lines.append(learning)
    lines += [escape(words.text(problem)) for problem in problems]
    return Face(
        title=title,
        subtitle=_second_line(layer, subtitle, learning),
        category=category,
        icon=ICONS.get(category, "category_other"),
        shape=shape,
        parameters=number_text(count) if count else "",
        problem=worst,
        sentence=words.text(worst) if worst else "",
        repair=words.repair_text(worst) if worst else "",
        known=kind is not None or layer.network is not None,
        bypassed=layer.bypassed,
        frozen=(learns or layer).frozen,
        tooltip="<br>".join(lines),
    )


def _second_line(layer: Layer, subtitle: str, learning: str) -> str:
    """What the name of a card leaves open: that it takes no part, how it learns, what a block holds, or
    its kind."""
    if layer.bypassed:
        return translate("Card", "Bypassed")
    if layer.network is None and layer.title.startswith(layer.kind.lower()):
        subtitle = ""
    return " · ".join(part for part in (learning, subtitle) if part)


def _learning_text(layer: Layer) -> str:
    """How a layer learns where that is not as all: `Frozen`, `Rate × 0.1`."""
    kind = LAYERS.get(layer.kind)
    if layer.network is None and not (kind and kind.tensors):
        return ""
    if layer.frozen:
        return translate("Card", "Frozen")
    if layer.rate_scale == 1.0:
        return ""
    return translate("Card", "Rate × {0}").format(f"{layer.rate_scale:.3g}")


def _block_text(network: Network | None) -> str:
    """What a block holds: `3 layers`; nothing for what is no block."""
    if network is None:
        return ""
    inside = sum(layer.kind != "Input" for layer in network.layers)
    return translate("Card", "1 layer") if inside == 1 else translate("Card", "{0} layers").format(inside)


def shape_text(shape: tuple[int, ...] | None) -> str:
    """The shape of one sample, N left out: `16 × 8 × 8`, `8`; a bare number is `1`."""
    if shape is None:
        return ""
    return " × ".join(str(size) for size in shape) or "1"


def port_help(layer: Layer, port: str) -> str:
    """What an input port is for; empty where that goes without saying."""
    kind = LAYERS.get(layer.kind)
    return next((each.help for each in kind.inputs if each.name == port), "") if kind else ""


def number_text(number: int) -> str:
    """A count in at most five characters or three significant digits: `1,216`, `12.3 k`, `1.23 M`."""
    if number < 10_000:
        return f"{number:,}"
    for unit in ("k", "M", "G"):
        number_in_unit = number / 1000 ** (1 + "kMG".index(unit))
        if number_in_unit < 999.5 or unit == "G":
            digits = 2 if number_in_unit < 9.995 else 1 if number_in_unit < 99.95 else 0
            return f"{number_in_unit:.{digits}f} {unit}"
    raise AssertionError("G takes every number")


def escape(text: str) -> str:
    """Text that a tooltip shows as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
