-- Tries: a type name that is no text.
-- Must: ok

assert(tostring(setmetatable({}, { __name = {} })) == "table")
