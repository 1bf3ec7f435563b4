/// What stands behind the door.
package struct FrontDesk: Sendable {
    let health: @Sendable () async -> HealthReport

    package init(health: @escaping @Sendable () async -> HealthReport) {
        self.health = health
    }
}
