"""The daemon as it is shipped: webhooks, slots, rest, plugins that are saved, and its start on a full store."""

import contextlib
import datetime
import functools
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time

from kit import ROOT, tell

sys.path.insert(0, os.path.join(ROOT, "scripts", "invariants.d"))

from daemon import Daemon  # noqa: E402
from world import World  # noqa: E402

PEERS = []
BINARY = os.path.join(ROOT, ".build", "release", "usher")
SECRET = "a-secret-of-the-bench"

PLUGIN = """\
local usher = require "usher"

return usher.automation {
    name = "NAME", version = "1.0.NUMBER", summary = "Answers tickets of its own",
    needs = { effects = { "reply" } },
    triggers = {
        {
            on = "ticket.created", where = { text = "NAME" },
            run = function(_, event) event.ticket:reply("We look into it.") end,
        },
    },
}
"""


def plugin(number, version=0):
    return f"bench-{number:04}", PLUGIN.replace("NAME", f"bench-{number:04}").replace("NUMBER", str(version))


@functools.cache
def build():
    subprocess.run(["swift", "build", "-c", "release", "--product", "usher"], cwd=ROOT, check=True, stdout=sys.stderr)


@contextlib.contextmanager
def world(folder, plugins, connections, settings="", more=""):
    """Simulated providers, and a configuration with so many automations."""
    build()
    place = tempfile.mkdtemp(dir=folder)
    made = World(BINARY, place, dict(plugin(number) for number in range(plugins)), connections, settings, more)
    try:
        yield made
    finally:
        made.close()


@contextlib.contextmanager
def serving(made):
    """The daemon over all that, once it has read every connection."""
    life = Daemon(made, os.path.join(made.folder, "serve.log"))
    try:
        for connection in made.control:
            life.hears("A connection was read.", connection=connection)
        yield life
    finally:
        life.stop()


def moment(line):
    """When a line was logged, in seconds since 1970."""
    return datetime.datetime.fromisoformat(line["time"].replace("Z", "+00:00")).timestamp()


def webhooks(bench, folder):
    tell("webhooks, each signed (HMAC-SHA256) and different, on 64 connections")
    settings = f', poll: 1h, webhook_secret: "{SECRET}"'
    with world(folder, 10, ("klink",), settings) as made, serving(made) as life:
        to = ["webhooks", "--port", str(life.port), "--path", "/hooks/klink", "--secret", SECRET]
        flood = bench.own(*to, "--count", "60000")
        stored = made.query("SELECT count(*) FROM webhook")[0][0]
        if stored != 60_000:
            raise RuntimeError(f"60000 webhooks were answered 200, and {stored} are in the store")
        bench.row("webhooks verified, stored and answered", flood["webhooks_per_second"], "per s", 5000,
                  note="synchronous=FULL; the client has its part of the cores")
        bench.row("webhook to its answer at that rate, p99", flood["p99_milliseconds"], "ms", 25, at_least=False,
                  note=f"p50 {flood['p50_milliseconds']:.1f} ms, 64 under way at a time")


def slots(bench, folder):
    tell("10,000 schedules: slots over a minute, then 10,000 at once")
    figures = bench.own("slots", "--folder", folder)
    bench.row("slot due to run available, p99", figures["p99_milliseconds"], "ms", 250, at_least=False,
              note=f"p50 {figures['p50_milliseconds']:.1f} ms, 10,000 slots over 60 s")
    bench.row("burst of 10,000 slots, all available after", figures["burst_seconds"], "s", 3, at_least=False)


def idle(bench, folder):
    tell("at rest: four connections, twenty automations; 10 s to settle, 30 s measured")
    with world(folder, 20, ("portal", "klink", "user", "panel")) as made, serving(made) as life:
        time.sleep(10)
        start, before = time.monotonic(), life.core_seconds()
        time.sleep(30)
        share = 100 * (life.core_seconds() - before) / (time.monotonic() - start)
        bench.row("processor time at rest", share, "% of one", 0.5, at_least=False, note="user and system, over 30 s")


def reload(bench, folder):
    tell("1,000 plugins loaded; 100 of them saved, one after the other")
    with world(folder, 1000, ("portal",), ", poll: 1h") as made, serving(made) as life:
        times = []
        for number in range(0, 1000, 10):
            name, text = plugin(number, version=1)
            path = made.plugin(name)
            with open(f"{path}.new", "w") as file:
                file.write(text)
            saved = time.time()
            os.replace(f"{path}.new", path)
            line = life.hears("A plugin was reloaded.", plugin=name)
            times.append(1000 * (moment(line) - saved))
        times.sort()
        versions = made.active_versions()
        wrong = [number for number in range(0, 1000, 10) if versions[plugin(number)[0]] != "1.0.1"]
        if wrong:
            raise RuntimeError(f"{len(wrong)} plugins that were saved are not active")
        bench.row("plugin saved to in use, p99", times[98], "ms", 150, at_least=False,
                  note=f"p50 {statistics.median(times):.0f} ms; from the rename to the moment after which runs have it")


def full_store():
    """A store with a million tickets, made once for each schema."""
    cache = os.environ.get("USHER_BENCH_CACHE") or os.path.expanduser("~/.cache/usher-bench")
    schema = hashlib.sha256()
    folder = os.path.join(ROOT, "Sources", "Store", "Schema")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            schema.update(file.read())
    path = os.path.join(cache, f"tickets-{schema.hexdigest()[:12]}.db")
    if not os.path.exists(path):
        tell("filling a store with 1,000,000 tickets takes minutes; it is kept for the next time")
        os.makedirs(cache, exist_ok=True)
        for end in ("", "-wal", "-shm"):
            if os.path.exists(f"{path}.part{end}"):
                os.remove(f"{path}.part{end}")
        subprocess.run([os.path.join(ROOT, ".build", "release", "UsherBench"), "fill", f"{path}.part"], check=True)
        os.rename(f"{path}.part", path)
    return path


def ready(bench, folder):
    tell("the start with 100 plugins on a store of 1,000,000 tickets")
    path = full_store()
    with world(folder, 100, ("portal",), more=f'database: "{path}"\n') as made:
        times = []
        for _ in range(5):
            life = Daemon(made, os.path.join(made.folder, "serve.log"))
            times.append(1000 * (moment(life.hears("Usher serves.")) - life.started_at))
            life.stop()
        # The first start brings the file and the program into memory.
        bench.row("start to ready", max(times[1:]), "ms", 300, at_least=False,
                  note=f"slowest of 4, from the start of the process; the first took {times[0]:.0f} ms")


MEASUREMENTS = {"webhooks": webhooks, "slots": slots, "idle": idle, "reload": reload, "ready": ready}
