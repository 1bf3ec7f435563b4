-- Redmine's issues as tickets.
local usher = require "usher"

local rows = {}

local function present(value)
  return value ~= nil and value ~= usher.null and value ~= "" and value or nil
end

local function name_of(part)
  return present(part) and part.name or nil
end

local function person(part)
  if not present(part) then return usher.null end
  return { id = part.id, name = part.name }
end

---The row of a custom field, by its name or its number; nil where the issue has none such.
function rows.field(issue, wanted)
  for _, field in ipairs(present(issue.custom_fields) or {}) do
    if field.name == wanted or tostring(field.id) == wanted then return field end
  end
  return nil
end

local function list(value)
  if type(value) == "table" then return value end
  return present(value) and { value } or {}
end

---The tags of an issue; nil where it has no such field.
function rows.tags(issue, settings)
  local field = settings.tags_field and rows.field(issue, settings.tags_field)
  if not field then return nil end
  return list(field.value)
end

local function fields(issue, settings)
  local values = {}
  local tags = settings.tags_field and rows.field(issue, settings.tags_field)
  for _, field in ipairs(present(issue.custom_fields) or {}) do
    if field ~= tags then
      values[field.name] = present(field.value) or usher.null
    end
  end
  return values
end

-- A due date is a day, and a day begins where the zone says.
local function due_at(day, settings)
  if not present(day) then return usher.null end
  return (usher.parse_time(day .. " 00:00:00", settings.zone))
end

-- The time of closing stays when an issue is opened again.
local function closed_at(issue)
  if not present(issue.closed_on) or issue.status.is_closed == false then return usher.null end
  return issue.closed_on
end

function rows.ticket(issue, settings)
  return {
    id = issue.id,
    number = issue.id,
    url = ("%s/issues/%s"):format(settings.base_url, issue.id),
    subject = issue.subject,
    body = present(issue.description) or "",
    status = name_of(issue.status),
    priority = name_of(issue.priority),
    requester = person(issue.author),
    assignee = person(issue.assigned_to),
    group = name_of(issue.project),
    tags = rows.tags(issue, settings),
    categories = { name_of(issue.category) },
    fields = fields(issue, settings),
    created_at = issue.created_on,
    updated_at = issue.updated_on,
    due_at = due_at(issue.due_date, settings),
    closed_at = closed_at(issue),
    raw = issue,
  }
end

return rows
