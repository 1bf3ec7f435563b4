-- Messages and new tickets.
local usher = require "usher"
local reading = require "reading"
local rows = require "rows"
local thread = require "thread"
local ticket_sql = require "ticket_sql"

local writing = {}

-- Files go beside the JSON, in a form of several parts.
local function request(content, attachments)
  if not attachments or #attachments == 0 then return { json = content } end
  local parts = { { name = "JSON", value = usher.json.encode(content) } }
  for _, file in ipairs(attachments) do
    parts[#parts + 1] = {
      name = "Attachments",
      data = file.data,
      filename = file.name,
      content_type = file.mime,
    }
  end
  return { multipart = parts }
end

local function empty_file(attachments)
  for _, file in ipairs(attachments or {}) do
    if file.data == "" then
      return usher.error {
        kind = "invalid",
        message = ("Request Tracker takes no empty files, and %q is one; leave it out.")
          :format(file.name),
        fields = { attachments = { file.name } },
      }
    end
  end
  return nil
end

-- A message to a ticket that is not there is answered like one that could not be stored.
local function explained(api, ticket, err)
  if err.kind ~= "invalid" then return err end
  if (err.provider_message or ""):find("Permission Denied", 1, true) then
    err.kind = "forbidden"
    return err
  end
  local data, why = reading.ticket(api, ticket.id)
  return not data and why.kind == "not_found" and why or err
end

-- What is against a message to a ticket as it is now; RT itself knows no condition for one.
local function objection(ticket, status, version)
  if status == "deleted" then
    return usher.error {
      kind = "not_allowed",
      message = ("Ticket %s is deleted, and a message would bring it back; nothing was sent.")
        :format(ticket.id),
    }
  end
  if type(ticket.version) == "string" and version and ticket.version ~= version then
    return usher.error {
      kind = "conflict",
      message = ("Ticket %s was changed since it was read; read it again and decide anew.")
        :format(ticket.id),
    }
  end
  return nil
end

---Sends a message, public by "correspond" and internal by "comment".
function writing.message(api, ticket, kind, message)
  local problem = empty_file(message.attachments)
  if problem then return nil, problem end
  local data, version = reading.ticket(api, ticket.id)
  if not data then return nil, version end
  problem = objection(ticket, data.Status, version)
  if problem then return nil, problem end

  local content = { Content = message.text, ContentType = "text/plain" }
  local path = reading.address(ticket.id) .. "/" .. kind
  local response, err = api:post(path, request(content, message.attachments))
  if not response then return nil, explained(api, ticket, err) end
  return {
    id = (response.headers.location or ""):match "/transaction/(%d+)",
    ticket = (reading.again(api, ticket)),
  }
end

-- A queue that is not there is answered like one without the right to create.
local function queue_problem(api, err)
  if err.kind ~= "forbidden" then return err end
  local queue = api.settings.queue
  local found, why = api:get("/queue/" .. usher.text.escape_path(queue))
  if found or why.kind ~= "not_found" then return err end
  return usher.error {
    kind = "invalid",
    message = ("Request Tracker has no queue %q that the token may see; correct the setting.")
      :format(queue),
    fields = { queue = { queue } },
  }
end

-- RT drops in silence what it does not take, be it a custom field or a requestor.
local function dropped(data, new, custom_fields)
  local wanted, kept = {}, {}
  for name, value in pairs(custom_fields) do
    wanted[name], kept[name] = value, rows.custom_field(data, name)
  end
  local requestors = type(data.Requestor) == "table" and data.Requestor or {}
  wanted.requester, kept.requester = new.requester, requestors[1] and new.requester
  wanted.priority, kept.priority = new.priority, new.priority and data.Priority
  if new.due_at then
    wanted.due_at = math.floor(new.due_at)
    kept.due_at = usher.parse_time(tostring(data.Due))
  end
  local names = {}
  for name in pairs(usher.dropped(wanted, kept) or {}) do
    names[#names + 1] = ("%q"):format(name)
  end
  if #names == 0 then return nil end
  table.sort(names)
  return ("Ticket %s was made without %s, which Request Tracker did not take."):format(
    data.id, table.concat(names, ", ")
  )
end

local function date(time)
  return time and (usher.format_time(time, "UTC"):sub(1, 19):gsub("T", " ")) or nil
end

function writing.create(api, new)
  local settings = api.settings
  local problem = empty_file(new.attachments)
  if problem then return nil, problem end
  local custom_fields = {}
  for name, value in pairs(new.fields or {}) do custom_fields[name] = value end
  if new.tags then
    if not settings.tags_field then
      return nil, usher.error {
        kind = "unsupported",
        message = "No custom field holds tags here; name one by the setting \"tags_field\".",
      }
    end
    custom_fields[settings.tags_field] = usher.json.array(new.tags)
  end
  local content = {
    Queue = settings.queue,
    Subject = new.subject,
    Content = new.text,
    ContentType = "text/plain",
    Requestor = new.requester,
    Priority = new.priority and math.tointeger(tonumber(new.priority)),
    Due = date(new.due_at),
    CustomFields = next(custom_fields) and custom_fields or nil,
  }
  local response, err = api:post("/ticket", request(content, new.attachments))
  if not response then return nil, queue_problem(api, err) end
  local id = type(response.json) == "table" and response.json.id
  if not id then return {} end
  local row, data = reading.again(api, { id = id })
  if not row then
    return { id = id, warning = ("Ticket %s was made, and could not be read back."):format(id) }
  end
  return { id = id, ticket = row, warning = dropped(data, new, custom_fields) }
end

---Whether a ticket of unknown outcome has been created: one with its subject and its text.
function writing.has_created(api, effect)
  local since = effect.sent_at - thread.CLOCK_TOLERANCE
  local found, err = reading.all(api, "/tickets", {
    query = ticket_sql.created(effect.new.subject, since, api.settings),
    fields = rows.FIELDS.fields,
    orderby = "id",
  }, function() return false end)
  if not found then return nil, err end
  local is_unclear = false
  for _, row in ipairs(found) do
    local created = usher.parse_time(row.Created) or 0
    if row.Subject == effect.new.subject and created >= since then
      local messages
      messages, err = thread.messages(api, row)
      if not messages then return nil, err end
      local is_same = thread.begins_with(messages, effect.new.text)
      if is_same and created >= math.floor(effect.sent_at) then return true end
      is_unclear = is_unclear or is_same
    end
  end
  if is_unclear then return nil end
  return false
end

return writing
