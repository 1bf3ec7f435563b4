import Store

extension Pause {
    /// Whether it stops what an automation does at a connection.
    ///
    /// A paused schedule starts nothing; what was started before, or by hand, goes on.
    func stops(automation: String, connection: String?) -> Bool {
        switch scope {
        case .all, .restored: true
        case .automation(let name): name == automation
        case .connection(let name): name == connection
        case .schedule: false
        }
    }
}
