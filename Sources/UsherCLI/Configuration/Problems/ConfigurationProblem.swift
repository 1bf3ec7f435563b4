/// One thing that is wrong with the file, and where.
struct ConfigurationProblem: Sendable, Equatable {
    /// Counted from 1.
    var line: Int
    var path = ConfigurationPath.top
    var fault: ConfigurationFault

    /// The problem as an operator reads it, `usher.yaml:7: connections.portal.poll: …`.
    func text(file: String) -> String {
        let place = path == .top ? "\(file):\(line)" : "\(file):\(line): \(path)"
        if path == .top, case .wrongType = fault { return "\(place): the file \(fault.sentence)" }
        return "\(place): \(fault.sentence)"
    }
}
