"""The `playground` command: `main` takes it apart, the other modules carry it out."""

import gc
import os

# Nothing of what is loaded goes again, so the search for what may go is put off until it is loaded;
# and whatever other program has hung into pydantic is neither looked for nor called.
_collects = gc.isenabled()
gc.disable()
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from .main import main  # noqa: E402

if _collects:
    gc.enable()

__all__ = ["main"]
