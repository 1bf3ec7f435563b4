-- Tries: more values than a stack holds.
-- Must: error: too many results to unpack

return table.unpack({}, 1, 1e8)
