import Foundation
import Testing

@testable import TicketModel

/// Slots in every IANA zone over two years, against a walk over the minutes of UTC.
///
/// Zones whose clocks were the same in those years are told apart by name only, so one of each kind is walked whole and the
/// others where their clocks are changed. `USHER_ALL_ZONES=1` walks every zone whole.
struct ZonePropertyTests {
    /// The minutes of 2026 and 2027.
    private static let years = 29_454_240..<30_505_440
    private static let seed: UInt64 = 20_260_329

    /// Every zone that the time zone database has, its links to other names too.
    private static let zones: [String] = {
        let database = (try? String(contentsOfFile: "/usr/share/zoneinfo/tzdata.zi", encoding: .utf8)) ?? ""
        let links = database.split(separator: "\n").filter { $0.hasPrefix("L ") }
            .compactMap { $0.split(separator: " ").last.map(String.init) }
        return Set(TimeZone.knownTimeZoneIdentifiers + links).filter { TimeZone(identifier: $0) != nil }.sorted()
    }()

    /// The offsets at every half hour of the two years, and the minutes at which they change.
    private static func changes(_ zone: TimeZone) -> [Int] {
        var changes: [Int] = []
        var before = Int.min
        for minute in stride(from: years.lowerBound, to: years.upperBound, by: 30) {
            let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute) * 60))
            if offset != before { changes += [minute, offset] }
            before = offset
        }
        return changes
    }

    private static func slots(_ cron: CronExpression, _ zone: String, in minutes: Range<Int>) -> [Int] {
        let calendar = SlotCalendar(.cron(cron), timeZone: zone)
        var slots: [Int] = []
        var time = Timestamp(second: minutes.lowerBound * 60 - 1)
        while let next = calendar.next(after: time), next < Timestamp(second: minutes.upperBound * 60) {
            slots.append(Int(next.microseconds / 60_000_000))
            time = next
        }
        return slots
    }

    private static func compare(_ cron: CronExpression, _ name: String, in minutes: Range<Int>) throws {
        let zone = try #require(TimeZone(identifier: name))
        let walked = MinuteWalk(zone: zone, cron: cron).slots(in: minutes)
        let found = slots(cron, name, in: minutes)
        guard walked != found else { return }
        let first = zip(walked, found).first { $0 != $1 }
        Issue.record(
            "\(cron.text) in \(name): \(walked.count) walked, \(found.count) found, first difference \(String(describing: first))"
        )
    }

    @Test(arguments: 0..<8)
    func `the slots of two years are those that a walk over all minutes meets`(_ share: Int) throws {
        var crons = MadeUpCron(seed: Self.seed &+ UInt64(share))
        var walkedWhole: Set<[Int]> = []
        let isAll = ProcessInfo.processInfo.environment["USHER_ALL_ZONES"] != nil
        for (place, name) in Self.zones.enumerated() where place % 8 == share {
            let changes = Self.changes(try #require(TimeZone(identifier: name)))
            let cron = try crons.next()
            if isAll || (walkedWhole.count < 2 && walkedWhole.insert(changes).inserted) {
                try Self.compare(cron, name, in: Self.years)
            }
            for minute in stride(from: 2, to: changes.count, by: 2).map({ changes[$0] }) {
                let around = (minute - 2 * 1440)..<(minute + 2 * 1440)
                try Self.compare(try crons.next(), name, in: around)
                try Self.compare(try crons.next(), name, in: around)
            }
            let quiet = Self.years.lowerBound + (place * 7919) % (Self.years.count - 20 * 1440)
            try Self.compare(cron, name, in: quiet..<(quiet + 10 * 1440))
        }
    }

    @Test func `all zones are there`() {
        #expect(Self.zones.count > 400)
    }

    /// A day left out, a day twice, changes of half an hour, of twenty minutes, at midnight, at odd seconds of long ago.
    @Test(arguments: [
        ("Pacific/Apia", "2011-12-28T00:00:00Z"), ("Pacific/Kwajalein", "1969-09-28T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-03T00:00:00Z"), ("Africa/Casablanca", "2026-02-13T00:00:00Z"),
        ("America/Havana", "2026-03-06T00:00:00Z"), ("Asia/Beirut", "2026-03-27T00:00:00Z"),
        ("America/Scoresbysund", "2024-03-29T00:00:00Z"), ("Asia/Pyongyang", "2018-05-03T00:00:00Z"),
        ("Europe/Dublin", "2026-10-23T00:00:00Z"), ("Antarctica/Troll", "2026-03-27T00:00:00Z"),
    ])
    func `strange changes of clocks are walked through`(_ zone: String, _ from: String) throws {
        let start = Int(try Timestamp(parsing: from, zone: nil).microseconds / 60_000_000)
        var crons = MadeUpCron(seed: Self.seed)
        for _ in 0..<30 { try Self.compare(try crons.next(), zone, in: start..<(start + 4 * 1440)) }
    }
}
