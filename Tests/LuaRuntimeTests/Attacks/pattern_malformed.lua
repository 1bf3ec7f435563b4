-- Tries: patterns that end too early.
-- Must: ok

for _, pattern in ipairs { "[", "[^", "[%", "%", "(", "%b", "%bx", "%f", "%f[", "(()", "%1", "))" } do
  assert(not pcall(string.find, "((((", "(" .. pattern))
end
