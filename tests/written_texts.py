"""Texts of lines that begin and end with what means something in Markdown."""

from __future__ import annotations

from hypothesis import strategies as st

BEGINNINGS = (
    *("", "", "", " ", "  ", "    ", "\t", "- ", "* ", "+ ", "1. ", "2) ", "> ", ">", "- - ", "-"),
    *(
        "# ",
        "## ",
        "#",
        "---",
        "===",
        "- | -",
        "|",
        ":-",
        "```",
        "~~~",
        "$$",
        "%%",
        "<div>",
        "<!--",
    ),
    *("[^1]: ", "[ref]: ", "**", "_", "`", "!", "«", "- [ ] ", "  - ", "   ", "- # ", "* * *", "*"),
    *("<br> ", "<span>x</span> ", "<https://a.b> ", "--- x ", "1.5 ", "12. ", "  1. ", "    - "),
    *("> - ", "> 1. ", "<div> x", "<b>", "$x$ ", "*a* ", "=x= ", ":x: ", "> > ", "1) ", "3. "),
    *("      ", "   - ", "     - ", "`x` ", "~~x~~ ", "|x| ", "| - |", "|---|---|", "| a | b |"),
)
ENDINGS = (
    *(
        "",
        "word",
        "слово",
        "[[link]]",
        "a | b",
        "#tag",
        "text ^id",
        "^id",
        "![[e|x]]",
        "**b** [[c]]",
    ),
    *("[t](u.md)", "[t]( u )", "[t](<u v>)", "[#x y](z)", "[a #x](z)", "[a](b(c))", "[a](b'c)"),
    *("`[[code]]`", "$[[m]]$", "<a id='x'>", "%% [[c]] %%", "https://e.org", "[ref]", "[[a]"),
    *("[t](a.md#h)", "![i](p.png)", '[t](b "T")', "[a `c`](d)", "`", "``", "[", "](", "[[ ]]"),
    *("[[[x]]]", "[[a|[b]]]", "\\[[x]]", "[[x#y|z]] #t/u", "xhttp://a.b", "(https://a.b/(c))"),
    *("`<b>` [x] y", "`a\\`", "a < b", "5 $ [[c]]", "[x] [t](u)", "[[a](b)", "![x]", "[a://b](c)"),
    *("`[^1]` [[d]]", "[[e]]://x", "[^1]", "1. x", "- y", "$[[x]]$", "$5", "a $x$ b", "$ a $"),
    *("$$x$$", "$[[a]]", "\\$", "<b a='c'>", "<a href='x'>http://a.b</a>", '<a href="u.md">t</a>'),
    *("[`c`](d)", "[a `c` d](e)", "[t](a(b)c)", "http://a.b/$c$", "x://`y", "[[a\\|b]]", "%", "%%"),
    *("| [[a|b]] |", "| [[c]] |", "^a-b", "text ^id ", "<!-- [[x]] -->", "<% [[x]] %>", "[x]: y"),
    *("[x]:", "http://a.b.", "![[e]]!", "#tag/", "#1", "#a#b", "[a #t](b)", "[a %% b](c)", "²$x$"),
    *("https://a.b![[x]]", "&amp;", "[&amp;](x)", "\\\\[[x]]", "\\`[[x]]`", "$x$²", "\\https://a"),
)
lines = st.builds(
    lambda beginnings, endings: "".join(beginnings) + " ".join(endings),
    st.lists(st.sampled_from(BEGINNINGS), max_size=3),
    st.lists(st.sampled_from(ENDINGS), max_size=3),
)
texts = st.lists(lines, max_size=12).map("\n".join)
