local usher = require "usher"

-- As the vendor's page shows it, stray comma included.
local function page(number, rows, next_page_url)
  return {
    current_page = number,
    data = usher.json.array(rows),
    first_page_url = "https://api.mijnklantportaal.nl/v1/tickets?page=1",
    from = 1,
    next_page_url = next_page_url or usher.null,
    path = "https://api.mijnklantportaal.nl/v1/tickets",
    per_page = 15,
    prev_page_url = usher.null,
    to = 15,
  }
end

local function row(id, values)
  local made = {
    id = id,
    customerId = "cst_abc12354678",
    title = "Invoice issue",
    source = "portal",
    status = "open",
    createdAt = "2024-04-29T21:00:00+02:00",
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local function message(id, values)
  local made = {
    id = id,
    postedBy = "John Appleseed",
    isPostedByCustomer = true,
    message = "<p>Hello, help me with my invoice please</p>",
    postedAt = "2024-04-29T21:00:00+02:00",
    attachments = usher.json.array {},
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

describe("the list", function()
  it("tells every field that the vendor's page shows", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets", { json = page(1, { row("tic_abc12345def678") }) })
    local answer = portal:call("list", {})
    expect(answer.tickets):to_have_length(1)
    expect(answer.tickets[1]):to_include {
      id = "tic_abc12345def678",
      subject = "Invoice issue",
      status = "open",
      status_raw = "open",
      channel = "portal",
      requester = { id = "cst_abc12354678" },
      created_at = usher.parse_time("2024-04-29T19:00:00Z"),
    }
    expect(answer.tickets[1].updated_at):to_be_nil()
    expect(answer.tickets[1].body):to_be_nil()
  end)

  it("asks for the next number and does not follow the text with its stray comma", function()
    local portal = spec.connect {}
    local url = "https://api.mijnklantportaal.nl/v1/tickets?page=2,"
    portal:on("GET", "/tickets", { json = page(1, { row("tic_1"), row("tic_2") }, url) })
    portal:on("GET", "/tickets", { json = page(2, { row("tic_3") }) })
    local answer = portal:call("list", {})
    expect(answer.tickets):to_have_length(3)
    expect(answer.pages_read):to_equal(2)
    expect(portal.requests[1].query):to_equal { page = "1" }
    expect(portal.requests[2].query):to_equal { page = "2" }
  end)

  it("ends at an empty page, whatever the next URL says", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets", { json = page(1, {}, "https://elsewhere.example/?page=2") })
    expect(portal:call("list", {}).tickets):to_have_length(0)
    expect(portal.requests):to_have_length(1)
  end)

  it("sends a page size only where its parameter is set", function()
    local portal = spec.connect { settings = { per_page_param = "per_page", per_page = 50 } }
    portal:on("GET", "/tickets", { json = page(1, {}) })
    portal:call("list", {})
    expect(portal.requests[1].query):to_equal { page = "1", per_page = "50" }
  end)

  it("refuses a page that is not the one asked for", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets", { json = page(1, { row("tic_1") }, "https://x.example/?page=2") })
    local answer, err = portal:call("list", {})
    expect(answer):to_be_nil()
    expect(err.kind):to_equal("protocol")
    expect(err.message):to_contain("page 1 where page 2 was asked for")
  end)

  it("keeps a ticket without a requester", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets", { json = page(1, { row("tic_1", { customerId = usher.null }) }) })
    expect(portal:call("list", {}).tickets[1].requester):to_be_nil()
  end)

  it("reads 426 as a missing license", function()
    local portal = spec.connect {}
    local text = "The ticketing system is not available in the current license"
    portal:on("GET", "/tickets", { status = 426, json = { message = text } })
    local _, err = portal:call("list", {})
    expect(err):to_include { kind = "license", status = 426, provider_message = text }
  end)

  it("sends the token under the header that the setting names", function()
    local portal = spec.connect { settings = { auth_header = "Authentication", token = "t1" } }
    portal:on("GET", "/tickets", { json = page(1, {}) })
    portal:call("list", {})
    expect(portal.requests[1].headers.authentication):to_equal("Bearer t1")
  end)
end)

describe("one ticket", function()
  it("has its messages by time, then by id", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets/tic_1", { json = row("tic_1", { messages = {
      message("tim_c", { postedAt = "2024-04-30T09:00:00+02:00", isPostedByCustomer = false }),
      message("tim_b"),
      message("tim_a", { attachments = {
        { id = "tma_1", name = "Screenshot.png", size = 1256, mime = "image/png" },
      } }),
    } }) })
    local messages = portal:call("messages", "tic_1")
    expect(messages):to_have_length(3)
    expect(messages[1]):to_include {
      id = "tim_a",
      author = { kind = "requester", name = "John Appleseed" },
      visibility = "public",
      body = "Hello, help me with my invoice please",
      created_at = usher.parse_time("2024-04-29T19:00:00Z"),
      attachments = { { id = "tma_1", name = "Screenshot.png", size = 1256, mime = "image/png" } },
    }
    expect(messages[2].id):to_equal("tim_b")
    expect(messages[3]):to_include { id = "tim_c", author = { kind = "agent" } }
  end)

  it("is not found where the portal says so", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets/tic_9", { status = 404, json = { message = "Not found" } })
    local ticket, err = portal:call("get", "tic_9")
    expect(ticket):to_be_nil()
    expect(err.kind):to_equal("not_found")
  end)

  it("cannot leave its own path by its id", function()
    local portal = spec.connect {}
    portal:on("GET", "/tickets/a%2Fb%3F", { json = row("a/b?") })
    expect(portal:call("get", "a/b?").id):to_equal("a/b?")
  end)
end)
