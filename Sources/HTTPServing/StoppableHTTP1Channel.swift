package import HummingbirdCore
package import Logging
package import NIOCore
package import NIOHTTPTypes

/// HTTP/1.1 whose server may be stopped at any time, also while clients connect.
package struct StoppableHTTP1Channel: ServerChildChannel {
    package typealias Value = AcceptedConnection<HTTPRequestPart, HTTPResponsePart>

    private let http1: HTTP1Channel

    /// HTTP/1.1 that answers with this responder.
    package init(responder: @escaping HTTPChannelHandler.Responder) {
        http1 = HTTP1Channel(responder: responder)
    }

    /// Builds the pipeline of an accepted connection.
    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        http1.setup(channel: channel, logger: logger).map { AcceptedConnection($0) }
    }

    /// Serves the connection until it ends.
    package func handle(value: Value, logger: Logger) async {
        await http1.handle(value: value.connection, logger: logger)
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 whose server may be stopped at any time.
    package static var stoppableHTTP1: HTTPServerBuilder {
        HTTPServerBuilder { StoppableHTTP1Channel(responder: $0) }
    }
}
