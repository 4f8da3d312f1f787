"""Datasets as numpy arrays: what there is, and `make_dataset`, which makes it from settings.

`plane` and `drawn` hold points, `bundled` scikit-learn's sets, `csv_file` a table of the user's:
`csv_text` takes the file apart, `cells` and `columns` say what its texts mean, `csv_table` makes a table
of them, `table` codes it, `summary` tells of it.
`mnist` (in the format of `idx`) and `cifar` are pictures in files of the user's; `recognise` says what
a file or a folder is.
"""

from .csv_file import csv_settings, inspect_csv
from .dataset import Dataset, RowReport, Samples, Scaling
from .drawn import as_drawn
from .features import FEATURES
from .files import hash_file
from .fitted import with_fitted
from .make import DATASETS, defaults_for, in_units, label_text, make_dataset, moved, sample_table, target_text
from .recognise import is_data, path_name, settings_for, settings_of
from .row_pictures import RowPictures, row_fields
from .starter import choose_data, starter
from .table import TableEncoder

__all__ = [
    "DATASETS",
    "FEATURES",
    "Dataset",
    "RowPictures",
    "RowReport",
    "Samples",
    "Scaling",
    "TableEncoder",
    "as_drawn",
    "choose_data",
    "csv_settings",
    "defaults_for",
    "hash_file",
    "in_units",
    "inspect_csv",
    "is_data",
    "label_text",
    "make_dataset",
    "moved",
    "path_name",
    "row_fields",
    "sample_table",
    "settings_for",
    "settings_of",
    "starter",
    "target_text",
    "with_fitted",
]
