/// What stands behind the door.
package struct FrontDesk: Sendable {
    let health: @Sendable () async -> HealthReport
    let webhooks: WebhookDesk?

    /// A desk that tells how the process is, and takes webhooks where it has a desk for those.
    package init(health: @escaping @Sendable () async -> HealthReport, webhooks: WebhookDesk? = nil) {
        self.health = health
        self.webhooks = webhooks
    }
}
