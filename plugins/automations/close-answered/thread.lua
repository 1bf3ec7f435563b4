-- What a ticket's messages say of who has the last word. Internal notes say nothing.
local usher = require "usher"

local thread = {}

-- Providers wrap and indent; phrases are found all the same.
local squeezed = usher.text.squeeze

local function is_public(message)
  return message.visibility ~= "internal" and message.author.kind ~= "system"
end

function thread.last_public(messages)
  for index = #messages, 1, -1 do
    if is_public(messages[index]) then return messages[index] end
  end
  return nil
end

---Whether one of a kind has written publicly since a time; a message without one may be newer.
function thread.has_written(kind, messages, time)
  for _, message in ipairs(messages) do
    local is_since = not message.created_at or message.created_at > time
    if is_since and is_public(message) and message.author.kind == kind then return true end
  end
  return false
end

local function is_automatic(message, phrases, warning)
  local body = squeezed(message.body)
  if body:find(squeezed(warning), 1, true) then return true end
  for _, phrase in ipairs(phrases) do
    if phrase ~= "" and body:find(squeezed(phrase), 1, true) then return true end
  end
  return false
end

---Whether an agent has really answered since the requester's last message.
function thread.has_answer(messages, phrases, warning)
  for index = #messages, 1, -1 do
    local message = messages[index]
    if is_public(message) then
      if message.author.kind == "requester" then return false end
      local is_agent = message.author.kind == "agent"
      if is_agent and not is_automatic(message, phrases, warning) then return true end
    end
  end
  return false
end

return thread
