import Foundation

extension UserComAPI {
    static let statuses = ["draft", "active", "closed", "archived"]

    func list(_ request: APIRequest, in world: inout World) -> Answer {
        let cursor: Cursor?
        if let text = request.parameter("cursor") {
            guard let read = Cursor(text) else {
                world.violation(.badPage, "cursor=\(text)", request)
                return failure("Invalid cursor", status: 404)
            }
            cursor = read
            world.driftIfWanted(at: request.now)
        } else {
            cursor = nil
        }
        let status = wantedStatus(request)
        let rows = world.listing().map { world.shelf.tickets[$0] }.filter { status == nil || $0.status == status }
        let size = min(100, world.options.largestPage ?? 100)
        let start = cursor.map { $0.start(in: rows, order: world.options.order, size: size) } ?? 0
        let end = min(rows.count, start + size)
        let page = rows[start..<end]
        return .json([
            "count": .integer(rows.count),
            "next": end < rows.count ? url(request, Cursor(after: page.last)) : .null,
            "previous": start > 0 ? url(request, Cursor(before: page.first)) : .null,
            "results": .array(page.map { JSON(userComRow: $0) }),
        ])
    }

    private func wantedStatus(_ request: APIRequest) -> String? {
        if [.status, .both].contains(options.statusFilter), let status = request.parameter("status") { return status }
        guard [.flag, .both].contains(options.statusFilter) else { return nil }
        return Self.statuses.first { request.parameter($0) != nil }
    }

    private func url(_ request: APIRequest, _ cursor: Cursor) -> JSON {
        let others = request.rawQuery.split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        let query = (["cursor=\(cursor.text)"] + others.map(String.init)).joined(separator: "&")
        return .string("\(request.origin)\(request.path)?\(query)")
    }
}

/// A place in a list that stays right when rows are added: behind or before a ticket.
private struct Cursor {
    let ticketNumber: Int
    let isBackward: Bool

    init(after ticket: SimulatedTicket?) {
        ticketNumber = ticket?.number ?? 0
        isBackward = false
    }

    init(before ticket: SimulatedTicket?) {
        ticketNumber = ticket?.number ?? 0
        isBackward = true
    }

    init?(_ text: String) {
        guard
            let data = Data(base64Encoded: text.removingPercentEncoding ?? text),
            case let parts = String(decoding: data, as: UTF8.self).split(separator: "="), parts.count == 2,
            ["p", "r"].contains(parts[0]), let number = Int(parts[1])
        else { return nil }
        ticketNumber = number
        isBackward = parts[0] == "r"
    }

    var text: String {
        let encoded = Data("\(isBackward ? "r" : "p")=\(ticketNumber)".utf8).base64EncodedString()
        return encoded.replacing("=", with: "%3D").replacing("+", with: "%2B")
    }

    func start(in rows: [SimulatedTicket], order: SimulatorOptions.ListOrder, size: Int) -> Int {
        let isAscending = order == .oldestFirst
        let place: Int
        if order == .unstable {
            place = rows.firstIndex { $0.number == ticketNumber } ?? 0
        } else {
            place =
                rows.firstIndex { isAscending ? $0.number >= ticketNumber : $0.number <= ticketNumber } ?? rows.count
        }
        guard !isBackward else { return max(0, place - size) }
        let isThere = rows.indices.contains(place) && rows[place].number == ticketNumber
        return min(rows.count, isThere ? place + 1 : place)
    }
}
