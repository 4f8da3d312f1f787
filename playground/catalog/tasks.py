"""Tasks: what is learned, and the loss that fits when nobody has chosen."""

from playground.catalog.kinds import TaskKind, by_name

TASKS: dict[str, TaskKind] = by_name(
    (
        TaskKind(
            name="classification",
            label="Classification",
            help="To say which of several classes a sample belongs to.",
            target="classes",
            default_loss="CrossEntropyLoss",
            metrics=("accuracy",),
        ),
        TaskKind(
            name="regression",
            label="Regression",
            help="To predict a number.",
            target="numbers",
            default_loss="MSELoss",
            metrics=("mae", "r2"),
        ),
    )
)
