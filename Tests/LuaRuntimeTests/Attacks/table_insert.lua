-- Tries: a length that is made up.
-- Must: error: table.insert: a range of more than

table.insert(setmetatable({}, { __len = function() return 1e15 // 1 | 0 end }), 1, "x")
