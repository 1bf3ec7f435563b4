import Synchronization

/// Replaces secrets in whatever is printed, in each form in which a request or an error may carry them.
///
/// The forms are the plain text, percent-encoded (as in a query, a form and a path), base64 and JSON-escaped. A secret
/// shorter than four characters is left alone: replacing "1" everywhere would tell more than it hides, and a setting
/// that short is refused elsewhere.
package final class Redactor: Sendable {
    private struct State {
        var secrets: Set<Secret> = []
        /// Longest first, so that a secret within another's form does not break it up.
        var forms: [String] = []
    }

    private static let shortest = 4
    private let state = Mutex(State())

    /// Makes a redactor that knows these secrets from the start.
    package init(_ secrets: [Secret] = []) {
        learn(secrets)
    }

    /// Adds secrets that came later, such as a fetched token.
    package func learn(_ secrets: [Secret]) {
        state.withLock { state in
            let new = secrets.filter { !state.secrets.contains($0) && $0.unsafeRevealed().count >= Self.shortest }
            guard !new.isEmpty else { return }
            state.secrets.formUnion(new)
            let forms = Set(state.forms).union(new.flatMap { Self.forms(of: $0.unsafeRevealed()) })
            state.forms = forms.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
        }
    }

    /// The text with every form of every secret replaced by `<redacted>`.
    package func redact(_ text: String) -> String {
        let forms = state.withLock(\.forms)
        return forms.reduce(text) { text, form in
            text.contains(form) ? text.replacing(form, with: "<redacted>") : text
        }
    }

    /// The bytes with every form of every secret replaced by `<redacted>`, whether or not they are text.
    package func redact(_ bytes: [UInt8]) -> [UInt8] {
        state.withLock(\.forms).reduce(bytes) { bytes, form in
            ByteSearch.replace(Array(form.utf8), in: bytes, with: Array("<redacted>".utf8))
        }
    }

    private static func forms(of text: String) -> [String] {
        let encoded = QueryEncoding.encode(text, keeping: QueryEncoding.isUnreserved)
        let base64 = Base64.encode(Array(text.utf8))
        let json = jsonEscaped(text)
        return [
            text,
            encoded,
            encoded.replacing("%20", with: "+"),
            lowerCasedEscapes(encoded),
            QueryEncoding.repaired(text),
            base64,
            base64.replacing("=", with: ""),
            base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""),
            json,
            json.replacing("/", with: "\\/"),
        ]
    }

    private static func lowerCasedEscapes(_ encoded: String) -> String {
        var result = ""
        var rest = encoded[...]
        while let character = rest.popFirst() {
            result.append(character)
            if character == "%" {
                result += rest.prefix(2).lowercased()
                rest = rest.dropFirst(2)
            }
        }
        return result
    }

    private static func jsonEscaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
