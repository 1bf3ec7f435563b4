/// The ids of what KlinkCX knows besides tickets; the same thing always has the same id.
enum KlinkCXDirectory {
    /// The names of all tags.
    static let tags = ["billing", "delivery", "refund", "vip", "bug"]

    static func tagID(_ name: String) -> String { IDMint.uuid(of: "tag-\(name)", 0) }
    static func userID(_ person: SimulatedPerson) -> String { IDMint.uuid(of: "user", person.id) }
    static func contactID(_ person: SimulatedPerson) -> String { IDMint.uuid(of: "contact", person.id) }
}
