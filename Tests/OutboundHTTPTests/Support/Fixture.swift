import Synchronization
import Testing

@testable import OutboundHTTP

/// A client over real sockets whose waits take no time: whoever says how long it waits moves the clock by as much.
struct Fixture: Sendable {
    let clock = ManualClock()
    let waits = Recorder<Duration>()
    var credentials: any CredentialSource = FixedCredential(.none)
    var declaration = RateDeclaration()
    var redactor = Redactor()
    var options = OutboundClient.Options()

    init() {
        options.limits = .patient
    }

    func run(_ url: String, _ body: (OutboundClient) async throws -> Void) async throws {
        let transport = OutboundTransport(limits: options.limits)
        var options = options
        options.clock = clock.clock
        options.jitter = { 0 }
        options.onWait = { [clock, waits] wait in
            waits.append(wait)
            clock.advance(by: wait)
        }
        let client = OutboundClient(
            try OutboundOrigin(url),
            transport: transport,
            credentials: credentials,
            budget: RateBudget(declaration, clock: clock.clock),
            redactor: redactor,
            options: options
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        try await transport.shutdown()
        try result.get()
    }
}

extension OutboundLimits {
    /// A busy machine may take long to accept a connection; no test is about that.
    static var patient: OutboundLimits {
        var limits = OutboundLimits()
        limits.connectTimeout = .seconds(60)
        return limits
    }
}

extension OutboundClient {
    /// The failure of a request that is expected to have one.
    func failure(
        of request: OutboundRequest,
        within limit: Duration? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> OutboundFailure {
        do throws(OutboundFailure) {
            let response = try await send(request, within: limit)
            Issue.record("expected a failure, got \(response.status)", sourceLocation: sourceLocation)
        } catch {
            return error
        }
        throw CancellationError()
    }
}

extension OutboundResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
