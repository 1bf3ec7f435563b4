-- Changes to a ticket. Request Tracker answers 200 to one that it refuses, with a sentence or not:
-- what became of it is read back.
local usher = require "usher"
local reading = require "reading"
local rows = require "rows"

local changing = {}

-- The condition that nobody has changed the ticket since it was read.
local function condition(ticket)
  local version = ticket.version
  if type(version) ~= "string" or version == "" then return nil end
  return { ["If-Match"] = ('"%s"'):format(version) }
end

-- What RT said of it: a list of sentences, each about one of the changes.
local function words_of(response)
  local told = {}
  for _, sentence in ipairs(type(response.json) == "table" and response.json or {}) do
    if type(sentence) == "string" then told[#told + 1] = sentence end
  end
  return #told > 0 and table.concat(told, "; ") or nil
end

-- By the English sentences of RT's own source; another language's are invalid.
local function kind_of(sentence)
  local text = (sentence or ""):lower()
  if text:find("permission denied", 1, true) then return "forbidden" end
  if text:find("may not own", 1, true) or text:find("you can't change status", 1, true) then
    return "not_allowed"
  end
  return "invalid"
end

local function refused(api, response, field, problem)
  local sentence = words_of(response)
  return nil, api:refused(response, {
    kind = kind_of(sentence),
    provider_message = sentence,
    fields = { [field] = { problem } },
  })
end

-- Changes and reads back. Answers the row now, what RT told of it, the answer to the change, and
-- whether anything at all may have changed.
local function put(api, ticket, changes)
  local response, err = api:put(reading.address(ticket.id), {
    json = changes,
    headers = condition(ticket),
  })
  if not response then return nil, err end
  local row, data = reading.again(api, ticket)
  if not row then return nil, data end
  local is_untouched = ticket.version ~= nil and row.version == ticket.version
  return { row = row, data = data, response = response, is_untouched = is_untouched }
end

-- A change whose field does not hold what was asked for: refused, unless others wrote meanwhile.
local function not_so(api, ticket, done, field, problem)
  if done.is_untouched or ticket.version == nil then
    return refused(api, done.response, field, problem)
  end
  local sentence = words_of(done.response)
  if sentence and not sentence:find(" changed from ", 1, true) then
    return refused(api, done.response, field, problem)
  end
  return nil, usher.error {
    kind = "conflict",
    message = ("Ticket %s does not hold what it was set to; somebody may have changed it again.")
      :format(ticket.id),
  }
end

-- What the server offers from here on; it may allow more than it offers.
local function offered(data)
  local targets = {}
  for _, link in ipairs(type(data._hyperlinks) == "table" and data._hyperlinks or {}) do
    if link.ref == "lifecycle" and type(link.to) == "string" then
      targets[#targets + 1] = link.to
    end
  end
  if #targets == 0 then return "" end
  return "; from here it offers " .. table.concat(targets, ", ")
end

function changing.status(api, ticket, raw)
  local done, err = put(api, ticket, { Status = raw })
  if not done then return nil, err end
  local now = tostring(done.data.Status)
  if now:lower() == raw:lower() then return { ticket = done.row } end
  local problem = ("stays %s%s"):format(now, offered(done.data))
  return not_so(api, ticket, done, "status", problem)
end

function changing.priority(api, ticket, raw)
  local number = math.tointeger(tonumber(raw))
  if not number then
    local message = ("A priority of Request Tracker is a whole number, and %q is none."):format(raw)
    return nil, usher.error { kind = "invalid", message = message, fields = { priority = { raw } } }
  end
  local done, err = put(api, ticket, { Priority = number })
  if not done then return nil, err end
  if tonumber(done.data.Priority) == number then return { ticket = done.row } end
  return not_so(api, ticket, done, "priority", ("stays %s"):format(done.data.Priority))
end

-- RT knows users by name; an address is looked up, where the token may.
local function user_name(api, assignee)
  local lowered = assignee:lower()
  if lowered == "none" or lowered == "nobody" then return "Nobody" end
  if not assignee:find("@", 1, true) then return assignee end
  local response = api:get("/users", { query = {
    query = usher.json.encode { { field = "EmailAddress", value = assignee } },
    fields = "Name",
  } })
  local found = response and type(response.json) == "table" and response.json.items
  local user = type(found) == "table" and found[1]
  return type(user) == "table" and user.Name or assignee
end

function changing.owner(api, ticket, assignee)
  local name = user_name(api, assignee)
  local done, err = put(api, ticket, { Owner = name })
  if not done then return nil, err end
  local owner = type(done.data.Owner) == "table" and tostring(done.data.Owner.id) or ""
  if owner:lower() == name:lower() then return { ticket = done.row } end
  return not_so(api, ticket, done, "assignee", ("stays %s"):format(owner))
end

-- What is in one list and not in the other, each between quotes.
local function difference(one, other)
  local known, found = {}, {}
  for _, value in ipairs(other) do known[value] = true end
  for _, value in ipairs(one) do
    if not known[value] then found[#found + 1] = ("%q"):format(value) end
  end
  return found
end

function changing.tags(api, ticket, tags)
  local name = api.settings.tags_field
  local done, err = put(api, ticket, { CustomFields = { [name] = usher.json.array(tags) } })
  if not done then return nil, err end
  local now = rows.custom_field(done.data, name) or {}
  local missing, left = difference(tags, now), difference(now, tags)
  if #missing == 0 and #left == 0 then return { ticket = done.row } end

  local problems = {}
  if #missing > 0 then problems[1] = "lacks " .. table.concat(missing, ", ") end
  if #left > 0 then problems[#problems + 1] = "keeps " .. table.concat(left, ", ") end
  local problem = table.concat(problems, " and ")
  local before = type(ticket.tags) == "table" and ticket.tags
  local is_as_before = before and #difference(before, now) == 0 and #difference(now, before) == 0
  if done.is_untouched or is_as_before then return refused(api, done.response, "tags", problem) end
  return {
    ticket = done.row,
    warning = ("The field %s of ticket %s %s: %s."):format(
      name, ticket.id, problem, words_of(done.response) or "Request Tracker did not say why"
    ),
  }
end

return changing
