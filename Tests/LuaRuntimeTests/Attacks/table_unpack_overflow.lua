-- Tries: a count that overflows.
-- Must: error: too many results to unpack

return table.unpack({}, math.mininteger, math.maxinteger)
