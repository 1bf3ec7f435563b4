-- Tries: blocks within blocks.
-- Must: ok

assert(not load(("do "):rep(10000) .. ("end "):rep(10000)))
