-- Tries: files, processes and the environment.
-- Must: ok

assert(not io and not package and not dofile and not loadfile and not require)
assert(not os.execute and not os.exit and not os.getenv and not os.remove and not os.tmpname)
