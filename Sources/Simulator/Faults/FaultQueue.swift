/// The faults that are ordered; the first that matches a request meets it.
struct FaultQueue: Sendable {
    private(set) var faults: [Fault] = []

    mutating func order(_ fault: Fault) {
        faults.append(fault)
    }

    mutating func clear() {
        faults = []
    }

    /// The fault for a request, counted down; nil where none matches.
    mutating func next(method: String, path: String) -> Fault.Kind? {
        for position in faults.indices {
            let fault = faults[position]
            guard fault.method.map({ $0 == method }) ?? true, path.hasPrefix(fault.pathPrefix ?? "") else { continue }
            guard fault.skipping == 0 else {
                faults[position].skipping -= 1
                continue
            }
            faults[position].times -= 1
            if faults[position].times <= 0 { faults.remove(at: position) }
            return fault.kind
        }
        return nil
    }
}
