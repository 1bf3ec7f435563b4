"""What the guard of running scripts costs, in instructions as callgrind counts them."""

import glob
import os
import re
import shutil
import subprocess

from kit import PARTS, ROOT, tell

LOOPS = {
    "additions": "local turns = ... local n = 0 for i = 1, turns * 100 do n = n + i end return n",
    "fib": "local turns = ... local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end for _ = 1, turns // 10 do fib(10) end",
    "tables": "local turns = ... for _ = 1, turns // 10 do local t = {} for i = 1, 100 do t[i] = i end local n = 0 for i = 1, #t do n = n + t[i] end end",
    "texts": "local turns = ... for i = 1, turns do local s = 'a' .. i .. 'b' if s == 'ab' then return end end",
    "coroutines": "local turns = ... local co = coroutine.wrap(function() while true do coroutine.yield() end end) for _ = 1, turns do co() end",
}


def words(*arguments):
    return subprocess.run(["pkg-config", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.split()


def build(folder):
    """The driver, made of the shim's own sources; the compiler is that of Swift, as it is for the shim."""
    tools = os.path.dirname(os.path.realpath(shutil.which("swift")))
    shim = os.path.join(ROOT, "Sources", "CLuaShim")
    # No newer debug information than callgrind can read: none.
    flags = ["-O2", "-w", "-I", os.path.join(shim, "include"), *words("--cflags", "lua5.4", "simdjson")]
    objects = []
    for source in [*glob.glob(os.path.join(shim, "*.c*")), os.path.join(PARTS, "guard.c")]:
        objects.append(os.path.join(folder, os.path.basename(source) + ".o"))
        compiler, standard = ("clang", "-std=gnu17") if source.endswith(".c") else ("clang++", "-std=gnu++17")
        subprocess.run([os.path.join(tools, compiler), standard, *flags, "-c", source, "-o", objects[-1]], check=True)
    program = os.path.join(folder, "guard")
    link = [os.path.join(tools, "clang++"), *objects, *words("--libs", "lua5.4", "simdjson"), "-lpthread", "-o", program]
    subprocess.run(link, check=True)
    return program


def instructions(program, folder, loop, guard, turns):
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.path.join(folder, 'callgrind')}", program, guard, str(turns)],
        input=LOOPS[loop], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )
    return int(re.search(r"Collected : (\d+)", result.stderr).group(1))


def measure(bench, folder):
    tell("the guard, in instructions of loops with it and without it")
    if shutil.which("valgrind") is None:
        tell("  valgrind is not installed")
        bench.row("instructions of the guard", 100.0, "%", 3, at_least=False, note="valgrind is not installed")
        return
    program = build(folder)
    for loop in LOOPS:
        # What opening the state and loading the loop takes falls out of the difference.
        with_guard, without = (
            instructions(program, folder, loop, guard, 20_000) - instructions(program, folder, loop, guard, 100)
            for guard in ("on", "off")
        )
        bench.row(f"instructions of the guard: {loop}", (with_guard / without - 1) * 100, "%", 3, at_least=False,
                  note=f"{without:,} without it")
