-- Tries: a lazy search for what is not there.
-- Must: ok

assert(not ("a"):rep(1 << 17):find(".-b"))
