package import TicketModel

/// Where a run's effects come from.
package struct EffectOrigin: Sendable, Equatable {
    /// The automation's name; `cli` for an operator's command.
    package var automation: String
    /// The handler within it: `triggers[1]`, `schedules.sweep`; the verb of an operator's command.
    package var handler: String
    /// What made it run: an id that is the same whenever the same cause is dealt with again.
    package var cause: String
    package var actor: TicketModel.Actor

    package init(automation: String, handler: String, cause: String, actor: TicketModel.Actor = .usher) {
        self.automation = automation
        self.handler = handler
        self.cause = cause
        self.actor = actor
    }

    /// The idempotency key of an effect: `automation/handler/cause/connection/ticket/kind/ordinal` in plain ASCII.
    ///
    /// What has a meaning of its own in it is percent-encoded, so that no two effects share a key.
    package func key(of effect: Effect) -> String {
        let ticket = effect.ticket.map { [$0.connection, $0.id] } ?? ["-", "-"]
        let parts = [automation, handler, cause] + ticket + [effect.kind.rawValue, String(effect.ordinal)]
        return parts.map(Self.encoded).joined(separator: "/")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:@[]".utf8.contains(byte)
        }
    }

    private static func encoded(_ part: String) -> String {
        if part.utf8.allSatisfy(isPlain) { return part }
        var text = ""
        for byte in part.utf8 {
            if isPlain(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
