package import Logging

/// One connection's HTTP: credentials for its own origin, its rate budget, its limits, retries where they are safe.
///
/// ```swift
/// let client = OutboundClient(origin, transport: transport, credentials: FixedCredential(.header(name: "Authorization", value: token)))
/// let response = try await client.send(OutboundRequest(.get, .path("/tickets/")))
/// ```
///
/// Whatever status a server answers with is a response; a failure means that there is none.
package final class OutboundClient: Sendable {
    /// What a client may be given beside its origin; what is not set does the usual.
    package struct Options: Sendable {
        /// Sent with every request to the connection's own origin; a request's own header of that name wins.
        package var headers: HeaderList = [:]
        /// The bounds of one exchange.
        package var limits = OutboundLimits()
        /// Which attempts are repeated.
        package var retries = RetryPolicy()
        /// The time that all waiting goes by; the budget should have the same.
        package var clock: OutboundClock = .system
        /// Gives numbers in 0..<1 that spread the retries of many.
        package var jitter: @Sendable () -> Double = { Double.random(in: 0..<1) }
        /// Makes the boundaries of multipart bodies.
        package var randomBits: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
        /// Hears how long a request waits for the rate budget or for a repetition, each time that is known.
        package var onWait: @Sendable (Duration) -> Void = { _ in }
        /// Hears each attempt at level debug, without queries, bodies or secrets.
        package var logger: Logger?

        /// Makes the usual options.
        package init() {}
    }

    /// The only origin that gets the credentials.
    package let origin: OutboundOrigin
    let transport: OutboundTransport
    let credentials: any CredentialSource
    let budget: RateBudget
    let redactor: Redactor
    let options: Options

    /// Makes a client; budget and redactor are shared with whoever else uses the same account.
    package init(
        _ origin: OutboundOrigin,
        transport: OutboundTransport,
        credentials: any CredentialSource = FixedCredential(.none),
        budget: RateBudget = RateBudget(),
        redactor: Redactor = Redactor(),
        options: Options = Options()
    ) {
        self.origin = origin
        self.transport = transport
        self.credentials = credentials
        self.budget = budget
        self.redactor = redactor
        self.options = options
    }

    /// Sends a request, with all the waiting and repeating that is due, and gives the last answer.
    ///
    /// `limit` bounds all of it, the wait for the rate budget too; without it that wait has no end but the task's.
    package func send(
        _ request: OutboundRequest,
        within limit: Duration? = nil
    ) async throws(OutboundFailure) -> OutboundResponse {
        do throws(OutboundFailure) {
            let prepared = try prepare(request)
            var journey = Journey(
                request: prepared,
                policy: options.retries,
                deadline: limit.map { options.clock.now() + $0 }
            )
            return try await travel(&journey)
        } catch {
            throw error.redacted(by: redactor)
        }
    }

    func label(of request: OutboundRequest) -> RequestLabel {
        let path =
            switch request.target {
            case .path(let path): String(path.prefix { $0 != "?" && $0 != "#" })
            case .url(let text): (try? origin.base.resolving(text).path) ?? "(a URL that an answer gave)"
            }
        return RequestLabel(
            method: request.method,
            path: OutboundFailure.printable(String(path.prefix(200))),
            server: origin.description
        )
    }
}
