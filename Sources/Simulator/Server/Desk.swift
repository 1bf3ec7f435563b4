import Foundation
import HTTPTypes

/// The one owner of a simulated account's world: every request and every look at the books goes through it.
actor Desk {
    private let provider: SimulatedProvider
    private let options: SimulatorOptions
    private let api: any VendorAPI
    private(set) var world: World
    private var waiters: [Waiter] = []
    /// Sends the webhooks that the world asks for.
    nonisolated let bell = WebhookBell()

    private struct Waiter {
        let matches: @Sendable (SimulatorBooks.RecordedRequest) -> Bool
        let continuation: CheckedContinuation<SimulatorBooks.RecordedRequest, Never>
    }

    private var onlookers: [Onlooker] = []

    private struct Onlooker {
        let ticket: String
        let isWanted: @Sendable (SimulatedTicket) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    init(provider: SimulatedProvider, options: SimulatorOptions) {
        self.provider = provider
        self.options = options
        world = World(provider: provider, options: options)
        api =
            switch provider {
            case .mijnklantportaal: MijnKlantportaalAPI(options: options.mijnKlantportaal)
            case .klinkcx: KlinkCXAPI(options: options.klinkCX)
            case .usercom: UserComAPI(options: options.userCom)
            case .ippanel: IPPanelAPI()
            }
    }

    /// Decides over a request: carries it out where it is to be carried out, and notes it in the books.
    func receive(_ request: APIRequest) -> Delivery {
        defer { afterChange() }
        if let segments = request.segments(below: ControlAPI.path) {
            return .answer(ControlAPI().answer(request, segments, in: &world))
        }
        let fault = world.faults.next(method: request.method.rawValue, path: request.path)
        let delivery = deliver(request, meeting: fault)
        let record = record(of: request, status: delivery.status, fault: fault)
        world.books.record(record)
        for waiter in waiters where waiter.matches(record) { waiter.continuation.resume(returning: record) }
        waiters.removeAll { $0.matches(record) }
        return delivery
    }

    /// The first request in the books that matches, be it there already or not yet.
    func request(
        where matches: @escaping @Sendable (SimulatorBooks.RecordedRequest) -> Bool
    ) async -> SimulatorBooks.RecordedRequest {
        if let known = world.books.requests.first(where: matches) { return known }
        return await withCheckedContinuation { waiters.append(Waiter(matches: matches, continuation: $0)) }
    }

    /// Carries out a request that was put off.
    func carryOut(_ request: APIRequest) -> Answer {
        var request = request
        request.now = options.now()
        defer { afterChange() }
        return api.handle(request, in: &world)
    }

    /// Does something to the world from within the process.
    func perform<Result: Sendable>(_ change: @Sendable (inout World) -> Result) -> Result {
        defer { afterChange() }
        return change(&world)
    }

    /// Waits until a ticket is as wanted.
    func ticket(_ id: String, where isWanted: @escaping @Sendable (SimulatedTicket) -> Bool) async {
        if let ticket = world.shelf[id], isWanted(ticket) { return }
        await withCheckedContinuation { continuation in
            onlookers.append(Onlooker(ticket: id, isWanted: isWanted, continuation: continuation))
        }
    }

    /// Tells everybody whom it concerns what the world has become.
    private func afterChange() {
        bell.ring(world.calls)
        world.calls = []
        let content = onlookers.filter { onlooker in world.shelf[onlooker.ticket].map(onlooker.isWanted) ?? false }
        guard !content.isEmpty else { return }
        onlookers.removeAll { onlooker in world.shelf[onlooker.ticket].map(onlooker.isWanted) ?? false }
        for onlooker in content { onlooker.continuation.resume() }
    }

    private func deliver(_ request: APIRequest, meeting fault: Fault.Kind?) -> Delivery {
        switch fault {
        case nil: return .answer(api.handle(request, in: &world))
        case .latency(let duration): return .late(api.handle(request, in: &world), by: duration)
        case .lateCommit(let duration): return .deferred(request, by: duration)
        case .status(let status, let retryAfter):
            var answer = api.failure(status: status)
            if let retryAfter { answer.headers[.retryAfter] = String(retryAfter) }
            return .answer(answer)
        case .cut: return .cut
        case .cutMidBody: return .cutMidBody(api.handle(request, in: &world))
        case .commitThenCut:
            _ = api.handle(request, in: &world)
            return .cut
        case .garbage: return .answer(.html(Self.garbagePage, status: 200))
        case .truncatedJSON:
            var answer = api.handle(request, in: &world)
            answer.body.removeLast(answer.body.count / 2)
            return .answer(answer)
        case .huge(let bytes): return .flood(bytes: bytes)
        case .slowBody(let bytesPerSecond):
            return .trickle(api.handle(request, in: &world), bytesPerSecond: bytesPerSecond)
        case .hang: return .silence
        case .empty: return .answer(Answer(status: 200))
        }
    }

    private func record(
        of request: APIRequest,
        status: Int?,
        fault: Fault.Kind?
    ) -> SimulatorBooks.RecordedRequest {
        SimulatorBooks.RecordedRequest(
            method: request.method.rawValue,
            path: request.path,
            query: request.rawQuery,
            headers: request.headers.map { field in
                let value = field.name == .authorization ? withoutToken(field.value) : field.value
                return SimulatorBooks.Header(name: field.name.canonicalName, value: value)
            },
            bodySize: request.body.count,
            receivedAt: request.now,
            status: status,
            fault: fault?.name
        )
    }

    // The scheme word stays, since the vendors differ in it.
    private func withoutToken(_ value: String) -> String {
        if value.contains(world.token) { return value.replacing(world.token, with: "<token>") }
        let words = value.split(separator: " ", maxSplits: 1)
        return words.count == 2 ? "\(words[0]) <other>" : "<other>"
    }

    private static let garbagePage = """
        <!DOCTYPE html><html><head><title>Welcome to the portal</title></head>\
        <body><h1>It works!</h1><p>Please <a href="/login">sign in</a>.</p></body></html>
        """
}
