/// Rows that need an operator.
package enum TroubleRows {
    /// The entries of the outbox that need an operator, the oldest first; what an operator gave up is not among them.
    package static func effects(limit: Int, in reader: any SQLReader) throws -> [EffectRecord] {
        let states = EffectState.allCases.filter(\.needsOperator).map(\.rawValue)
        return try reader.query(
            """
            SELECT \(EffectRecord.columns) FROM effect
            WHERE state IN {texts $1} AND action <> 'null' AND COALESCE(why, '') <> $2 ORDER BY id LIMIT $3
            """,
            [.texts(states), .text(operatorSaidSo), .value(limit)]
        ).map(EffectRecord.init)
    }

    /// The runs that failed as often as they may, the oldest first.
    package static func runs(limit: Int, in reader: any SQLReader) throws -> [RunRecord] {
        try reader.query(
            "SELECT \(RunRecord.columns) FROM run WHERE state = 'quarantined' ORDER BY id LIMIT $1",
            [.value(limit)]
        ).map(RunRecord.init)
    }

    /// Why an entry is as it is, where an operator said so.
    package static let operatorSaidSo = "an operator said so"
}
