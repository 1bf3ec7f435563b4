-- Tries: a source of megabytes.
-- Must: ok

assert(not load(("x = 1;"):rep(400000)))
