import Testing

@testable import TicketModel

struct SearchWordsTests {
    @Test(
        arguments: [
            ("Invoice #2024-117 is late", ["invoice", "is", "late", "202", "024", "117"]),
            ("Ångström naïve", ["angstrom", "naive"]), ("order12", ["order", "12"]), ("東京都", ["東京", "京都"]),
            ("東", ["東"]), ("", []), ("--- !", []),
            (String(repeating: "a", count: 50), [SearchWords.tooLong]),
        ] as [(String, Set<String>)]
    )
    func `a text has the words of its runs`(text: String, words: Set<String>) {
        #expect(SearchWords.words(of: text) == words)
    }

    @Test(
        arguments: [
            ("voice", [.part("voice")]), ("an invoice is", [.end("an"), .word("invoice"), .start("is")]),
            ("#invoice!", [.word("invoice")]), ("12345", [.word("123"), .word("234"), .word("345")]),
            ("12", [.part("12")]), ("#12!", [.word("12")]), ("京", [.part("京")]), ("%", []),
        ] as [(String, Set<SearchWords.Piece>)]
    )
    func `a text that is looked for needs its pieces`(text: String, pieces: Set<SearchWords.Piece>) {
        #expect(SearchWords.pieces(of: text) == pieces)
    }

    /// Whatever stands in a text has its pieces there: else the index would hide tickets.
    @Test(arguments: 1...200)
    func `nothing that stands in a text is missed`(seed: UInt64) {
        var dice = Dice(seed: seed)
        let alphabet = Array("aäB9 1-\u{301}ß東か\u{3099}กé.Σ7ё".unicodeScalars)
        for _ in 0..<50 {
            let scalars = (0..<dice.below(60)).map { _ in alphabet[dice.below(alphabet.count)] }
            let text = String(String.UnicodeScalarView(scalars))
            let start = dice.below(scalars.count + 1)
            let end = start + dice.below(scalars.count - start + 1)
            let wanted = String(String.UnicodeScalarView(scalars[start..<end]))
            guard FoldedText(text).contains(FoldedText(wanted)) else { continue }
            let words = SearchWords.words(of: text)
            for piece in SearchWords.pieces(of: wanted) {
                let isMet =
                    switch piece {
                    case .word(let word): words.contains(word)
                    case .part(let part): words.contains { holdsInside($0, part) || $0 == SearchWords.tooLong }
                    case .start(let start): words.contains { holds($0, start, atStart: true) }
                    case .end(let end): words.contains { holds($0, end, atStart: false) }
                    }
                #expect(isMet, "\(piece) of \"\(wanted)\" in \"\(text)\"")
            }
        }
    }

    private func holdsInside(_ word: String, _ part: String) -> Bool {
        let (word, part) = (Array(word.unicodeScalars), Array(part.unicodeScalars))
        return word.indices.contains { word[$0...].starts(with: part) }
    }

    /// Scalar by scalar, as a database compares.
    private func holds(_ word: String, _ part: String, atStart: Bool) -> Bool {
        if word == SearchWords.tooLong { return true }
        let (word, part) = (Array(word.unicodeScalars), Array(part.unicodeScalars))
        return atStart ? word.starts(with: part) : word.reversed().starts(with: part.reversed())
    }

    private struct Dice {
        var state: UInt64

        init(seed: UInt64) {
            state = seed &* 0x9e37_79b9_7f4a_7c15
        }

        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return limit == 0 ? 0 : Int((state >> 33) % UInt64(limit))
        }
    }
}
