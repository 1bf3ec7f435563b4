-- Tries: a table that the collector changes.
-- Must: error: a weak table
local host = ...

host.encode(setmetatable({}, { __mode = "k" }))
