local usher = require "usher"

local ASKED = {
  id = "tim_1",
  postedBy = "Anna",
  isPostedByCustomer = true,
  message = "<p>Where is my parcel?</p>",
  postedAt = "2026-01-01T10:00:00+01:00",
  attachments = usher.json.array {},
}

local function by_agent(id, text, at)
  return {
    id = id,
    postedBy = "Bob",
    isPostedByCustomer = false,
    message = text,
    postedAt = at or "2026-01-01T12:00:00+01:00",
    attachments = usher.json.array {},
  }
end

local function ticket(values)
  local made = {
    id = "tic_1",
    customerId = "cst_1",
    title = "Parcel",
    source = "email",
    status = "open",
    createdAt = "2026-01-01T10:00:00+01:00",
    messages = { ASKED },
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

describe("a reply", function()
  it("is sent as escaped HTML and names the message that is new", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets/tic_1", { json = ticket { status = "closed" } })
    portal:on("POST", "/tickets/tic_1", { json = ticket { messages = {
      by_agent("tim_3", "<p>1 &lt; 2</p>"),
      { id = "tim_2", isPostedByCustomer = true, message = "<p>Hello?</p>",
        postedAt = "2026-01-01T12:00:00+01:00" },
      ASKED,
    } } })
    local written = portal:call("reply", "tic_1", "1 < 2")
    expect(written.id):to_equal("tim_3")
    expect(written.ticket.status):to_equal("open")
    expect(portal.requests[2].json.message):to_contain("1 &lt; 2")
  end)

  it("is refused for a chat before anything is sent", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets/tic_1", { json = ticket { source = "chat" } })
    local written, err = portal:call("reply", "tic_1", "Hello")
    expect(written):to_be_nil()
    expect(err.kind):to_equal("not_allowed")
    expect(portal.requests):to_have_length(1)
  end)

  it("has an unknown outcome where the answer is lost, and is not sent again", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets/tic_1", { json = ticket() })
    portal:on("POST", "/tickets/tic_1", { fails = "timeout" })
    local written, err = portal:call("reply", "tic_1", "Hello")
    expect(written):to_be_nil()
    expect(err.kind):to_equal("unknown_outcome")
    expect(portal.requests):to_have_length(2)
  end)

  local files = {
    { name = "a.pdf", mime = "application/pdf", data = "%PDF" },
    { name = "b.png", mime = "image/png", data = "png" },
  }

  it("gets its files one by one after it was posted", function()
    local portal = spec.connect {}
    local after = ticket { messages = { ASKED, by_agent("tim_2", "<p>See there</p>") } }
    portal:on("GET", "/tickets/tic_1", { json = ticket() })
    portal:on("POST", "/tickets/tic_1", { json = after })
    portal:on("POST", "/tickets/tic_1/message/tim_2/attachment", { json = after })
    local written = portal:call("reply", "tic_1", { text = "See there", attachments = files })
    expect(written.warning):to_be_nil()
    expect(portal.requests):to_have_length(4)
    expect(portal.requests[4].multipart[1]):to_include {
      name = "attachment",
      filename = "b.png",
      content_type = "image/png",
      data = "png",
    }
  end)

  it("counts as written when a file was refused, and says which one", function()
    local portal = spec.connect {}
    local after = ticket { messages = { ASKED, by_agent("tim_2", "<p>See there</p>") } }
    portal:on("GET", "/tickets/tic_1", { json = ticket() })
    portal:on("POST", "/tickets/tic_1", { json = after })
    portal:on("POST", "/tickets/tic_1/message/tim_2/attachment", { status = 413, body = "big" })
    portal:on("POST", "/tickets/tic_1/message/tim_2/attachment", { json = after })
    local written = portal:call("reply", "tic_1", { text = "See there", attachments = files })
    expect(written.id):to_equal("tim_2")
    expect(written.warning):to_equal(
      'The reply was posted without "a.pdf"; attach what is missing in the portal.'
    )
  end)
end)

describe("reading a reply back", function()
  local effect = { text = "We look\ninto it", sent_at = "2026-01-01T11:00:00Z", key = "k" }
  local function landed(messages)
    local portal = spec.connect {}
    portal:on("GET", "/tickets/tic_1", { json = ticket { messages = messages } })
    return portal:call("verify", "reply", "tic_1", effect)
  end

  it("finds it whatever became of its white space", function()
    expect(landed { ASKED, by_agent("tim_2", "<p>We  look</p> <p>into it</p>") }):to_be_true()
  end)

  it("proves it absent where no agent has written since", function()
    local earlier = by_agent("tim_2", "<p>Something else</p>", "2026-01-01T10:30:00+01:00")
    expect(landed { ASKED, earlier }):to_be_false()
  end)

  it("cannot tell where an agent has written something else since", function()
    expect(landed { ASKED, by_agent("tim_2", "<p>Another text</p>") }):to_be_nil()
  end)

  it("cannot tell where the same words are older than it", function()
    local same = by_agent("tim_2", "<p>We look into it</p>", "2025-12-01T12:00:00+01:00")
    expect(landed { ASKED, same }):to_be_nil()
  end)
end)

describe("closing", function()
  it("is a PATCH without a body", function()
    local portal = spec.connect {}
    portal:on("PATCH", "/tickets/tic_1", { json = ticket { status = "closed" } })
    local written = portal:call("set_status", "tic_1", "closed")
    expect(written.ticket.status):to_equal("closed")
    expect(portal.requests[1].body):to_equal("")
    expect(portal.requests[1].json):to_be_nil()
  end)

  it("is the only status that can be set", function()
    local portal = spec.connect {}
    for _, status in ipairs { "open", "solved", "raw:open" } do
      local written, err = portal:call("set_status", "tic_1", status)
      expect(written):to_be_nil()
      expect(err.kind):to_equal("unsupported")
    end
    expect(portal.requests):to_have_length(0)
  end)
end)

describe("what the portal lacks", function()
  it("is unsupported before anything is sent", function()
    local portal = spec.connect {}
    local calls = {
      note = "hello", set_priority = "high", assign = "bob", set_tags = { "vip" },
    }
    for operation, argument in pairs(calls) do
      local written, err = portal:call(operation, "tic_1", argument)
      expect(written):to_be_nil()
      expect(err.kind):to_equal("unsupported")
    end
    local _, err = portal:call("create", { subject = "Hello", text = "World" })
    expect(err.kind):to_equal("unsupported")
    expect(portal.requests):to_have_length(0)
  end)
end)
