"""Whether the system asks for less motion. Qt does not say, so each system is asked in its own way."""

from __future__ import annotations

import ctypes
import shutil
import sys
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QSettings

PATIENCE_S = 0.5
CLIENT_AREA_ANIMATION = 0x1042
"""SPI_GETCLIENTAREAANIMATION of Windows' SystemParametersInfo."""


@lru_cache(maxsize=1)
def less_motion() -> bool:
    """Asked once: whoever changes the setting starts the program again."""
    if sys.platform == "win32":
        animated = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(CLIENT_AREA_ANIMATION, 0, ctypes.byref(animated), 0)
        return not animated.value
    if sys.platform == "darwin":
        settings = Path.home() / "Library/Preferences/com.apple.universalaccess.plist"
        return _is_on(QSettings(str(settings), QSettings.Format.NativeFormat).value("reduceMotion"))
    return _kde_asks(Path.home() / ".config/kdeglobals") or _gnome_asks()


def _is_on(value: object) -> bool:
    return str(value).lower() in ("1", "true")


def _kde_asks(file: Path) -> bool:
    if not file.is_file():
        return False
    factor = QSettings(str(file), QSettings.Format.IniFormat).value("KDE/AnimationDurationFactor")
    return factor is not None and str(factor) in ("0", "0.0")


def _gnome_asks() -> bool:
    gsettings = shutil.which("gsettings")
    if gsettings is None:
        return False
    import subprocess

    try:
        asked = [gsettings, "get", "org.gnome.desktop.interface", "enable-animations"]
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.strip() == "false"
