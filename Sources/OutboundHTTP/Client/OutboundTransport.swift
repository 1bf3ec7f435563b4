import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression

/// The sockets: one pool of connections for all of a host's `OutboundClient`s.
///
/// Shut it down when the last has ended. It speaks HTTP/1.1 on one event loop. Both make it exact whether a request has left when an exchange fails: nothing is
/// multiplexed, and no notice is under way between threads.
package final class OutboundTransport: Sendable {
    private let client: HTTPClient

    /// Opens nothing yet.
    ///
    /// Of the limits it takes `connectTimeout`, and `maximumBody` as the ceiling of decompression.
    package init(limits: OutboundLimits = OutboundLimits()) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = TimeAmount(limits.connectTimeout)
        configuration.httpVersion = .http1Only
        configuration.decompression = .enabled(limit: .size(limits.maximumBody))
        // A server may close an idle connection just as we write: the outcome would be unknown. Common servers keep
        // one for five seconds or more, so we are first.
        configuration.connectionPool.idleTimeout = .seconds(4)
        // The rate budget bounds each connection's requests; several of them may share a host.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        // Repeating is the retry policy's.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(
            eventLoopGroupProvider: .shared(HTTPClient.defaultEventLoopGroup.next()),
            configuration: configuration
        )
    }

    /// Closes every connection; requests under way fail.
    package func shutdown() async throws {
        try await client.shutdown()
    }

    /// Sends one request and collects the answer; ends early when the task is cancelled.
    func exchange(_ wire: WireRequest) async throws(TransportFailure) -> ExchangeDelegate.Answer {
        let delegate = ExchangeDelegate(limit: wire.maximumBody, method: wire.method)
        do {
            // No logger: the library would log URLs, and a query may hold a secret.
            let task = client.execute(request: try wire.request(), delegate: delegate)
            return try await withTaskCancellationHandler {
                try await task.get()
            } onCancel: {
                task.cancel()
            }
        } catch {
            throw TransportFailure(error, headSent: delegate.headSent)
        }
    }
}

/// A request as it goes over the wire, credentials and all; never printed.
struct WireRequest: Sendable {
    var method: OutboundMethod
    var url: ParsedURL
    var headers: HeaderList
    var body: [UInt8]?
    var maximumBody: Int

    fileprivate func request() throws -> HTTPClient.Request {
        try HTTPClient.Request(
            url: url.text,
            method: HTTPMethod(rawValue: method.rawValue),
            headers: HTTPHeaders(headers.map { ($0.name, $0.value) }),
            body: body.map { .byteBuffer(ByteBuffer(bytes: $0)) }
        )
    }
}
