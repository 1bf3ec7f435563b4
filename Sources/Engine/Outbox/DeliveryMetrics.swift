import CoreMetrics
import Store
import TicketModel

/// What is measured of deliveries, by connection.
enum DeliveryMetrics {
    /// From when an effect was asked for to its end.
    static func looked(_ effect: EffectRecord, _ outcome: OutboxRelay.Outcome, at now: Timestamp) {
        guard case .ended(let state) = outcome else { return }
        let connection = effect.connection ?? ""
        Counter(
            label: "usher_deliveries_total",
            dimensions: [("connection", connection), ("kind", effect.kind.rawValue), ("state", state.rawValue)]
        ).increment()
        guard state == .delivered else { return }
        Timer(label: "usher_delivery_latency_seconds", dimensions: [("connection", connection)])
            .recordNanoseconds(max(TimeSpan.zero, now - effect.createdAt).microseconds * 1000)
    }
}
