local usher = require "usher"

local TICKET = {
  id = 7, Subject = "No tone", Status = "open", Priority = "0",
  Requestor = { { id = "alice" } }, Cc = { { id = "carl" } }, AdminCc = usher.json.array {},
}

local function transaction(id, kind, creator, at)
  return {
    id = tostring(id), type = "transaction", Type = kind, Created = at or "2026-01-02T03:04:05Z",
    Creator = { id = creator, Name = creator, RealName = "", EmailAddress = creator .. "@x.org" },
  }
end

local function part(id, of, kind, values)
  local made = {
    id = tostring(id), type = "attachment", TransactionId = tostring(of), ContentType = kind,
    Filename = "", ContentLength = "5",
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

-- Lists of history and attachments tell no totals; the newest row comes first.
local function page(rows)
  return { json = {
    page = 1, pages = usher.null, total = usher.null, count = #rows, items = usher.json.array(rows),
  } }
end

-- The two requests for attachments are made side by side, and answered alike.
local function thread(history, parts)
  local rt = spec.connect { settings = { base_url = "https://rt.example/REST/2.0" } }
  rt:on("GET", "/ticket/7", { json = TICKET, headers = { ETag = '"9"' } })
  for _, rows in ipairs(history) do rt:on("GET", "/ticket/7/history", page(rows)) end
  rt:on("GET", "/ticket/7/attachments", page(parts))
  return rt
end

describe("the messages", function()
  local history = {
    transaction(13, "Comment", "bot"), transaction(12, "Correspond", "alice"),
    transaction(11, "Correspond", "bot"), transaction(10, "Create", "bot"),
  }
  local texts = {
    part(24, 13, "text/html", { Content = "<p>inside</p>" }),
    part(23, 12, "text/html", { Content = "<p>More</p>" }),
    part(22, 12, "text/plain", { Content = "More" }),
    part(21, 11, "text/plain", { Content = "An answer" }),
    part(20, 10, "text/plain", { Content = "It burns" }),
  }

  it("are the first one, public ones and internal ones", function()
    local rt = thread({ history }, texts)
    local messages = rt:call("messages", "7")
    expect(messages):to_have_length(4)
    expect(messages[1]):to_include {
      id = "10", body = "It burns", visibility = "public", format = "text",
      author = { kind = "requester", id = "alice" },
    }
    expect(messages[2]):to_include {
      id = "11", body = "An answer", author = { kind = "agent", name = "bot", email = "bot@x.org" },
    }
    expect(messages[3]):to_include { body = "More", author = { kind = "requester" } }
    expect(messages[4]):to_include { body = "inside", visibility = "internal" }
    expect(rt.requests):to_have_length(4)
    expect(rt.requests[2].query.query):to_contain "Correspond"
  end)

  it("have files, with what names them", function()
    local files = {
      part(24, 11, "text/plain", { Filename = "notes.txt", Content = "Notes" }),
      part(23, 11, "image/png", { Filename = "a b.png", ContentLength = "1234" }),
      part(22, 11, "text/plain", { Content = "An answer" }), part(21, 11, "multipart/mixed"),
      part(20, 10, "text/plain"),
    }
    local rt = thread({ { history[3], history[4] } }, files)
    local messages = rt:call("messages", "7")
    expect(messages[1].attachments):to_have_length(0)
    expect(messages[2].body):to_equal "An answer"
    expect(messages[2].attachments):to_have_length(2)
    expect(messages[2].attachments[1]):to_equal {
      id = "23", name = "a b.png", size = 1234, mime = "image/png",
      url = "https://rt.example/Ticket/Attachment/11/23/a%20b.png",
    }
  end)

  it("are read to the first one, however short the pages are", function()
    local rt = thread(
      { { history[1], history[2] }, { history[3] }, { history[4] } },
      texts
    )
    expect(rt:call("messages", "7")):to_have_length(4)
  end)

  it("tell who is neither requester nor agent", function()
    local rt = thread({ {
      transaction(13, "Correspond", "carl"), transaction(12, "Correspond", "RT_System"),
      transaction(10, "Create", "alice"),
    } }, texts)
    local messages = rt:call("messages", "7")
    expect(messages[2].author.kind):to_equal("system")
    expect(messages[3].author.kind):to_equal("unknown")
  end)

  it("of a ticket that is gone are not found, though its history is an empty list", function()
    local rt = spec.connect { settings = { base_url = "https://rt.example/REST/2.0" } }
    rt:on("GET", "/ticket/7", { json = TICKET })
    rt:on("GET", "/ticket/7", { status = 404, json = { message = "Not Found" } })
    rt:on("GET", "/ticket/7/history", page {})
    local _, err = rt:call("messages", "7")
    expect(err.kind):to_equal("not_found")
  end)

  it("do not count a ticket that was made without a text", function()
    local rt = thread({ { transaction(11, "Correspond", "bot"), history[4] } }, {
      part(21, 11, "text/plain", { Content = "Hello" }),
    })
    rt:on("GET", "/ticket/7/attachments", page {})
    expect(rt:call("messages", "7")):to_have_length(1)
  end)
end)

describe("reading a message back", function()
  local sent_at = "2026-01-02T12:00:00Z"
  local function landed(kind, at, text, operation)
    local rt = thread({ {
      transaction(11, kind, "bot", at), transaction(10, "Create", "alice", "2026-01-01T00:00:00Z"),
    } }, {
      part(21, 11, "text/plain", { Content = text }), part(20, 10, "text/plain", { Content = "?" }),
    })
    local effect = { text = "On our\nway", sent_at = sent_at, key = "k" }
    return rt:call("verify", operation or "reply", "7", effect)
  end

  it("finds it by its text, since it was sent", function()
    expect(landed("Correspond", "2026-01-02T12:00:01Z", "On our\r\nway\n")):to_be_true()
    expect(landed("Comment", "2026-01-02T12:00:01Z", "On our way", "note")):to_be_true()
  end)

  it("proves it absent where nobody has said that", function()
    expect(landed("Correspond", "2026-01-02T12:00:01Z", "Something else")):to_be_false()
    expect(landed("Comment", "2026-01-02T12:00:01Z", "On our way")):to_be_false()
    expect(landed("Correspond", "2026-01-01T11:59:59Z", "On our way")):to_be_false()
  end)

  it("cannot tell where the same was said within the day before", function()
    expect(landed("Correspond", "2026-01-01T12:00:00Z", "On our way")):to_be_nil()
  end)
end)
