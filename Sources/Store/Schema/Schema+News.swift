extension Migration {
    /// From when on messages of a thread that is not read are news.
    static let news = Migration(
        "0012-news",
        [
            "ALTER TABLE ticket ADD COLUMN news_since {integer} NOT NULL DEFAULT 0",
            "UPDATE ticket SET news_since = read_at",
        ]
    )
}
