import HummingbirdCore
package import NIOCore

/// An accepted connection that closes itself where nobody came to serve it.
///
/// A server hands accepted connections on through a sequence, and drops those that wait there when it is stopped. NIO
/// traps where one is dropped unserved (swift-nio issues 2637 and 2813); this one ends in an orderly way.
package final class AcceptedConnection<Inbound: Sendable, Outbound: Sendable>: ServerChildChannelValue {
    /// What came in and goes out, to be served.
    package let connection: NIOAsyncChannel<Inbound, Outbound>

    /// The connection's channel.
    package var channel: any Channel { connection.channel }

    /// Takes charge of a connection from the moment it is accepted.
    package init(_ connection: NIOAsyncChannel<Inbound, Outbound>) {
        self.connection = connection
    }

    deinit {
        // Served, it is closed already, and closing it once more does nothing.
        let connection = connection
        Task { try? await connection.executeThenClose { _, _ in } }
    }
}
