"""The Lua runtime: JSON on its way to Lua values and back."""

import os
import shutil
import subprocess

from ippanel_page import write
from kit import PARTS, tell

PEERS = []


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
    for _ in range(3):
        for name, rate in bench.own("json", "--document", path).items():
            ours[name] = max(rate, ours.get(name, 0))
        for name, rate in (peer_cjson(path) or {}).items():
            theirs[name] = max(rate, theirs.get(name, 0))
    peer = "lua-cjson, pages"
    bench.compare("JSON to Lua tables", ours["decode_per_second"], theirs.get("decode"), 1.6, peer)
    bench.compare("three fields of each ticket, lazily", ours["lazy_per_second"], theirs.get("fields"), 10, peer)
    bench.compare("Lua tables to JSON", ours["encode_per_second"], theirs.get("encode"), 1, peer)


MEASUREMENTS = {"json": json}
