"""Sentences about the command line, and what it reads and writes beside projects."""

SENTENCES: dict[str, str] = {
    "no_such_source": "There is nothing called {name} to be fetched: choose one of {known}.",
    "bad_assignment": "--set wants PATH=JSON, such as training.learning_rate=0.1, and got {text}.",
    "cannot_write": "Nothing can be written to {path} ({reason}): choose another place.",
    "bad_folds": "--folds {folds} cannot be: choose 2 to 1000.",
    "too_many_folds": "{folds} folds of {samples} samples leave some without any: choose at most {samples}.",
    "file_exists": "{file} is there already: choose another name, or let --force write over it.",
    "data_no_project": "{file} is data and no project: make one that learns from it (playground new --data "
    "{file} NAME.json).",
    "no_such_command": "There is no command {name}, nor a file of that name; the nearest command is "
    "{nearest} (all: playground --help).",
    "no_such_example": "There is no example {name}; the nearest is {nearest} (all: playground examples).",
    "missing_library": "A library of the system is missing ({reason}): install it (tools/system.sh names the "
    "packages of Debian and Ubuntu).",
    "no_screen": "The window has no screen to open on ({reason}): use playground train, or playground "
    "screenshot FILE OUT.png.",
    "unsafe_qt": "PySide6 {qt} crashes on Python {python}: install one below 6.12 (pip install "
    "'PySide6-Essentials<6.12'), or use Python 3.12.",
    "unknown_view": "There is no view {name}: choose one of {known}.",
    "bad_weights_file": "{path} holds no weights that can be read ({reason}): the network starts afresh.",
}

REPAIRS: dict[str, str] = {}
