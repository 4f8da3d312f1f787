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
            name="multilabel",
            label="Multi-label classification",
            help="To say of each of several labels whether it fits a sample: all may, or none.",
            target="labels",
            default_loss="BCEWithLogitsLoss",
            metrics=("exact_match", "label_accuracy"),
        ),
        TaskKind(
            name="regression",
            label="Regression",
            help="To predict a number.",
            target="numbers",
            default_loss="MSELoss",
            metrics=("mae", "r2"),
        ),
        TaskKind(
            name="reconstruction",
            label="Reconstruction",
            help="To give back what came in, through a layer too narrow to simply pass it on: an "
            "autoencoder. No labels are needed.",
            target="inputs",
            default_loss="MSELoss",
            metrics=("mse",),
        ),
    )
)
