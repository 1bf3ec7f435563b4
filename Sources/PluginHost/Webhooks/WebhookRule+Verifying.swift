import Crypto
import FoundationEssentials
import OutboundHTTP
package import TicketModel

/// A webhook's request, as it came.
package struct WebhookRequest: Sendable, Equatable {
    /// By name in lower case; of several with one name the first.
    package var headers: [String: String]
    /// The raw bytes: a signature is taken over these and nothing else.
    package var body: [UInt8]

    package init(headers: [String: String], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }

    /// What tells the same bytes from others.
    package var fingerprint: String {
        "sha256:" + SHA256.hash(data: body).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    func header(_ name: String) -> String? { headers[name.lowercased()] }
}

/// Whether a webhook comes from who it says.
package enum WebhookVerdict: Sendable, Equatable {
    /// It does. `delivery` is the same each time it is sent again, where the provider tells; `challenge` is to be answered.
    case genuine(delivery: String?, challenge: String?)
    /// It does not, or cannot be known to; the clause says why.
    case refused(String)
}

extension WebhookRule {
    /// Verifies a request; how long that takes tells nothing of the secrets.
    package func verdict(on request: WebhookRequest, now: Timestamp) -> WebhookVerdict {
        guard isConfigured else { return .refused("no secret is configured") }
        guard let given = request.header(header) else { return .refused("the header \(header) is missing") }
        if let timestamp {
            guard let text = request.header(timestamp), let sentAt = Self.time(text) else {
                return .refused("the header \(timestamp) tells no time")
            }
            let age = now - sentAt
            guard age <= tolerance, age >= TimeSpan(microseconds: -tolerance.microseconds) else {
                return .refused("it was signed too long ago, or in the future")
            }
        }
        guard given.hasPrefix(prefix) else { return .refused("the signature does not fit") }
        let proof = String(given.dropFirst(prefix.count))
        // Every secret is tried, so that the time does not tell which one fits.
        var fits = false
        for secret in secrets where holds(proof, secret, request) { fits = true }
        guard fits else { return .refused(isSigned ? "the signature does not fit" : "the secret does not fit") }
        return .genuine(
            delivery: delivery.flatMap { request.header($0) },
            challenge: challenge.flatMap { request.header($0) }
        )
    }

    private func holds(_ proof: String, _ secret: Secret, _ request: WebhookRequest) -> Bool {
        let key = Array(secret.unsafeRevealed().utf8)
        let isPlain = (!isSigned || allowsPlainSecret) && Self.same(Array(proof.utf8), key)
        guard isSigned else { return isPlain }
        let code = bytes(proof)
        let isSignature =
            switch algorithm {
            case .sha1: signature(Insecure.SHA1.self, key, request, is: code)
            case .sha256: signature(SHA256.self, key, request, is: code)
            case .sha512: signature(SHA512.self, key, request, is: code)
            }
        return isPlain || isSignature
    }

    private func signature<Hash: HashFunction>(
        _ hash: Hash.Type,
        _ key: [UInt8],
        _ request: WebhookRequest,
        is code: [UInt8]
    ) -> Bool {
        var signature = HMAC<Hash>(key: SymmetricKey(data: key))
        for piece in signed {
            switch piece {
            case .body: signature.update(data: request.body)
            case .timestamp: signature.update(data: Array((timestamp.flatMap { request.header($0) } ?? "").utf8))
            case .text(let text): signature.update(data: Array(text.utf8))
            }
        }
        return Self.same(Array(signature.finalize()), code)
    }

    /// Compares without telling by its time how much is the same: both are hashed first.
    private static func same(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        zip(SHA256.hash(data: one), SHA256.hash(data: other)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func bytes(_ text: String) -> [UInt8] {
        switch encoding {
        case .base64: return Data(base64Encoded: text).map(Array.init) ?? []
        case .hex:
            let digits = Array(text.utf8)
            guard digits.count.isMultiple(of: 2) else { return [] }
            var bytes: [UInt8] = []
            for place in stride(from: 0, to: digits.count, by: 2) {
                guard let byte = UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) else {
                    return []
                }
                bytes.append(byte)
            }
            return bytes
        }
    }

    /// Seconds or milliseconds since 1970, or RFC 3339.
    static func time(_ text: String) -> Timestamp? {
        guard let number = Int64(text) else { return try? Timestamp(parsing: text, zone: nil) }
        guard number > 0, number < 100_000_000_000_000 else { return nil }
        // In milliseconds this is the year 1973, in seconds 5138.
        return Timestamp(microseconds: number < 100_000_000_000 ? number * 1_000_000 : number * 1000)
    }
}
