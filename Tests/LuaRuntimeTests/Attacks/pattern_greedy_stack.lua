-- Tries: greedy items in a row.
-- Must: ok

assert(not ("a"):rep(1 << 14):find(".*.*.*.*b"))
