import PluginHost

/// What people see beside the data.
extension Console {
    /// Prints a table, its titles bold on a terminal.
    func print(_ table: TextTable) {
        for line in table.lines(width: width, titleStyle: { styled($0, .bold) }) { print(line) }
    }

    /// A text in a style where colours are used.
    func styled(_ text: String, _ style: TextStyle) -> String {
        usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Shows what plugins printed, on standard error: its last 64 KB.
    func show(log: [LogLine]) {
        guard !log.isEmpty else { return }
        var shown: [String] = []
        var bytes = 0
        for line in log.reversed() {
            let text = PlainText.lines(line.level == .warning ? "warning: \(line.text)" : line.text)
            bytes += text.utf8.count + 1
            guard bytes <= Self.mostLog else {
                shown.append("… (earlier lines are left out)")
                break
            }
            shown.append(text)
        }
        complain(shown.reversed().joined(separator: "\n"))
    }

    private static let mostLog = 64 * 1024
}

/// How a text stands out; the raw value is the terminal's number for it.
enum TextStyle: Int {
    case bold = 1
    case faint = 2
    case red = 31
    case green = 32
    case yellow = 33
}
