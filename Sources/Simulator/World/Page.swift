/// One page of a list, counted from 1.
struct Page<Row: Sendable>: Sendable {
    let number: Int
    let size: Int
    let total: Int
    let rows: [Row]

    /// Cuts a page out of a whole list; one beyond the end is empty.
    init(_ number: Int, size: Int, of list: [Row]) {
        self.number = number
        self.size = size
        total = list.count
        // Numbers from outside may be huge: nothing is multiplied before they are known to be within the list.
        let isWithin = (number - 1) <= list.count / size
        let start = isWithin ? min(list.count, (number - 1) * size) : list.count
        rows = Array(list[start..<min(list.count, start + size)])
    }

    private init(number: Int, size: Int, total: Int, rows: [Row]) {
        self.number = number
        self.size = size
        self.total = total
        self.rows = rows
    }

    /// The same page with its rows turned into others.
    func map<Other>(_ transform: (Row) -> Other) -> Page<Other> {
        Page<Other>(number: number, size: size, total: total, rows: rows.map(transform))
    }

    var lastNumber: Int { max(1, (total + size - 1) / size) }
    var hasNext: Bool { number < lastNumber }
    /// The place of the first row in the whole list, from 1; nil for an empty page.
    var first: Int? { rows.isEmpty ? nil : (number - 1) * size + 1 }
    /// The place of the last row in the whole list, from 1; nil for an empty page.
    var last: Int? { first.map { $0 + rows.count - 1 } }
}
