import FoundationEssentials
import LuaRuntime
import TicketModel

extension HostFunctions {
    /// Time.
    ///
    /// They need no scope: loading may use them too.
    static var values: [HostFunction] {
        [
            .immediate("parse_time") { call in
                do {
                    let zone = try call[2].text.map { try self.zone($0) } ?? TimeZone(identifier: "UTC")
                    return [.number(try Timestamp(parsing: try text(call, 1), zone: zone).secondsSinceEpoch)]
                } catch let error as ValueError {
                    return [.nil, .text("\(error)")]
                }
            },
            .immediate("format_time") { call in
                guard let seconds = call[1].number, let time = Timestamp(seconds: seconds) else {
                    throw LuaRaise("format_time takes a time in seconds, not a \(call[1].typeName)")
                }
                return [.text(try call[2].text.map { time.rfc3339(in: try zone($0)) } ?? time.rfc3339())]
            },
            .immediate("parse_duration") { call in
                do {
                    return [.number(try TimeSpan(parsing: try text(call, 1)).seconds)]
                } catch let error as ValueError {
                    throw LuaRaise("\(error)")
                }
            },
        ]
    }

    /// The text at a position; anything else is the script's error.
    static func text(_ call: LuaCall, _ position: Int) throws(LuaRaise) -> String {
        guard let text = call[position].text else {
            throw LuaRaise("argument \(position) must be text, not \(call[position].typeName)")
        }
        return text
    }

    private static func zone(_ name: String) throws(LuaRaise) -> TimeZone {
        guard let zone = TimeZone(identifier: name) else { throw LuaRaise("\"\(name)\" is not an IANA time zone") }
        return zone
    }
}
