"""Sentences about data: problems, repairs, and notes on what became of the rows of a file."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # settings
    "unknown_dataset": "There are no data called {kind} here: choose one of {known}.",
    "no_features": "No input feature is chosen: switch on at least one, X₁ for instance.",
    "unknown_feature": "There is no input feature {feature}: choose from {known}.",
    "shares_too_large": "Validation ({validation:.0%}) and test ({test:.0%}) leave nothing to train on: "
    "lower one of them.",
    # drawn points
    "no_points": "There are no points yet: click on the plane to put some there.",
    "bad_point": "Point {number} has the label {label}, and with {classes} classes a label is one of 0 to "
    "{last}: relabel it, or raise the number of classes.",
    "too_many_points": "There is room for {limit:,} drawn points: erase some first.",
    "bad_digits": "No two digits are named by '{text}': write them as in 5-9 or 1 3 5, or nothing "
    "for all ten.",
    # pairs typed in by hand
    "bad_pair": "Pair {number}, '{text}', is not two numbers: write x and y with a space between them, "
    "and a semicolon before the next pair.",
    "too_few_pairs": "There are {count} pairs: type 2 to {most}, as in 1 5; 2 8; 3 11.",
    # files
    "data_not_chosen": "No file is chosen yet: choose {what}.",
    "file_missing": "The file {path} is not there: it was moved, renamed or deleted. Locate it, or choose "
    "another.",
    "data_is_folder": "{path} is a folder: choose {what} in it.",
    "data_unreadable": "{path} cannot be read ({reason}): check its permissions, or choose another file.",
    "folder_not_chosen": "No folder is chosen yet: choose one with {what}.",
    "folder_missing": "The folder {path} is not there: it was moved, renamed or deleted. Locate it, or "
    "choose another.",
    "folder_is_file": "{path} is a file: choose a folder with {what}.",
    "folder_of_nothing": "Nothing in {path} is known here: choose a CSV or Parquet file, or a folder with "
    "IDX files, CIFAR-10 batches (.bin), or one sub-folder of pictures for each class.",
    "loading_stopped": "Reading the data was stopped: read them again, or choose others.",
    "reading_failed": "Reading the data failed ({reason}): try again, or choose others.",
    # tables
    "csv_too_large": "{path} holds {size}, and at most {limit} are read: cut out a part of the file.",
    "csv_binary": "{path} is {what}, not text: save it as CSV, or choose another file.",
    "csv_empty": "{path} is empty: choose another file.",
    "csv_encoding": "{path} is not written in {encoding} (byte {byte} in line {line}): choose another "
    "encoding, or let it be guessed.",
    "csv_field_too_long": "{path} has a cell of more than {limit:,} characters that begins near line "
    "{line}: mostly that is a quotation mark that is never closed. Mend that line.",
    "csv_malformed": "{path} cannot be taken apart near line {line} ({reason}): mend that line.",
    "csv_no_rows": "{path} has a first line and no rows below it: add rows, or say that it has no header.",
    "csv_one_column": "{path} has one column only ({column}), and it takes a target and an input: if the "
    "cells are separated by some other sign, choose that delimiter.",
    "csv_too_wide": "{path} has {columns:,} columns, and at most {limit:,} are read: leave some out.",
    "csv_too_many_cells": "{path} has more than {limit:,} cells: cut out a part of the file.",
    "csv_ragged": "{path} has no two rows alike in their number of cells: choose another delimiter.",
    "parquet_damaged": "{path} cannot be read as Parquet ({reason}): it is damaged, so get it again.",
    # fetching
    "fetch_stopped": "Fetching was stopped: what has come is kept, and the next attempt goes on from there.",
    "fetch_no_network": "{address} cannot be reached ({reason}): check the connection and try again; what "
    "has come is kept.",
    "fetch_gone": "{file} is not to be had where it used to be ({reason}): get it by hand and choose its "
    "folder.",
    "fetch_damaged": "{file} from {address} is not the file that was published (its SHA-256 is another), so "
    "it was removed: try again later.",
    # columns
    "no_such_column": "There is no column {column} in {path}: choose one of {known}.",
    "target_empty": "No row of {path} has a label in {column}: choose another target column.",
    "target_no_numbers": "The target {column} holds texts such as {example}, not numbers: predict classes "
    "instead, or choose another column.",
    "target_one_class": "Every row has {example} in the target {column}: there is nothing to tell apart. "
    "Choose another target column.",
    "target_too_many_classes": "The target {column} has {number:,} different values, and at most {limit:,} "
    "classes are possible: predict numbers instead, or choose another column.",
    "target_no_label": "Of several targets each has to be a number, or else a yes or no, and {column} of "
    "{path} has {number:,} different values: predict numbers, or take it out of the targets.",
    "no_inputs": "No column of {path} is left to learn {target} from: set one to number or category.",
    "pictures_twice": "Both {one} and {other} of {path} name pictures, and a row has one: ignore one of "
    "them.",
    "pictures_of_no_row": "None of the pictures that {column} names, such as {path}, could be read from "
    "{folder}: put them there, or ignore the column.",
    "row_picture": "{column}: the picture {path} cannot be read; choose another file.",
    "no_complete_rows": "Every row of {path} lacks some value, so that none is left: fill what is missing "
    "instead, or ignore the columns with most gaps.",
    "bad_treatment": "The column {column} cannot be treated as {value}: choose one word, or several that do "
    "not contradict each other, of {known}.",
    "coding_misfit": "The column {column} is a {type}, which cannot be coded as {value}: choose {known}.",
    "target_needed": "{column} is what is predicted, and something has to be: make another column the target "
    "first.",
    "column_no_numbers": "The column {column} holds no number (it holds {example}, for instance): make it a "
    "category, or ignore it.",
    "column_no_dates": "The column {column} holds no date such as 2024-05-31 (it holds {example}, for "
    "instance): make it a category, or ignore it.",
    "column_too_many_values": "The column {column} has {number:,} different values, and at most {limit:,} "
    "can be a category: ignore it, or make it a number.",
    # pictures
    "gz_damaged": "{path} cannot be unpacked ({reason}): it is damaged, so get it again.",
    "archive_too_many": "{path} holds more than {limit:,} files: unpack it, and choose a part of it.",
    "idx_not": "{path} is no IDX file, since it begins with {start}: choose one such as "
    "train-images-idx3-ubyte, packed (.gz) or not.",
    "idx_type": "{path} says that its numbers are of the type 0x{type:02x}, which IDX does not have: it is "
    "damaged, so get it again.",
    "idx_axes": "{path} has {axes} axes instead of {wanted}: choose the file of {what}.",
    "idx_empty": "{path} says that it holds {shape} numbers, which are none: choose another file.",
    "idx_too_large": "{path} says that it holds {size}, and at most {limit} are read: read fewer samples.",
    "idx_short": "{path} ends early, since it should hold {shape} numbers and has {size} of {wanted}: get it "
    "again.",
    "idx_long": "{path} goes on after the {shape} numbers that it says it holds: get it again.",
    "idx_no_partner": "{path} holds pictures, and there is no file of their labels beside it (looked for "
    "{names}): put it there, or choose it under Labels.",
    "idx_missing": "{path} holds no {name}: choose the folder with the IDX files of {title}, such as "
    "train-images-idx3-ubyte and train-labels-idx1-ubyte, packed (.gz) or not.",
    "idx_counts_differ": "{path} holds {labels:,} labels for {images:,} pictures: these files do not belong "
    "together. Choose those that do.",
    "idx_sizes_differ": "{path} holds pictures of {size} pixels, and those to train on have {other}: these "
    "files do not belong together.",
    "idx_not_finite": "{path} holds NaN or infinity, which no network learns from: mend the file.",
    "labels_no_classes": "{path} holds the label {label} (sample {sample:,}), and labels are whole numbers: "
    "choose a file of classes.",
    "label_unknown": "{path} holds the label {label} (sample {sample:,}), and {title} has the classes 0 to "
    "{last} only: choose its own files.",
    "classes_one": "All pictures of {path} are of one class ({label}): there is nothing to tell apart.",
    "classes_too_many": "{path} has {number:,} classes, and at most {limit:,} are possible.",
    "cifar_missing": "{path} holds no data_batch_1.bin or other .bin file: choose the folder with the binary "
    "version of CIFAR-10.",
    "cifar_python": "{path} holds the Python version of CIFAR-10, and such files could run code: get the "
    "binary version (data_batch_1.bin and so on).",
    "cifar_size": "{path} has {size:,} bytes, which is no whole number of pictures of 3,073 bytes: it is "
    "damaged or no CIFAR-10 batch, so get it again.",
    "pictures_missing": "{path} holds no sub-folders with pictures: choose a folder with one sub-folder for "
    "each class.",
    "pictures_unreadable": "None of the {number:,} pictures in {path} can be read ({reason}): choose another "
    "folder.",
    "pictures_too_large": "{number:,} pictures of {size} pixels would take {bytes}, and at most {limit} are "
    "allowed: make them smaller, or read fewer samples.",
    "table_too_large": "{rows:,} rows of {features:,} numbers would take {size}, and at most {limit} are "
    "allowed: ignore columns with many categories, or cut out a part of the file.",
    # a row typed in by hand
    "cell_is_no_number": "{column} takes a number, and {text} is none: write one such as 3.5 or 3,5.",
    "cell_is_no_date": "{column} takes a date, and {text} is none: write one such as 2024-05-31.",
    "row_has_no_column": "There is no input {column}: the inputs are {known}.",
}

REPAIRS: dict[str, str] = {
    "locate": "Locate…",
    "guess_column": "Guess what {column} is",
    "read_again": "Read again",
}

NOTES: dict[str, str] = {
    # what became of pictures
    "not_pictures": "no picture by their names, such as {examples}",
    "broken_pictures": "not to be read: {examples}",
    "huge_pictures": "larger than {limit} million pixels: {examples}",
    "no_test_part": "There is no published test part here, so a share of all samples is the test.",
    "normalised": "The pixels, 0 to 1, enter the network less {shift} and divided by {unit}.",
    "brought_to_one": "The numbers run from {low:g} to {high:g} and were brought to 0 to 1.",
    "limited": "The first {count:,} samples of {all:,} were read, as Samples says.",
    # why rows were left out
    "ragged": "more or fewer than {width} cells",
    "no_label": "no label in {target}",
    "gaps": "a missing value",
    "preamble": "above the table",
    # what else is worth a sentence
    "changed": "The file has changed since it was chosen.",
    "fitted_before": "Filled and scaled as when the project was saved, which is how its weights learned it; "
    "choose the file again to fit all of it anew.",
    "open_quote": "A quotation mark near line {line} is never closed: what follows it was read as one cell.",
    "renamed": "Several columns were called {name}: the later ones got a number.",
    "filled": "{column}: {rows} without a value, filled with {fill}.",
    "filled_category": "{column}: {rows} without a value, which count as a category of their own.",
    "unreadable": "{column}: {rows} with something else than a {type} (such as {example}), taken as missing.",
    "constant": "{column} is the same in every training row and tells nothing.",
    "ignored": "{column} is left out: {reason}.",
    "odd_column": "{column} is left out: it holds lists or the like, or its name is there twice.",
    "no_such_override": "{column} is treated in a special way, but there is no such column.",
    # why a column is left out
    "empty": "it has no values",
    "same": "every row has {example}",
    "row_number": "it numbers the rows",
    "all_different": "nearly every row has another text, as names and ids do",
    "many_values": "it has {distinct} different texts",
    "free_text": "it holds free text",
    "mostly_missing": "{share:.0%} of it is missing",
    "by_hand": "as you wished",
}


def note(code: str, **values: object) -> str:
    """The note `code` with its values; a number `rows` is written out: 1 row, 12 rows."""
    count = values.get("rows")
    if isinstance(count, int):
        values["rows"] = "1 row" if count == 1 else f"{count:,} rows"
    return NOTES[code].format(**values)
