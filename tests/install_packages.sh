#!/bin/sh
# The Debian packages that the browser tests need: Chromium, and letters for it. Installs them where it may, and says so.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0

packages="chromium fonts-noto-core fonts-noto-color-emoji"
if ! command -v apt-get >/dev/null 2>&1; then
  echo "The browser tests need Chromium, and there is no apt-get here: install it, or they are skipped." >&2
  exit 0
fi
if [ "$(id -u)" = 0 ]; then
  root=
elif sudo -n true 2>/dev/null; then
  root="sudo -n"
else
  echo "The browser tests need packages that only root may install; without them they are skipped:" >&2
  echo "  apt-get install --no-install-recommends $packages" >&2
  exit 0
fi
echo "Installing $packages for the browser tests ..." >&2
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq >&2
# shellcheck disable=SC2086
$root apt-get install -y -qq --no-install-recommends $packages >/dev/null
