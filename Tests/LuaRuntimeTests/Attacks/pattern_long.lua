-- Tries: a pattern of a megabyte.
-- Must: ok

assert(not ("a"):rep(100):find(("a?"):rep(1 << 17) .. "b"))
