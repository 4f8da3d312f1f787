"""load, save, check and train: what the command line and `import playground` offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.catalog import choose_loss, choose_optimizer, choose_schedule, choose_task, complete
from playground.data import DATASETS, choose_data, defaults_for, make_dataset
from playground.engine.snapshots import FoldScores
from playground.project import DataSettings, Project, Refused, paths, storage
from playground.project.ending import ending

if TYPE_CHECKING:
    from playground.catalog import Report
    from playground.data import Dataset
    from playground.engine.mailbox import History
    from playground.engine.range_test import RangeTest
    from playground.engine.session import Session

SLICE_S = 0.1
"""Training comes up for air this often: to tell of progress, and to hear Ctrl-C."""


def load(path: Path | str) -> Project:
    """The project of a file, every parameter written down. Raises Refused."""
    project = complete(storage.load(path))
    data = project.content.data
    kind = DATASETS.get(data.kind)
    if kind is None or all(p.name in data.parameters for p in kind.parameters):
        return project
    return project.with_content(data=data.but(parameters=kind.complete(data.parameters), fitted=data.fitted))


def save(project: Project, path: Path | str) -> None:
    """Writes a project, whole or not at all. Raises Refused."""
    storage.save(project, path)


KINDS = (
    "content.data.kind",
    "content.task.kind",
    "content.training.loss",
    "content.training.optimizer",
    "content.training.schedule",
)
"""Settings that bring others with them, in the order in which they are to be set."""


def with_settings(project: Project, settings: Mapping[str, Any], folder: Path | None = None) -> Project:
    """`project` with settings changed, by their paths (see `project.paths`).

    Another optimizer, loss, task or kind of data brings its own defaults, as in the window, and
    comes before the rest, so that the order of settings does not matter. Raises Refused.
    """
    kinds = [path for path in settings if path.rpartition(".")[2] in ("kind", "loss", "optimizer")]
    kinds = [path for path in kinds if paths.resolve(project, path) in KINDS]
    kinds.sort(key=lambda path: KINDS.index(paths.resolve(project, path)))
    for path in [*kinds, *(path for path in settings if path not in kinds)]:
        project = _with_setting(project, path, settings[path], folder)
    return project


def _with_setting(project: Project, path: str, value: Any, folder: Path | None) -> Project:
    full = paths.resolve(project, path)
    training = project.content.training
    if paths.get(project, full) == value:
        return project
    if full == "content.training.optimizer":
        return project.with_content(training=choose_optimizer(training, str(value)))
    if full == "content.training.loss":
        return project.with_content(training=choose_loss(training, str(value)))
    if full == "content.training.schedule":
        return project.with_content(training=choose_schedule(training, str(value)))
    if full == "content.task.kind":
        return choose_task(project, str(value))
    if full == "content.data.kind":
        return choose_data(project, defaults_for(str(value)), folder)
    return paths.put(project, full, value)


@dataclass(frozen=True)
class Result:
    """What a run came to; `as_dict` is the object that `playground train --json` prints."""

    format: int
    seed: int
    device: str
    threads: int
    epochs: int
    steps: int
    seconds: float
    stopped_by: str
    train_loss: float | None
    test_loss: float | None
    metrics: Mapping[str, float | None]
    parameters: int
    weights_sha256: str

    def as_dict(self) -> dict[str, Any]:
        """A JSON value."""
        return {**asdict(self), "metrics": dict(self.metrics)}


@dataclass(frozen=True)
class Training:
    """A finished run: its result, its history, and the session to go on from."""

    result: Result
    history: History
    session: Session


Progress = Callable[["Session"], bool]
"""Called about ten times a second; False ends the run."""


def check(project: Project, folder: Path | None = None) -> Report:
    """Shapes, sizes and problems of a project. Raises Refused where there are no data."""
    from playground.engine.check import examine

    return examine(project, make_dataset(project.content.data, folder))[0]


def train(
    project: Project,
    folder: Path | None = None,
    *,
    epochs: int | None = None,
    device: str = "cpu",
    seed: int | None = None,
    weights: Path | None = None,
    progress: Progress = lambda session: True,
) -> Training:
    """Trains a project from its initial weights until a stop condition is met.

    `epochs` and `seed` overrule the project's own. Whatever fits of the file `weights` takes the
    place of initial weights (transfer learning). The same project gives the same numbers as in
    the window, to the last bit, on the same machine's CPU. Raises Refused where it cannot train.
    """
    import torch

    from playground.engine.devices import choose
    from playground.engine.session import Session

    project = ending(project, epochs)
    if seed is not None:
        project = paths.put(project, "content.training.seed", seed)
    session = Session(choose(device))
    threads = torch.get_num_threads()
    try:
        session.follow(project, make_dataset(project.content.data, folder))
        if session.status == "blocked":
            raise Refused(session.report.errors[0])
        if weights is not None:
            session.take_weights(weights)
        session.play()
        while session.status == "playing":
            session.advance(SLICE_S)
            if not progress(session) and session.status == "playing":
                session.pause()
        if session.status == "diverged" and session.train is not None:
            session.keeper.rescue(session.train)
        session.score()
        return Training(result_of(session), session.history, session)
    finally:
        torch.set_num_threads(threads)


@dataclass(frozen=True)
class CrossValidation:
    """A run for each fold; `mean` and `spread` (standard deviation) of every number that they tell."""

    results: tuple[Result, ...]

    @property
    def scores(self) -> FoldScores:
        """test_loss and the metrics, fold by fold."""
        rows = tuple({"test_loss": result.test_loss, **result.metrics} for result in self.results)
        return FoldScores(len(rows), rows, 1.0, running=False)

    def as_dict(self) -> dict[str, Any]:
        """A JSON value."""
        folds = [result.as_dict() for result in self.results]
        return {"format": 1, "folds": folds, "mean": self.scores.mean, "spread": self.scores.spread}


def cross_validate(
    project: Project,
    folds: int = 5,
    folder: Path | None = None,
    *,
    epochs: int | None = None,
    device: str = "cpu",
    progress: Progress = lambda session: True,
) -> CrossValidation:
    """Trains `folds` times, each time testing on another part of the samples. Raises Refused."""
    from playground.engine.devices import choose
    from playground.engine.folds import FoldRun

    def load(data: DataSettings) -> Dataset:
        return make_dataset(data, folder, keep=False)

    run = FoldRun(ending(project, epochs), folds, load, result_of, choose(device))
    while not run.finished:
        run.advance(SLICE_S)
        if run.session is not None and not progress(run.session):
            run.stop()
    return CrossValidation(tuple(run.results))


def find_rate(project: Project, folder: Path | None = None, device: str = "cpu") -> RangeTest:
    """The learning-rate range test. Raises Refused where the project cannot train."""
    from playground.engine.check import examine
    from playground.engine.devices import choose
    from playground.engine.range_test import range_test

    dataset = make_dataset(project.content.data, folder)
    report, plan = examine(project, dataset, device)
    if plan is None:
        raise Refused(report.errors[0])
    return range_test(project, dataset, plan, choose(device))


def result_of(session: Session) -> Result:
    """The result of a session as it stands; its scores are of the whole splits."""
    from playground.engine.checkpoint import digest

    state = session.train
    if state is None:
        raise ValueError("nothing was trained")
    scores = session.scoring.of(state)
    training = state.training
    return Result(
        format=1,
        seed=training.seed,
        device=session.device,
        threads=training.threads,
        epochs=state.epoch,
        steps=state.step_count,
        seconds=round(session.elapsed_s, 3),
        stopped_by=session.stopped_by or "interrupted",
        train_loss=_finite(scores["train"].loss),
        test_loss=_finite(scores["test"].loss) if "test" in scores else None,
        metrics={
            f"{split}_{name}": _finite(value)
            for split, score in scores.items()
            for name, value in score.metrics.items()
        },
        parameters=sum(p.numel() for p in state.parameters),
        weights_sha256=digest(state),
    )


def _finite(value: float) -> float | None:
    """JSON has no infinity."""
    return value if abs(value) < float("inf") else None


def history_rows(history: History) -> tuple[list[str], Iterable[list[Any]]]:
    """Headings and rows of history.csv: a row for each step at which anything was evaluated; None
    where a split was not measured then."""
    names = [name for name in history.names() if name != "batch_loss"]
    rows: dict[int, list[Any]] = {}
    for column, name in enumerate(names, start=2):
        for step, epoch, second, value in zip(*history.values(name), strict=True):
            empty = [int(step), float(epoch), *(None for _ in names), round(float(second), 6)]
            rows.setdefault(int(step), empty)[column] = float(value)
    return ["step", "epoch", *names, "seconds"], [rows[step] for step in sorted(rows)]


__all__ = [
    "Result",
    "Training",
    "check",
    "history_rows",
    "load",
    "result_of",
    "save",
    "train",
    "with_settings",
]
