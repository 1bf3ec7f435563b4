local function ticket(values)
  local made = {
    id = "1", connection = "portal", status = "open", subject = "Parcel", priority = "normal",
    url = "https://desk.example/1", created_at = "2026-01-01T00:00:00Z",
    messages = {
      { id = "m1", author = { kind = "requester" }, created_at = "2026-01-01T06:00:00Z" },
    },
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local function world(options)
  options = options or {}
  return spec.world {
    now = "2026-01-01T12:30:00Z",
    settings = options.settings or { notifier = "duty" },
    tickets = { ticket(options.ticket) },
    capabilities = options.capabilities,
  }
end

local ANSWER = { id = "m2", author = { kind = "agent" }, created_at = "2026-01-01T07:00:00Z" }

describe("a ticket that waits too long", function()
  it("is tagged, raised, noted and told of", function()
    local effects = world():schedule("sweep")
    expect(effects):to_have_length(4)
    expect(effects[1]):to_include { kind = "tag", ticket = "portal/1", add = { "stale" } }
    expect(effects[2]):to_include { kind = "priority", ticket = "portal/1", priority = "high" }
    expect(effects[3].kind):to_equal("note")
    expect(effects[3].text):to_contain("Has waited 6 h for an answer, since 2026-01-01T06:00:00")
    expect(effects[4]):to_include {
      kind = "notify", notifier = "duty",
      text = "Parcel (portal/1) has waited 6 h for an answer. https://desk.example/1",
    }
  end)

  it("is raised once for the same wait, and again for the next one", function()
    local desk = world()
    expect(desk:schedule("sweep")):to_have_length(4)
    expect(desk:schedule("sweep")):to_have_length(0)
    expect(desk.log[1]):to_contain("portal/1 was raised before")
    desk.tickets[1].messages = {
      ANSWER, { id = "m3", author = { kind = "requester" }, created_at = "2026-01-01T08:00:00Z" },
    }
    expect(desk:schedule("sweep")):to_have_length(4)
  end)

  it("gets only what its connection can hold, and the log says what not", function()
    local desk = world { capabilities = { "messages", "note" } }
    local effects = desk:schedule("sweep")
    expect(effects):to_have_length(2)
    expect(effects[1].kind):to_equal("note")
    expect(effects[2].kind):to_equal("notify")
    expect(desk.log):to_equal {
      "portal/1 gets no tag: its connection has no tags.",
      "portal/1 gets no priority: its connection cannot set the priority high.",
    }
  end)

  it("is tried again next time where nothing could be done", function()
    local desk = world { capabilities = { "messages" }, settings = {} }
    expect(desk:schedule("sweep")):to_have_length(0)
    expect(desk.log):to_have_length(4)
    expect(desk.state):to_equal {}
  end)

  it("keeps a priority that is higher, and a tag that it has", function()
    local desk = world { ticket = { priority = "urgent", tags = { "stale" } } }
    local effects = desk:schedule("sweep")
    expect(effects):to_have_length(2)
    expect(desk.log[2]):to_equal("portal/1 gets no priority: its priority is urgent already.")
  end)

  it("gets only what the setting asks for", function()
    local effects = world({ settings = { actions = { "tag" }, tag = "late" } }):schedule("sweep")
    expect(effects):to_have_length(1)
    expect(effects[1].add):to_equal { "late" }
  end)
end)

describe("a ticket that does not wait", function()
  it("is left alone: answered, young or closed", function()
    local answered = ticket().messages
    answered[2] = ANSWER
    local cases = {
      { ticket = { messages = answered } },
      { settings = { after = "7h" } },
      { ticket = { status = "closed" } },
    }
    for _, case in ipairs(cases) do expect(world(case):schedule("sweep")):to_have_length(0) end
  end)
end)

describe("age as the measure", function()
  it("works where messages cannot be read", function()
    local settings = { measure = "age", after = "12h", actions = { "tag" } }
    local desk = world { settings = settings, capabilities = { "set_tags" } }
    expect(desk:schedule("sweep")):to_have_length(1)
    desk:at("2026-01-02T12:30:00Z")
    expect(desk:schedule("sweep")):to_have_length(0)
  end)
end)
