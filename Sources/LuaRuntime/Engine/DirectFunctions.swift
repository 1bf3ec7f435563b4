/// The direct functions of a state, by number, where no reference is counted on the way to them.
///
/// Counting takes longer than such a function itself, as a rule. The pointers are good while this holds what they point to.
final class DirectFunctions {
    private final class Function {
        let body: HostFunction.Direct

        init(_ body: @escaping HostFunction.Direct) {
            self.body = body
        }
    }

    private var owned: [Function] = []
    private let table: UnsafeMutableBufferPointer<Unmanaged<Function>?>

    init(_ functions: [HostFunction]) {
        table = .allocate(capacity: functions.count)
        table.initialize(repeating: nil)
        for (number, function) in functions.enumerated() {
            guard case .direct(let body) = function.body else { continue }
            let function = Function(body)
            owned.append(function)
            table[number] = .passUnretained(function)
        }
    }

    deinit {
        table.deallocate()
    }

    /// Calls the function with that number; nil where it is none of these.
    @inline(__always)
    func call(_ number: Int, _ frame: LuaFrame) throws -> Int? {
        guard let function = table[number] else { return nil }
        return try function._withUnsafeGuaranteedRef { try $0.body(frame) }
    }

    /// Lets go of them all.
    func removeAll() {
        table.update(repeating: nil)
        owned = []
    }
}
