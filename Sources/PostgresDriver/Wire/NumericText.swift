import Store

/// PostgreSQL's `numeric`, which sums of integers come as.
///
/// The binary form is four 16-bit numbers (how many digits, the first one's weight, the sign, the scale) and the digits,
/// each of base 10,000.
struct NumericText {
    private let text: String
    private let isWhole: Bool

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        let count = Int(bytes.bigEndian(Int16.self))
        let weight = Int(bytes.bigEndian(Int16.self, at: 2))
        let sign = bytes.bigEndian(UInt16.self, at: 4)
        // Not a number, and the infinities, have signs of their own.
        guard count >= 0, bytes.count >= 8 + 2 * count, sign == 0 || sign == 0x4000 else { return nil }
        let digits = (0..<count).map { Int(bytes.bigEndian(Int16.self, at: 8 + 2 * $0)) }
        var whole = ""
        for place in stride(from: max(weight, -1), through: 0, by: -1) {
            whole += Self.four(digits, at: weight - place)
        }
        var fraction = ""
        for place in stride(from: -1, through: weight - count + 1, by: -1) {
            fraction += Self.four(digits, at: weight - place)
        }
        isWhole = fraction.allSatisfy { $0 == "0" }
        text = (sign == 0 ? "" : "-") + (whole.isEmpty ? "0" : whole) + (isWhole ? "" : ".\(fraction)")
    }

    /// An integer where it is whole and fits, else a real number.
    var value: SQLValue? {
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        return Double(text).map(SQLValue.real)
    }

    private static func four(_ digits: [Int], at index: Int) -> String {
        let digit = digits.indices.contains(index) ? digits[index] : 0
        return String(String(10_000 + digit).dropFirst())
    }
}
