-- Tries: a finalizer, which no deadline reaches.
-- Must: error: setmetatable: __gc is not allowed

setmetatable({}, { __gc = function() while true do end end })
