-- Sets `usher.pages`. Each paginator reads one page and answers what a provider's `list` must.
local usher, _, _, shared = ...

local pages = {}

local function protocol(text, ...)
  return nil, usher.error { kind = "protocol", message = text:format(...) }
end

-- The value at a dotted path ("meta.total", "rows.1"); the empty path is the value itself.
local function at(value, path)
  for key in path:gmatch("[^.]+") do
    if type(value) ~= "table" then return nil end
    local child = value[key]
    if child == nil then child = value[tonumber(key)] end
    value = child
  end
  return value
end

-- Providers end their lists with an absent key, null, false or an empty string alike.
local function is_given(value)
  return value ~= nil and value ~= usher.null and value ~= false and value ~= ""
end

local function integer_at(value, path)
  local found = path and at(value, path)
  return is_given(found) and math.tointeger(tonumber(found)) or nil
end

local function described(value)
  if value == nil or value == usher.null then return value and "null" or "nothing" end
  if type(value) ~= "table" then return "a " .. type(value) end
  return (value[1] ~= nil or next(value) == nil) and "a list" or "an object"
end

local function unexpected(path, items, found)
  local place = items == "" and "as the whole answer" or ("at %q"):format(items)
  return protocol(
    "%q must answer with a list of objects %s, not with %s; check base_url and the API's version.",
    path, place, found
  )
end

