-- Tries: a replacement table that loops.
-- Must: end

return (("x"):gsub(".", setmetatable({}, { __index = function() while true do end end })))
