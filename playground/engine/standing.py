"""Where a run stands, as a frozen value for whoever watches it."""

from __future__ import annotations

import time

from playground.project import Problem

from .devices import devices
from .session import Session
from .snapshots import Status

RATE_S = 0.5
"""The shortest time over which steps are counted."""


class Standing:
    """Tells where a session stands, and keeps count of its steps a second."""

    def __init__(self) -> None:
        self._rate = (0.0, 0, 0.0)
        """When steps were last counted, how many there were, and steps a second."""

    def status(
        self, session: Session, message: str, trouble: Problem | None, pictures_per_s: float
    ) -> Status:
        """With what was last said, and the trouble that stands where there is nothing to train."""
        train = session.train
        if train is None:
            return Status(
                state=session.status,
                devices=devices(),
                device=session.device,
                problem=session.problem or trouble,
            )
        rate = self._steps_per_s(session, train.step_count)
        return Status(
            state=session.status,
            run=session.run,
            revision=session.revision,
            step=train.step_count,
            epoch=train.epoch,
            steps_per_epoch=train.epoch_steps,
            steps_per_s=rate,
            samples_per_s=rate * min(train.training.batch_size, len(train.sampler.index)),
            elapsed_s=session.elapsed_s,
            remaining_s=session.remaining_s,
            batch_loss=session.history.last("batch_loss"),
            losses={split: score.loss for split, score in session.scores.items()},
            metrics={
                f"{split}_{name}": value
                for split, score in session.scores.items()
                for name, value in score.metrics.items()
            },
            scoring=session.scoring.goes_on,
            device=session.device,
            devices=devices(),
            pictures_per_s=pictures_per_s,
            can_restore=session.can_restore,
            message=message,
            problem=session.problem,
            stopped_by=session.stopped_by,
        )

    def _steps_per_s(self, session: Session, step: int) -> float:
        """Steps a second over about the last second."""
        now = time.perf_counter()
        at, since, rate = self._rate
        playing = session.status == "playing"
        if not playing or step < since:
            self._rate = (now, step, rate if playing else 0.0)
            return 0.0
        if now - at >= RATE_S:
            self._rate = (now, step, (step - since) / (now - at))
        return self._rate[2]
