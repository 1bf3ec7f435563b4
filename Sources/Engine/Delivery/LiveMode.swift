package import PluginHost

/// The proof that effects may leave: only with it can a relay be made.
///
/// A run in shadow has no such value, so that no sender can exist in it.
package struct LiveMode: Sendable {
    /// The proof for an automation's mode; nil for every mode but `live`.
    package init?(_ mode: RunMode) {
        guard mode == .live else { return nil }
    }

    private init() {}

    /// The proof for what an operator asks for on the command line, which is always meant.
    package static let operatorCommand = LiveMode()
}
