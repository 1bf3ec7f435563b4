"""What every group of measurements is written with: rows, peers, and the program that measures ours."""

import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PARTS = os.path.join(ROOT, "scripts", "bench.d")
PROGRAM = os.path.join(ROOT, ".build", "release", "UsherBench")


def tell(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    """The rows measured so far, and what could not be."""

    def __init__(self, only):
        self.rows = []
        self.failed = []
        self.only = only
        self.python = None
        self.missing = set()
        self.group = None

    def wants(self, name):
        return not self.only or name.startswith(self.only)

    def row(self, name, value, unit, goal, at_least=True, peer=None, ratio=None, note=None):
        met = value >= goal if at_least else value <= goal
        row = {"group": self.group, "name": name, "value": value, "unit": unit, "goal": goal, "met": met,
               "peer": peer, "ratio": ratio}
        if note:
            row["note"] = note
        self.rows.append(row)

    def own(self, *arguments, variables=None):
        """The figures of one measurement of ours."""
        result = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, env=environment(variables))
        if result.returncode != 0:
            raise RuntimeError(f"UsherBench {arguments[0]} ended with {result.returncode}")
        return json.loads(result.stdout)

    def peer(self, script, packages, *arguments, variables=None):
        """A peer's figure; None where it cannot be had, which is told."""
        lacking = [package for package in packages if package in self.missing]
        if self.python is None or lacking:
            tell(f"  peer missing: {', '.join(lacking or packages)} could not be installed")
            return None
        result = subprocess.run(
            [self.python, os.path.join(PARTS, script), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment(variables),
        )
        if result.returncode != 0:
            tell(f"  peer failed: {script}: {(result.stderr.strip().splitlines() or ['no reason given'])[-1]}")
            return None
        return float(result.stdout)

    def compare(self, name, ours, theirs, least, peer):
        """The row of a ratio; without the peer there is none to have met."""
        if theirs is None:
            self.row(name, 0.0, "times", least, peer=f"{peer}: not installed")
        else:
            ratio = ours / theirs
            self.row(name, ratio, "times", least, peer=f"{peer}: {theirs:.0f}/s", ratio=ratio)


def environment(variables):
    return {**os.environ, **(variables or {})}


def slow_sync(folder, microseconds):
    """What makes syncs of a program take so much longer."""
    library = os.path.join(folder, "slow_sync.so")
    compiler = os.path.join(os.path.dirname(os.path.realpath(shutil.which("swift"))), "clang")
    source = os.path.join(PARTS, "slow_sync.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", source, "-ldl", "-o", library], check=True)
    return {"LD_PRELOAD": library, "USHER_BENCH_SYNC": str(microseconds)}


def install(bench, packages):
    """An environment of the bench's own with the peers; what cannot be had is remembered."""
    cache = os.environ.get("USHER_BENCH_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "usher-bench"
    )
    venv = os.path.join(cache, "venv")
    python = os.path.join(venv, "bin", "python")
    try:
        if not os.path.exists(python):
            tell(f"installing the peers into {venv}")
            subprocess.run([sys.executable, "-m", "venv", venv], check=True, stdout=sys.stderr)
    except (subprocess.CalledProcessError, OSError) as problem:
        tell(f"no environment for the peers: {problem}")
        return
    bench.python = python
    for package in packages:
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
        if subprocess.run(command, stdout=sys.stderr).returncode != 0:
            bench.missing.add(package)


def show(rows):
    for row in rows:
        sign = "met   " if row["met"] else "MISSED"
        line = f"{sign}  {row['name']:48}{row['value']:14,.1f} {row['unit']:10} goal {row['goal']:>10,.7g}"
        print(line + (f"  {row['peer']}" if row["peer"] else "") + (f"  ({row['note']})" if row.get("note") else ""))
