"""Sentences about the command line, and what it reads and writes beside projects."""

SENTENCES: dict[str, str] = {
    "bad_assignment": "--set wants PATH=JSON, such as training.learning_rate=0.1, and got {text}.",
    "cannot_write": "Nothing can be written to {path} ({reason}): choose another place.",
    "no_such_example": "There is no example {name}; the nearest is {nearest} (all: playground examples).",
    "unknown_view": "There is no view {name}: choose one of {known}.",
    "bad_weights_file": "{path} holds no weights that can be read ({reason}): the network starts afresh.",
}

REPAIRS: dict[str, str] = {}
