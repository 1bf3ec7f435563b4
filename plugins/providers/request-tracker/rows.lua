-- Tickets and people as Request Tracker tells them.
local usher = require "usher"
local words = require "words"

local rows = {}

-- What a search is asked to tell of each ticket: by itself it tells only ids.
rows.FIELDS = {
  fields = "Subject,Status,Priority,Queue,Owner,Requestor,Cc,AdminCc,CustomFields,"
    .. "Created,LastUpdated,Due,Resolved",
  ["fields[Queue]"] = "Name",
  ["fields[Owner]"] = "Name,EmailAddress,RealName",
  ["fields[Requestor]"] = "Name,EmailAddress,RealName",
}

local function given(text)
  return type(text) == "string" and text ~= "" and text or nil
end

---A user; the id of one is its name.
function rows.person(user)
  if type(user) ~= "table" or user.id == nil then return usher.null end
  if user.id == "Nobody" then return usher.null end
  local address = tostring(user.id):find("@", 1, true) and user.id or nil
  return {
    id = user.id,
    name = given(user.RealName) or given(user.Name) or tostring(user.id),
    email = given(user.EmailAddress) or address,
  }
end

---The custom field of that name as the ticket has it; nil where it has none of that name.
function rows.custom_field(data, name)
  for _, field in ipairs(type(data.CustomFields) == "table" and data.CustomFields or {}) do
    if field.name == name then return type(field.values) == "table" and field.values or {} end
  end
  return nil
end

-- A field with one value is that value, one with several the list of them.
local function fields(data, tags_field)
  local found = {}
  for _, field in ipairs(type(data.CustomFields) == "table" and data.CustomFields or {}) do
    if field.name ~= tags_field then
      local values = type(field.values) == "table" and field.values or {}
      if #values == 0 then
        found[field.name] = usher.null
      else
        found[field.name] = #values == 1 and values[1] or values
      end
    end
  end
  return found
end

-- Where people look at the ticket: the API lies under RT's own address.
local function web(settings)
  return (settings.base_url:gsub("/REST/2%.0/?$", ""))
end

function rows.attachment_url(settings, transaction, id, name)
  local path = ("/Ticket/Attachment/%s/%s/"):format(transaction, id)
  return web(settings) .. path .. usher.text.escape_path(name or "")
end

---A ticket's row. The version is an ETag, which only the ticket's own address tells.
function rows.ticket(data, settings, version)
  local requestors = type(data.Requestor) == "table" and data.Requestor or {}
  return {
    id = data.id,
    number = data.id,
    url = ("%s/Ticket/Display.html?id=%s"):format(web(settings), data.id),
    subject = data.Subject,
    status = data.Status,
    priority = data.Priority ~= nil and tostring(data.Priority) or nil,
    requester = rows.person(requestors[1]),
    assignee = rows.person(data.Owner),
    group = type(data.Queue) == "table" and given(data.Queue.Name) or nil,
    tags = settings.tags_field and rows.custom_field(data, settings.tags_field),
    fields = fields(data, settings.tags_field),
    created_at = data.Created,
    updated_at = data.LastUpdated,
    due_at = data.Due,
    -- A ticket that was opened again keeps the date.
    closed_at = words.is_end(settings, data.Status) and data.Resolved or usher.null,
    version = version,
    deleted = data.Status == "deleted",
    raw = data,
  }
end

return rows
