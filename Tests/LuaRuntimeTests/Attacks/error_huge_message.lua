-- Tries: an error message of megabytes.
-- Must: error: xxxx

error(("x"):rep(4 << 20), 0)
