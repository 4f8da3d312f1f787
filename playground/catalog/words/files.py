"""Sentences about project files, recovery and settings by their path."""

_MEND = "Put that right in a text editor, or open an older copy."

SENTENCES: dict[str, str] = {
    # reading and writing
    "file_not_found": "{file} is not there: check the name and the folder.",
    "file_is_folder": "{file} is a folder: choose a file.",
    "file_not_allowed": "The system does not let you {doing} {file}: change its permissions, or choose "
    "another place.",
    "file_no_folder": "The folder {folder} is not there, so nothing was saved: choose another place.",
    "file_disk_full": "The disk is full, so {file} was not saved and is as it was: make room, or choose "
    "another place.",
    "file_failed": "The system could not {doing} {file} ({reason}): try again, or choose another place.",
    "file_cannot_hold": "{file} was not saved, because a file cannot hold one of its values ({reason}).",
    # what is in a file
    "file_empty": "{file} is empty: open another copy.",
    "file_too_large": "{file} is larger than {limit} MB, the most that a project may be: make it smaller, or "
    "choose another file.",
    "file_too_deep": "{file} is nested deeper than any project: choose another file.",
    "file_too_many": "{file} holds more than {limit} {what}, the most that a project may have: make it "
    "smaller, or choose another file.",
    "file_not_text": "{file} is no text file, so it is no project: choose a .json file saved by Playground.",
    "file_not_json": "{file} is damaged or no project: at line {line}, column {column}, its JSON breaks "
    f"off ({{reason}}). {_MEND}",
    "file_bad_json": f"{{file}} is damaged or no project: {{reason}}. {_MEND}",
    "file_not_ours": "{file} is no Playground project (it does not say so at its beginning): choose "
    "another file.",
    "file_newer": "{file} was saved by a newer Playground (format {version}, this one reads up to "
    "{known}): update the program to open it.",
    "file_damaged": "{file} (format {version}) cannot be brought up to date ({reason}): open an older copy.",
    "file_value": f"In {{file}}, {{where}} is {{value}}, but {{reason}}. {_MEND}",
    "file_unknown_member": "In {file}, {where} is not known: take it out or correct its name in a text "
    "editor.",
    "file_missing_member": f"In {{file}}, {{where}} is missing. {_MEND}",
    "file_duplicate_id": f"In {{file}}, two layers of {{where}} are called {{id}}. {_MEND}",
    "file_duplicate_network": "In {file}, {where} wants at least one network, each with a name of its "
    f"own (now: {{names}}). {_MEND}",
    "file_duplicate_wire": f"In {{file}}, the wire {{wire}} stands twice in {{where}}. {_MEND}",
    "file_loose_wire": "In {file}, the wire {wire} of {where} ends at {id}, which is not there. " + _MEND,
    "file_cycle": f"In {{file}}, the wires of {{where}} lead in a circle ({{path}}). {_MEND}",
    # recovery
    "recovery_taken": "Another window is bringing this work back already: look there.",
    "recovery_empty": "Nothing of this unsaved work can be read any more.",
    # settings by their path
    "unknown_setting": "There is no setting {path}; the nearest is {nearest}.",
    "ambiguous_setting": "{path} could be any of {candidates}: say which.",
    "bad_value": "{path} cannot be {value}: {reason}.",
}

REPAIRS: dict[str, str] = {}
