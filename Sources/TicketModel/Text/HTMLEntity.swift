/// Character references of HTML: numeric ones, and the named ones that mail and ticket systems write.
enum HTMLEntity {
    /// The text for what stands between `&` and `;`, or `nil` where that is no reference.
    ///
    /// A non-breaking space becomes a plain one.
    static func text(of reference: some Collection<UInt8>) -> String? {
        guard reference.first == UInt8(ascii: "#") else {
            return named[String(decoding: reference, as: UTF8.self)]
        }
        let digits = reference.dropFirst()
        let isHexadecimal = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
        let number = String(decoding: isHexadecimal ? digits.dropFirst() : digits, as: UTF8.self)
        guard !number.isEmpty, number.allSatisfy(\.isHexDigit) else { return nil }
        guard let code = UInt32(number, radix: isHexadecimal ? 16 : 10) else {
            return isHexadecimal || number.allSatisfy(\.isNumber) ? "\u{FFFD}" : nil
        }
        if code == 0xA0 { return " " }
        if (0x80...0x9F).contains(code) { return windows1252[Int(code - 0x80)] }
        guard code != 0, let scalar = Unicode.Scalar(code) else { return "\u{FFFD}" }
        return String(Character(scalar))
    }

    /// What the numbers 128 to 159 mean, which pages use for Windows' own characters.
    private static let windows1252 = [
        "€", "\u{81}", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\u{8D}", "Ž", "\u{8F}",
        "\u{90}", "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "\u{9D}", "ž", "Ÿ",
    ]

    private static let named: [String: String] = {
        var named = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ensp": " ", "emsp": " ",
            "thinsp": " ", "zwnj": "\u{200C}", "zwj": "\u{200D}", "lrm": "\u{200E}", "rlm": "\u{200F}",
            "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”",
            "bdquo": "„", "lsaquo": "‹", "rsaquo": "›", "dagger": "†", "Dagger": "‡", "bull": "•", "hellip": "…",
            "permil": "‰", "euro": "€", "trade": "™", "larr": "←", "uarr": "↑", "rarr": "→", "darr": "↓", "minus": "−",
            "infin": "∞", "ne": "≠", "le": "≤", "ge": "≥", "OElig": "Œ", "oelig": "œ", "Scaron": "Š", "scaron": "š",
            "Yuml": "Ÿ", "fnof": "ƒ", "check": "✓",
        ]
        for (offset, name) in latin1.split(separator: " ").enumerated() {
            named[String(name)] = Unicode.Scalar(UInt32(0xA1 + offset)).map { String(Character($0)) }
        }
        return named
    }()

    /// The names of the characters from 161 to 255, in their order.
    private static let latin1 = """
        iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro \
        para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
        Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
        Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave \
        eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave \
        uacute ucirc uuml yacute thorn yuml
        """
}
