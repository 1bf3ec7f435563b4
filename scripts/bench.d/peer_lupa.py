"""Calls a second of a Python function from Lua through lupa: without arguments, and with two integers.

    peer_lupa.py none|integers
"""

import sys
import time

import lupa.lua54 as lupa

lua = lupa.LuaRuntime()
loop = lua.eval("""
function(nothing, sum, which, turns)
  if which == "none" then
    for i = 1, turns do nothing() end
  elseif which == "integers" then
    for i = 1, turns do sum(i, i) end
  else
    for i = 1, turns do end
  end
end
""")


def nothing():
    pass


def add(a, b):
    return a + b


def seconds(which, turns=1_000_000):
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        loop(nothing, add, which, turns)
        best = min(best, time.perf_counter() - start)
    return best


print(1_000_000 / (seconds(sys.argv[1]) - seconds("loop")))
