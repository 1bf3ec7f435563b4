import Testing
import TicketModel

struct HTMLTextTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("", ""),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("One<br>Two<br/><br />Three", "One\nTwo\n\nThree"),
        ("  a \n\t b  ", "a b"),
        ("<b>a</b><i>b</i> c", "ab c"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
        ("&lt;b&gt; &amp;amp; &quot;&#39;&#x41;&#65; &eacute;&szlig;&yuml;&iexcl;&euro;", "<b> &amp; \"'AA éßÿ¡€"),
        ("a&nbsp;b&#160;c", "a b c"),
        ("&#146;&#0;&#xD800;&#x110000;&#99999999999999;", "’\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("AT&T &unknown; &; &#; &#x; a?x=1&copy=2", "AT&T &unknown; &; &#; &#x; a?x=1&copy=2"),
        ("a < b and c > d <3", "a < b and c > d <3"),
        ("a<!-- <p>x</p> -->b<!---->c<!-->d", "abcd"),
        ("a<script>if (1 < 2) \"</p>\"</script>b<STYLE>p{}</STYLE>c<title>t</title>", "abc"),
        ("a<script>never closed", "a"),
        ("<!DOCTYPE html><html><head></head><body>x</body></html>", "x"),
        ("<a title=\"a > b\" href='x>y'>link</a>", "link"),
        ("<a title=\"never closed>text</a> more", "text more"),
        ("cut <b", "cut <b"),
        ("<p>سلام</p><p>你好 😀</p>", "سلام\n\n你好 😀"),
    ])
    func `HTML reads as a page shows it`(html: String, text: String) {
        #expect(HTMLText.plain(html) == text)
    }

    private static let pieces = [
        "<", "<a ", "<a \"", "<a \">\" ", "<a '>", "<!--", "<!", "&", "&#", "&amp", "</", "<script>", "</script", "<p>",
        " ",
        "<a \"<b '", "<pre>\n", "<x\">",
    ]

    /// Quadratic time would take many minutes in a debug build.
    @Test(.timeLimit(.minutes(1)), arguments: pieces, ["x", ">x", "\">x"])
    func `a megabyte of anything takes linear time`(piece: String, end: String) {
        let html = String(repeating: piece, count: 1_000_000 / piece.utf8.count) + end
        #expect(HTMLText.plain(html).utf8.count <= html.utf8.count)
    }

    @Test(arguments: [
        ("", ""),
        ("a", "<p>a</p>"),
        ("a\nb", "<p>a<br>b</p>"),
        ("a\r\nb\r\n\r\n\r\nc\n", "<p>a<br>b</p>\n<p>c</p>"),
        ("<b> & \"x\" 'y'", "<p>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</p>"),
        ("سلام\n😀", "<p>سلام<br>😀</p>"),
    ])
    func `plain text becomes HTML that shows it`(plain: String, html: String) {
        #expect(HTMLText.html(plain) == html)
    }

    @Test func `text goes to HTML and back`() {
        let text = "Dear <Jan> & co,\nit's \"done\".\n\nGroet, Ünï 😀"
        #expect(HTMLText.plain(HTMLText.html(text)) == text)
    }
}
