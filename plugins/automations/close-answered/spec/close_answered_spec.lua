local function message(kind, time, values)
  local made = { id = time, author = { kind = kind }, created_at = time, body = "Hello" }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local ASKED = message("requester", "2026-01-01T10:00:00Z")
local ANSWERED = message("agent", "2026-01-02T10:00:00Z")

local function desk(options)
  return spec.world {
    now = options.now or "2026-01-10T10:00:00Z",
    settings = options.settings,
    capabilities = options.capabilities,
    state = options.state,
    tickets = { {
      id = "1", connection = "portal", status = options.status or "open",
      created_at = "2026-01-01T10:00:00Z", messages = options.messages or { ASKED, ANSWERED },
    } },
  }
end

local function swept(options)
  local world = desk(options)
  local effects, err = world:schedule("sweep")
  expect(err):to_be_nil()
  return effects, world
end

describe("a ticket whose answer has stood long enough", function()
  it("is closed", function()
    local effects = swept {}
    expect(effects):to_have_length(1)
    expect(effects[1]):to_include { kind = "status", ticket = "portal/1", status = "closed" }
  end)

  it("gets the status of the setting, also after internal notes", function()
    local note = message("agent", "2026-01-09T10:00:00Z", { visibility = "internal" })
    local effects = swept { settings = { status = "solved" }, messages = { ASKED, ANSWERED, note } }
    expect(effects[1].status):to_equal("solved")
  end)
end)

describe("a ticket that is not to be closed", function()
  it("stays as it is, with the reason in the log", function()
    local automatic = "Thank you for your message. We have received it\n"
      .. "and will answer you as soon as we can."
    local cases = {
      ["the last answer is not old enough"] = { now = "2026-01-08T12:00:00Z" },
      ["the last word is not an agent's"] = {
        messages = { ASKED, ANSWERED, message("requester", "2026-01-03T10:00:00Z") },
      },
      ["nobody has written in it"] = { messages = {} },
      ["only automatic answers are in it"] = {
        messages = { ASKED, message("agent", "2026-01-01T10:01:00Z", { body = automatic }) },
      },
      ["the time of the last answer is not told"] = {
        messages = { ASKED, { id = "m2", author = { kind = "agent" }, body = "Done" } },
      },
      ["its connection cannot set the status closed"] = { capabilities = { "messages" } },
      ["its messages cannot be read"] = { capabilities = { "set_status" } },
      ["it is solved already"] = {
        status = "solved", settings = { status = "solved", statuses = { "solved" } },
      },
    }
    for reason, options in pairs(cases) do
      local effects, world = swept(options)
      expect(effects):to_have_length(0)
      expect(world.log):to_equal { ("portal/1 stays as it is: %s."):format(reason) }
    end
  end)

  it("is not even looked at where it is too young, or in another status", function()
    for _, options in ipairs { { now = "2026-01-05T10:00:00Z" }, { status = "on_hold" } } do
      local effects, world = swept(options)
      expect(effects):to_have_length(0)
      expect(world.log):to_have_length(0)
    end
  end)
end)

describe("with a warning", function()
  local SETTINGS = { warn = true, warning = "We will close this ticket soon." }
  local WARNING = message("agent", "2026-01-10T10:00:05Z", { body = SETTINGS.warning })

  it("the requester is told first, and the ticket closed when the grace is over", function()
    local effects, world = swept { settings = SETTINGS }
    expect(effects):to_have_length(1)
    expect(effects[1]):to_include { kind = "reply", text = SETTINGS.warning }

    world.tickets[1].messages = { ASKED, ANSWERED, WARNING }
    world:at("2026-01-11T10:00:00Z")
    expect(world:schedule("sweep")):to_have_length(0)
    world:at("2026-01-12T10:00:00Z")
    local closing = world:schedule("sweep")
    expect(closing):to_have_length(1)
    expect(closing[1].status):to_equal("closed")
    expect(world.state):to_equal {}
  end)

  it("an answer of the requester's starts it all anew", function()
    local _, world = swept { settings = SETTINGS }
    local reply = message("requester", "2026-01-11T10:00:00Z")
    world.tickets[1].messages = { ASKED, ANSWERED, WARNING, reply }
    world:at("2026-01-13T10:00:00Z")
    expect(world:schedule("sweep")):to_have_length(0)
    expect(world.state):to_equal {}
  end)

  it("a warning that never arrived is sent again", function()
    local _, world = swept { settings = SETTINGS }
    world:at("2026-01-13T10:00:00Z")
    local effects = world:schedule("sweep")
    expect(effects):to_have_length(1)
    expect(effects[1].kind):to_equal("reply")
  end)

  it("is left out where the connection cannot reply", function()
    local effects = swept { settings = SETTINGS, capabilities = { "messages", "set_status" } }
    expect(effects[1].kind):to_equal("status")
  end)
end)
