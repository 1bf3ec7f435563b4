local usher = require "usher"

return {
  base_url = usher.setting.url {
    description = "Where the API of your account is",
    example = "https://acme.user.com/api/public",
  },
  token = usher.setting.secret { description = "API key of 64 characters" },
  status_filter = usher.setting.enum {
    description = "How the list is asked for one status: ?status=active, ?active, or not at all",
    default = "status",
    values = { "status", "flag", "off" },
  },
  get_path = usher.setting.string {
    description = "Path that reads one ticket, if the API has one; else the list is read",
    optional = true,
    example = "/tickets/{id}/",
  },
  priority_ids = usher.setting.map {
    description = "The numbers of your priorities; without them none can be set",
    optional = true,
    example = '{ low: "3", normal: "2", high: "1" }',
  },
  due_after = usher.setting.duration {
    description = "When a new ticket is due that says nothing of it; the API wants a date",
    default = "7d",
  },
  requester_field = usher.setting.enum {
    description = "The field of a new ticket with its requester; the vendor's pages disagree",
    default = "user_id",
    values = { "user_id", "person" },
  },
  attributes = usher.setting.list {
    description = "Custom attributes that new tickets may have; User.com would make any other",
    default = {},
  },
  webhook_header = usher.setting.string {
    description = "Header of a webhook with the secret in it",
    default = "x-usher-secret",
  },
  webhook_secret = usher.setting.secret {
    description = "What that header must hold; make it long",
    optional = true,
  },
}
