local usher = require "usher"

local function ticket(values)
  local made = {
    id = 7, Subject = "No tone", Status = "open", Priority = "20",
    Owner = { id = "Nobody" }, Requestor = { { id = "alice" } },
    CustomFields = {
      { id = "3", name = "Tags", values = { "a" } }, { id = "2", name = "Severity", values = {} },
    },
    _hyperlinks = {
      { ref = "self", id = 7 }, { ref = "lifecycle", from = "open", to = "resolved" },
      { ref = "lifecycle", from = "open", to = "rejected" },
    },
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local function reads(rt, values, version)
  rt:on("GET", "/ticket/7", {
    json = ticket(values), headers = { ETag = ('"%d"'):format(version or 9) },
  })
end

local function connect(settings)
  local made = {
    base_url = "https://rt.example/REST/2.0", queue = "Support", tags_field = "Tags",
  }
  for key, value in pairs(settings or {}) do made[key] = value end
  return spec.connect { settings = made }
end

-- A change, what RT says to it, and the ticket read back.
local function changed(operation, argument, said, values)
  local rt = connect()
  rt:on("PUT", "/ticket/7", { json = usher.json.array(said) })
  reads(rt, values)
  local written, err = rt:call(operation, "7", argument)
  return written, err, rt
end

describe("a change", function()
  it("is sent by the field's name and read back", function()
    local said = { "Ticket 7: Status changed from 'open' to 'resolved'" }
    local written, _, rt = changed("set_status", "solved", said, { Status = "resolved" })
    expect(written.ticket):to_include { status = "solved", version = "9" }
    expect(rt.requests[1].json):to_equal { Status = "resolved" }
    expect(rt.requests[1].headers["if-match"]):to_be_nil()

    _, _, rt = changed("set_priority", "normal", {}, { Priority = "50" })
    expect(rt.requests[1].json):to_equal { Priority = 50 }
    _, _, rt = changed("assign", "bot", {}, { Owner = { id = "bot" } })
    expect(rt.requests[1].json):to_equal { Owner = "bot" }
    local tags = { { name = "Tags", values = { "y", "x" } } }
    _, _, rt = changed("set_tags", { "x", "y" }, {}, { CustomFields = tags })
    expect(rt.requests[1].json):to_equal { CustomFields = { Tags = { "x", "y" } } }
  end)

  it("that is answered with 200 and refused is a failure in RT's own words", function()
    local said = { "Ticket 7: Status 'sparkling' isn't a valid status for this ticket." }
    local written, err = changed("set_status", "raw:sparkling", said)
    expect(written):to_be_nil()
    expect(err):to_include {
      kind = "invalid", status = 200, provider_message = said[1],
      fields = { status = { "stays open; from here it offers resolved, rejected" } },
    }
    said = { "Ticket 7: That user may not own tickets in that queue" }
    written, err = changed("assign", "x", said)
    expect(written):to_be_nil()
    expect(err.kind):to_equal("not_allowed")
    written, err = changed("assign", "x", { "Ticket 7: Permission Denied" })
    expect(written):to_be_nil()
    expect(err.kind):to_equal("forbidden")
  end)

  it("that is dropped without a word is a failure", function()
    local written, err = changed("set_priority", "high", {})
    expect(written):to_be_nil()
    expect(err):to_include { kind = "invalid", fields = { priority = { "stays 20" } } }
  end)

  it("of a ticket that somebody has changed is a conflict", function()
    local rt = connect()
    rt:on("PUT", "/ticket/7", { status = 412, json = { message = "Precondition Failed" } })
    local _, err = rt:call("set_status", "7", "solved")
    expect(err.kind):to_equal("conflict")
  end)

  it("of nobody's ticket names RT's own nobody, and an address is looked up", function()
    local _, _, rt = changed("assign", "none", {})
    expect(rt.requests[1].json):to_equal { Owner = "Nobody" }

    rt = connect()
    rt:on("GET", "/users", { json = { items = { { id = "bot", Name = "bot" } } } })
    rt:on("PUT", "/ticket/7", { json = usher.json.array {} })
    reads(rt, { Owner = { id = "bot" } })
    local written = rt:call("assign", "7", "bot@x.org")
    expect(written.ticket.assignee.id):to_equal("bot")
    expect(rt.requests[2].json):to_equal { Owner = "bot" }
  end)

  it("of a priority takes a whole number, and sends nothing else", function()
    local rt = connect()
    local _, err = rt:call("set_priority", "7", "raw:soon")
    expect(err.kind):to_equal("invalid")
    expect(rt.requests):to_have_length(0)
  end)

  it("of tags that was taken in part says what is missing", function()
    local said = { "x added as a value for Tags", "Invalid value for custom field" }
    local tags = { { name = "Tags", values = { "a", "x" } } }
    local written = changed("set_tags", { "a", "x", "q" }, said, { CustomFields = tags })
    expect(written.warning):to_contain 'lacks "q": x added'
  end)
end)

describe("a message", function()
  it("is public by correspond, internal by comment, and plain text", function()
    for operation, path in pairs { reply = "correspond", note = "comment" } do
      local rt = connect()
      reads(rt)
      rt:on("POST", "/ticket/7/" .. path, {
        status = 201, json = { "Correspondence added" },
        headers = { Location = "/REST/2.0/transaction/83" },
      })
      local written = rt:call(operation, "7", "1 < 2")
      expect(written.id):to_equal("83")
      expect(written.ticket.version):to_equal("9")
      expect(rt.requests[2].json):to_equal { Content = "1 < 2", ContentType = "text/plain" }
    end
  end)

  it("brings its files in a form of several parts", function()
    local rt = connect()
    reads(rt)
    rt:on("POST", "/ticket/7/correspond", { status = 201, json = { "Correspondence added" } })
    rt:call("reply", "7", {
      text = "See é", attachments = { { name = "a.pdf", mime = "application/pdf", data = "%PDF" } },
    })
    local parts = rt.requests[2].multipart
    expect(usher.json.decode(parts[1].value)):to_include { Content = "See é" }
    expect(parts[2]):to_include {
      name = "Attachments", filename = "a.pdf", content_type = "application/pdf", data = "%PDF",
    }
  end)

  it("with an empty file is refused before anything is sent", function()
    local rt = connect()
    local files = { { name = "a", mime = "text/plain", data = "" } }
    local _, err = rt:call("reply", "7", { text = "x", attachments = files })
    expect(err.kind):to_equal("invalid")
    expect(rt.requests):to_have_length(0)
  end)

  it("is not sent to a deleted ticket, which it would bring back", function()
    local rt = connect()
    reads(rt, { Status = "deleted" })
    local _, err = rt:call("reply", "7", "x")
    expect(err.kind):to_equal("not_allowed")
    expect(rt.requests):to_have_length(1)
  end)

  it("carries no condition, for RT would refuse every one", function()
    local rt = connect()
    reads(rt)
    rt:on("POST", "/ticket/7/correspond", { status = 201, json = { "Correspondence added" } })
    rt:call("reply", "7", "x")
    expect(rt.requests[2].headers["if-match"]):to_be_nil()
  end)

  it("to a ticket that is gone is not found, whatever RT calls it", function()
    local rt = connect()
    reads(rt)
    rt:on("GET", "/ticket/7", { status = 404, json = { message = "Not Found" } })
    rt:on("POST", "/ticket/7/correspond", {
      status = 400, json = { message = "Message could not be recorded" },
    })
    local _, err = rt:call("reply", "7", "x")
    expect(err.kind):to_equal("not_found")
  end)

  it("without the right is forbidden", function()
    local rt = connect()
    reads(rt)
    local refusal = { message = "Permission Denied" }
    rt:on("POST", "/ticket/7/correspond", { status = 400, json = refusal })
    local _, err = rt:call("reply", "7", "x")
    expect(err.kind):to_equal("forbidden")
  end)
end)

describe("a new ticket", function()
  local new = {
    subject = "Ü", text = "Hello", requester = "alice", priority = "normal", tags = { "x" },
    fields = { Severity = "high" }, due_at = usher.parse_time "2026-02-01T10:00:00Z",
  }

  local function created(values, answer)
    local rt = connect()
    rt:on("POST", "/ticket", answer or { status = 201, json = { id = "7", type = "ticket" } })
    reads(rt, values)
    local written, err = rt:call("create", new)
    return written, err, rt
  end

  it("is sent as a whole and read back", function()
    local written, _, rt = created {
      Priority = "50", Due = "2026-02-01T10:00:00Z",
      CustomFields = {
        { name = "Tags", values = { "x" } }, { name = "Severity", values = { "high" } },
      },
    }
    expect(written):to_include { id = "7" }
    expect(written.warning):to_be_nil()
    expect(rt.requests[1].json):to_equal {
      Queue = "Support", Subject = "Ü", Content = "Hello", ContentType = "text/plain",
      Requestor = "alice", Priority = 50, Due = "2026-02-01 10:00:00",
      CustomFields = { Tags = { "x" }, Severity = "high" },
    }
  end)

  it("names what RT dropped in silence", function()
    local written = created { Requestor = usher.json.array {}, Priority = "50" }
    expect(written.id):to_equal("7")
    for _, name in ipairs { "Severity", "Tags", "requester", "due_at" } do
      expect(written.warning):to_contain(name)
    end
    expect(written.warning).never:to_contain("priority")
  end)

  it("counts as made where it cannot be read back", function()
    local rt = connect()
    rt:on("POST", "/ticket", { status = 201, json = { id = "7" } })
    rt:on("GET", "/ticket/7", { status = 500, body = "" })
    local written = rt:call("create", { subject = "x", text = "y" })
    expect(written.id):to_equal("7")
    expect(written.warning):to_contain "could not be read back"
  end)

  it("in a queue that is not there says so, though RT speaks of rights", function()
    local refusal = { status = 403, json = { message = "No permission to create tickets" } }
    local function failure(queue)
      local rt = connect()
      rt:on("POST", "/ticket", refusal)
      rt:on("GET", "/queue/Support", queue)
      local _, err = rt:call("create", { subject = "x", text = "y" })
      return err.kind
    end
    expect(failure { status = 404, json = { message = "Not Found" } }):to_equal("invalid")
    expect(failure { json = { id = 3 } }):to_equal("forbidden")
  end)

  it("is unsupported without a queue, and tags without their field", function()
    local rt = connect { queue = usher.null }
    local _, err = rt:call("create", { subject = "x", text = "y" })
    expect(err.kind):to_equal("unsupported")
    rt = connect { tags_field = usher.null }
    _, err = rt:call("set_tags", "7", { "a" })
    expect(err.kind):to_equal("unsupported")
    _, err = rt:call("create", { subject = "x", text = "y", tags = { "a" } })
    expect(err.kind):to_equal("unsupported")
    expect(rt.requests):to_have_length(0)
  end)
end)

describe("reading a new ticket back", function()
  local function landed(rows, first)
    local rt = connect()
    local asked = { page = 1, pages = usher.null, items = usher.json.array(rows) }
    rt:on("GET", "/tickets", { json = asked })
    rt:on("GET", "/tickets", { json = { page = 2, items = usher.json.array {} } })
    rt:on("GET", "/ticket/7/history", { json = { items = {
      { id = "10", Type = "Create", Created = "2026-01-02T12:00:00Z", Creator = { id = "bot" } },
    } } })
    rt:on("GET", "/ticket/7/attachments", { json = { items = {
      { id = "20", TransactionId = "10", ContentType = "text/plain", Content = first },
    } } })
    return rt:call("verify", "create", nil, {
      sent_at = "2026-01-02T12:00:00Z", key = "k", text = "Hello",
      new = { subject = "It's new", text = "Hello" },
    }), rt
  end

  local row = { id = "7", Subject = "It's new", Created = "2026-01-02T12:00:00Z" }

  it("finds it by its subject and its text", function()
    local found, rt = landed({ row }, "Hello")
    expect(found):to_be_true()
    expect(rt.requests[1].query.query):to_contain "Subject = 'It\\'s new' AND Created >= "
    expect((landed({ row }, "Goodbye"))):to_be_false()
    expect((landed({}, "Hello"))):to_be_false()
  end)
end)
