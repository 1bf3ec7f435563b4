-- Tries: a length that is made up.
-- Must: error: table.remove: a range of more than

table.remove(setmetatable({}, { __len = function() return 1 << 50 end }), 1)
