-- Tries: a length that does not fit a number.
-- Must: error: not enough memory

return ("xy"):rep(math.maxinteger, "separator")
