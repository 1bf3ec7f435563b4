-- Tries: tags, in a text of opening brackets.
-- Must: ok

local text = ("<"):rep(1 << 16)
assert(text:gsub("<.->", "") == text)
