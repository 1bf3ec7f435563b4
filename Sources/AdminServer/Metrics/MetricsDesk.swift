/// What a scrape is answered with: what was counted, and what is measured there and then.
package struct MetricsDesk: Sendable {
    private let store: MetricsStore
    private let measure: @Sendable () async -> [Sample]

    package init(_ store: MetricsStore, measure: @escaping @Sendable () async -> [Sample]) {
        self.store = store
        self.measure = measure
    }

    func text() async -> String {
        MetricsText(store.snapshot, await measure()).text
    }
}
