import pytest

from harness.scoring.evaluation import evaluate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Yes</p>", True),
        ("<h1>Title</h1><p>Text", True),
        ("<!DOCTYPE html><html><head><title>a < b</title></head><body>Text</body></html>", True),
        ("<br><img src='a.png'/>", True),
        ("<my-button>Go</my-button>", True),
        ("<svg><path d='M0'/></svg>", True),
        ("<script>if (a < b) { '</p>' }</script>", True),
        ("", False),
        ("Just words", False),
        ("Here: <p>Yes</p>", False),
        ("<p>Yes</p> Hope this helps!", False),
        ("<p>a<div>b</div>c", False),
        ("<b>Bold</b> text", False),
        ("<br>text", False),
        ("<blah>text</blah>", False),
        ("<?xml version='1.0'?><p/>", False),
        ("<!-- nothing -->", False),
        ("</p>", False),
        ("2 < 3", False),
    ],
)
def test_the_whole_answer_is_html(passes, text, expected):
    assert passes(text, "is-html") is expected
    assert passes(text, "not-is-html") is not expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text with <b>bold</b> words", True),
        ("<br/>", True),
        ("<!doctype HTML>", True),
        ("<custom-tag a='b'>", True),
        ("a < b and c > d", False),
        ("Fish &amp; chips", False),
        ("<!-- note -->", False),
        ("List<String> names", False),
    ],
)
def test_html_is_found_inside_an_answer(passes, text, expected):
    assert passes(text, "contains-html") is expected
    assert passes(text, "not-contains-html") is not expected


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("<a><b>1</b></a>", None, True),
        ("<?xml version='1.0'?>\n<a x='1'>&#160;&amp;</a>", None, True),
        ("<a x='1' y/>", None, False),
        ("<a x='1' x='2'/>", None, False),
        ("<n>AT&T</n>", None, False),
        ("<n>AT&amp;T</n>", None, True),
        ('<n u="a&b=c"/>', None, False),
        ("<a>&nbsp;</a>", None, False),
        ("\n<a/>\n", None, True),
        ("<a>\x01</a>", None, False),
        ("<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>", None, True),
        ("<n:a xmlns:n='u'><n:b/></n:a>", "n:a.n:b", True),
        ("<a><![CDATA[<b>]]><!-- </a> --></a>", "a", True),
        ("<a><b/><b><c/></b></a>", "a.b.c", True),
        ("<a><b/></a>", "a.b, a.c", False),
        ("<a><b/></a>", ["a.b"], True),
        ("<a><b/></a>", {"requiredElements": ["a.c"]}, False),
        ("<a><b></a></b>", None, False),
        ("<a><b></a>", None, False),
        ("<a>1 < 2</a>", None, False),
        ("<a/><b/>", None, False),
        ("<a/> Hope this helps!", None, False),
        (" <a/>", None, True),
        ("<a></a", None, False),
        ("", None, False),
    ],
)
def test_the_whole_answer_is_xml(passes, text, wanted, expected):
    assert passes(text, "is-xml", wanted) is expected
    assert passes(text, "not-is-xml", wanted) is not expected


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("Here: <a><b>1</b></a> Done.", "a.b", True),
        ("<a/> and <b><c/></b>", "a,b.c", True),
        ("if x<y then <a>1</a>", "a", True),
        ("<a>never closed <b>1</b>", "b", True),
        ("<a><b>crossed</a></b>", None, False),
        ("no tags", None, False),
        ("<a><b/></a>", "b", False),
        ("It is <n>AT&T</n>.", None, False),
        ("<n>AT&T</n> and <m>AT&amp;T</m>", "m", True),
    ],
)
def test_xml_is_found_inside_an_answer(passes, text, wanted, expected):
    assert passes(text, "contains-xml", wanted) is expected


def test_a_mapping_with_another_key_is_an_error(check):
    assert check("<a/>", "is-xml", {"required": ["a"]}).outcome == "error"


def test_entities_neither_grow_nor_fetch(passes):
    bomb = "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c SYSTEM 'file:///etc/passwd'>]><a>&b;&c;</a>"
    assert passes(bomb, "is-xml")
    assert not passes("<!DOCTYPE a><a>&b;</a>", "is-xml")
    laughs = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 50}'>" for n in range(30))
    assert passes(f"<!DOCTYPE a [<!ENTITY e0 'ha'>{laughs}]><a>&e30;</a>", "is-xml")


@pytest.mark.parametrize("name", ["is-xml", "contains-xml", "is-html"])
def test_elements_are_followed_to_a_depth(name):
    (near,) = evaluate("<a>" * 9_000 + "</a>" * 9_000, [name])
    (far,) = evaluate("<a>" * 300_000, [name])
    assert near.outcome == "pass"
    assert (far.outcome, "more than 10,000 elements" in far.reason) == ("error", True)
