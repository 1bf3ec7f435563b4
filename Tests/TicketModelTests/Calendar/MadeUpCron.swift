@testable import TicketModel

/// Cron expressions at random, with many in the small hours, when clocks are changed.
struct MadeUpCron {
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed)
    }

    mutating func next() throws -> CronExpression {
        let minute = field(["*", "*/5", "*/17", "0", "30", "59", "5,35", "10-40/15", "7/20"])
        let hour = field(["*", "*", "*/2", "*/6", "0", "1", "2", "2", "3", "23", "0-4", "2,14", "1-23/2"])
        let day = field(["*", "*", "*", "*", "*/2", "1", "L", "28-31", "8-14", "29,L"])
        let month = field(["*", "*", "*", "mar-apr", "oct,nov", "*/3", "9-10"])
        let weekday = field(["*", "*", "*", "sun", "sat-sun", "mon-fri", "0L", "sun#2", "sun#1,5L", "*/2"])
        return try CronExpression(parsing: "\(minute) \(hour) \(day) \(month) \(weekday)")
    }

    private mutating func field(_ words: [String]) -> String {
        words[Int(random.next() % UInt64(words.count))]
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
