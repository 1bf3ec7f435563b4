local usher = require "usher"
local ticket_sql = require "ticket_sql"

local NO_TICKETS = { page = 1, pages = 1, total = 0, items = usher.json.array {} }

-- The search that a filter is sent as, without the part that every search has.
local function search(filter, settings)
  local made = { base_url = "https://rt.example/REST/2.0", tags_field = "Tags" }
  for key, value in pairs(settings or {}) do made[key] = value end
  local rt = spec.connect { settings = made, now = "2026-01-10T00:00:00Z" }
  rt:on("GET", "/tickets", { json = NO_TICKETS })
  rt:call("list", filter)
  expect(rt.requests):to_have_length(1)
  return (rt.requests[1].query.query:gsub("^id > 0 AND ", ""))
end

describe("a filter", function()
  it("becomes TicketSQL", function()
    expect(search { status = { "open", "pending" } })
      :to_equal "(Status = 'open' OR Status = 'stalled')"
    expect(search { tag = { "vip", "a b" } })
      :to_equal "'CF.{Tags}' = 'vip' AND 'CF.{Tags}' = 'a b'"
    expect(search { assignee = "none" }):to_equal "Owner = 'Nobody'"
    expect(search { assignee = "bot" }):to_equal(
      "(Owner.Name = 'bot' OR Owner.EmailAddress = 'bot' OR Owner.RealName = 'bot')"
    )
    expect(search { requester = "a@b.c" }):to_contain "Requestor.EmailAddress = 'a@b.c'"
    expect(search { text = "no tone" })
      :to_equal "(Subject LIKE 'no tone' OR Content LIKE 'no tone')"
  end)

  it("takes numbers for priorities", function()
    expect(search { priority = "normal" }):to_equal "((Priority >= 50 AND Priority < 100))"
    expect(search { priority = { "low", "high" } })
      :to_equal "((Priority < 50) OR (Priority >= 100))"
    expect(search { priority = "raw:20" }):to_equal "(Priority = 20)"
    expect(search { priority = "urgent" }):to_equal "id = 0"
  end)

  it("asks for nothing where nothing can match", function()
    expect(search { status = "on_hold" }):to_equal "id = 0"
    expect(search({ tag = "vip" }, { tags_field = usher.null })):to_equal "id = 0"
  end)

  it("is kept within the queues of the settings", function()
    expect(search({ status = "new" }, { queues = { "Support", "O'Neil" } }))
      :to_equal "(Queue = 'Support' OR Queue = 'O\\'Neil') AND (Status = 'new')"
  end)

  it("leaves to the host what RT cannot say", function()
    expect(search { status = "unknown" }):to_equal "id > 0"
    expect(search { requester = "none" }):to_equal "id > 0"
    expect(search { has = "due_at" }):to_equal "id > 0"
  end)
end)

describe("a time", function()
  local at = "2026-01-05T12:00:00Z"

  it("is moved out by the farthest offsets where the user's zone is not known", function()
    expect(search { created_after = at }):to_equal "Created >= '2026-01-05 00:00:00'"
    expect(search { updated_before = at }):to_equal "LastUpdated < '2026-01-06 02:00:00'"
  end)

  it("is exact in UTC", function()
    local settings = { timezone = "UTC" }
    expect(search({ created_before = at }, settings)):to_equal "Created < '2026-01-05 12:00:00'"
    expect(search({ updated_after = at }, settings))
      :to_equal "LastUpdated >= '2026-01-05 12:00:00'"
    expect(search({ older_than = "1d" }, settings)):to_equal "Created < '2026-01-09 00:00:00'"
  end)

  it("is the zone's, and an hour wider, for clocks change", function()
    local settings = { timezone = "Europe/Amsterdam" }
    expect(search({ created_after = at }, settings)):to_equal "Created >= '2026-01-05 12:00:00'"
    expect(search({ created_before = at }, settings)):to_equal "Created < '2026-01-05 14:00:00'"
  end)
end)

describe("a value", function()
  it("never leads out of its quotes", function()
    expect(ticket_sql.quoted("o'brien")):to_equal "'o\\'brien'"
    expect(ticket_sql.quoted("a\\")):to_equal "'a\\\\'"
    expect(ticket_sql.quoted("\\' OR id > 0")):to_equal "'\\\\\\' OR id > 0'"
    expect(search { tag = "x' OR id > 0 OR Subject = 'x" })
      :to_equal "'CF.{Tags}' = 'x\\' OR id > 0 OR Subject = \\'x'"
    expect(search({ tag = "x" }, { tags_field = "it's" })):to_equal "'CF.{it\\'s}' = 'x'"
  end)

  it("that RT would take for a column or for whoever asks is left to the host", function()
    for _, value in ipairs { "CF.{Severity}", "cf.Tags", "__CurrentUser__" } do
      expect(search { tag = value }):to_equal "id > 0"
      expect(search { assignee = value }):to_equal "id > 0"
      expect(search { requester = value }):to_equal "id > 0"
      expect(search { status = "raw:" .. value }):to_equal "id > 0"
      expect(search { text = value }):to_contain("Subject LIKE '%" .. value)
    end
    expect(search { status = "raw:__Active__" }):to_equal "id > 0"
  end)

  it("with a backslash is looked for by a wildcard, which databases agree on", function()
    expect(search { text = "a\\b" }):to_contain "Subject LIKE 'a_b'"
  end)
end)

describe("what the list evaluates itself", function()
  it("is left to it only where it told everything", function()
    local function listed(filter)
      local rt = spec.connect { settings = { base_url = "https://rt.example/REST/2.0" } }
      rt:on("GET", "/tickets", { json = { page = 1, pages = 1, items = { {
        id = "7", Subject = "Other words", Status = "open", Priority = "0",
        Requestor = { { id = "alice" } },
      } } } })
      return #rt:call("list", filter).tickets
    end
    expect(listed { text = "in a message" }):to_equal(1)
    expect(listed { requester = "the second one" }):to_equal(1)
    expect(listed { status = "new" }):to_equal(0)
    expect(listed { requester = "none" }):to_equal(0)
  end)
end)
