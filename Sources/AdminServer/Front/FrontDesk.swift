/// What stands behind the door.
package struct FrontDesk: Sendable {
    let health: @Sendable () async -> HealthReport
    let webhooks: WebhookDesk?
    let metrics: MetricsDesk?

    /// A desk that tells how the process is, and takes webhooks and tells figures where it has desks for those.
    package init(
        health: @escaping @Sendable () async -> HealthReport,
        webhooks: WebhookDesk? = nil,
        metrics: MetricsDesk? = nil
    ) {
        self.metrics = metrics
        self.health = health
        self.webhooks = webhooks
    }
}
