-- A filter of ours as the parameters of Redmine's list.
local usher = require "usher"
local names = require "names"

local query = {}

-- More hits than this are not asked for by their numbers: the URL would grow too long.
local MOST_HITS = 400

local function later(one, other) return one and other and math.max(one, other) or one or other end

local function earlier(one, other) return one and other and math.min(one, other) or one or other end

-- Redmine counts whole seconds and takes both ends in; what this lets through too much is for the
-- host to leave out.
local function range(after, before)
  local from = after and usher.format_time(math.floor(after))
  local to = before and usher.format_time(math.ceil(before))
  if from and to then return ("><%s|%s"):format(from, to) end
  return from and ">=" .. from or to and "<=" .. to or nil
end

-- The numbers of a field with a name stand in the rows of issues only: the page that lists fields
-- is for administrators.
function query.field_ids(api)
  local response, err = api:get("/issues.json", {
    query = { status_id = "*", sort = "id:desc", limit = 100, project_id = api.settings.project },
  })
  if not response then return nil, err end
  local ids = {}
  for _, issue in ipairs(response.json.issues) do
    for _, field in ipairs(issue.custom_fields or {}) do ids[field.name] = field.id end
  end
  return ids
end

---The number of a custom field; nil where no issue that can be seen has it.
function query.field_id(api, wanted)
  if wanted:find "^%d+$" then return math.tointeger(tonumber(wanted)) end
  local ids, err = query.field_ids(api)
  if not ids then return nil, err end
  return ids[wanted]
end

-- The numbers of the issues that Redmine's own search finds, in their texts and messages; nil where
-- they are too many, or where it would miss some: it knows no letters without their accents.
local function hits(api, text)
  local is_plain = text:find "^[\x20-\x7e]+$" and not text:find '"' and #text > 1
  if not is_plain or api.settings.search ~= "provider" then return nil end
  local ids = {}
  repeat
    local response, err = api:get("/search.json", { query = {
      q = ('"%s"'):format(text), issues = 1, limit = 100, offset = #ids,
    } })
    if not response then return nil, err end
    local found = response.json.results
    for _, hit in ipairs(found) do ids[#ids + 1] = tostring(hit.id) end
    if response.json.total_count > MOST_HITS then return nil end
  until #found == 0 or #ids >= response.json.total_count
  return ids
end

-- The numbers of the people that a word names, for a filter; nil where nobody is found.
local function people(api, me, word)
  if word:find "^%d+$" then return word end
  local found, err = names.people(api, me, word, api.settings.project)
  if not found then return nil, err end
  local ids = {}
  for index, person in ipairs(found) do ids[index] = tostring(person.id) end
  return #ids > 0 and table.concat(ids, "|") or nil
end

local function add_words(api, wanted, parameters, applied)
  for key, rows_of in pairs { status = names.statuses, priority = names.priorities } do
    local raw = wanted[key .. "_raw"]
    if raw then
      local rows, err = rows_of(api)
      if not rows then return nil, err end
      -- A number that nothing has: no issue can match.
      parameters[key .. "_id"] = names.ids(rows, raw) or "0"
      applied[#applied + 1] = key
    end
  end
  return true
end

local function add_people(api, wanted, parameters, applied)
  if wanted.assignee == "none" then
    parameters.assigned_to_id = "!*"
    applied[#applied + 1] = "assignee"
  end
  local me
  for key, parameter in pairs { assignee = "assigned_to_id", requester = "author_id" } do
    if wanted[key] and wanted[key] ~= "none" then
      local err
      if not me then me, err = names.me(api) end
      if not me then return nil, err end
      local ids
      ids, err = people(api, me, wanted[key])
      if err then return nil, err end
      parameters[parameter] = ids
      if ids then applied[#applied + 1] = key end
    end
  end
  return true
end

local function add_tag(api, wanted, parameters)
  local tag, field = wanted.tag and wanted.tag[1], api.settings.tags_field
  if not tag or not field then return true end
  local id, err = query.field_id(api, field)
  if err then return nil, err end
  -- Redmine takes one tag; the host looks for the others.
  if id then parameters["cf_" .. id] = tag end
  return true
end

---The parameters, and which terms of the filter they settle.
function query.parameters(api, wanted)
  -- Without a status only open issues are listed, and without an order any order is right.
  local parameters = { status_id = "*", sort = "id", project_id = api.settings.project }
  local applied = {}
  for _, add in ipairs { add_words, add_people, add_tag } do
    local done, err = add(api, wanted, parameters, applied)
    if not done then return nil, err end
  end
  local age = wanted.older_than and api:now() - wanted.older_than
  parameters.created_on = range(wanted.created_after, earlier(wanted.created_before, age))
  parameters.updated_on = range(later(wanted.updated_after, wanted.since), wanted.updated_before)
  if wanted.text then
    local ids, err = hits(api, wanted.text)
    if err then return nil, err end
    if ids then parameters.issue_id = #ids > 0 and table.concat(ids, ",") or "0" end
  end
  return parameters, applied
end

return query
