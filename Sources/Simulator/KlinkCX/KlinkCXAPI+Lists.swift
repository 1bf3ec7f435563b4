import Foundation

extension KlinkCXAPI {
    func list(_ request: APIRequest, in world: inout World) -> Answer {
        let number = wholeNumber(request, options.pageParameter, usual: 1, in: &world)
        if number > 1 { world.driftIfWanted(at: request.now) }
        let tickets = world.page(number, size: pageSize(request, in: &world))
        return .json(envelope(tickets.map { JSON(klinkTicket: $0) }))
    }

    /// A page of anything but tickets.
    func page(_ request: APIRequest, of rows: [JSON], in world: inout World) -> Page<JSON> {
        Page(
            wholeNumber(request, options.pageParameter, usual: 1, in: &world),
            size: pageSize(request, in: &world),
            of: rows
        )
    }

    func envelope(_ page: Page<JSON>) -> JSON {
        [
            "total": .integer(page.total),
            "page": .integer(page.number),
            "pageSize": .integer(page.size),
            "lastPage": .integer(page.lastNumber),
            "data": .array(page.rows),
        ]
    }

    private func pageSize(_ request: APIRequest, in world: inout World) -> Int {
        let asked = wholeNumber(request, options.pageSizeParameter, usual: 10, in: &world)
        return min(asked, world.options.largestPage ?? 100)
    }

    private func wholeNumber(_ request: APIRequest, _ name: String?, usual: Int, in world: inout World) -> Int {
        guard let name, let text = request.parameter(name) else { return usual }
        if let number = Int(text), number >= 1 { return number }
        world.violation(.badPage, "\(name)=\(text)", request)
        return usual
    }
}
