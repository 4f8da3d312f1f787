"""python -m playground, and the command `playground`."""

from __future__ import annotations

import gc
import os
import sys


def prepare() -> None:
    """Leaves out of the start what nobody need wait for. Comes before anything of weight is loaded.

    Nothing of what is loaded goes again, so the search for what may go is put off: until the engine is
    there (`ui.trainer`), or a command begins that has no window (`cli.main`).
    """
    gc.disable()
    # Whatever other program has hung into pydantic is neither looked for nor called.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # numpy multiplies next to nothing here, and the threads it would have for that spin once it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def start() -> int:
    """The program; returns its exit code."""
    prepare()
    from playground.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
