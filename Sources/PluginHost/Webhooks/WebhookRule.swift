import Crypto
import FoundationEssentials
package import OutboundHTTP
import TicketModel

/// How the webhooks of a connection prove that they come from its provider: the declaration, with the settings filled in.
package struct WebhookRule: Sendable, Equatable {
    /// What makes up a signature.
    enum Algorithm: String, Sendable, CaseIterable {
        case sha1, sha256, sha512
    }

    /// How the header writes a signature.
    enum Encoding: String, Sendable, CaseIterable {
        case hex, base64
    }

    /// What a signature is taken over, in order.
    enum Piece: Sendable, Equatable {
        case body
        case timestamp
        case text(String)
    }

    /// Whether the header carries a signature, rather than the secret itself.
    var isSigned: Bool
    var header: String
    /// Any of them will do; where there is none, nothing is verified.
    package var secrets: [Secret]
    var algorithm = Algorithm.sha256
    var encoding = Encoding.hex
    /// What stands before the signature.
    var prefix = ""
    var signed: [Piece] = [.body]
    /// The header with the time of sending.
    var timestamp: String?
    /// How old or how far ahead that time may be.
    var tolerance = TimeSpan.minutes(5)
    /// Whether the secret itself may stand in the signature's place.
    var allowsPlainSecret = false
    /// The header with what is the same each time a webhook is sent again.
    var delivery: String?
    /// The header whose value is to be answered.
    var challenge: String?

    /// Whether there is a secret to verify with.
    package var isConfigured: Bool { !secrets.isEmpty }

    /// The headers that a secret may stand in, in lower case: they are not kept.
    package var secretHeaders: Set<String> { [header.lowercased()] }

    /// Fills a declaration in with a connection's settings.
    init(_ declaration: WebhookDeclaration, _ settings: PluginSettings) {
        func text(_ name: String) -> String? {
            declaration.options[name]?.stringValue.map { Template.fill($0) { settings.text($0) ?? "" } }
        }
        isSigned = declaration.method == "hmac"
        header = text("header") ?? ""
        secrets = (text("secret") ?? "").split(whereSeparator: \.isWhitespace).map { Secret(String($0)) }
        algorithm = text("algorithm").flatMap(Algorithm.init(rawValue:)) ?? .sha256
        encoding = text("encoding").flatMap(Encoding.init(rawValue:)) ?? .hex
        prefix = text("prefix") ?? ""
        signed = Self.pieces(declaration.options["signed"]?.stringValue ?? "{body}")
        timestamp = text("timestamp")
        tolerance = text("tolerance").flatMap { try? TimeSpan(parsing: $0) } ?? .minutes(5)
        allowsPlainSecret = declaration.options["plain_secret"] == true
        delivery = text("delivery")
        challenge = text("challenge")
    }

    /// Reads `{timestamp}.{body}`.
    static func pieces(_ template: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = template[...]
        while !rest.isEmpty {
            if rest.hasPrefix("{body}") {
                pieces.append(.body)
                rest = rest.dropFirst("{body}".count)
            } else if rest.hasPrefix("{timestamp}") {
                pieces.append(.timestamp)
                rest = rest.dropFirst("{timestamp}".count)
            } else {
                let end = rest.dropFirst().firstIndex(of: "{") ?? rest.endIndex
                pieces.append(.text(String(rest[..<end])))
                rest = rest[end...]
            }
        }
        return pieces
    }
}
