-- Tries: to wait where Lua cannot.
-- Must: error: cannot wait here
local host = ...

local list = setmetatable({}, { __index = host.wait })
local _, message = pcall(table.concat, list, "", 1, 1)
error(message:match("cannot wait here"), 0)
