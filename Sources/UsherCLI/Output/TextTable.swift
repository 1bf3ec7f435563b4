/// A table for people: columns as wide as what is in them, cut only where a terminal ends.
struct TextTable {
    /// A column: its title, and whether it gives way first where there is no room.
    struct Column {
        var title: String
        var givesWay = false

        init(_ title: String, givesWay: Bool = false) {
            self.title = title
            self.givesWay = givesWay
        }
    }

    /// A column that gives way keeps so many columns of the terminal, if it has them.
    private static let least = 12
    private static let gap = 2

    var columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; what is not seen is taken out of its texts.
    mutating func add(_ row: [String]) {
        rows.append(row.map(PlainText.line))
    }

    /// The lines, the titles first.
    func lines(width: Int?, titleStyle: (String) -> String = { $0 }) -> [String] {
        let widths = fitted(to: width)
        let titles = line(columns.map { $0.title.uppercased() }, widths)
        return [titleStyle(titles)] + rows.map { line($0, widths) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, (cell, width)) in zip(cells, widths).enumerated() {
            let cut = DisplayWidth.cut(cell, to: width)
            let isLast = index == widths.count - 1
            let blanks = isLast ? 0 : width - DisplayWidth.of(cut) + Self.gap
            line += cut + String(repeating: " ", count: max(0, blanks))
        }
        return line
    }

    /// The columns' widths: those that give way lose most to least until the row fits, then the others too.
    private func fitted(to width: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index])) }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - width
        for onlyGivingWay in [true, false] where excess > 0 {
            let candidates = widths.indices.filter { columns[$0].givesWay || !onlyGivingWay }
            while excess > 0, let widest = candidates.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.least
            {
                widths[widest] -= 1
                excess -= 1
            }
        }
        return widths
    }
}
