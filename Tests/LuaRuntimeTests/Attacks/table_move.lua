-- Tries: to move more than there is.
-- Must: error: table.move: a range of more than 10000000 elements

table.move({}, 1, 1e15, 2)
