#!/usr/bin/env bash
# Starts the window; where there is no display, shows the program at work in a picture instead.
# usage: run.sh COMMAND...    (the command that is the program)
set -euo pipefail

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$@"
fi
echo "There is no display here, so no window opens: training the spiral example offscreen instead."
mkdir -p out
"$@" example spiral out/spiral.json --force  # the one of the run before
"$@" screenshot out/spiral.json out/spiral.png --epochs 300
echo "The window, trained for 300 epochs: $PWD/out/spiral.png"
