/// One step of the tables, applied once and never changed afterwards.
package struct Migration: Sendable {
    /// What it is known by; numbers in front keep the order visible: `0003-outbox`.
    package let name: String
    /// The statements, in order, with the fragments of ``SQLDialect``.
    package let statements: [SQL]

    /// Makes a step of statements, one in each text.
    package init(_ name: String, _ statements: [SQL]) {
        self.name = name
        self.statements = statements
    }

    /// Changes when a statement does; no protection against anything but mistakes (FNV-1a).
    var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for statement in statements {
            for byte in statement.text.utf8 + [0] {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
