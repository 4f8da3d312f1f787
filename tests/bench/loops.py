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

EXAMPLES = Path(__file__).resolve().parents[2] / "assets" / "examples"


def session_of(example: str) -> Session:
    """A session of an example that plays for ever."""
    project = api.load(EXAMPLES / f"{example}.json")
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


class TanhLoss(nn.Module):
    """Half the squared distance after tanh."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """N 1, N 1 -> a scalar."""
        return 0.5 * nn.functional.mse_loss(torch.tanh(x), y)


def by_hand(example: str, state: TrainState) -> Callable[[float], float]:
    """A loop over the same data; called with seconds, it returns steps a second."""
    training = state.training
    fields, target = state.tensors.fields["x"], state.tensors.target
    splits = list(state.tensors.splits.values())
    train = state.tensors.splits["train"]
    loss_function: nn.Module
    if example == "digits":
        net: nn.Module = HandMade()
        loss_function = nn.CrossEntropyLoss()
        optimizer: torch.optim.Optimizer = torch.optim.Adam(net.parameters(), training.learning_rate)
    else:
        net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2), nn.Tanh(), nn.Linear(2, 1))
        loss_function = TanhLoss()
        optimizer = torch.optim.SGD(net.parameters(), training.learning_rate)
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
                for index in splits:
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
