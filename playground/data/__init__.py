"""Datasets as numpy arrays: what there is, and `make_dataset`, which makes it from settings.

`plane` and `drawn` hold points, `bundled` scikit-learn's sets, `csv_file` a table of the user's:
`csv_text` takes the file apart, `cells` and `columns` say what its texts mean, `table` codes them.
"""

from .csv_file import TableInfo, csv_settings, inspect_csv, moved
from .dataset import Dataset, RowReport, Samples, Scaling
from .drawn import as_drawn
from .features import FEATURES
from .files import hash_file
from .make import DATASETS, defaults_for, in_units, label_text, make_dataset, sample_table
from .starter import choose_data, starter
from .table import TableEncoder

__all__ = [
    "DATASETS",
    "FEATURES",
    "Dataset",
    "RowReport",
    "Samples",
    "Scaling",
    "TableEncoder",
    "TableInfo",
    "as_drawn",
    "choose_data",
    "csv_settings",
    "defaults_for",
    "hash_file",
    "in_units",
    "inspect_csv",
    "label_text",
    "make_dataset",
    "moved",
    "sample_table",
    "starter",
]
