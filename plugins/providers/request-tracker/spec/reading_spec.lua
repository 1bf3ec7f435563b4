local usher = require "usher"

local NEVER = "1970-01-01T00:00:00Z"

local function user(name, values)
  local made = { id = name, type = "user", _url = "https://rt.example/REST/2.0/user/" .. name }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local function field(name, ...)
  return { id = "3", name = name, type = "customfield", values = usher.json.array { ... } }
end

-- As a search tells a ticket when it is asked for all that we read; ids are texts there.
local function found(id, values)
  local made = {
    id = tostring(id), type = "ticket", Subject = "No tone", Status = "open", Priority = "20",
    Queue = { id = "3", type = "queue", Name = "Support" },
    Owner = user("Nobody", { Name = "Nobody", RealName = "Nobody in particular" }),
    Requestor = {
      user("alice", { Name = "alice", RealName = "Alice", EmailAddress = "a@example.org" }),
    },
    Created = "2026-01-02T03:04:05Z", LastUpdated = "2026-01-03T03:04:05Z",
    Due = NEVER, Resolved = NEVER,
    CustomFields = { field("Tags", "a", "b"), field("Severity", "high"), field("Rooms") },
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local function page(number, pages, rows)
  return {
    page = number, pages = pages or usher.null, per_page = 100, count = #rows,
    total = pages and #rows or usher.null, items = usher.json.array(rows),
  }
end

local function connect(settings)
  local made = { base_url = "https://rt.example/REST/2.0", tags_field = "Tags", queue = "Support" }
  for key, value in pairs(settings or {}) do made[key] = value end
  return spec.connect { settings = made, now = "2026-01-10T00:00:00Z" }
end

local function listed(values, settings)
  local rt = connect(settings)
  rt:on("GET", "/tickets", { json = page(1, 1, { found(7, values) }) })
  return rt:call("list", {}).tickets[1], rt
end

describe("the list", function()
  it("tells what one request for a page answers", function()
    local ticket, rt = listed()
    expect(ticket):to_include {
      id = "7", number = "7", url = "https://rt.example/Ticket/Display.html?id=7",
      subject = "No tone", status = "open", status_raw = "open",
      priority = "low", priority_raw = "20", group = "Support",
      requester = { id = "alice", name = "Alice", email = "a@example.org" },
      tags = { "a", "b" }, fields = { Severity = "high", Rooms = usher.null },
      created_at = usher.parse_time "2026-01-02T03:04:05Z",
      updated_at = usher.parse_time "2026-01-03T03:04:05Z",
      deleted = false,
    }
    expect(rt.requests):to_have_length(1)
    expect(rt.requests[1].query):to_include {
      query = "id > 0", orderby = "id", order = "ASC", per_page = "100",
      ["fields[Queue]"] = "Name",
    }
  end)

  it("reads dates of 1970 and the owner Nobody as nothing", function()
    local ticket = listed()
    expect(ticket.due_at):to_be_nil()
    expect(ticket.closed_at):to_be_nil()
    expect(ticket.assignee):to_be_nil()
    expect(listed({ Due = "2026-02-01T00:00:00Z" }).due_at)
      :to_equal(usher.parse_time "2026-02-01T00:00:00Z")
    expect(listed({ Owner = user("bot") }).assignee):to_equal { id = "bot", name = "bot" }
    expect(listed({ Requestor = usher.json.array {} }).requester):to_be_nil()
  end)

  it("tells when a ticket ended, but not of one that was opened again", function()
    local ended = "2026-01-04T00:00:00Z"
    expect(listed({ Status = "resolved", Resolved = ended }).closed_at)
      :to_equal(usher.parse_time(ended))
    expect(listed({ Status = "open", Resolved = ended }).closed_at):to_be_nil()
  end)

  it("knows a user whose name is an address by it", function()
    local ticket = listed { Requestor = { user("c@example.org", { RealName = "" }) } }
    expect(ticket.requester)
      :to_equal { id = "c@example.org", name = "c@example.org", email = "c@example.org" }
  end)

  it("has tags only where a field is named for them and the ticket has it", function()
    expect(listed({ CustomFields = { field("Severity", "low") } }).tags):to_equal {}
    expect(listed({ CustomFields = { field("Tags") } }).tags):to_equal {}
    local ticket = listed({}, { tags_field = "Severity" })
    expect(ticket.tags):to_equal { "high" }
    expect(ticket.fields.Tags):to_equal { "a", "b" }
  end)

  it("reads pages until one is empty where their number is not told", function()
    local rt = connect { per_page = 2 }
    rt:on("GET", "/tickets", { json = page(1, nil, { found(1), found(2) }) })
    rt:on("GET", "/tickets", { json = page(2, nil, { found(3) }) })
    rt:on("GET", "/tickets", { json = page(3, nil, {}) })
    local answer = rt:call("list", {})
    expect(answer.tickets):to_have_length(3)
    expect(rt.requests):to_have_length(3)
    expect(rt.requests[3].query.page):to_equal("3")
  end)

  it("does not follow the next page's URL", function()
    local rt = connect()
    local first = page(1, 2, { found(1) })
    first.next_page = "https://rt.example/REST/2.0/tickets?page=2"
    rt:on("GET", "/tickets", { json = first })
    rt:on("GET", "/tickets", { json = page(2, 2, { found(2) }) })
    expect(rt:call("list", {}).tickets):to_have_length(2)
    expect(rt.requests[2].query):to_include { query = "id > 0", page = "2" }
  end)

  it("maps statuses and priorities as the settings say", function()
    local settings = {
      statuses = { waiting = "on_hold", resolved = "closed" },
      priorities = { ["10"] = "low", ["30"] = "urgent" },
    }
    expect(listed({ Status = "waiting", Priority = "29" }, settings))
      :to_include { status = "on_hold", priority = "low" }
    expect(listed({ Status = "resolved", Priority = "30" }, settings))
      :to_include { status = "closed", priority = "urgent" }
    expect(listed({ Status = "odd", Priority = "0" }, settings))
      :to_include { status = "unknown", status_raw = "odd", priority = "low" }
  end)
end)

describe("one ticket", function()
  -- Its own address tells numbers as ids, and of the requestors no more than their names.
  local function read(values, searched)
    local rt = connect()
    local data = found(7, { id = 7, Requestor = { user("alice") } })
    for key, value in pairs(values or {}) do data[key] = value end
    rt:on("GET", "/ticket/7", { json = data, headers = { ETag = '"89"' } })
    rt:on("GET", "/tickets", { json = page(1, 1, searched or { found(7) }) })
    local ticket, err = rt:call("get", "7")
    return ticket, err, rt
  end

  it("has a version, and its requestors' names by a search", function()
    local ticket, _, rt = read()
    expect(ticket):to_include {
      id = "7", version = "89",
      requester = { id = "alice", name = "Alice", email = "a@example.org" },
    }
    expect(rt.requests[2].query):to_include { query = "id = 7", fields = "Requestor" }
  end)

  it("is told as deleted, and its requestors by name, for no search finds it", function()
    local ticket = read({ Status = "deleted" }, {})
    expect(ticket):to_include { deleted = true, status = "closed", requester = { id = "alice" } }
  end)

  it("is not there any more after it was merged into another", function()
    local ticket, err = read { id = 3 }
    expect(ticket):to_be_nil()
    expect(err):to_include {
      kind = "not_found", message = "Ticket 7 was merged into ticket 3; use that one.",
    }
  end)

  it("has a number, and nothing is asked for another id", function()
    local rt = connect()
    local ticket, err = rt:call("get", "7/history")
    expect(ticket):to_be_nil()
    expect(err.kind):to_equal("not_found")
    expect(rt.requests):to_have_length(0)
  end)

  it("that is no ticket is a protocol error", function()
    local rt = connect()
    rt:on("GET", "/ticket/7", { json = { version = 1 } })
    local _, err = rt:call("get", "7")
    expect(err.kind):to_equal("protocol")
  end)
end)

describe("what goes wrong", function()
  local function failure(answer)
    local rt = connect()
    rt:on("GET", "/tickets", answer)
    local _, err = rt:call("list", {})
    return err
  end

  it("is told by kind", function()
    expect(failure({ status = 401, json = { message = "Unauthorized" } }).kind):to_equal("auth")
    expect(failure({ status = 302, headers = { Location = "/" }, body = "Login required" }).kind)
      :to_equal("auth")
    expect(failure({ status = 403, json = { message = "Forbidden" } }).kind):to_equal("forbidden")
    expect(failure({ status = 500, body = "" }).kind):to_equal("transient")
    local err = failure { status = 400, json = { message = "Unknown field: Nope" } }
    expect(err):to_include { kind = "invalid", provider_message = "Unknown field: Nope" }
  end)
end)
