# What the servers share. Sourced by scripts/servers; `name` and `dir` are the server at hand.
# shellcheck shell=bash disable=SC2154

say() { printf 'servers: %s\n' "$*"; }

give_up() { # an exit code, and a sentence
    printf 'servers: %s\n' "$2" >&2
    exit "$1"
}

is_among() { # a word, and the words it may be
    local word=$1 other
    shift
    for other in "$@"; do [ "$word" != "$other" ] || return 0; done
    return 1
}

# A value of the env file, which is there once the server has been up.
setting() { (. "$dir/env" && printf '%s' "${!1}"); }

# --- Root and packages

need_root() {
    [ "$(id -u)" -eq 0 ] ||
        give_up 3 "$name needs root: it installs packages and runs as the user www-data; run this as root."
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Only what is missing is named: naming an installed package would upgrade it.
install_packages() {
    command -v apt-get >/dev/null ||
        give_up 3 "$name comes from Debian's packages, and there is no apt-get here; nothing was installed."
    local missing=() package log
    for package in $packages; do is_installed "$package" || missing+=("$package"); done
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "installing ${missing[*]} with apt-get, for $name"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    printf '%s\n' "$answers" | debconf-set-selections
    if ! apt-get install -qq -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
        say "fetching the package lists, then trying again"
        if ! { apt-get update -qq && apt-get install -qq -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1
        then
            tail -n 10 "$log" >&2
            rm -f "$log"
            give_up 3 "apt-get cannot install what $name needs (its own words are above); is there a network?"
        fi
    fi
    rm -f "$log"
}

# --- The data folder, and the user that the servers run as

make_folder() {
    mkdir -p "$dir"
    chown www-data:www-data "$dir"
    as_server test -w "$dir" ||
        give_up 1 "www-data cannot reach $dir; set USHER_REAL_SERVERS to a folder that every user can enter."
}

as_server() {
    env -u TMPDIR HOME="$dir" setpriv --reuid=www-data --regid=www-data --clear-groups "$@"
}

# Runs a step whose output only counts when it fails.
quietly() {
    "$@" >>"$dir/setup.log" 2>&1 && return
    tail -n 20 "$dir/setup.log" >&2
    give_up 1 "$name could not be set up; all it said is in $dir/setup.log."
}

# --- The process

# The file holds the id and the start time: an id alone may be another process by now.
is_running() {
    local id started
    [ -s "$dir/pid" ] && read -r id started <"$dir/pid" && [ "$(start_time "$id")" = "$started" ]
}

start_time() { # of a process, in clock ticks since boot; the command before it may hold spaces
    [ -r "/proc/$1/stat" ] || return 0
    sed 's/^.*) //' "/proc/$1/stat" | cut -d ' ' -f 20
}

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The port stays, unless somebody else has taken it.
choose_port() {
    port=$first_port
    [ ! -s "$dir/port" ] || port=$(cat "$dir/port")
    while ! is_free "$port"; do port=$((port + 1)); done
    printf '%s\n' "$port" >"$dir/port"
}

start() {
    local id code
    # A session of its own: what it forks is stopped with it.
    setsid "${command_line[@]}" >"$dir/server.log" 2>&1 </dev/null &
    id=$!
    printf '%s %s\n' "$id" "$(start_time "$id")" >"$dir/pid"
    write_settings
    for _ in $(seq 300); do
        code=$(curl -s -o /dev/null -w '%{http_code}' -H "$(setting AUTH)" "$(setting BASE_URL)$probe" || true)
        [ "$code" != 200 ] || return 0
        is_running || break
        sleep 0.2
    done
    tail -n 20 "$dir/server.log" >&2
    if is_running; then stop; fi
    give_up 1 "$name did not come up (the last answer was $code); all it said is in $dir/server.log."
}

stop() {
    local id _started
    read -r id _started <"$dir/pid"
    kill -TERM -- "-$id" 2>/dev/null || true
    for _ in $(seq 100); do
        pgrep -g "$id" >/dev/null || break
        sleep 0.1
    done
    kill -KILL -- "-$id" 2>/dev/null || true
    rm -f "$dir/pid"
}
