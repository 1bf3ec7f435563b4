extension Migration {
    /// From when on messages of a thread that is not read are news.
    static let news = Migration(
        "0012-news",
        // NULL in rows that were written before: then `read_at` stands for it.
        ["ALTER TABLE ticket ADD COLUMN news_since {integer}"]
    )
}
