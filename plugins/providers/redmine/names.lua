-- Redmine takes numbers where people say names: who and what has which number.
local usher = require "usher"

local names = {}

-- Statuses, priorities and trackers seldom change; they are read anew after this many seconds.
local FRESH = 60
local read_lists = {}

local function list(api, path, key)
  local place = api.settings.base_url .. path
  local kept = read_lists[place]
  if kept and api:now() - kept.at < FRESH then return kept.rows end
  local response, err = api:get(path)
  if not response then return nil, err end
  local rows = response.json and response.json[key] or {}
  read_lists[place] = { rows = rows, at = api:now() }
  return rows
end

function names.statuses(api) return list(api, "/issue_statuses.json", "issue_statuses") end

function names.priorities(api)
  return list(api, "/enumerations/issue_priorities.json", "issue_priorities")
end

function names.trackers(api) return list(api, "/trackers.json", "trackers") end

---The row with a name, or with a number.
function names.find(rows, wanted)
  local lower = usher.text.lower(tostring(wanted))
  for _, row in ipairs(rows) do
    if row.name == wanted or tostring(row.id) == wanted then return row end
  end
  for _, row in ipairs(rows) do
    if usher.text.lower(row.name) == lower then return row end
  end
  return nil
end

---The numbers of those names that there are, joined as a filter wants them; nil for none.
function names.ids(rows, wanted)
  local ids = {}
  for _, name in ipairs(wanted) do
    local row = names.find(rows, name)
    if row then ids[#ids + 1] = tostring(row.id) end
  end
  return #ids > 0 and table.concat(ids, "|") or nil
end

---The names of rows, for a sentence.
function names.listed(rows)
  local listed = {}
  for index, row in ipairs(rows) do listed[index] = row.name end
  return #listed > 0 and table.concat(listed, ", ") or "none"
end

---Whose key it is. Bad keys are refused here and hardly anywhere else.
function names.me(api)
  local response, err = api:get("/users/current.json", {
    query = { include = "memberships" },
    setting = "base_url",
  })
  if not response then return nil, err end
  return response.json.user
end

local function full_name(user)
  return usher.text.trim(("%s %s"):format(user.firstname or "", user.lastname or ""))
end

-- Only administrators are shown all people.
local function all_people(api, word)
  local response, err = api:get("/users.json", { query = { name = word, limit = 100 } })
  if not response then return nil, err end
  local people = {}
  for _, user in ipairs(response.json.users) do
    people[#people + 1] = {
      id = user.id, name = full_name(user), login = user.login, email = user.mail,
    }
  end
  return people
end

-- Members have no addresses.
local function members(api, project)
  local people, offset, total = {}, 0, 1
  while offset < total do
    local path = "/projects/" .. usher.text.escape_path(project) .. "/memberships.json"
    local response, err = api:get(path, { query = { limit = 100, offset = offset } })
    if not response then return nil, err end
    local rows = response.json.memberships
    for _, row in ipairs(rows) do people[#people + 1] = row.user or row.group end
    offset = offset + #rows
    total = #rows > 0 and response.json.total_count or 0
  end
  return people
end

local function answers_to(person, word)
  for _, key in ipairs { "id", "name", "email", "login" } do
    local value = person[key]
    if value ~= nil and usher.text.lower(tostring(value)) == word then return true end
  end
  return false
end

---The people that a word names: by number, name, and, as far as the key is shown them, by login and
---address. An empty list where nobody is found.
function names.people(api, me, word, project)
  local lower = usher.text.lower(word)
  local own = { id = me.id, name = full_name(me), login = me.login, email = me.mail }
  if lower == "me" or answers_to(own, lower) then return { own } end
  local people, err = {}, nil
  if me.admin then
    people, err = all_people(api, not word:find "%s" and word or nil)
  elseif project then
    people, err = members(api, project)
  end
  if not people then return nil, err end
  local found = {}
  for _, person in ipairs(people) do
    if answers_to(person, lower) then found[#found + 1] = person end
  end
  return found
end

return names
