-- New issues. Redmine takes numbers for everything, and drops without a word what it does not know.
local usher = require "usher"
local messages = require "messages"
local names = require "names"
local query = require "query"
local rows = require "rows"
local thread = require "thread"
local writes = require "writes"

local creation = {}

-- Whose issue it will be: only an administrator's key opens one in another's name.
local function requester(api, word)
  local me, err = names.me(api)
  if not me then return nil, err end
  if not word then return { user = me } end
  local found
  found, err = names.people(api, me, word)
  if not found then return nil, err end
  if #found == 1 and found[1].id == me.id then return { user = me } end
  if not me.admin then
    return writes.invalid("requester", "Redmine opens a ticket in the name of the key's owner; "
      .. "only an administrator's key opens one for another.")
  end
  if #found ~= 1 then
    return writes.invalid("requester", ("%d people are known as %q; name one by login or address.")
      :format(#found, word))
  end
  return { user = found[1], headers = { ["X-Redmine-Switch-User"] = found[1].login } }
end

local function number_of(api, all_of, field, word)
  if not word then return {} end
  local all, err = all_of(api)
  if not all then return nil, err end
  local row = names.find(all, word)
  if row then return row end
  return writes.invalid(field, ("Redmine has no %s %q; it has %s.")
    :format(field, word, names.listed(all)))
end

-- The custom fields as Redmine takes them, and what is wanted of them, by name.
local function custom_fields(api, new)
  local wanted, settings = {}, api.settings
  for name, value in pairs(new.fields or {}) do wanted[name] = value end
  if new.tags and #new.tags > 0 then
    if not settings.tags_field then
      return writes.invalid("tags", "Redmine has no tags; name a custom field by tags_field.")
    end
    wanted[settings.tags_field] = new.tags
  end
  if not next(wanted) then return {}, wanted end
  local ids, err = query.field_ids(api)
  if not ids then return nil, err end
  local fields = {}
  for name, value in pairs(wanted) do
    local id = ids[name] or name:match "^%d+$"
    if not id then
      return writes.invalid(name, ("No ticket has a custom field %q; name it by its number.")
        :format(name))
    end
    fields[#fields + 1] = { id = id, value = value }
  end
  return fields, wanted
end

-- What of the new issue is not as it was asked for: it has been made, so this is a warning.
local function warning(issue, wanted, fields)
  local kept = { priority = issue.priority and issue.priority.name, requester = issue.author.id }
  for name, value in pairs(fields) do
    wanted[name] = value
    local field = rows.field(issue, name)
    kept[name] = field and field.value
  end
  local dropped, parts = usher.dropped(wanted, kept), {}
  for name, texts in pairs(dropped or {}) do parts[#parts + 1] = name .. ": " .. texts[1] end
  if #parts == 0 then return nil end
  table.sort(parts)
  return ("The ticket was made, but %s."):format(table.concat(parts, "; "))
end

function creation.create(api, new)
  local settings = api.settings
  local person, priority, tracker, fields, wanted, uploads, response, err
  person, err = requester(api, new.requester)
  if not person then return nil, err end
  priority, err = number_of(api, names.priorities, "priority", new.priority)
  if not priority then return nil, err end
  tracker, err = number_of(api, names.trackers, "tracker", settings.tracker)
  if not tracker then return nil, err end
  fields, wanted = custom_fields(api, new)
  if not fields then return nil, wanted end
  uploads, err = messages.uploads(api, new.attachments, person.headers)
  if not uploads then return nil, err end

  response, err = api:post("/issues.json", { headers = person.headers, json = { issue = {
    project_id = settings.project,
    tracker_id = tracker.id,
    subject = new.subject,
    description = new.text,
    priority_id = priority.id,
    custom_fields = #fields > 0 and fields or nil,
    due_date = new.due_at and usher.format_time(new.due_at, settings.zone):sub(1, 10) or nil,
    uploads = #uploads > 0 and uploads or nil,
  } } })
  if not response then return nil, err end
  local issue = response.json.issue
  local plain = { priority = priority.name or issue.priority.name, requester = person.user.id }
  return {
    id = issue.id,
    ticket = rows.ticket(issue, settings),
    warning = warning(issue, plain, wanted),
  }
end

---Whether a ticket of unknown outcome was made: one with its subject and text, since it was sent.
function creation.has_landed(api, effect)
  local since = usher.format_time(math.floor(effect.sent_at - 300))
  local response, err = api:get("/issues.json", { query = {
    status_id = "*", sort = "id:desc", limit = 100, project_id = api.settings.project,
    created_on = ">=" .. since,
  } })
  if not response then return nil, err end
  for _, issue in ipairs(response.json.issues) do
    local is_same = thread.same(issue.subject, effect.new.subject)
    if is_same and thread.same(issue.description, effect.text) then return true end
  end
  -- A bad key sees an empty list, and a full page may hide it.
  local me
  me, err = names.me(api)
  if not me then return nil, err end
  if response.json.total_count > #response.json.issues then return nil end
  return false
end

return creation
