-- Tries: a long text in a longer one, alike but for its end.
-- Must: ok

assert(not ("a"):rep(1 << 20):find(("a"):rep(1 << 19) .. "b", 1, true))
