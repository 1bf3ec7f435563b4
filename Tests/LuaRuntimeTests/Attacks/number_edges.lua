-- Tries: the edges of numbers.
-- Must: ok

assert(not pcall(function() return 1 // 0 end) or true)
assert(math.mininteger // -1 == math.mininteger and math.mininteger % -1 == 0)
assert(not pcall(function() return 1 % 0 end))
assert(not pcall(string.char, 256) and not pcall(string.rep, "x", 2 ^ 63))
