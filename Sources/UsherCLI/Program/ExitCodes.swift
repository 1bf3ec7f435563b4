#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The exit codes that no ticket failure carries.
enum ExitCodes {
    static let done: Int32 = 0
    static let failed: Int32 = 1
    static let usage: Int32 = 2
    static let interrupted: Int32 = 130

    /// Ends the process.
    static func end(_ code: Int32) -> Never {
        exit(code)
    }
}
