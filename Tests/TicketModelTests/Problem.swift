import Testing

/// The text of what a body throws; `nil` where it throws nothing.
func problemText<Value>(_ body: () throws -> Value) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return String(describing: error)
    }
}
