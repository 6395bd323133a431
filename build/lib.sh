# shellcheck shell=bash
# What the scripts in this folder share. Sourced, never run.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
die() { say "build/${0##*/}: $*"; exit 1; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
CRM_LOCAL=$(mkdir -p "${CRM_LOCAL:-$root/.local}" && cd "${CRM_LOCAL:-$root/.local}" && pwd -P)
[ -w "$CRM_LOCAL" ] || die "$CRM_LOCAL is not writable for $(id -un): set CRM_LOCAL to a folder that is"
export CRM_LOCAL
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# The SDK stops where there is no ICU, unless it is told to do without.
[[ $(/sbin/ldconfig -p 2>/dev/null) == *libicuuc* ]] || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=false

# Shows what a command printed only if it failed.
quietly() { local output; output=$("$@" 2>&1) || { say "$output"; return 1; }; }

sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo -n)
may_install() { command -v apt-get >/dev/null && "${sudo[@]}" true 2>/dev/null; }
install_packages() {
  say "installing $* with apt-get"
  local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  quietly "${apt[@]}" update && quietly "${apt[@]}" install -y --no-install-recommends "$@"
}

taken() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# A shell that starts this script in the background makes it deaf to SIGINT, which no trap can undo.
if (( 0x$(sed -n 's/^SigIgn:\s*//p' /proc/$$/status) & 2 )); then exec env --default-signal=INT "$0" "$@"; fi

# Runs a command in a process group of its own, hands a signal on to that group and returns when all of it has ended.
child='' stopping=''
supervise() {
  [ -z "$stopping" ] || return 130
  set -m; "$@" </dev/null & child=$!; set +m
  local code=0 patience
  while kill -0 "$child" 2>/dev/null; do wait "$child" || true; done
  wait "$child" || code=$?
  for patience in {1..150}; do
    kill -0 -- "-$child" 2>/dev/null || break
    case $patience in 20) kill -TERM -- "-$child" ;; 150) kill -KILL -- "-$child" ;; esac 2>/dev/null || true
    sleep 0.1
  done
  child=''; return "$code"
}
stop_child() { stopping=yes; [ -z "$child" ] || kill -TERM -- "-$child" 2>/dev/null || true; }
trap stop_child INT TERM HUP

needs_sdk() {
  local version wanted=10
  version=$(cd "$root" && dotnet --version 2>/dev/null) || version=$(dotnet --list-sdks 2>/dev/null | tail -n 1 | cut -d' ' -f1) || true
  [ "${version%%.*}" = "$wanted" ] || die "the .NET SDK $wanted is needed${version:+, $version is not it}: https://dotnet.microsoft.com/download/dotnet/$wanted.0"
}

# One compiler at a time in this checkout, and no build server stays behind. The two warnings tell only that there is no ICU.
compile() {
  mkdir -p "$root/.local"
  quietly flock "$root/.local/build.lock" dotnet "$@" --nologo -v quiet --disable-build-servers "-noWarn:NETSDK1187;NETSDK1188" 8>&-
}

# Builds the host into a folder named after its sources, so that a running node keeps the files it was started from.
build_host() {
  local sources built
  sources=$(cd "$root" && { find src docs Directory.* global.json .editorconfig -type f ! -path '*/bin/*' ! -path '*/obj/*' -print0 2>/dev/null || true; } \
    | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
  app=$CRM_LOCAL/app/$sources
  [ ! -f "$app/Crm.Host.dll" ] || { touch "$app"; return 0; }
  say "building the host"
  mkdir -p "$CRM_LOCAL/app"
  built=$(mktemp -d "$CRM_LOCAL/app/.building-XXXX")
  supervise compile publish "$root/src/Host" -c Release -o "$built" || die "the host does not build"
  mv -T "$built" "$app" 2>/dev/null || rm -rf "$built" # another script was faster
}
# Dies with the script: an orphan would keep the port.
host() { exec setpriv --pdeathsig KILL dotnet "$app/Crm.Host.dll" "$@"; }

# Whoever needs PostgreSQL holds descriptor 8, a shared lock that ends with the last process that has it, kill -9 included.
# The last to leave stops PostgreSQL and drops the hosts of older sources.
join() {
  trap leave EXIT
  exec 8>>"$CRM_LOCAL/users.lock"
  flock -s 8
  [ -n "${CRM_POSTGRES:-}" ] || CRM_POSTGRES=$("$root/build/postgres" hold 8>&-)
  export CRM_POSTGRES
}
leave() {
  flock -nx 8 || return 0
  "$root/build/postgres" release 8>&-
  [ ! -d "$CRM_LOCAL/app" ] || find "$CRM_LOCAL/app" -mindepth 1 -maxdepth 1 -printf '%T@ %p\0' | sort -zrn | tail -zn +2 | cut -zd' ' -f2- | xargs -0r rm -rf
}
