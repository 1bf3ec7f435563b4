import LuaRuntime
import TicketModel

extension HostFunctions {
    /// Working hours: the first argument is what `usher.hours` was given.
    ///
    /// They need no scope: loading may use them too.
    static var hours: [HostFunction] {
        [
            .immediate("hours_check") { call in
                _ = try workingHours(call)
                return []
            },
            .immediate("hours_open") { [.boolean(try workingHours($0).isOpen(at: try time($0, 2)))] },
            .immediate("hours_between") { call in
                let hours = try workingHours(call)
                let (start, end) = (try time(call, 2), try time(call, 3))
                guard max(start - end, end - start) <= mostBetween else {
                    throw LuaRaise("working time is counted over a hundred years at most")
                }
                return [.number(hours.workingTime(from: start, to: end).seconds)]
            },
            .immediate("hours_add") { call in
                let time = try workingHours(call).time(try span(call, 3), after: try time(call, 2))
                return [.number(try found(time).secondsSinceEpoch)]
            },
            .immediate("hours_next_open") { call in
                [.number(try found(try workingHours(call).opening(from: try time(call, 2))).secondsSinceEpoch)]
            },
        ]
    }

    private static let mostBetween = TimeSpan.days(36_525)

    private static func workingHours(_ call: LuaCall) throws(LuaRaise) -> WorkingHours {
        guard let options = call[1].table else {
            throw LuaRaise(
                "usher.hours takes a table, as in { \"mon-fri 09:00-17:30\", timezone = \"Europe/Amsterdam\" }"
            )
        }
        for key in options.fields.keys where !["timezone", "holidays"].contains(key.text) {
            throw LuaRaise("usher.hours has no \"\(key.text)\"; it has timezone and holidays")
        }
        let holidays = options["holidays"]
        do {
            return try WorkingHours(
                try texts(options.list, "a window is text, as in \"mon-fri 09:00-17:30\""),
                zone: options["timezone"].text ?? "UTC",
                holidays: try texts(holidays.table?.list ?? [], "a holiday is text, as in \"12-25\"")
            )
        } catch let problem as CalendarProblem {
            throw LuaRaise("\(problem)")
        } catch let raise as LuaRaise {
            throw raise
        } catch {
            throw LuaRaise("\(error)")
        }
    }

    private static func texts(_ values: [LuaValue], _ wanted: String) throws(LuaRaise) -> [String] {
        let texts = values.compactMap(\.text)
        guard texts.count == values.count else { throw LuaRaise(wanted) }
        return texts
    }

    private static func time(_ call: LuaCall, _ position: Int) throws(LuaRaise) -> Timestamp {
        guard let seconds = call[position].number, let time = Timestamp(seconds: seconds) else {
            throw LuaRaise("argument \(position - 1) must be a time in seconds, not \(call[position].typeName)")
        }
        return time
    }

    private static func span(_ call: LuaCall, _ position: Int) throws(LuaRaise) -> TimeSpan {
        if let seconds = call[position].number, let span = TimeSpan(seconds: seconds) { return span }
        if let text = call[position].text {
            do {
                return try TimeSpan(parsing: text)
            } catch {
                throw LuaRaise("\(error)")
            }
        }
        throw LuaRaise("argument \(position - 1) must be a duration, not \(call[position].typeName)")
    }

    private static func found(_ time: Timestamp?) throws(LuaRaise) -> Timestamp {
        guard let time else {
            throw LuaRaise("these hours are not open so long within forty years; look at the holidays")
        }
        return time
    }
}