-- One answer's rows as a page, and how many rows it had: `each` may leave some out, and a page
-- of which nothing is left is not the end.
local function read(response, path, options)
  local items = options.items
  local rows = at(response.json, items)
  if described(rows) ~= "a list" then return unexpected(path, items, described(rows)) end
  local tickets = {}
  for index, row in ipairs(rows) do
    if type(row) ~= "table" then
      return unexpected(path, items, ("%s in row %d"):format(described(row), index))
    end
    tickets[#tickets + 1] = options.each(row)
  end
  local total = integer_at(response.json, options.total)
  return { tickets = tickets, total = total, applied = options.applied }, #rows
end

-- Asks for the page that `parameters` name; answers it, its number of rows, and the response.
local function fetch(api, path, options, parameters)
  if options.probe and not options.cursor then
    local proof, refusal = api:get(options.probe, { setting = "base_url" })
    if not proof then return nil, refusal end
  end
  local query = {}
  for name, value in pairs(options.query or {}) do query[name] = value end
  for name, value in pairs(parameters) do query[name] = value end
  local response, err = api:get(path, { query = query, setting = options.setting })
  if not response then return nil, err end
  local page, count = read(response, path, options)
  return page, count, response
end

-- Where an answer does not say which page it is, its ends tell whether it is the one before again.
-- One row is no proof: a row inserted meanwhile moves the same one onto the next page.
local function ends(page)
  local tickets = page.tickets
  if #tickets < 2 then return "" end
  return ("%d:%s:%s"):format(#tickets, tickets[1].id, tickets[#tickets].id)
end

-- Cursors of counted pages read "3~15:tic_a:tic_z": where to go on, and the ends before it.
local function position(options, path, of_page)
  local cursor = options.cursor
  if cursor == nil then return of_page(1) end
  if type(cursor) == "table" then return of_page(cursor.page) end
  local number, before = cursor:match("^(%d+)~(.*)$")
  if number then return math.tointeger(tonumber(number)), before end
  return protocol("%q has no page %q; begin the list again without a cursor.", path, cursor)
end

local function unheeded(path, said, parameter, setting)
  local remedy = ("the API may have another name for %q"):format(parameter)
  if setting then remedy = "check the setting " .. setting end
  return protocol("%q %s; %s.", path, said, remedy)
end

local function refuse_repeated(page, before, path, parameter, setting)
  if (before or "") == "" or ends(page) ~= before then return page end
  return unheeded(path, "answered the same rows again, which loops", parameter, setting)
end

function pages.numbered(api, path, options)
  local first = options.first or 1
  local number, before = position(options, path, function(page) return first + page - 1 end)
  if not number then return nil, before end
  local parameters = { [options.page] = number }
  if options.size then parameters[options.size] = options.per_page end
  local page, count, response = fetch(api, path, options, parameters)
  if not page then return nil, count end

  local current = integer_at(response.json, options.current)
  local last = integer_at(response.json, options.last)
  -- Some providers answer their last page for one beyond it, when rows went away meanwhile.
  local is_beyond = last and number > last and current == last
  if current and current ~= number and not is_beyond then
    local said = ("answered page %d where page %d was asked for"):format(current, number)
    return unheeded(path, said, options.page, options.page_setting)
  end

  local has_more = true
  if last then
    has_more = number < last
    page.pages = math.max(last - first + 1, 1)
  elseif options.more then
    has_more = is_given(at(response.json, options.more))
  end
  page.page = number - first + 1
  if has_more and count > 0 then page.next = ("%d~%s"):format(number + 1, ends(page)) end
  if current then return page end
  return refuse_repeated(page, before, path, options.page, options.page_setting)
end

function pages.offset(api, path, options)
  local size = options.per_page
  local offset, before = position(options, path, function(page) return (page - 1) * size end)
  if not offset then return nil, before end
  local parameters = { [options.offset] = offset, [options.limit] = size }
  local page, count = fetch(api, path, options, parameters)
  if not page then return nil, count end

  local reached = offset + count
  if count > 0 and (not page.total or reached < page.total) then
    page.next = ("%d~%s"):format(reached, ends(page))
  end
  -- A provider may give fewer rows than asked for; then pages of our size do not exist.
  if page.total and (count == size or reached >= page.total) then
    page.pages = math.max((page.total + size - 1) // size, 1)
  end
  return refuse_repeated(page, before, path, options.offset, options.page_setting)
end

local function looping(path, cursor)
  return protocol("%q names %q, the page just read, as the next one, which loops.", path, cursor)
end

function pages.cursor(api, path, options)
  local parameters = { [options.parameter] = options.cursor }
  local page, count, response = fetch(api, path, options, parameters)
  if not page then return nil, count end
  local following = at(response.json, options.next)
  local is_last = options.more and not is_given(at(response.json, options.more))
  if is_last or not is_given(following) then return page end
  following = tostring(following)
  if following == options.cursor then return looping(path, following) end
  page.next = following
  return page
end

local function fetch_from(api, url, path, options)
  local response, err = api:follow(url)
  if response then
    local page, count = read(response, path, options)
    return page, count, response
  end
  if not options.end_on_not_found or err.kind ~= "not_found" then return nil, err end
  return { tickets = {}, applied = options.applied }
end

local function follow(api, path, options, next_of)
  local page, count, response
  if options.cursor then
    page, count, response = fetch_from(api, options.cursor, path, options)
  else
    page, count, response = fetch(api, path, options, {})
  end
  if not page or not response then return page, count end

  local url = next_of(response)
  if not is_given(url) then return page end
  if type(url) ~= "string" then
    return protocol("%q must name the next page by a URL, not by %s.", path, described(url))
  end
  if url == options.cursor or url == response.url then return looping(path, url) end
  page.next = url
  return page
end

function pages.next_url(api, path, options)
  return follow(api, path, options, function(response) return at(response.json, options.next) end)
end

-- RFC 8288: `<https://desk.example/tickets?page=2>; rel="next", <…>; rel="last"`.
local function linked(header, wanted)
  for url, parameters in (header or ""):gmatch("<([^>]*)>([^<]*)") do
    local words = parameters:match('[Rr][Ee][Ll]%s*=%s*"([^"]*)"')
      or parameters:match("[Rr][Ee][Ll]%s*=%s*([^%s;,]+)")
    local spaced = " " .. (words or ""):lower() .. " "
    if spaced:find(" " .. wanted .. " ", 1, true) then return url end
  end
end

function pages.link(api, path, options)
  return follow(api, path, options, function(response)
    return linked(response.headers.link, options.rel or "next")
  end)
end

usher.pages = shared.strict("usher.pages", pages)
