/// Values by number, of which there is most often one: it is found without hashing.
struct NumberedSlots<Value> {
    private var number: Int64 = 0
    private var value: Value?
    private var others: [Int64: Value] = [:]

    subscript(number: Int64) -> Value? {
        get {
            if value != nil, self.number == number { return value }
            return others.isEmpty ? nil : others[number]
        }
        set {
            if value == nil, others.isEmpty || others[number] == nil {
                self.number = number
                value = newValue
            } else if value != nil, self.number == number {
                value = newValue
            } else {
                others[number] = newValue
            }
        }
    }

    /// Takes a value out.
    mutating func take(_ number: Int64) -> Value? {
        guard value != nil, self.number == number else { return others.removeValue(forKey: number) }
        defer { value = nil }
        return value
    }

    mutating func removeAll() {
        value = nil
        others.removeAll()
    }
}
