extension Fault {
    /// The fault of an order such as `{"kind": "status", "status": 503, "times": 2}`.
    ///
    /// The keys are `kind`, `method`, `path`, `skip` and `times`, and with the kind `status` and `retry_after`,
    /// `milliseconds`, `bytes` or `bytes_per_second`. It is nil where the kind is unknown or lacks its number.
    init?(ordered order: JSON) {
        guard let kind = Kind(order) else { return nil }
        self.init(
            kind,
            method: order["method"]?.text,
            pathPrefix: order["path"]?.text,
            skipping: order["skip"]?.integerValue ?? 0,
            times: order["times"]?.integerValue ?? 1
        )
    }
}

extension Fault.Kind {
    fileprivate init?(_ order: JSON) {
        switch order["kind"]?.text {
        case "latency":
            guard let milliseconds = order["milliseconds"]?.integerValue else { return nil }
            self = .latency(.milliseconds(milliseconds))
        case "lateCommit":
            guard let milliseconds = order["milliseconds"]?.integerValue else { return nil }
            self = .lateCommit(.milliseconds(milliseconds))
        case "status":
            guard let status = order["status"]?.integerValue, (200...599).contains(status) else { return nil }
            self = .status(status, retryAfter: order["retry_after"]?.integerValue)
        case "cut": self = .cut
        case "cutMidBody": self = .cutMidBody
        case "commitThenCut": self = .commitThenCut
        case "garbage": self = .garbage
        case "truncatedJSON": self = .truncatedJSON
        case "huge":
            guard let bytes = order["bytes"]?.integerValue, bytes > 0 else { return nil }
            self = .huge(bytes: bytes)
        case "slowBody":
            guard let rate = order["bytes_per_second"]?.integerValue, rate > 0 else { return nil }
            self = .slowBody(bytesPerSecond: rate)
        case "hang": self = .hang
        case "empty": self = .empty
        default: return nil
        }
    }
}
