-- Tries: trailing blanks, in a text of blanks.
-- Must: ok

local text = (" "):rep(1 << 16) .. "x"
assert(text:gsub("%s+$", "") == text)
