-- Tries: a length that is made up.
-- Must: error: table.sort: a range of more than

table.sort(setmetatable({}, { __len = function() return 1 << 50 end }))
