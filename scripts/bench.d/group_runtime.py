"""The Lua runtime: JSON on its way to Lua values and back, the guard, calls, states, the end, and endurance."""

import os
import shutil
import subprocess

import guard
import nginx
from ippanel_page import write
from kit import PARTS, ROOT, tell

PEERS = ["lupa"]


def peer_cjson(path):
    """Pages a second that lua-cjson does of each kind; None where it is not installed, which is told."""
    lua = shutil.which("lua5.4")
    if lua is None:
        tell("  peer missing: lua5.4 is not installed")
        return None
    result = subprocess.run(
        [lua, os.path.join(PARTS, "peer_cjson.lua"), path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    if result.returncode != 0:
        tell(f"  peer missing: lua-cjson for Lua 5.4: {(result.stderr.strip().splitlines() or ['no reason given'])[0]}")
        return None
    return {name: float(rate) for name, rate in (line.split() for line in result.stdout.splitlines())}


def json(bench, folder):
    path = os.path.join(folder, "page.json")
    tell(f"JSON: a page of 1,000 IPPanel tickets, {write(path):,} bytes")
    # By turns, so that what else the machine does meets both; of each the best.
    ours, theirs = {}, {}
    for _ in range(6):
        for name, rate in bench.own("json", "--document", path).items():
            ours[name] = max(rate, ours.get(name, 0))
        for name, rate in (peer_cjson(path) or {}).items():
            theirs[name] = max(rate, theirs.get(name, 0))
    peer = "lua-cjson, pages"
    bench.compare("JSON to Lua tables", ours["decode_per_second"], theirs.get("decode"), 1.6, peer)
    bench.compare("three fields of each ticket, lazily", ours["lazy_per_second"], theirs.get("fields"), 10, peer)
    bench.compare("Lua tables to JSON", ours["encode_per_second"], theirs.get("encode"), 1, peer)


def calls(bench, folder):
    tell("calls from Lua to Swift, and waits")
    ours = bench.own("calls")
    for name, direct, plain, arguments in (
        ("a host call beside one written in C", "direct", "plain", "none"),
        ("the same with two integers", "direct_integers", "plain_integers", "integers"),
    ):
        bench.row(name, ours[direct] / ours[plain], "times", 1.5, at_least=False,
                  note=f"{ours[direct]:.1f} ns beside {ours[plain]:.1f} ns; with copied values "
                       f"{ours[direct.replace('direct', 'copied')]:.0f} ns")
        theirs = bench.peer("peer_lupa.py", ["lupa"], arguments)
        bench.compare(f"{name}, beside Python", 1e9 / ours[direct], theirs, 1, "lupa")
    theirs = nginx.waits(folder)
    bench.row("a wait for a Swift function and its answer", ours["wait"], "ns", 500, at_least=False,
              peer=f"nginx, ngx.sleep(0): {1e9 / theirs:.0f} ns" if theirs else "nginx with its Lua module: not installed",
              note="nginx has LuaJIT, one thread, and nothing that it could wait for")


def states(bench, folder):
    tell("fresh states and idle plugins")
    ours = bench.own("states")
    bench.row("a fresh state, opened and closed", ours["microseconds"], "µs", 100, at_least=False,
              note=f"with the library {ours['bytes'] / 1024:.1f} KB")
    ours = bench.own("endurance")
    bench.row("a loaded idle plugin above plain Lua", (ours["loaded_bytes"] - ours["bare_bytes"]) / 1024, "KB", 32,
              at_least=False,
              note=f"{ours['loaded_bytes'] / 1024:.1f} KB, {ours['called_bytes'] / 1024:.1f} KB once it has been called; "
                   f"the library and its chunk {ours['bare_bytes'] / 1024:.1f} KB; loaded in {ours['load_microseconds']:.0f} µs")


def neighbour(bench, folder):
    tell("a handler of 1 ms beside 8 plugins in endless loops")
    ours = bench.own("neighbour")
    bench.row("a short handler beside 8 endless loops, p99", ours["p99_milliseconds"], "ms", 25, at_least=False,
              note=f"p50 {ours['p50_milliseconds']:.1f} ms; alone p99 {ours['alone_p99_milliseconds']:.1f} ms; "
                   f"{os.cpu_count()} processors")


def attacks(bench, folder):
    tell("the corpus of attacks")
    ours = bench.own("attacks", "--folder", os.path.join(ROOT, "Tests", "LuaRuntimeTests", "Attacks"))
    bench.row("an attack's end after its limit, median", ours["median_milliseconds"], "ms", 10, at_least=False,
              note=f"{ours['attacks']:.0f} attacks; latest {ours['latest_milliseconds']:.1f} ms, {ours['notes']['latest']}")


def endurance(bench, folder):
    tell("1,000,000 runs, 10,000 reloads, 10,000 plugins; this takes minutes")
    for title, option, count in (("runs", "--runs", 1_000_000), ("reloads", "--reloads", 10_000)):
        ours = bench.own("endurance", option, str(count))
        grown = f"; a state {ours['state_growth_bytes']:.0f} bytes" if "state_growth_bytes" in ours else ""
        bench.row(f"growth over {count:,} {title}", ours["growth_kilobytes"] / 1024, "MB", 4, at_least=False,
                  note=f"the process, after the first tenth{grown}; states left open: {ours['states_left']:.0f}")
        bench.row(f"states left open after {title}", ours["states_left"], "states", 0, at_least=False)
    ours = bench.own("endurance", "--plugins", "10000")
    bench.row("plugins loaded, called and idle in one host", ours["plugins"], "plugins", 10_000,
              note=f"{ours['kilobytes_each']:.0f} KB and {ours['milliseconds_each']:.1f} ms each")


MEASUREMENTS = {
    "json": json, "guard": guard.measure, "calls": calls, "states": states, "neighbour": neighbour, "attacks": attacks,
    "endurance": endurance,
}
