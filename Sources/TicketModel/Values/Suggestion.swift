/// What somebody who mistyped a word may have meant.
package enum Suggestion {
    /// The candidate nearest to a word, if it differs by about a third of its letters at most.
    ///
    /// Swapped neighbours count as one difference, letter case as none. Of equals the first one wins.
    package static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased())
        // Nobody mistypes a word this long, and the distance takes time by the product of the lengths.
        guard !letters.isEmpty, letters.count <= 64 else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased())
            let allowed = max(1, min(letters.count, other.count) / 3)
            guard abs(other.count - letters.count) <= allowed, min(letters.count, other.count) > 1 else { continue }
            let distance = distance(letters, other)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// The optimal string alignment distance.
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for row in 1...one.count {
            var current = [row]
            for column in 1...other.count {
                let substituted = last[column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1)
                var cost = min(substituted, last[column] + 1, current[column - 1] + 1)
                if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[other.count]
    }
}
