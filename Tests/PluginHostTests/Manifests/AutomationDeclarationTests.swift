import Testing
import TicketModel

@testable import PluginHost

struct AutomationDeclarationTests {
    /// The problems of an automation whose declaration has these keys, without their places.
    private func problems(_ keys: String) async throws -> [String] {
        try await MadeUpPlugin.problems(.automation, MadeUpPlugin.automation("", keys: keys))
            .map { $0.replacing(#/^automations\/acme.lua:\d+: /#, with: "") }
    }

    private func manifest(_ keys: String) async throws -> AutomationManifest {
        let bundle = MadeUpPlugin.file(.automation, MadeUpPlugin.automation("", keys: keys))
        let generation = try await PluginGeneration.load(bundle)
        guard case .automation(let manifest) = generation.manifest.body else { throw CancellationError() }
        return manifest
    }

    @Test(arguments: [
        ("triggers = nil", "has neither triggers nor schedules, so nothing would ever run it; declare one."),
        ("triggers = {}", "has neither triggers nor schedules, so nothing would ever run it; declare one."),
        (
            "triggers = { on = \"ticket.created\", run = print }",
            "triggers: takes a list of tables, as in { { … }, { … } }."
        ),
        ("needs = { effects = \"note\" }", "needs.effects: takes a list of texts, as in { \"one\", \"two\" }."),
        ("needs = { \"note\" }", "needs: holds a value without a name; write name = value."),
        (
            "needs = { effects = { \"answer\" } }",
            "needs.effects: \"answer\" is not a kind of effect; the kinds are reply, note, status, tag, assign, priority, create, notify, later."
        ),
        ("later = { again = 5 }", "later.again: takes a function, not a number."),
        (
            "triggers = { { on = \"ticket.created\", run = print, once = \"twice\" } }",
            "triggers[1].once: \"twice\" is neither \"ticket\" nor \"requester\" nor a duration such as \"1d\"."
        ),
        (
            "triggers = { { on = \"ticket.created\", run = print, cascade = \"yes\" } }",
            "triggers[1].cascade: takes true or false, not a string."
        ),
        (
            "triggers = { { on = \"ticket.created\", run = print, condition = true } }",
            "triggers[1].condition: takes a function, not a boolean."
        ),
        (
            "triggers = { { on = \"ticket.created\", run = print, where = \"open\" } }",
            "triggers[1].where: takes a table, not a string."
        ),
        (
            "triggers = { { on = \"ticket.created\", run = print, where = { status = \"opn\" } } }",
            "triggers[1].where.status: the filter \"status\" does not fit: \"opn\" is not a status; did you mean \"open\"? A provider's own word is written raw:WORD"
        ),
        (
            "triggers = { { on = \"ticket.created\", run = print, where = { author = \"customer\" } } }",
            "triggers[1].where.author: the filter \"author\" cannot be \"customer\"; write requester, agent or system"
        ),
        (
            "triggers = { { on = \"ticket.created\", run = print, where = { text = function() end } } }",
            "triggers[1].where.text: a filter's term is text, a number or a list, not a function."
        ),
    ])
    func `a trigger that is declared wrongly is told`(_ keys: String, _ told: String) async throws {
        #expect(try await problems(keys + ",") == [told])
    }

    @Test(arguments: [
        (
            "cron = \"* * * *\"",
            "cron: \"* * * *\" has 4 fields, and cron has five (minute hour day month weekday) or six (seconds first); write one such as \"*/15 8-18 * * mon-fri\""
        ),
        ("cron = 5", "cron: takes text, not a number."),
        ("", "cron: is missing; write cron = \"*/15 * * * *\", every = \"15m\" or at = \"09:00\"."),
        ("cron = \"@daily\", every = \"1h\"", "every: stands beside cron; a schedule has one of cron, every and at."),
        ("every = \"0s\"", "every: must be a second or longer; write a duration such as \"15m\"."),
        ("every = \"1h\", days = \"mon\"", "days: goes with at; write at = \"09:00\" for times of day."),
        ("cron = \"@daily\", days = \"mon\"", "days: goes with at; cron names its days itself."),
        ("at = \"9\"", "at: \"9\" is not a time of day; write hours and minutes, as in \"09:00\" or \"17:30\""),
        ("at = {}", "at: is empty; write a time such as \"09:00\"."),
        ("at = 9", "at: takes a time such as \"09:00\", or a list of them."),
        (
            "at = \"09:00\", days = \"weekdays\"",
            "days: \"weekdays\" are not days of the week; write names, as in \"mon-fri\" or \"mon,wed,sat\""
        ),
        (
            "every = \"1h\", pause_after = 0",
            "pause_after: takes a whole number of slots, at least 1; leave it out for never."
        ),
        (
            "every = \"1h\", not_before = \"2026-02-01\", not_after = \"2026-01-01\"",
            "not_after: lies before not_before, so there would be no slot; correct one of the two."
        ),
        (
            "every = \"1h\", exclude = { \"{free}\" }",
            "exclude: {free} names no setting of days; declare free = usher.setting.dates { … }."
        ),
        (
            "every = \"1h\", exclude = \"easter\"",
            "exclude: \"easter\" is not a day; write a date such as \"2026-12-25\", one of every year such as \"12-25\", or days from one to another such as \"2026-12-24..2027-01-01\""
        ),
        (
            "every = \"often\"",
            "every: \"often\" is not a duration; write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        ),
        (
            "every = \"1h\", timezone = \"Europe/Amsterdan\"",
            "timezone: \"Europe/Amsterdan\" is not an IANA time zone; did you mean \"Europe/Amsterdam\"?"
        ),
        (
            "every = \"1h\", timezone = \"the moon\"",
            "timezone: \"the moon\" is not an IANA time zone; write one such as \"Europe/Amsterdam\"."
        ),
        (
            "every = \"1h\", overlap = \"queue\"",
            "overlap: \"queue\" is not one of the words; the words are skip, queue_one, replace, allow."
        ),
        ("every = \"1h\", catch_up = \"lst\"", "catch_up: \"lst\" is not one of the words; did you mean \"last\"?"),
        ("every = \"1h\", jitter = 30", "jitter: takes text, not a number."),
        ("every = \"1h\", each = \"open\"", "each: takes a table, not a string."),
        ("every = \"1h\", each = { tags = \"a\" }", "each.tags: there is no filter \"tags\"; did you mean \"tag\"?"),
        (
            "every = \"1h\", each = { author = \"agent\" }",
            "each.author: there is no filter \"author\"; write connection, status, priority, channel, tag, assignee, requester, created_after, created_before, updated_after, updated_before, older_than, has, lacks, text or waiting_longer_than"
        ),
        (
            "every = \"1h\", each = { older_than = \"4\" }",
            "each.older_than: the filter \"older_than\" does not fit: \"4\" is not a duration; write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        ),
    ])
    func `a schedule that is declared wrongly is told`(_ keys: String, _ told: String) async throws {
        let schedule = "schedules = { { name = \"sweep\", run = print, \(keys) } },"
        #expect(try await problems(schedule) == ["schedules[1].\(told)"])
    }

    @Test func `two schedules of one name are told`() async throws {
        let schedule = "{ name = \"sweep\", every = \"1h\", run = print }"
        #expect(
            try await problems("schedules = { \(schedule), \(schedule) },")
                == ["schedules: two schedules are called \"sweep\"; give each a name of its own."]
        )
    }

    @Test func `what is declared is what is read`() async throws {
        let manifest = try await manifest(
            """
            needs = { effects = { "reply", "later" } },
            settings = { free = usher.setting.dates { description = "Days off", default = { "2026-05-05" } } },
            later = { again = function() end },
            triggers = {
              { on = "message.added", where = { author = "requester", status = { "open", "raw:WAIT" } }, once = "1d",
                condition = function() end, cascade = true, run = print },
              { on = "ticket.deleted", once = "requester", run = print },
            },
            schedules = {
              { name = "sweep", cron = "@daily", timezone = "Europe/Amsterdam", overlap = "queue_one", catch_up = "none",
                jitter = "30s", each = { lacks = "assignee" }, run = print },
              { name = "count", every = "90m", run = print, each = function() end },
              { name = "report", at = { "09:00", "17:00" }, days = { "mon", "wed" }, timezone = "Europe/Amsterdam",
                not_before = "2026-01-01", not_after = "2026-12-31T12:00:00Z", exclude = { "12-25", "{free}" },
                grace = "5m", max_age = "12h", pause_after = 3, run = print },
            },
            """
        )
        #expect(manifest.needs == [.reply, .later])
        #expect(manifest.later == ["again"])
        let trigger = try #require(manifest.triggers.first)
        #expect(trigger.on == .messageAdded)
        #expect(trigger.condition.author == .requester)
        #expect(trigger.condition.filter.statuses == [.normalised(.open), .raw("WAIT")])
        #expect(trigger.once == .window(.days(1)))
        #expect(trigger.hasLuaCondition && trigger.cascades)
        #expect(trigger.line == 14)
        #expect(manifest.triggers[1].once == .perRequester)
        #expect(manifest.triggers[1].line == 16)
        let schedule = try #require(manifest.schedules.first)
        #expect(schedule.timing == .cron(try CronExpression(parsing: "@daily")))
        #expect(schedule.timeZone == "Europe/Amsterdam")
        #expect(schedule.overlap == .queueOne && schedule.catchUp == ScheduleDeclaration.CatchUp.none)
        #expect(schedule.jitter == .seconds(30))
        #expect(schedule.each == .filter(try TicketFilter(["lacks": "assignee"], zone: nil)))
        #expect(manifest.schedules[1].timing == .every(.minutes(90)))
        #expect(manifest.schedules[1].each == .computed)
        #expect(manifest.schedules[1].timeZone == "UTC")
        #expect(manifest.schedules[1].grace == .minutes(1) && manifest.schedules[1].maxAge == .hours(1))
        let report = manifest.schedules[2]
        #expect(report.timing == .calendar(try CalendarTimes(at: ["09:00", "17:00"], days: "mon,wed")))
        #expect(report.notBefore == (try Timestamp(parsing: "2025-12-31T23:00:00Z", zone: nil)))
        #expect(report.notAfter == (try Timestamp(parsing: "2026-12-31T12:00:00Z", zone: nil)))
        #expect(report.exclude == [try CalendarDays(parsing: "12-25")])
        #expect(report.excludeSettings == ["free"])
        #expect(report.grace == .minutes(5) && report.maxAge == .hours(12) && report.pauseAfter == 3)
    }
}
