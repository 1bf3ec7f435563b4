import HTTPServing
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// Where the process listens: for webhooks, and for whoever watches it.
package struct FrontDoor: Service {
    private let host: String
    private let port: Int
    private let desk: FrontDesk
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// A door at an address; port 0 takes any free one.
    ///
    /// `onListening` hears which it is, once requests are answered.
    package init(
        host: String,
        port: Int,
        desk: FrontDesk,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) {
        self.host = host
        self.port = port
        self.desk = desk
        self.logger = logger
        self.onListening = onListening
    }

    package func run() async throws {
        var quiet = logger
        // What a broken client does is none of the operator's concern.
        quiet.logLevel = .critical
        let (asked, onListening) = (port, onListening)
        let application = Application(
            responder: FrontResponder(desk: desk),
            server: .stoppableHTTP1,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? asked) },
            logger: quiet
        )
        do {
            try await application.run()
        } catch let error as IOError {
            throw FrontFailure(address: "\(host):\(port)", reason: "\(error)")
        }
    }
}

/// The process cannot listen where it is told to.
package struct FrontFailure: Error, Sendable, CustomStringConvertible {
    package let address: String
    package let reason: String

    package var description: String {
        "Usher cannot listen at \(address) (\(reason)); stop whoever listens there, or name another address with listen: "
            + "in usher.yaml."
    }
}
