import Store

/// The store's; GRDB has one too.
typealias SQL = Store.SQL
