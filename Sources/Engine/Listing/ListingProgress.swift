/// How far the listing of one connection has come.
package struct ListingProgress: Sendable, Equatable {
    package var connection: String
    package var pagesRead: Int
    /// How many pages there are to read in all, where the provider tells; it grows where a second sweep is due.
    package var pages: Int?
    /// How many tickets have matched so far.
    package var tickets: Int

    package init(connection: String, pagesRead: Int, pages: Int?, tickets: Int) {
        self.connection = connection
        self.pagesRead = pagesRead
        self.pages = pages
        self.tickets = tickets
    }
}
