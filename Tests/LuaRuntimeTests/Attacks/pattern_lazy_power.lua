-- Tries: lazy items that multiply.
-- Must: ok

assert(not ("a"):rep(24):find(("a-"):rep(12) .. "b"))
