# The Debian packages Scribe is built and tested with, and how missing ones are
# installed. Sourced by deploy/quickstart and tests/run.
# shellcheck shell=bash

# shellcheck disable=SC2034 # used by those who source this
build_packages=(
  clang-19 lld-19 cmake ninja-build ccache pkg-config
  libboost1.81-dev libssl-dev nlohmann-json3-dev libyaml-cpp-dev libspdlog-dev libfmt-dev
  libsqlite3-dev libre2-dev libsimdjson-dev libcli11-dev libexpected-dev
  libcmark-gfm-dev libcmark-gfm-extensions-dev libhowardhinnant-date-dev tzdata
)
# shellcheck disable=SC2034
test_packages=(
  "${build_packages[@]}" catch2 libclang-rt-19-dev python3 python3-jinja2 python3-yaml
  prometheus-alertmanager chromium nodejs npm cmark-gfm shellcheck strace git spin
)

say() { printf '%s\n' "$*" >&2; }

# install_missing PACKAGE... : does nothing, and needs no rights, when all are there.
install_missing() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  # Node from elsewhere than Debian is as good; Debian's would pull hundreds of packages beside it.
  if command -v node >/dev/null && command -v npm >/dev/null; then
    local kept=()
    for package in "${missing[@]}"; do
      [[ $package == nodejs || $package == npm ]] || kept+=("$package")
    done
    missing=("${kept[@]}")
  fi
  [[ ${#missing[@]} -eq 0 ]] && return 0
  if ! command -v apt-get >/dev/null; then
    say "These packages are missing, and this is not Debian: ${missing[*]}"
    say "Install what corresponds to them, then run this again."
    return 1
  fi
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null && ! [[ -t 0 ]]; then
      say "These packages are missing, and installing them needs root: ${missing[*]}"
      say "Run this once as root or with sudo, or have them installed: apt-get install ${missing[*]}"
      return 1
    fi
    as_root=(sudo)
  fi
  say "Installing with apt: ${missing[*]}"
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
    "${as_root[@]}" apt-get update -q >/dev/null || true
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2; then
      say "apt could not install them. Offline? A mirror that lacks them? Scribe needs Debian 12 (bookworm) or newer: ${missing[*]}"
      return 1
    fi
  fi
}
