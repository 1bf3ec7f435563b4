-- The `api` of providers and notifiers: one connection's HTTP.

local _, host, doors, shared = ...

local api = {}
api.__index = api

-- The value under a dotted path; nil where a step is missing.
local function dig(value, path)
  for step in path:gmatch "[^.]+" do
    if type(value) ~= "table" then
      return nil
    end
    value = value[step]
  end
  return value
end

local readers = { json = host.decode, lazy = host.lazy }

-- The body as JSON, read when it is first looked at. A body that is none is raised as a failure.
local answer_mark = {
  __index = function(answer, name)
    local read = readers[name]
    if not read or answer.body == "" then
      return nil
    end
    local value, why = read(answer.body)
    if why then
      error(host.unreadable(answer, why), 0)
    end
    rawset(answer, name, value)
    return value
  end,
}

-- A 2xx answer that the plugin's own error table calls a failure.
local function is_failure(answer)
  local errors = shared.plugin().errors
  local failed = errors and errors.failed
  return failed and answer.body ~= "" and dig(answer.json, failed.path) == failed.equals
end

local function send(method, target, options)
  options = options or {}
  local body, content_type = options.body, options.content_type
  if options.json ~= nil then
    body, content_type = host.encode(options.json), content_type or "application/json"
  end
  local answer, failure = host.http(method, target, {
    query = options.query,
    headers = options.headers,
    form = options.form,
    multipart = options.multipart,
    body = body,
    content_type = content_type,
    reads = options.reads,
    setting = options.setting,
  })
  if not answer then
    return nil, failure
  end
  setmetatable(answer, answer_mark)
  if is_failure(answer) then
    return nil, host.failed(answer)
  end
  return answer
end

for _, method in ipairs { "get", "post", "put", "patch", "delete" } do
  api[method] = function(_, path, options)
    if type(path) ~= "string" or (path ~= "" and path:sub(1, 1) ~= "/") then
      host.raise(("api:%s takes a path that begins with \"/\", not %s"):format(method, tostring(path)))
    end
    return send(method:upper(), { path = path }, options)
  end
end

function api:follow(url, options)
  return send("GET", { url = url }, options)
end

-- A 2xx answer by which a write was refused, so that nothing has changed. Said twice, it still counts once.
function api:refused(answer, options)
  options = options or {}
  if type(answer) ~= "table" or not answer.__request or not host.is_error_kind(options.kind) then
    host.raise('api:refused takes an answer and what is wrong with it, as in { kind = "invalid" }')
  end
  local failure = host.refused(answer, options)
  answer.__reads = true
  return failure
end

function api.now()
  return host.now()
end

local function bound(settings)
  return setmetatable({ settings = shared.settings(settings) }, api)
end

-- A ticket's row with what the provider sent written as JSON here: nobody but the plugin reads it as a table, lazily
-- or not. The row is the plugin's own, so it is the copy that differs. What cannot be written goes over as it is.
local function written(row)
  if type(row) ~= "table" or (type(row.raw) ~= "table" and type(row.raw) ~= "userdata") or row.raw == host.null then
    return row
  end
  local done, text = pcall(host.encode, row.raw)
  if not done then
    return row
  end
  local copy = {}
  for name, value in next, row do
    copy[name] = value
  end
  copy.raw, copy.raw_json = nil, text
  return copy
end

local function told(answer, ...)
  if type(answer) ~= "table" then
    return answer, ...
  end
  local tickets = answer.tickets
  if type(tickets) ~= "table" then
    return written(answer), ...
  end
  local rows = {}
  for index, row in next, tickets do
    rows[index] = written(row)
  end
  local page = {}
  for name, value in next, answer do
    page[name] = value
  end
  page.tickets = rows
  return page, ...
end

-- Calls an operation of a provider or notifier.
function doors.operation(path, settings, ...)
  shared.begin()
  return told(shared.find(path)(bound(settings), ...))
end

-- What `usher.pages` shares.
shared.dig = dig
