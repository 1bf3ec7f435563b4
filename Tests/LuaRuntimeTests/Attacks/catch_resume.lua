-- Tries: to swallow the end by coroutine.resume.
-- Must: end

while true do
  coroutine.resume(coroutine.create(function()
    while true do end
  end))
end
