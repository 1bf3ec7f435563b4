"""The durable engine: runs, the way from a change to its handler, the first sync, and filters over the mirror."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time

from kit import PARTS, ROOT, slow_sync, tell

PEERS = ["huey", "procrastinate", "psycopg[binary]", "requests", "orjson"]


def fsyncs(folder):
    """How often a second the disk takes a page for good."""
    path = os.path.join(folder, "fsync")
    count, page = 0, os.urandom(4096)
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    start = time.monotonic()
    while time.monotonic() - start < 1:
        os.pwrite(file, page, 0)
        os.fdatasync(file)
        count += 1
    os.close(file)
    os.remove(path)
    return count


@contextlib.contextmanager
def postgres():
    """A durable throw-away server; None where none is installed."""
    script = os.path.join(ROOT, "scripts", "postgres")
    result = subprocess.run([script, "up", "--durable"], stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        yield None
        return
    url = result.stdout.strip()
    try:
        yield url
    finally:
        subprocess.run([script, "down", url])


@contextlib.contextmanager
def pages(tickets, size):
    server = subprocess.Popen(
        [sys.executable, os.path.join(PARTS, "pages.py"), str(tickets), str(size)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    try:
        yield server.stdout.readline().strip()
    finally:
        server.stdin.close()
        server.wait()


def runs(bench, folder):
    tell(f"durable runs on SQLite (synchronous=FULL, grouped commits; the disk takes {fsyncs(folder)} fsyncs a second)")
    note = f"synchronous=FULL, grouped commits, {fsyncs(folder)} fsyncs/s of the disk"
    ours = bench.own("runs", "--count", "20000", "--folder", folder)
    rate = ours["runs_per_second"]
    bench.row("durable runs on SQLite", rate, "runs/s", 10_000, note=note)
    bench.row("core time of a durable run", ours["core_microseconds"], "µs", 200, at_least=False,
              note="all cores together; two cores allow 2,000,000 µs a second")
    theirs = bench.peer("peer_huey.py", ["huey"], folder, "3000")
    bench.compare("durable runs on SQLite beside huey", rate, theirs, 10, "huey (fsync on; loses a killed task)")
    tell("the same where a sync takes 2 ms longer, as on a disk that does not answer it from memory")
    with tempfile.TemporaryDirectory(dir=folder) as other:
        slow = slow_sync(other, 2000)
        rate = bench.own("runs", "--count", "20000", "--folder", other, variables=slow)["runs_per_second"]
        theirs = bench.peer("peer_huey.py", ["huey"], other, "1000", variables=slow)
        bench.compare("beside huey where a sync takes 2 ms", rate, theirs, 10, f"{rate:,.0f} runs/s; huey")
    with postgres() as url:
        if url is None:
            tell("  PostgreSQL is not installed")
            bench.row("durable runs on PostgreSQL", 0.0, "runs/s", 3000, note="no PostgreSQL server is installed")
            return
        tell("durable runs on PostgreSQL (fsync on, synchronous_commit on)")
        rate = bench.own("runs", "--count", "10000", "--database", url)["runs_per_second"]
        bench.row("durable runs on PostgreSQL", rate, "runs/s", 3000, note="fsync on, synchronous_commit on")
    with postgres() as url:
        theirs = bench.peer("peer_procrastinate.py", ["procrastinate", "psycopg[binary]"], url, "2000")
        bench.compare("durable runs on PostgreSQL beside procrastinate", rate, theirs, 5, "procrastinate")


def latency(bench, folder):
    tell("from a change to its handler, idle")
    figures = bench.own("latency", "--folder", folder)
    bench.row("change to handler, p50", figures["p50_milliseconds"], "ms", 5, at_least=False)
    bench.row("change to handler, p99", figures["p99_milliseconds"], "ms", 25, at_least=False)


def sync(bench, folder):
    tell("first sync of 100,000 tickets from pages of 1,000")
    with pages(100_000, 1000) as url:
        figures = bench.own("sync", "--url", url, "--folder", folder)
        rate = figures["tickets_per_second"]
        bench.row("first sync", rate, "tickets/s", 20_000,
                  note=f"synchronous=FULL; {figures['terms_seconds']:.1f} s later their tags, people and words are indexed")
        bench.row("core time of a ticket of a first sync", figures["core_microseconds"], "µs", 100, at_least=False,
                  note="all cores together; two cores allow 2,000,000 µs a second")
        theirs = bench.peer("peer_sync.py", ["requests", "orjson"], url, folder)
        bench.compare("first sync beside Python", rate, theirs, 3, "requests, orjson and SQLite")
        bench.row("pages of a sync with nothing new", figures["nothing_new_pages"], "pages", figures["pages"], at_least=False,
                  note=f"{figures['nothing_new_seconds']:.1f} s, and nothing written but the cursor")


def filters(bench, folder):
    tell("filters over 1,000,000 mirrored tickets; filling takes minutes")
    figures = bench.own("filters", "--tickets", "1000000", "--folder", folder)
    bench.row("first 50 rows of a filter alone, slowest", figures["alone_milliseconds"], "ms", 50, at_least=False,
              note=f"{figures['filters']:.0f} filters, slowest: {figures['notes']['alone']}")
    bench.row("first 50 rows of a pair of filters, slowest", figures["pair_milliseconds"], "ms", 50, at_least=False,
              note=f"{figures['pairs']:.0f} pairs, slowest: {figures['notes']['pair']}")


MEASUREMENTS = {"runs": runs, "latency": latency, "sync": sync, "filters": filters}
