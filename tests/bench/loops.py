"""Training loops to measure: ours without a window, and what a person would write by hand.

Both train the same network on the same samples with batches of the same size, look at the loss of
each step, and evaluate the same splits after each epoch, as anyone who wants the same curves has to.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch
from torch import Tensor, nn

from playground import api
from playground.data import make_dataset
from playground.engine.session import Session
from playground.engine.train import TrainState
from playground.project import Project

LOOKED_AT = 2000
"""Samples that are evaluated at once: more of them, as pictures, would not fit the cache or the memory."""
EXAMPLES = Path(__file__).resolve().parents[2] / "assets" / "examples"


def session_of(example: str | Project) -> Session:
    """A session of an example (by name, or with its data filled in) that plays for ever."""
    project = example if isinstance(example, Project) else api.load(EXAMPLES / f"{example}.json")
    training = project.content.training
    project = project.with_content(training=training.but(stop=training.stop.but(epochs=None)))
    session = Session()
    session.follow(project, make_dataset(project.content.data))
    session.play()
    return session


class HandMade(nn.Module):
    """The digits example, as one writes it in torch."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 16, 3, padding=1)
        self.norm = nn.BatchNorm2d(16)
        self.conv3 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout(0.25)
        self.linear = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        """N 1 8 8 -> N 10."""
        x = torch.relu(self.conv1(x))
        x = x + torch.relu(self.norm(self.conv2(x)))
        x = torch.relu(self.conv3(self.pool(x)))
        return self.linear(self.dropout(self.pool(x).flatten(1)))


class HandMadeMnist(nn.Sequential):
    """The small network for MNIST, as one writes it in torch: N 1 28 28 -> N 10."""

    def __init__(self) -> None:
        super().__init__(
            nn.Conv2d(1, 32, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(1600, 10),
        )


class TanhLoss(nn.Module):
    """Half the squared distance after tanh."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """N 1, N 1 -> a scalar."""
        return 0.5 * nn.functional.mse_loss(torch.tanh(x), y)


def by_hand(example: str, state: TrainState) -> Callable[[float], float]:
    """A loop over the same data; called with seconds, it returns steps a second. It ends with an epoch."""
    training = state.training
    fields, target = state.tensors.fields["x"], state.tensors.target
    if fields.dtype == torch.uint8:
        fields = fields.float() / 255
    parts = [part for index in state.tensors.splits.values() for part in index.split(LOOKED_AT)]
    train = state.tensors.splits["train"]
    loss_function: nn.Module
    if example in ("digits", "mnist-cnn"):
        net: nn.Module = HandMade() if example == "digits" else HandMadeMnist()
        loss_function = nn.CrossEntropyLoss()
        optimizer: torch.optim.Optimizer = torch.optim.Adam(net.parameters(), training.learning_rate)
    else:
        net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2), nn.Tanh(), nn.Linear(2, 1))
        loss_function = TanhLoss()
        optimizer = torch.optim.SGD(net.parameters(), training.learning_rate)
    if training.channels_last:
        net, fields = (
            net.to(memory_format=torch.channels_last),
            fields.contiguous(memory_format=torch.channels_last),
        )
    assert sum(p.numel() for p in net.parameters()) == sum(p.numel() for p in state.parameters)
    size, generator = training.batch_size, torch.Generator().manual_seed(training.seed)
    curve: list[float] = []

    def loop(seconds: float) -> float:
        begun, steps = time.perf_counter(), 0
        while time.perf_counter() - begun < seconds:
            order = train[torch.randperm(len(train), generator=generator)]
            for start in range(0, len(order), size):
                batch = order[start : start + size]
                optimizer.zero_grad()
                loss = loss_function(net(fields[batch]), target[batch])
                loss.backward()
                optimizer.step()
                curve.append(loss.item())
                steps += 1
            net.eval()
            with torch.no_grad():
                for index in parts:
                    out = net(fields[index])
                    curve.append(loss_function(out, target[index]).item())
                    right = (out > 0).float() * 2 - 1 == target[index] if out.shape[1] == 1 else None
                    guessed = right if right is not None else out.argmax(1) == target[index]
                    curve.append(guessed.float().mean().item())
            net.train()
        return steps / (time.perf_counter() - begun)

    return loop


def ours(session: Session) -> Callable[[float], float]:
    """Our loop, called as `by_hand`."""

    def loop(seconds: float) -> float:
        begun, steps = time.perf_counter(), 0
        while time.perf_counter() - begun < seconds:
            steps += session.advance(0.005)
        return steps / (time.perf_counter() - begun)

    return loop


def compare(example: str, seconds: float = 1.0, pairs: int = 7) -> tuple[float, float, list[float]]:
    """Median steps a second of ours and by hand, and the ratio of every pair."""
    torch.set_num_threads(1)
    session = session_of(example)
    assert session.train is not None
    mine, hand = ours(session), by_hand(example, session.train)
    mine(0.5)
    hand(0.5)
    both = [(mine(seconds), hand(seconds)) for _ in range(pairs)]
    return median(a for a, _ in both), median(b for _, b in both), [a / b for a, b in both]


if __name__ == "__main__":
    for name in sys.argv[1:] or ("circle", "digits"):
        a, b, ratios = compare(name)
        print(f"{name}: ours {a:.0f}, by hand {b:.0f}, ratio {median(ratios):.3f} {sorted(ratios)}")
