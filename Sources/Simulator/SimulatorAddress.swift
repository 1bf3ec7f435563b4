/// Where a running simulator is reached, and with what.
package struct SimulatorAddress: Sendable, Equatable {
    /// Scheme, host and port, as in `http://127.0.0.1:49152`; the control paths `/_simulator/…` hang below it.
    package let origin: String
    /// The base URL as the provider plugin's setting `base_url` wants it.
    package let baseURL: String
    /// The port it listens on.
    package let port: Int
    /// The token it accepts.
    package let token: String
}
