"""A run that people play with: training, measured and marked, following a changing project.

No thread here. `advance` works for a while and returns; between two calls anything may be changed
by `follow`. The runner calls it from the window's thread of training, the command line in a loop.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from playground.catalog import Report, problem
from playground.data.dataset import Dataset
from playground.project import HandEdit, Problem, Project, refuse

from . import checkpoint
from .build import GraphNet, build
from .changes import Attic, Changes, carry_over, compare
from .check import examine
from .devices import choose
from .keeping import Keeper
from .mailbox import History
from .optimizers import update_settings
from .record import Record
from .scoring import Scoring
from .shapes import Plan
from .snapshots import State
from .tasks import Score
from .train import Diverged, TrainState

MOMENT_S = 0.05
"""So long an edit may keep everybody waiting for new scores."""


@dataclass(frozen=True)
class Past:
    """A run that was reset: one click brings it back."""

    state: TrainState
    record: Record
    scoring: Scoring


class Session:
    """Training of one project on one device.

    `follow` takes a project (and data) and changes as little as possible; `problem` says why there
    is nothing to train, where there is not. `status` is what the buttons need: see `State`.
    """

    def __init__(self, device: str = "cpu") -> None:
        self.device = device
        self.project: Project | None = None
        self.dataset: Dataset | None = None
        self.report = Report()
        self.train: TrainState | None = None
        self.record = Record()
        self.ghost: History | None = None
        self.past: Past | None = None
        self.attic = Attic()
        self.status: State = "starting"
        self.problem: Problem | None = None
        self.stopped_by = ""
        self.scoring = Scoring()
        self.run = 0
        self.revision = 0
        self._touched = False
        self._passed: set[str] = set()
        self.keeper = Keeper()
        self._of_earlier_runs: frozenset[HandEdit] = frozenset()
        """Numbers typed in before the last reset: undoing them must not touch the new weights."""

    # --- following the document ----------------------------------------------------------------

    def follow(self, project: Project, dataset: Dataset) -> str:
        """Goes on with `project` on `dataset`; returns what was kept, in words.

        A project with errors blocks training and leaves the last good network as it is.
        """
        report, plan = examine(project, dataset, self.device)
        self.report = report
        old, old_data, new_data = self.project, self.dataset, dataset is not self.dataset
        if plan is None:
            self.problem = report.errors[0] if report.errors else None
            self.status = "blocked"
            self._make_up()
            return ""
        if self.status == "blocked":
            ended = self.stopped_by and not self.keeper.lost
            self.problem, self.status = None, "finished" if ended else "paused"
        if self.train is None or old is None:
            self.project, self.dataset = project, dataset
            self._begin(plan)
            return ""
        changes = compare(old, project)
        self.project, self.dataset = project, dataset
        if changes.restart or (self._fresh and (changes.network or new_data or changes.objective)):
            if self.train.step_count:
                self._remember()
            self._begin(plan)
            return ""
        self.train.project = project
        if not changes.anything and not new_data:
            return ""
        try:
            kept, rescore = self._apply(changes, plan, new_data)
        except Exception:
            # No memory, most likely: what is followed is what was, and the next edit tries again.
            self.project, self.dataset, self.train.project = old, old_data, old
            raise
        self.record.change(self.train, old, project, changes)
        if rescore:
            self._rescore()
        return kept

    def block(self, trouble: Problem) -> None:
        """Nothing can be trained, for a reason outside the network (no data)."""
        self.problem, self.status = trouble, "blocked"
        self.report = replace(self.report, problems=(trouble,))
        self._make_up()

    @property
    def _fresh(self) -> bool:
        """Whether the weights are still the initial ones: then an edit simply makes them anew, so
        that the run equals one that started from the edited project."""
        return self.train is not None and self.train.step_count == 0 and not self._touched

    def _apply(self, changes: Changes, plan: Plan, new_data: bool) -> tuple[str, bool]:
        """What was kept, in words, and whether the scores are those of something else now."""
        assert self.train is not None
        assert self.dataset is not None
        state, kept, rescued = self.train, "", self.keeper.lost
        if self.keeper.lost:  # whoever edits after a divergence means to go on from the good weights
            self.keeper.rescue(state)
            self.status, self.problem, self.stopped_by = "paused", None, ""
        fresh: GraphNet | None = None
        if changes.network or plan.arguments != state.plan.arguments:
            fresh = build(plan, state.training.seed).to(state.device)
        if new_data:
            state.replace_data(self.dataset)
        elif changes.objective:
            state.refresh_objective()
        elif "metrics" in changes.settings:
            state.refresh_metrics()
        if "precision" in changes.settings:
            state.refresh_precision()
            state.put_gradients(0, {})  # those that wait have the old scale
        if fresh is not None:
            kept = self._rebuild(fresh)
        if changes.optimizer:
            state.optimizer = state.make_optimizer(state.net)
        elif changes.settings:
            update_settings(state.optimizer, state.training)
        if "stop" in changes.settings:
            self._passed.clear()
            if self.status == "finished":
                self.status, self.stopped_by = "paused", ""
        for edit in changes.undone:
            if edit not in self._of_earlier_runs:
                self._write(edit, edit.before)
        for edit in changes.typed:
            self._write(edit, edit.value)
        if changes.objective or new_data:
            state.first_losses = (0.0, 0)
            self.keeper.forget_best()
        self.keeper.renew(state)
        edited = fresh is not None or new_data or bool(changes.typed or changes.undone)
        return kept, rescued or edited or changes.objective or "metrics" in changes.settings

    def _rebuild(self, fresh: GraphNet) -> str:
        assert self.train is not None
        state = self.train
        net, states, carried = carry_over(state.net, state.optimizer, fresh, self.attic)
        state.adopt(net)
        for parameter, known in states.items():
            if known and parameter.requires_grad:
                state.optimizer.state[parameter] = known
        self.revision += 1
        self.keeper.forget_best()
        return str(carried)

    def _write(self, edit: HandEdit, value: float) -> None:
        assert self.train is not None
        tensor = self.train.net.tensors().get(f"{edit.layer}.{edit.tensor}")
        if tensor is None or len(edit.index) != tensor.dim():
            return
        if all(0 <= i < n for i, n in zip(edit.index, tensor.shape, strict=True)):
            with torch.no_grad():
                tensor[edit.index] = value
            self._touched = True

    def _begin(self, plan: Plan) -> None:
        """A new run: initial weights, empty history."""
        assert self.project is not None
        assert self.dataset is not None
        torch.set_num_threads(self.project.training.threads)
        self.train = TrainState(self.project, self.dataset, plan, self.device)
        self.record = Record()
        self.attic = Attic()
        self.run += 1
        self.revision += 1
        self._touched = False
        self._passed.clear()
        self.keeper = Keeper()
        self.stopped_by = ""
        self._of_earlier_runs = frozenset(self.project.content.hand_edits)
        self.scoring = Scoring()
        if self.status in ("starting", "finished", "diverged", "failed"):
            self.status, self.problem = "paused", None
        self._rescore()
        self.keeper.renew(self.train)

    def _remember(self) -> None:
        assert self.train is not None
        self.past = Past(self.train, self.record, self.scoring)
        self.ghost = self.history

    # --- buttons ---------------------------------------------------------------------------------

    def play(self) -> None:
        """From now on `advance` may be called."""
        if self.train is not None and self.status != "blocked":
            if self.status == "finished":
                self._passed.add(self.stopped_by)
            self.status, self.problem, self.stopped_by = "playing", None, ""

    def pause(self) -> None:
        """Between two steps."""
        if self.status == "playing":
            self.status = "paused"
        self._make_up()

    def reset(self) -> None:
        """The same initial weights; the trained ones are kept for `restore`, their curve as a ghost."""
        if self.train is None:
            return
        if self.train.step_count:
            self._remember()
        if self.status != "blocked":
            self.status, self.problem = "paused", None
        plan = self.train.plan
        if self.project is not None and self.dataset is not None:
            plan = examine(self.project, self.dataset, self.device)[1] or plan
        self._begin(plan)

    @property
    def can_restore(self) -> str:
        """What `restore` would bring back: "good" weights after divergence, the "trained" ones after
        a reset, or nothing."""
        if self.keeper.can_rescue:
            return "good"
        if self.past is not None and self.train is not None and self.train.step_count == 0:
            return "trained"
        return ""

    def restore(self) -> None:
        """Brings back what `can_restore` names."""
        assert self.train is not None
        if self.can_restore == "good":
            self.keeper.rescue(self.train)
            self.status, self.problem = "paused", None
        elif self.can_restore == "trained" and self.past is not None and self.project is not None:
            past, self.past = self.past, None
            self.train, self.record, self.scoring = past.state, past.record, past.scoring
            self.ghost = None
            self.run += 1
            self.revision += 1
            self._touched = True
            if self.train.device != torch.device(self.device):  # it was moved in between
                checkpoint.move(self.train, self.device)
            self.keeper = Keeper()
            self.keeper.renew(self.train)
            followed, wanted = past.state.project, self.project
            self.project, self.train.project = followed, followed
            assert self.dataset is not None
            data, self.dataset = self.dataset, past.state.dataset
            self.follow(wanted, data)
        self._rescore()

    def move(self, device: str) -> None:
        """Goes on with the same weights and optimizer state on another device. Raises Refused."""
        self.device = choose(device)
        if self.train is None:
            return
        checkpoint.move(self.train, self.device)
        self._rescore()

    def load(self, path: Path) -> None:
        """Takes the weights of a file into the network. Raises Refused where they are not its own."""
        assert self.train is not None
        tensors, step, epoch = checkpoint.read_weights(path)
        if not checkpoint.fits(tensors, self.train):
            raise refuse("weights_do_not_fit", path=str(path))
        self.train.net.load_state(tensors)
        self.train.step_count, self.train.epoch = step, epoch
        self.scoring = Scoring()
        self.record = Record()  # the curve of these weights begins here
        self.record.go_on_from(self.train)
        self._touched = True
        self.run += 1
        self.revision += 1
        self._rescore()
        self.keeper = Keeper()
        self.keeper.renew(self.train)

    def take_weights(self, path: Path) -> str:
        """Takes from a file whatever agrees with this network in name and shape, and leaves the rest as
        it is; says in words how much that was. Raises Refused where nothing agrees."""
        assert self.train is not None
        tensors, _, _ = checkpoint.read_weights(path)
        left = self.train.net.load_state(tensors)
        taken = len(tensors) - len(left)
        if not taken:
            raise refuse("weights_do_not_fit", path=str(path))
        self._touched = True
        self.revision += 1
        self.keeper = Keeper()
        self.keeper.renew(self.train)
        self.record.mark(self.train, f"weights of {path.name}")
        self._rescore()
        return f"took {taken} of {len(self.train.net.state())} tensors from {path.name}"

    # --- training --------------------------------------------------------------------------------

    def advance(self, seconds: float = math.inf, steps: int | None = None, epochs: int | None = None) -> int:
        """Trains for about `seconds`, `steps` batches, or until the run has `epochs` behind it, whichever
        comes first; stops early when a condition is met. Returns the number of steps done.

        The losses of steps and epochs are in `history`; `status` tells why it stopped. An epoch is
        behind once it is scored, which may need several calls: many samples take longer than `seconds`.
        """
        assert self.train is not None
        state, done, losses = self.train, 0, list[float]()
        first_step = state.step_count + 1
        begun = time.perf_counter()
        before = self.record.elapsed_s
        if self.status == "playing":
            self.scoring.give_way()
        try:
            with state.own_random():
                while self.score(begun + seconds - time.perf_counter()) and self.status == "playing":
                    if epochs is not None and state.epoch >= epochs:
                        break
                    losses.append(state.step())
                    done += 1
                    if state.sampler.done:
                        self.record.elapsed_s = before + time.perf_counter() - begun
                        self._write_down(first_step, losses)
                        first_step = state.step_count + 1
                        self.scoring.begin(state, of_epoch=True)
                        self.score(begun + seconds - time.perf_counter())
                    if (steps is not None and done >= steps) or time.perf_counter() - begun >= seconds:
                        break
        except Diverged as diverged:
            self._diverged(diverged)
        finally:
            self.record.elapsed_s = before + time.perf_counter() - begun
            self._write_down(first_step, losses)
        return done

    @property
    def scores(self) -> Mapping[str, Score]:
        """By split, as last measured: none while the first are under way."""
        return self.scoring.latest

    def score(self, seconds: float = math.inf) -> bool:
        """Goes on measuring whole splits for about `seconds`; True once nothing is left of it. An epoch
        that is scored goes to the history, and may end the run."""
        if self.scoring.advance(seconds) and self.scoring.of_epoch:
            self.scoring.of_epoch = False
            self._end_epoch()
        return not self.scoring.goes_on

    def _rescore(self) -> None:
        """The scores are those of another network or other data: they are measured anew. What takes
        longer than a moment is left to the next calls of `advance` or `score`."""
        assert self.train is not None
        self.scoring.begin(self.train)
        self.score(MOMENT_S)

    def _make_up(self) -> None:
        """Nothing is trained for now: there is time for scores of the network as it is."""
        if self.train is not None and not self.keeper.lost:
            self.scoring.rest(self.train)

    def _write_down(self, first_step: int, losses: list[float]) -> None:
        assert self.train is not None
        self.record.batches(self.train, first_step, losses)
        losses.clear()

    def _end_epoch(self) -> None:
        assert self.train is not None
        state = self.train
        self.record.epoch(state, self.scores)
        if "validation" in self.scores:
            state.look_for_plateau(self.scores["validation"].loss)
        self.keeper.look(state, self.scores, self.elapsed_s)
        self._stop_conditions()

    def _stop_conditions(self) -> None:
        assert self.train is not None
        state, stop = self.train, self.train.training.stop
        met = ""
        waited = state.epoch - self.keeper.best_epoch
        if stop.patience is not None and "validation" in self.scores and waited >= stop.patience:
            met = "patience"
        if stop.target is not None and self.scores["train"].loss <= stop.target:
            met = "target"
        if stop.epochs is not None and state.epoch >= stop.epochs:
            met = "epochs"
        if met and met not in self._passed:
            self.stopped_by = met
            if self.status != "blocked":  # then it has ended once there is something to train again
                self.status = "finished"
            if met == "patience":
                self.keeper.put_best_back(state)
                self._rescore()

    def _diverged(self, diverged: Diverged) -> None:
        """Pauses with the last good weights kept; `restore` brings them back."""
        assert self.train is not None
        self.status, self.stopped_by, self.keeper.lost = "diverged", "diverged", True
        self.problem = problem(
            "diverged",
            layer=diverged.layer,
            step=self.train.step_count + 1,
            rate=f"{self.train.training.learning_rate:g}",
        )

    # --- looking -----------------------------------------------------------------------------------

    @property
    def history(self) -> History:
        """Losses, metrics and marks of the run so far."""
        return self.record.history

    @property
    def elapsed_s(self) -> float:
        """Seconds that the run has trained."""
        return self.record.elapsed_s

    @property
    def remaining_s(self) -> float | None:
        """Seconds to the last epoch at the speed so far; None where there is no last epoch."""
        if self.train is None or self.train.training.stop.epochs is None or not self.train.step_count:
            return None
        state = self.train
        left = self.train.training.stop.epochs * state.epoch_steps - state.step_count
        if left <= 0 and self.status == "playing":
            return None
        steps = max(self.history.length("batch_loss"), 1)
        return max(left, 0) * self.elapsed_s / steps
