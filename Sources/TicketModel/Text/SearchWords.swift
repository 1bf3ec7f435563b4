/// Words that tickets are found by, and what of them a text that is looked for must meet.
///
/// A text matches wherever it stands, within words too, so this only proposes: whatever ``FoldedText/contains(_:)`` finds
/// has every piece of ``pieces(of:)`` among its words, and sometimes more does. A run of letters is one word; a run of
/// digits is cut into threes, and one of a script without spaces into twos, so that neither makes a word of its own
/// for every number and sentence there is.
package enum SearchWords {
    /// What a text that is looked for needs.
    package enum Piece: Sendable, Hashable {
        /// This word.
        case word(String)
        /// A word that holds this: somewhere, at its beginning, at its end.
        case part(String)
        case start(String)
        case end(String)
    }

    /// Stands for words too long to be kept; it may hold any part.
    package static let tooLong = "…"
    private static let longest = 40

    /// The words of a text.
    package static func words(of text: String) -> Set<String> {
        var words: Set<String> = []
        for run in runs(FoldedText(text)) {
            switch run.kind {
            case .letters: words.insert(kept(run))
            case .digits: words.formUnion(cut(run, 3))
            case .unspaced: words.formUnion(cut(run, 2))
            }
        }
        return words
    }

    /// What every text that holds this one has among its words.
    package static func pieces(of text: String) -> Set<Piece> {
        let runs = runs(FoldedText(text))
        var pieces: Set<Piece> = []
        for run in runs {
            switch run.kind {
            case .letters:
                pieces.insert(open(run) ?? .word(kept(run)))
            case .digits, .unspaced:
                let size = run.kind == .digits ? 3 : 2
                if run.scalars.count >= size || !(run.mayBegin || run.mayGoOn) {
                    pieces.formUnion(cut(run, size).map(Piece.word))
                } else {
                    // What stands beside it moves the cuts, so it may be anywhere in one.
                    pieces.insert(.part(run.text))
                }
            }
        }
        return pieces
    }

    private enum Kind {
        case letters, digits, unspaced
    }

    private struct Run {
        let kind: Kind
        var scalars: [Unicode.Scalar]
        /// Whether it touches the beginning of the text, before which more of the same may stand.
        let mayBegin: Bool
        /// The same at the end.
        var mayGoOn = false
        var text: String { string(scalars[...]) }
    }

    private static func runs(_ text: FoldedText) -> [Run] {
        var runs: [Run] = []
        var isInRun = false
        // Marks at the beginning may belong to what stands before it.
        var isAtStart = true
        for scalar in text.unicodeScalars {
            if isMark(scalar) {
                if isInRun { runs[runs.count - 1].scalars.append(scalar) }
                continue
            }
            guard let kind = kind(of: scalar) else {
                isInRun = false
                isAtStart = false
                continue
            }
            if isInRun, runs[runs.count - 1].kind == kind {
                runs[runs.count - 1].scalars.append(scalar)
            } else {
                runs.append(Run(kind: kind, scalars: [scalar], mayBegin: isAtStart))
            }
            isInRun = true
            isAtStart = false
        }
        if isInRun { runs[runs.count - 1].mayGoOn = true }
        return runs
    }

    private static func open(_ run: Run) -> Piece? {
        switch (run.mayBegin, run.mayGoOn) {
        case (true, true): .part(run.text)
        case (true, false): .end(run.text)
        case (false, true): .start(run.text)
        case (false, false): nil
        }
    }

    private static func kept(_ run: Run) -> String {
        run.scalars.count > longest ? tooLong : run.text
    }

    private static func cut(_ run: Run, _ size: Int) -> Set<String> {
        guard run.scalars.count > size else { return [run.text] }
        return Set((0...run.scalars.count - size).map { string(run.scalars[$0..<$0 + size]) })
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind? {
        switch scalar.value {
        case 0x30...0x39: return .digits
        case 0x61...0x7A: return .letters
        case ..<0x80: return nil
        // Thai, Lao, Myanmar and Khmer; kana; the Han characters.
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            return .unspaced
        default:
            if scalar.properties.numericType != nil { return .digits }
            return scalar.properties.isAlphabetic ? .letters : nil
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return false
        }
    }
}
