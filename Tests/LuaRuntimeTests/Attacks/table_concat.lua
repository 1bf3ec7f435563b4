-- Tries: a length that is made up.
-- Must: error: table.concat: a range of more than

return table.concat(setmetatable({}, { __len = function() return 1 << 50 end }))
