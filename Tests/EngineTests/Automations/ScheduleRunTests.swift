import PluginHost
import Testing
import TicketModel

@testable import Engine

struct ScheduleRunTests {
    private var open: TicketFilter {
        var filter = TicketFilter()
        filter.statuses = [.normalised(.open)]
        return filter
    }

    @Test func `a schedule without each is called once`() async throws {
        let automation = MemoryAutomation(schedules: [.named("sweep")]) { handler, _ throws(PluginFailure) in
            .note(handler, "a")
        }
        let report = try await automation.run(over: []).run(.schedule(nil))
        #expect(report.considered.map(\.handler) == ["schedules.sweep"])
        #expect(report.considered[0].ticket == nil)
        #expect(report.mode == .shadow)
        #expect(report.version == "1.2.0")
    }

    @Test func `a schedule with each is called for every ticket that matches, each for itself`() async throws {
        let connector = MemoryConnector([.sample(1), .sample(2, status: .closed), .sample(3), .sample(4)])
        let automation = MemoryAutomation(
            schedules: [.named("sweep", each: .filter(open))]
        ) { handler, _ throws(PluginFailure) in
            if handler.ticket?.id == .portal(3) {
                throw PluginFailure(.script, plugin: "auto-reply", message: "attempt to index a nil value")
            }
            return .note(handler, "a")
        }
        let told = Log<HandlerReport>()
        try await RunsWorld.with { world in
            let report = try await automation.run(over: [connector], in: world)
                .run(.schedule(nil)) { told.add($0) }
            #expect(report.considered.map(\.ticket) == [.portal(1), .portal(3), .portal(4)])
            #expect(report.considered.map { $0.failure?.message } == [nil, "attempt to index a nil value", nil])
            #expect(report.considered.map(\.deliveries.count) == [1, 0, 1])
            #expect(connector.written.map(\.ticket) == [.portal(1), .portal(4)])
            #expect(told.entries == report.considered)
        }
    }

    @Test func `what several tickets of one sweep ask for elsewhere has a key for each`() async throws {
        let connector = MemoryConnector([.sample(1), .sample(3)])
        let new = NewTicket(subject: "Follow up", text: "Please")
        let automation = MemoryAutomation(
            schedules: [.named("sweep", each: .filter(open))]
        ) { _, _ throws(PluginFailure) in
            HandlerOutcome(effects: [Effect(ticket: nil, action: .create(connection: "portal", new))])
        }
        let report = try await automation.run(over: [connector]).run(.schedule(nil))
        #expect(
            report.deliveries.map(\.key) == [
                "auto-reply/schedules.sweep/c@portal%2F1/-/-/create/0",
                "auto-reply/schedules.sweep/c@portal%2F3/-/-/create/0",
            ]
        )
    }

    @Test func `a computed filter is asked of the plugin`() async throws {
        let connector = MemoryConnector([.sample(1), .sample(2, status: .closed)])
        var automation = MemoryAutomation(schedules: [.named("sweep", each: .computed)])
        automation.computed = { [open] () throws(PluginFailure) in open }
        let report = try await automation.run(over: [connector]).run(.schedule("sweep"))
        #expect(report.considered.map(\.ticket) == [.portal(1)])
    }

    @Test func `a filter that cannot be computed calls nothing`() async throws {
        let failure = PluginFailure(.script, plugin: "auto-reply", message: "boom")
        var automation = MemoryAutomation(schedules: [.named("sweep", each: .computed)])
        automation.computed = { () throws(PluginFailure) in throw failure }
        let connector = MemoryConnector([.sample(1)])
        let report = try await automation.run(over: [connector]).run(.schedule(nil))
        #expect(report.considered.map(\.verdict) == [.passedOver(because: "its filter could not be computed")])
        #expect(report.considered[0].failure == failure)
        #expect(connector.calls.isEmpty)
    }

    @Test func `what could not be listed is in the report`() async throws {
        let broken = MemoryConnector([.sample(1)]) { $0.pageFailure = (1, .sample(.auth)) }
        let automation = MemoryAutomation(schedules: [.named("sweep", each: .filter(TicketFilter()))])
        #expect(try await automation.run(over: [broken]).run(.schedule(nil)).failures == [.sample(.auth)])
    }

    @Test func `messages that the filter has read are not read again by the handler`() async throws {
        var filter = TicketFilter()
        filter.waitingLongerThan = .hours(1)
        let connector = MemoryConnector([.sample(1)]) {
            $0.threads[.portal(1)] = [.sample(.requester, minutesAgo: 90)]
        }
        let automation = MemoryAutomation(
            schedules: [.named("sweep", each: .filter(filter))]
        ) { handler, world throws(PluginFailure) in
            var outcome = HandlerOutcome()
            if let ticket = handler.ticket, let messages = try? await world.tickets.messages(of: ticket) {
                outcome.log = messages.map { LogLine(.info, $0.id) }
            }
            return outcome
        }
        let report = try await automation.run(over: [connector]).run(.schedule(nil))
        #expect(report.considered.map { $0.log.map(\.text) } == [["requester-90"]])
        #expect(connector.calls == ["page 1", "messages 1"])
    }

    @Test func `a schedule that is not there, or not clear, is one sentence`() async {
        let none = MemoryAutomation([.on(.ticketCreated)])
        let two = MemoryAutomation(schedules: [.named("sweep"), .named("report")])
        await expect(
            none,
            .schedule(nil),
            says: "auto-reply has no schedule; name a ticket with --ticket to try its triggers."
        )
        await expect(
            two,
            .schedule(nil),
            says: "auto-reply has the schedules sweep and report; name one of them with --handler."
        )
        await expect(two, .schedule("swep"), says: "auto-reply has no schedule \"swep\"; did you mean \"sweep\"?")
        await expect(
            two,
            .schedule("nightly"),
            says: "auto-reply has no schedule \"nightly\"; its schedules are sweep and report."
        )
        await expect(
            two,
            .schedule(nil),
            handler: "triggers[1]",
            says: "auto-reply has no handler \"triggers[1]\"; its handlers are schedules.sweep and schedules.report."
        )
    }

    private func expect(
        _ automation: MemoryAutomation,
        _ target: AutomationRun.Target,
        handler: String? = nil,
        says message: String
    ) async {
        let error = await #expect(throws: RunError.self) {
            try await automation.run(over: []).run(target, handler: handler)
        }
        #expect(error?.description == message)
    }
}
