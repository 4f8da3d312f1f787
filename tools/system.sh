#!/usr/bin/env bash
# Installs, on Debian and Ubuntu, the system libraries that Qt needs and that are missing.
# usage: system.sh run|test      (test adds the virtual screen of the tests and its pointer)
set -euo pipefail

# What is looked for, and the package that brings it. The library is asked for rather than the
# package, because releases rename packages (libglib2.0-0t64). The first six are all that drawing
# into memory needs; the next five are for a window on an X screen.
libraries='
libGL.so.1             libgl1
libEGL.so.1            libegl1
libdbus-1.so.3         libdbus-1-3
libfontconfig.so.1     libfontconfig1
libglib-2.0.so.0       libglib2.0-0
libxkbcommon.so.0      libxkbcommon0
libxcb-cursor.so.0     libxcb-cursor0
libxcb-icccm.so.4      libxcb-icccm4
libxcb-keysyms.so.1    libxcb-keysyms1
libxcb-shape.so.0      libxcb-shape0
libxkbcommon-x11.so.0  libxkbcommon-x11-0'
commands='python3 python3'
[ "$1" = test ] && commands+='
git git
Xvfb xvfb
xauth xauth
xdotool xdotool'

command -v apt-get >/dev/null || exit 0 # another system: the README says what is needed

missing=()
known=$(/sbin/ldconfig -p)
while read -r name package; do
  [[ $known == *"$name "* ]] || missing+=("$package")
done <<<"${libraries#$'\n'}"
while read -r name package; do
  command -v "$name" >/dev/null || missing+=("$package")
done <<<"$commands"
[ -x "$(command -v python3)" ] && python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)

[ ${#missing[@]} -eq 0 ] && exit 0
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Missing system packages: ${missing[*]}. Install them as root, then run this again." >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "Installing the system packages that are missing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq || true # one broken source need not stop the others
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
