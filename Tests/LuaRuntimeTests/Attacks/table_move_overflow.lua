-- Tries: a range over all integers.
-- Must: error: table.move: a range of more than

table.move({}, math.mininteger, math.maxinteger, 0)
