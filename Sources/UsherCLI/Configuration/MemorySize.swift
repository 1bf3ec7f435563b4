/// An amount of memory.
struct MemorySize: Sendable, Equatable {
    var bytes: Int64

    /// Reads `512KB`, `32MB` or `1GB`, in steps of 1024; `nil` for anything else, nothing at all among it.
    init?(parsing text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let shift: Int64? =
            switch text[digits.endIndex...].uppercased() {
            case "KB": 10
            case "MB": 20
            case "GB": 30
            default: nil
            }
        guard let shift, let count = Int64(digits), count > 0 else { return nil }
        let (bytes, overflows) = count.multipliedReportingOverflow(by: 1 << shift)
        guard !overflows else { return nil }
        self.bytes = bytes
    }
}
