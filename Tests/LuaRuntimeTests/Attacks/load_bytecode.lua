-- Tries: bytecode, as it is and changed.
-- Must: ok

for _, text in ipairs { "\27Lua", "\27LuaT\0\25\147\r\n\26\n", "\27" } do
  assert(not load(text, "b", "b") and not load(text, "bt", "bt") and not load(text))
end
assert(string.dump == nil)
