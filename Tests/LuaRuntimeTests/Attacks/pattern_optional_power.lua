-- Tries: optional items that double.
-- Must: ok

assert(not ("a"):rep(60):find(("a?"):rep(60) .. ("a"):rep(60) .. "b"))
