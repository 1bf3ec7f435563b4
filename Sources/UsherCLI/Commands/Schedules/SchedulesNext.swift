import ArgumentParser
import Engine
import Foundation
import PluginHost
import TicketModel

struct SchedulesNext: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Show a schedule's next slots, or those about the next two changes of its zone's clocks.",
        discussion: """
            Works for an automation that is off, too. Before jitter: "due_at" in JSON has it.

            Examples:
              usher schedules next escalate-stale/sweep
              usher schedules next sweep --count 20 --json
              usher schedules next sweep --around-dst
            """
    )

    @OptionGroup
    var schedule: ScheduleArgument

    @Option(help: ArgumentHelp("How many slots.", valueName: "number"))
    var count = 10

    @Flag(name: .customLong("around-dst"), help: "Show the slots before and after clocks are changed.")
    var aroundClockChanges = false

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        guard (1...1000).contains(count) else { throw .usage("--count is from 1 to 1000") }
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            // What is off is shown as if it were on.
            let hosted = try await host.hostedAutomations(withOff: true)
            let schedules = hosted.flatMap { AutomationSet([HostedAutomation($0.automation, mode: .shadow)]).schedules }
            let preview = SlotPreview(try schedule.find(in: schedules), now: host.now())
            if aroundClockChanges {
                preview.showClockChanges(on: console, asJSON: output.json)
            } else {
                preview.show(count, on: console, asJSON: output.json)
            }
            return ExitCodes.done
        }
    }
}

/// Slots of a schedule as its calendar has them.
private struct SlotPreview {
    let schedule: HostedSchedule
    let now: Timestamp
    private let calendar: SlotCalendar
    private let zone: TimeZone

    init(_ schedule: HostedSchedule, now: Timestamp) {
        self.schedule = schedule
        self.now = now
        calendar = schedule.declaration.calendar
        zone = TimeZone(identifier: schedule.declaration.timeZone) ?? .gmt
    }

    func show(_ count: Int, on console: Console, asJSON: Bool) {
        let slots = calendar.next(count, after: now)
        guard !asJSON else {
            console.print(document(["slots": .array(slots.map(json))]))
            return
        }
        if slots.isEmpty { console.print("\(schedule.key) has no slot any more.") }
        for slot in slots { console.print(line(slot)) }
    }

    func showClockChanges(on console: Console, asJSON: Bool) {
        let changes = calendar.clockChanges(2, after: now)
        guard !asJSON else {
            let shown = changes.map { change -> JSONValue in
                [
                    "at": change.time.json, "offset_before": .integer(Int64(change.before)),
                    "offset_after": .integer(Int64(change.after)), "slots": .array(slots(around: change).map(json)),
                ]
            }
            console.print(document(["clock_changes": .array(shown)]))
            return
        }
        if changes.isEmpty {
            console.print("Clocks are not changed in \(schedule.declaration.timeZone) within two years.")
        }
        for change in changes {
            let way = change.isGap ? "forward" : "back"
            let length = TimeSpan.seconds(Int64(abs(change.after - change.before)))
            console.print("Clocks go \(way) by \(length) at \(change.time.rfc3339(in: zone)) (\(change.time)):")
            for slot in slots(around: change) { console.print("  " + line(slot)) }
        }
    }

    /// Those of the three hours on either side; where these are none, the one before and the one after.
    private func slots(around change: ZoneOffsets.Change) -> [Timestamp] {
        let near = calendar.next(200, after: change.time - .hours(3)).filter { $0 < change.time + .hours(3) }
        let after = calendar.next(after: near.last ?? change.time)
        return near + [after].compactMap(\.self)
    }

    private func line(_ slot: Timestamp) -> String {
        let effect = calendar.clockEffect(on: slot).map { "  (\(words($0)))" } ?? ""
        return "\(slot.rfc3339(in: zone))  \(slot)\(effect)"
    }

    private func words(_ effect: ClockEffect) -> String {
        switch effect {
        case .afterGap: "clocks leave its time out: right behind the gap"
        case .firstOfTwo where calendar.followsElapsedTime: "the first of two such times"
        case .firstOfTwo: "the first of two such times; the second is let pass"
        case .secondOfTwo: "the second of two such times"
        }
    }

    private func json(_ slot: Timestamp) -> JSONValue {
        let due = schedule.due(slot)
        var members: [String: JSONValue] = [
            "slot": slot.json, "local": .string(slot.rfc3339(in: zone)), "due_at": due.json,
        ]
        members["clocks"] = calendar.clockEffect(on: slot).map { .string($0.rawValue) }
        return .object(members)
    }

    private func document(_ more: [String: JSONValue]) -> JSONValue {
        let own: [String: JSONValue] = [
            "schedule": .string(schedule.key), "timezone": .string(schedule.declaration.timeZone), "errors": [],
        ]
        return .object(own.merging(more) { own, _ in own })
    }
}
