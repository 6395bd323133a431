# shellcheck shell=bash
# Node, its tools and the OpenAPI document, for the scripts that make and check clients. Sourced instead of lib.sh.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
clients=$CRM_LOCAL/clients
document=$clients/v1.json
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

# 20.19 or newer of a line that still lives: the odd ones between lack what the tools need.
node_fits() {
  command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a == 20 && b >= 19 || a == 22 && b >= 12 || a > 22 ? 0 : 1)' 2>/dev/null
}
needs_node() {
  local modules=$CRM_LOCAL/node/node_modules arch; case $(uname -m) in aarch64) arch=arm64 ;; *) arch=x64 ;; esac
  [ ! -d "$modules" ] || PATH=$modules/node-linux-$arch/bin:$modules/.bin:$PATH
  ! node_fits || return 0
  command -v npm >/dev/null || { may_install && install_packages npm; } || die "Node >= 20.19 with npm is needed: https://nodejs.org"
  say "fetching Node with npm"
  # With an npm of its own, because a distribution's npm runs on the distribution's Node only.
  quietly npm install --prefix "$CRM_LOCAL/node" --no-audit --no-fund "node-linux-$arch@22.23.3" npm@10.9.4
  PATH=$modules/node-linux-$arch/bin:$modules/.bin:$PATH
  node_fits || die "Node >= 20.19 is still missing: install it from https://nodejs.org"
}

needs_tools() {
  needs_node
  mkdir -p "$clients"
  if ! cmp -s "$root/build/tools/package-lock.json" "$clients/node_modules/.lock"; then
    say "installing the client tools"
    cp "$root"/build/tools/package*.json "$clients/"
    quietly npm ci --prefix "$clients" --no-audit --no-fund --ignore-scripts
    cp "$clients/package-lock.json" "$clients/node_modules/.lock"
  fi
  PATH=$clients/node_modules/.bin:$PATH
}

export_document() {
  mkdir -p "$clients"
  build_host
  supervise host openapi "$document"
}
