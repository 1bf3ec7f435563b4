-- Tries: the usual trim, on blanks with a letter after them.
-- Must: ok

local text = (" "):rep(1 << 13) .. "x"
assert(text:match("^(.-)%s*$") == text)
