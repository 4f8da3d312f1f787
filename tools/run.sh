#!/usr/bin/env bash
# Starts the window; where there is no display, shows the program at work in a picture instead.
# usage: run.sh PLAYGROUND
set -euo pipefail

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$1"
fi
echo "There is no display here, so no window opens: training the spiral example offscreen instead."
mkdir -p out
"$1" example spiral out/spiral.json
"$1" screenshot out/spiral.json out/spiral.png --epochs 300
echo "The window, trained for 300 epochs: $PWD/out/spiral.png"
