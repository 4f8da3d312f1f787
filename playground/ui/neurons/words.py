"""What the neuron view says in words: numbers, weights, neurons."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from .model import Number, Opened, Unit

translate = QCoreApplication.translate


def short(value: float | None) -> str:
    """Two significant digits and a real minus: `−0.53`; `?` where the number is not known."""
    if value is None or value != value:
        return "?"
    rounded = float(f"{value:.2g}")
    text = f"{rounded:.0f}" if 100 <= abs(rounded) < 1e6 else f"{rounded:g}"
    return text.replace("-", "−")


def name_of(number: Number, opened: Opened) -> str:
    """`Weight from X₁ to linear_1[3]`, `Bias of linear_1[3]`."""
    return _worded(
        number, opened, translate("Neurons", "Weight from {0} to {1}"), translate("Neurons", "Bias of {0}")
    )


def hover_text(number: Number, value: float | None, opened: Opened) -> str:
    """`weight −0.53: from X₁ to linear_1[3]`, `bias 0.1 of linear_1[3]`."""
    weight = translate("Neurons", "weight {2}: from {0} to {1}")
    bias = translate("Neurons", "bias {2} of {0}")
    return _worded(number, opened, weight, bias, short(value))


def map_title(unit: Unit, opened: Opened) -> str:
    """`X₁`, `linear_1[3]`."""
    return opened.columns[unit.column].called(unit.index)


def _worded(number: Number, opened: Opened, weight: str, bias: str, value: str = "") -> str:
    target = opened.columns[number.column].called(number.index[0])
    if number.tensor == "bias":
        return bias.format(target, "", value)
    feeding = next(sheaf.source for sheaf in opened.into(number.column))
    return weight.format(opened.columns[feeding].called(number.index[1]), target, value)
