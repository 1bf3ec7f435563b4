-- Tries: full collections in a loop.
-- Must: error: collectgarbage: only "count" is allowed

while true do
  collectgarbage()
  collectgarbage("collect")
end
