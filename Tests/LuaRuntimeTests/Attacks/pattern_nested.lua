-- Tries: captures nested as deep as they may be.
-- Must: ok

assert(("a"):match(("("):rep(32) .. "a" .. (")"):rep(32)) == "a")
