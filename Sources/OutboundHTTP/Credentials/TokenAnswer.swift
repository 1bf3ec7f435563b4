import FoundationEssentials

/// A login's answer, looked into by dotted path; it never leaves this module.
enum TokenAnswer: Decodable {
    case object([String: TokenAnswer])
    case list([TokenAnswer])
    case text(String)
    case number(Double)
    case other

    init?(_ bytes: [UInt8]) {
        guard let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(bytes)) else { return nil }
        self = answer
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let list = try? container.decode([TokenAnswer].self) {
            self = .list(list)
        } else if let object = try? container.decode([String: TokenAnswer].self) {
            self = .object(object)
        } else {
            self = .other
        }
    }

    func text(at path: String) -> String? {
        guard case .text(let text) = value(at: path), !text.isEmpty else { return nil }
        return text
    }

    /// Some servers write the number as text.
    func seconds(at path: String) -> Duration? {
        switch value(at: path) {
        case .number(let seconds) where seconds > 0 && seconds < 1e10: .seconds(seconds)
        case .text(let text): Int64(text).flatMap { $0 > 0 && $0 < 10_000_000_000 ? .seconds($0) : nil }
        default: nil
        }
    }

    private func value(at path: String) -> TokenAnswer? {
        path.split(separator: ".").reduce(self) { (value: TokenAnswer?, step) in
            switch value {
            case .object(let members): members[String(step)]
            case .list(let items): Int(step).flatMap { items.indices.contains($0) ? items[$0] : nil }
            default: nil
            }
        }
    }
}
