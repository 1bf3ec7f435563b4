import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension TransportFailure {
    /// Reads an error of the HTTP library.
    ///
    /// `headSent` is exact: the library says so when it has handed over the first bytes.
    init(_ error: any Error, headSent: Bool) {
        mayHaveLeft = headSent
        reason = headSent ? Self.afterSending(error) : Self.beforeSending(error)
    }

    private static func afterSending(_ error: any Error) -> Reason {
        switch error {
        case is BodyRefusal, NIOHTTPDecompression.DecompressionError.limit: .tooLarge
        case is NIOHTTPDecompression.DecompressionError, is NIOHTTPDecompression.ExtraDecompressionError: .malformed
        case HTTPParserError.invalidEOFState: .connectionLost
        case is HTTPParserError: .malformed
        case let error as HTTPClientError: library(error) ?? .connectionLost
        default: .connectionLost
        }
    }

    private static func beforeSending(_ error: any Error) -> Reason {
        switch error {
        case let error as NIOConnectionError: connecting(error)
        case let error as IOError: system(error)
        case ChannelError.connectTimeout: .connectTimeout
        case let error as HTTPClientError: library(error) ?? .unwritable(error.shortDescription)
        // What is left comes from the TLS library.
        default: .handshake
        }
    }

    private static func library(_ error: HTTPClientError) -> Reason? {
        switch error {
        case .cancelled: .cancelled
        case .readTimeout, .writeTimeout, .deadlineExceeded: .timedOut
        case .connectTimeout, .getConnectionFromPoolTimeout: .connectTimeout
        case .tlsHandshakeTimeout: .handshake
        case .remoteConnectionClosed, .uncleanShutdown: .connectionLost
        default: nil
        }
    }

    private static func connecting(_ error: NIOConnectionError) -> Reason {
        if let attempt = error.connectionErrors.last {
            switch attempt.error {
            case let error as IOError: return system(error)
            case ChannelError.connectTimeout: return .connectTimeout
            default: return .unreachable("no connection")
            }
        }
        return .unresolved
    }

    private static func system(_ error: IOError) -> Reason {
        switch error.errnoCode {
        case ECONNREFUSED: .refused
        case ECONNRESET, EPIPE: .connectionLost
        case ETIMEDOUT: .connectTimeout
        case EHOSTUNREACH, ENETUNREACH: .unreachable("no route to it")
        default: .unreachable("system error \(error.errnoCode)")
        }
    }
}
