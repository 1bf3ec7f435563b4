#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds bytes in bytes, with the system's own search.
enum ByteSearch {
    /// The bytes with every place of `needle` replaced; the same array where there is none.
    static func replace(_ needle: [UInt8], in bytes: [UInt8], with replacement: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = 0
        while let place = find(needle, in: bytes, from: rest) {
            result += bytes[rest..<place]
            result += replacement
            rest = place + needle.count
        }
        guard rest > 0 else { return bytes }
        return result + bytes[rest...]
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first else { return nil }
        return bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var place = start
            while place + needle.count <= buffer.count {
                let candidates = buffer.count - needle.count - place + 1
                guard let hit = memchr(base + place, CInt(first), candidates) else { return nil }
                if memcmp(hit, needle, needle.count) == 0 { return UnsafeRawPointer(hit) - base }
                place = UnsafeRawPointer(hit) - base + 1
            }
            return nil
        }
    }
}
