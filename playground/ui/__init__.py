"""The window: everything that is seen and touched. The only room that imports Qt."""

import builtins

# Importing PySide6 puts an import of its own into the place of Python's, which reads the source of
# every module that is imported from then on, in search of `from __feature__ import ...`. Nobody asks
# for that here, and it costs: a quarter of the time in which torch is loaded.
_plain_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _plain_import
