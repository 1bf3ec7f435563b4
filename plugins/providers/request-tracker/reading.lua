-- Reading one ticket.
local usher = require "usher"
local rows = require "rows"

local reading = {}

function reading.address(id)
  return "/ticket/" .. usher.text.escape_path(id)
end

---The ticket as RT tells it, and its version. A ticket that was merged into another is not there
---any more: RT answers with the other one.
function reading.ticket(api, id)
  if not tostring(id):find "^%d+$" then
    return nil, usher.error {
      kind = "not_found",
      message = ("A ticket of Request Tracker has a number, and %q is none."):format(id),
    }
  end
  local response, err = api:get(reading.address(id), {
    query = { ["fields[Queue]"] = "Name", ["fields[Owner]"] = "Name,EmailAddress,RealName" },
  })
  if not response then return nil, err end
  local data = response.json
  if type(data) ~= "table" or data.id == nil then
    return nil, usher.error {
      kind = "protocol",
      message = ("The answer for ticket %q is no ticket; check base_url."):format(id),
    }
  end
  if tostring(data.id) ~= tostring(id) then
    return nil, usher.error {
      kind = "not_found",
      message = ("Ticket %s was merged into ticket %s; use that one."):format(id, data.id),
    }
  end
  return data, (response.headers.etag or ""):match '"(.-)"'
end

-- Names and addresses of the requestors, which a ticket's own address does not tell; a search does,
-- though not of a deleted ticket.
function reading.name_requestors(api, data)
  if type(data.Requestor) ~= "table" or #data.Requestor == 0 then return end
  local response = api:get("/tickets", {
    query = {
      query = ("id = %d"):format(data.id),
      fields = "Requestor",
      ["fields[Requestor]"] = "Name,EmailAddress,RealName",
    },
  })
  local found = response and type(response.json) == "table" and response.json.items
  local row = type(found) == "table" and found[1]
  if type(row) == "table" and type(row.Requestor) == "table" then data.Requestor = row.Requestor end
end

-- After a write nobody is asked again who the requestors are.
local function keep_requestors(data, known)
  local before = type(known) == "table" and type(known.raw) == "table" and known.raw.Requestor
  local now = data.Requestor
  if type(before) ~= "table" or type(now) ~= "table" or #before ~= #now then return end
  for index, user in ipairs(now) do
    if user.id ~= before[index].id then return end
  end
  data.Requestor = before
end

---The ticket's row as it is after a write, beside what RT told; nil where it cannot be read.
function reading.again(api, ticket)
  local data, version = reading.ticket(api, ticket.id)
  if not data then return nil, version end
  keep_requestors(data, ticket)
  return rows.ticket(data, api.settings, version), data
end

---Every row of a list that tells no total: more pages come until one is empty, or falls short after
---having reached the last row. Rows that the token may not see make pages short, too.
function reading.all(api, path, query, is_last)
  local found, number, per_page = {}, 1, api.settings.per_page
  while true do
    local asked = { page = number, per_page = per_page }
    for key, value in pairs(query) do asked[key] = value end
    local response, err = api:get(path, { query = asked })
    if not response then return nil, err end
    local items = type(response.json) == "table" and response.json.items
    if type(items) ~= "table" then
      return nil, usher.error {
        kind = "protocol",
        message = ("%q answered no list of items; check base_url."):format(path),
      }
    end
    for _, item in ipairs(items) do found[#found + 1] = item end
    if #items == 0 or (#items < per_page and is_last(items[#items])) then return found end
    number = number + 1
  end
end

return reading
