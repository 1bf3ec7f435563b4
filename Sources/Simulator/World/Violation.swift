/// Something a vendor's page forbids, or that no page lists, and that a client did all the same.
package struct Violation: Sendable, Equatable {
    /// What kind of rule was broken.
    package enum Kind: String, Sendable, CaseIterable {
        /// The token came in another form than the vendor's, such as `Bearer` where it stands alone.
        case authorizationForm
        /// `Accept: */*; version=2` was missing at User.com.
        case versionHeader
        /// A URL of User.com did not end with a slash.
        case trailingSlash
        /// A filter of IPPanel was sent empty or as null.
        case emptyFilter
        /// A page number or page size that the vendor does not take.
        case badPage
        /// A body where there must be none.
        case unexpectedBody
        /// A body that is not in the form the vendor takes.
        case bodyFormat
        case missingField
        /// A field or value the vendor does not take.
        case invalidField
        /// An attribute that User.com creates because it did not exist.
        case createdAttribute
        case duplicateCustomID
        /// A reply or file for a ticket that came from live chat.
        case chatTicket
        /// A file more than five minutes after its message.
        case lateAttachment
        /// A path or method that no page lists.
        case noSuchEndpoint
    }

    /// The rule that was broken.
    package let kind: Kind
    /// What exactly was sent, in words.
    package let detail: String
    /// The method and path of the request.
    package let request: String
}
