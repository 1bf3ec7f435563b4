-- The messages of a ticket: a transaction says who wrote when, its attachments hold text and files.
local usher = require "usher"
local reading = require "reading"
local rows = require "rows"

local thread = {}

-- How far RT's clock may be behind ours, in seconds: what is proven absent may be sent again.
local CLOCK_TOLERANCE <const> = 86400

-- The ticket's first message, the public ones and the internal ones; all else is no message.
local VISIBILITY = { Create = "public", Correspond = "public", Comment = "internal" }

local IS_MESSAGE = usher.json.encode {
  { field = "Type", value = "Create" },
  { field = "Type", value = "Correspond" },
  { field = "Type", value = "Comment" },
}

-- Texts come with what they say, files without: a list of attachments breaks what is no text.
local IS_TEXT = usher.json.encode {
  { field = "ContentType", operator = "STARTSWITH", value = "text/" },
  { field = "Filename", operator = "IS", value = "NULL" },
}

local function transactions(api, id)
  return reading.all(api, reading.address(id) .. "/history", {
    query = IS_MESSAGE,
    fields = "Type,Created,Creator",
    ["fields[Creator]"] = "Name,EmailAddress,RealName",
    orderby = "id",
    order = "DESC",
  }, function(row) return row.Type == "Create" end)
end

-- By transaction, in the order in which they stand in their message.
local function attachments(api, id, oldest, query)
  query.orderby, query.order = "id", "DESC"
  local found, err = reading.all(api, reading.address(id) .. "/attachments", query, function(row)
    return (tonumber(row.TransactionId) or 0) <= oldest
  end)
  if not found then error(err) end
  local by_transaction = {}
  for index = #found, 1, -1 do
    local key = tostring(found[index].TransactionId)
    by_transaction[key] = by_transaction[key] or {}
    table.insert(by_transaction[key], found[index])
  end
  return by_transaction
end

local function is_file(part)
  if type(part.Filename) == "string" and part.Filename ~= "" then return true end
  local kind = tostring(part.ContentType or "")
  return not (kind:find "^text/" or kind:find "^multipart/" or kind:find "^message/")
end

-- Plain text where there is some, for HTML beside it says the same.
local function body(parts)
  local plain, other = {}, nil
  for _, part in ipairs(parts or {}) do
    local content = not is_file(part) and type(part.Content) == "string" and part.Content
    if content and part.ContentType == "text/plain" then
      plain[#plain + 1] = content
    elseif content and (not other or part.ContentType == "text/html") then
      other = { content, part.ContentType == "text/html" and "html" or "text" }
    end
  end
  if #plain > 0 then return table.concat(plain, "\n\n"), "text" end
  if other then return other[1], other[2] end
  return "", "text"
end

local function files(parts, settings, transaction)
  local found = {}
  for _, part in ipairs(parts or {}) do
    if is_file(part) then
      local name = part.Filename ~= "" and part.Filename or nil
      found[#found + 1] = {
        id = part.id,
        name = name,
        size = math.tointeger(tonumber(part.ContentLength)),
        mime = part.ContentType,
        url = rows.attachment_url(settings, transaction, part.id, name),
      }
    end
  end
  return found
end

local function is_among(user, list)
  for _, other in ipairs(type(list) == "table" and list or {}) do
    if other.id == user.id then return true end
  end
  return false
end

-- What opened a ticket speaks for its requester, whoever typed it in. A copied person may be of
-- either side.
local function author(transaction, ticket)
  local creator = transaction.Creator or {}
  local requestors = type(ticket.Requestor) == "table" and ticket.Requestor or {}
  local person, kind = creator, "agent"
  if transaction.Type == "Create" and requestors[1] then
    person, kind = is_among(creator, requestors) and creator or requestors[1], "requester"
  elseif is_among(creator, requestors) then
    kind = "requester"
  elseif creator.id == "RT_System" then
    kind = "system"
  elseif is_among(creator, ticket.Cc) and not is_among(creator, ticket.AdminCc) then
    kind = "unknown"
  end
  local told = rows.person(person)
  if told == usher.null then return { kind = "system" } end
  return { kind = kind, id = told.id, name = told.name, email = told.email }
end

---The messages of a ticket as RT tells it, oldest first: their times are whole seconds and order
---nothing.
function thread.messages(api, ticket)
  local history, err = transactions(api, ticket.id)
  if not history then return nil, err end
  if #history == 0 then
    -- Every ticket begins with a transaction: one without any may not be there.
    local found, why = reading.ticket(api, ticket.id)
    if not found then return nil, why end
    return {}
  end
  local oldest = tonumber(history[#history].id) or 0
  local parts = usher.together {
    function()
      return attachments(api, ticket.id, oldest, {
        query = IS_TEXT,
        fields = "TransactionId,ContentType,Content",
      })
    end,
    function()
      return attachments(api, ticket.id, oldest, {
        fields = "TransactionId,ContentType,ContentLength,Filename",
      })
    end,
  }
  local messages = {}
  for index = #history, 1, -1 do
    local transaction = history[index]
    local key = tostring(transaction.id)
    local text, format = body(parts[1][key])
    local is_empty = transaction.Type == "Create" and not parts[2][key]
    if VISIBILITY[transaction.Type] and not is_empty then
      messages[#messages + 1] = {
        id = transaction.id,
        author = author(transaction, ticket),
        visibility = VISIBILITY[transaction.Type],
        body = text,
        format = format,
        created_at = transaction.Created,
        attachments = files(parts[2][key], api.settings, transaction.id),
      }
    end
  end
  return messages
end

-- What is left of a text whatever became of its white space.
local function essence(text)
  return (text:gsub("\u{a0}", ""):gsub("%s+", ""))
end

local function says(message, text)
  local told = message.body
  if message.format == "html" then told = usher.text.from_html(told) end
  return essence(told) == essence(text)
end

---Whether a message of unknown outcome has landed. RT keeps texts as they are: where none since
---says the same, it has not. One from before may be ours by a clock that is behind.
function thread.has_landed(messages, visibility, effect)
  local is_unclear = false
  for _, message in ipairs(messages) do
    local time = usher.parse_time(message.created_at) or 0
    if message.visibility == visibility and says(message, effect.text) then
      if time >= math.floor(effect.sent_at) then return true end
      is_unclear = is_unclear or time >= effect.sent_at - CLOCK_TOLERANCE
    end
  end
  if is_unclear then return nil end
  return false
end

---Whether a ticket's first message says that.
function thread.begins_with(messages, text)
  local first = messages[1]
  return first ~= nil and says(first, text)
end

thread.CLOCK_TOLERANCE = CLOCK_TOLERANCE

return thread
