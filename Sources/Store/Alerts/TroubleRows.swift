/// Rows that need an operator.
package enum TroubleRows {
    /// Why an entry is as it is, where an operator said so.
    package static let operatorSaidSo = "an operator said so"

    // As the indexes `effect_trouble` and `run_trouble` have it.
    private static let effectNeedsOperator: SQL = "state IN ('refused', 'expired', 'waits_for_person')"
    private static let runNeedsOperator: SQL = "state = 'quarantined'"

    /// The entries of the outbox that need an operator, the newest first; what an operator gave up is not among them.
    package static func effects(limit: Int, in reader: any SQLReader) throws -> [EffectRecord] {
        try effects("id > $2 ORDER BY id DESC LIMIT $3", [0, .value(limit)], reader)
    }

    /// Those of these entries that still need an operator.
    package static func effects(among ids: [Int64], in reader: any SQLReader) throws -> [EffectRecord] {
        try ids.isEmpty ? [] : effects("id IN {integers $2} ORDER BY id DESC", [.integers(ids)], reader)
    }

    /// The runs that failed as often as they may, the newest first.
    package static func runs(limit: Int, in reader: any SQLReader) throws -> [RunRecord] {
        try runs("id > $1 ORDER BY id DESC LIMIT $2", [0, .value(limit)], reader)
    }

    /// Those of these runs that are still so.
    package static func runs(among ids: [Int64], in reader: any SQLReader) throws -> [RunRecord] {
        try ids.isEmpty ? [] : runs("id IN {integers $1} ORDER BY id DESC", [.integers(ids)], reader)
    }

    private static func effects(_ rest: SQL, _ values: [SQLValue], _ reader: any SQLReader) throws -> [EffectRecord] {
        try reader.query(
            """
            SELECT \(EffectRecord.columns) FROM effect
            WHERE \(effectNeedsOperator) AND action <> 'null' AND COALESCE(why, '') <> $1 AND \(rest)
            """,
            [.text(operatorSaidSo)] + values
        ).map(EffectRecord.init)
    }

    private static func runs(_ rest: SQL, _ values: [SQLValue], _ reader: any SQLReader) throws -> [RunRecord] {
        try reader.query(
            "SELECT \(RunRecord.columns) FROM run WHERE \(runNeedsOperator) AND \(rest)",
            values
        ).map(RunRecord.init)
    }
}
