local usher = require "usher"
local answers = require "spec.answers"

local function page(issues)
  return { json = { issues = issues, total_count = #issues, offset = 0, limit = 100 } }
end

describe("a ticket", function()
  it("is told in our words", function()
    local desk = answers.desk()
    desk:on("GET", "/issues.json", page { answers.issue {
      assigned_to = { id = 5, name = "Robot Helper" }, due_date = "2026-03-04",
    } })
    local ticket = desk:call("list", {}).tickets[1]
    expect(ticket):to_include {
      id = "7", subject = "No tone", status = "new", priority = "normal", group = "Support",
      tags = { "vip" }, body = "Since noon\nor so",
    }
    expect(ticket.requester):to_equal { id = "6", name = "Alice Customer" }
    expect(ticket.assignee.name):to_equal("Robot Helper")
    expect(usher.format_time(ticket.due_at)):to_equal("2026-03-04T00:00:00Z")
    expect(ticket.version):to_be_nil()
  end)

  it("that was opened again has no time of closing", function()
    local desk = answers.desk()
    local closed = "2026-01-02T10:00:00Z"
    desk:on("GET", "/issues.json", page {
      answers.issue { closed_on = closed },
      answers.issue {
        id = 8, closed_on = closed, status = { id = 5, name = "Closed", is_closed = true },
      },
    })
    local tickets = desk:call("list", {}).tickets
    expect(tickets[1].closed_at):to_be_nil()
    expect(usher.format_time(tickets[2].closed_at)):to_equal(closed)
  end)
end)

describe("the list", function()
  it("begins by proving the key", function()
    local desk = spec.connect {}
    desk:on("GET", "/users/current.json", { status = 401 })
    desk:on("GET", "/issues.json", page {})
    local listing, err = desk:call("list", {})
    expect(listing):to_be_nil()
    expect(err.kind):to_equal("auth")
  end)

  it("asks for all statuses in the order of the ids", function()
    local desk = answers.desk()
    desk:on("GET", "/issues.json", page {})
    desk:call("list", {})
    local query = desk.requests[#desk.requests].query
    expect(query):to_include { status_id = "*", sort = "id", project_id = "support" }
  end)

  it("pushes a filter down", function()
    local desk = answers.desk()
    desk:on("GET", "/issue_statuses.json", { json = answers.statuses })
    desk:on("GET", "/issues.json", page { answers.issue() })
    desk:call("list", {
      status = { "new", "open" }, assignee = "none", tag = { "vip" },
      created_after = "2026-01-01T00:00:00Z", created_before = "2026-02-01T00:00:00.5Z",
      updated_after = "2026-01-01T00:00:00Z",
    })
    expect(desk.requests[#desk.requests].query):to_include {
      status_id = "1|2", assigned_to_id = "!*", cf_1 = "vip",
      created_on = "><2026-01-01T00:00:00Z|2026-02-01T00:00:01Z",
      updated_on = ">=2026-01-01T00:00:00Z",
    }
  end)

  it("leaves a text with accents to the host", function()
    local desk = answers.desk()
    desk:on("GET", "/search.json", { json = { results = { { id = 7 } }, total_count = 1 } })
    local other = answers.issue { id = 8, subject = "Töne" }
    desk:on("GET", "/issues.json", page { answers.issue(), other })
    expect(desk:call("list", { text = "töne" }).tickets):to_have_length(2)
    expect(desk.requests[#desk.requests].query.issue_id):to_be_nil()
    expect(desk:call("list", { text = "no TONE" }).tickets):to_have_length(1)
    expect(desk.requests[#desk.requests].query.issue_id):to_equal("7")
  end)
end)

describe("the messages", function()
  it("are the description and what was said since", function()
    local desk = answers.desk()
    desk:on("GET", "/issues/7.json", { json = { issue = answers.issue {
      journals = {
        answers.entry(1, "", { details = { { property = "attr", name = "status_id" } } }),
        answers.entry(2, "Is it?", { user = { id = 6, name = "Alice Customer" } }),
        answers.entry(3, "Hush", { private_notes = true }),
        answers.entry(4, "", { details = { { property = "attachment", name = "11" } } }),
      },
      attachments = {
        { id = 10, filename = "a.png", filesize = 3, content_url = "https://desk.example/10" },
        { id = 11, filename = "b.png", filesize = 4 },
      },
    } } })
    local messages = desk:call("messages", "7")
    local told = {}
    for index, message in ipairs(messages) do
      local file = message.attachments[1]
      told[index] = ("%s %s %s %s"):format(
        message.id, message.author.kind, message.visibility, file and file.name or "-"
      )
    end
    expect(told):to_equal {
      "description requester public a.png", "2 requester public -", "3 agent internal -",
      "4 agent public b.png",
    }
  end)
end)
