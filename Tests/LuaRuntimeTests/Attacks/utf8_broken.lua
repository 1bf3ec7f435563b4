-- Tries: bytes that are no characters.
-- Must: ok

assert(utf8.len(("\xff"):rep(100)) == nil)
assert(not pcall(utf8.codepoint, "\xff", 1))
