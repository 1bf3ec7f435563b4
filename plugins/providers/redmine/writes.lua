-- Changes of an issue. Redmine answers 204 whether or not it kept a value: what a key may not set
-- is dropped without a word, so each change is read back.
local usher = require "usher"
local names = require "names"
local rows = require "rows"

local writes = {}

local function invalid(field, message)
  local fields = { [field] = { message } }
  return nil, usher.error { kind = "invalid", message = message, fields = fields }
end

writes.invalid = invalid

local function address(id)
  return ("/issues/%s.json"):format(usher.text.escape_path(id))
end

---Reads an issue with what is to be included.
function writes.read(api, id, include)
  local response, err = api:get(address(id), { query = { include = include } })
  if not response then return nil, err end
  local issue = type(response.json) == "table" and response.json.issue
  if type(issue) == "table" and issue.id ~= nil then return issue end
  return nil, usher.error {
    kind = "protocol",
    message = ("The answer for ticket %q is no issue; check base_url."):format(id),
  }
end

---A change that has been taken; only whether it was kept is not known.
function writes.unread(err)
  return { warning = "The change was taken, but could not be read back: " .. err.message }
end

function writes.put(api, id, changes)
  return api:put(address(id), { json = { issue = changes } })
end

---Changes an issue, and answers it as it is then; `kept` takes from it what was wanted, by name.
function writes.change(api, id, changes, wanted, kept)
  local response, err = writes.put(api, id, changes)
  if not response then return nil, err end
  local issue
  issue, err = writes.read(api, id)
  if not issue then return writes.unread(err) end
  local dropped = usher.dropped(wanted, kept(issue))
  if dropped then
    return nil, api:refused(response, {
      kind = "invalid",
      provider_message = "the key may not set this here, or the ticket does not have it",
      fields = dropped,
    })
  end
  return { ticket = rows.ticket(issue, api.settings) }
end

---Sets a status. From each only some can be reached; which ones depends on the roles of the key.
function writes.set_status(api, id, raw)
  local issue, err = writes.read(api, id, "allowed_statuses")
  if not issue then return nil, err end
  local all
  all, err = names.statuses(api)
  if not all then return nil, err end
  -- Redmine tells what is allowed since its version 5.0.
  local allowed = issue.allowed_statuses or all
  local target = names.find(allowed, raw)
  if not target then
    local known = names.find(all, raw)
    local words = names.listed(known and allowed or all)
    if not known then
      local message = ("Redmine has no status %q; it has %s."):format(raw, words)
      return invalid("status", message)
    end
    return nil, usher.error {
      kind = "not_allowed",
      message = ("From %q a ticket cannot be set to %q with this key, only to: %s.")
        :format(issue.status.name, raw, words),
    }
  end
  return writes.change(api, id, { status_id = target.id }, { status = target.name }, function(now)
    return { status = now.status.name }
  end)
end

function writes.set_priority(api, id, raw)
  local all, err = names.priorities(api)
  if not all then return nil, err end
  local target = names.find(all, raw)
  if not target then
    local message = ("Redmine has no priority %q; it has %s."):format(raw, names.listed(all))
    return invalid("priority", message)
  end
  local wanted = { priority = target.name }
  return writes.change(api, id, { priority_id = target.id }, wanted, function(issue)
    return { priority = issue.priority.name }
  end)
end

-- The one that a word names in an issue's project.
local function assignee(api, issue, word)
  local me, err = names.me(api)
  if not me then return nil, err end
  local found
  found, err = names.people(api, me, word, issue.project.id)
  if not found then return nil, err end
  if #found == 1 then return found[1] end
  if #found == 0 then
    local message = "Nobody in %q is known as %q; name a member by number or name."
    return invalid("assignee", message:format(issue.project.name, word))
  end
  local message = "%d people are known as %q; name one by number."
  return invalid("assignee", message:format(#found, word))
end

function writes.assign(api, id, word)
  local issue, err = writes.read(api, id)
  if not issue then return nil, err end
  local person
  if word == "none" then
    person = { id = "" }
  else
    person, err = assignee(api, issue, word)
    if not person then return nil, err end
  end
  local wanted = { assignee = person.id }
  return writes.change(api, id, { assigned_to_id = person.id }, wanted, function(now)
    local given = now.assigned_to
    return { assignee = type(given) == "table" and given.id or nil }
  end)
end

function writes.set_tags(api, id, tags)
  local issue, err = writes.read(api, id)
  if not issue then return nil, err end
  local settings = api.settings
  local field = rows.field(issue, settings.tags_field)
  if not field then
    return invalid("tags", ("The ticket has no field %q, which the setting tags_field names.")
      :format(settings.tags_field))
  end
  local changes = { custom_fields = { { id = field.id, value = usher.json.array(tags) } } }
  return writes.change(api, id, changes, { tags = tags }, function(now)
    return { tags = rows.tags(now, settings) }
  end)
end

return writes
