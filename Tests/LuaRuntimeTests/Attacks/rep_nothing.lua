-- Tries: to repeat nothing for ever.
-- Must: ok

assert((""):rep(1e15) == "" and (""):rep(math.maxinteger, "") == "")
