/// Why a simulator did not start.
package enum SimulatorError: Error, Equatable, CustomStringConvertible {
    /// The port can't be had; `reason` is the system's.
    case cannotListen(provider: SimulatedProvider, port: Int, reason: String)
    /// It runs already.
    case alreadyRunning(provider: SimulatedProvider)

    /// What is wrong, and what to do instead.
    package var description: String {
        switch self {
        case .cannotListen(let provider, let port, let reason):
            "The simulator of \"\(provider.rawValue)\" cannot listen on 127.0.0.1:\(port) (\(reason)); "
                + "choose another port, or 0 for a free one."
        case .alreadyRunning(let provider):
            "The simulator of \"\(provider.rawValue)\" runs already; stop it before it is started again."
        }
    }
}
