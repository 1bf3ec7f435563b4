-- Tries: a search that fails again from every place.
-- Must: ok

for _ in ("ab"):rep(1 << 15):gmatch("a[ab]*c") do
  error("found")
end
