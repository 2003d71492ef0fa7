"""Anki's text files: what its exports look like, and that a deck of ours comes back as the same cards."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from studytui.exchange import anki, markup
from studytui.exchange.anki import Note
from studytui.exchange.foreign import Fault
from studytui.history.facts import Carded
from studytui.study.own_cards import Written, written
from studytui.text import storable
from studytui.track.load import load
from studytui.track.model import Card
from tests.samples import texts

NOTES = """\
#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:6
vD5*Y^3q:k	Basic	Backend::Tail	"What is a <b>""p99""</b>?"	The value that 1&nbsp;% exceed.	leech lazy-loading
A;#b~	Basic	Backend	<pre><code>print(1 &lt; 2)<br>  # indented</code></pre>What is printed?	True	napkin-math
"#x<y"	Cloze	Backend	A mutex {{c1::serialises::what?}} threads.		topic::lazy-loading
"two
lines"	Basic	Backend	"<div>First</div><div><br></div><div>third</div>"	"<ul><li>a</li><li>b</li></ul>
<img src=""paris.jpg""> 10<sup>3</sup>"	lazy-loading
"""
TOPICS = {"lazy-loading": "lazy-loading", "napkin-math": "napkin-math", "old-name": "lazy-loading"}


def notes(text: str) -> list[Note]:
    found = list(anki.notes(storable(text)))
    assert all(isinstance(each, Note) for each in found), found
    return [each for each in found if isinstance(each, Note)]


def card(**changed: object) -> Card:
    return Card(**{"id": "own", "kind": "recall", "front": "Q?", "back": "A.", "topic": "lazy-loading"} | changed)  # type: ignore[arg-type]


# In


def test_notes_as_anki_exports_them() -> None:
    first, code, cloze, lines = notes(NOTES)
    assert first == Note(
        7,
        Written('What is a "p99"?', "The value that 1 % exceed."),
        "vD5*Y^3q:k",
        ("leech", "lazy-loading"),
        "Backend::Tail",
    )
    assert code.texts.question == "```\nprint(1 < 2)\n  # indented\n```\nWhat is printed?"
    assert (cloze.guid, cloze.texts) == ("#x<y", Written("A mutex {{serialises}} threads.", "serialises"))
    assert (lines.line, lines.texts) == (10, Written("First\n\nthird", "- a\n- b\n[paris.jpg] 10^3"))


def test_a_mark_of_byte_order_and_other_line_ends_change_nothing(tmp_path: Path) -> None:
    from studytui.exchange.foreign import text_of

    file = tmp_path / "deck.txt"
    file.write_bytes(b"\xef\xbb\xbf" + NOTES.replace("\n", "\r\n").encode())
    assert notes(text_of(file)) == notes(NOTES)


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("a\tb\n", ("a", "b")),
        ("a;b, c\n", ("a", "b, c")),
        ('#separator:Comma\n"a, b",c\n', ("a, b", "c")),
        ("#separator:;\na;b\tc\n", ("a", "b\tc")),
        ("#separator:tab\n#html:false\na <b>\t&amp;\n", ("a <b>", "&amp;")),
        ("a <i>b</i>\tc &lt; d\n", ("a b", "c < d")),
        ("if a < b\tc & d\n", ("if a < b", "c & d")),
        ("tags:one two\n# a remark\n\na\tb\n#x\n", ("a", "b")),
        ("word\treading\tmeaning\n", ("word", "reading\n\nmeaning")),
        ("<style>.card { color: red }</style>a\tb<br>", ("a", "b")),
    ],
)
def test_what_headers_leave_open_is_told_by_the_notes(text: str, texts: tuple[str, str]) -> None:
    (note,) = notes(text)
    assert note.texts == Written(*texts)


def test_global_tags_are_tags_of_every_note() -> None:
    assert [note.tags for note in notes("#tags:x lazy-loading\n#tags column:3\na\tb\tc\n")] == [
        ("x", "lazy-loading", "c")
    ]


def test_a_card_is_about_the_topic_that_its_tags_or_its_deck_name() -> None:
    text = "#deck:Course::napkin-math\n#tags column:3\na\tb\tx::old-name\nc\td\t\n"
    reading = anki.imported(text, TOPICS, None, {})
    assert [fact.topic for fact in reading.facts if isinstance(fact, Carded)] == ["lazy-loading", "napkin-math"]
    (named, _) = anki.imported(text, TOPICS, "query-caching", {}).facts
    assert isinstance(named, Carded) and named.topic == "query-caching"


def test_what_is_no_card_is_named_by_its_line() -> None:
    text = "#separator:tab\n#tags column:3\n\ta\tlazy-loading\n\na\t\tlazy-loading\na\tb\t\nc\td\tlazy-loading\n"
    reading = anki.imported(text, TOPICS, None, {})
    assert reading.faults == (
        Fault("line 3", "there is no question"),
        Fault("line 5", "there is no answer"),
        Fault("line 6", "neither its tags nor its deck name a topic of the track; --topic says which"),
    )
    assert len(reading.facts) == 1


def test_a_field_longer_than_any_card_is_a_fault_and_no_crash() -> None:
    text = f"#separator:tab\na\tb\n{'x' * 200_000}\tc\nd\te\n"
    (fault,) = [each for each in anki.notes(text) if isinstance(each, Fault)]
    assert fault == Fault("line 3", "a field of it is longer than any card")


# Out


def test_a_deck_says_what_its_columns_are_and_quotes_nothing() -> None:
    cards = [
        card(front='Is "a\tb" < c?', back="No.\nNever.", answer="1 ms"),
        card(id="w 1", front="A mutex {{serialises}} threads.", kind="cloze"),
        card(id="n-1", kind="predict", lab="n-plus-one"),
    ]
    assert anki.exported(cards, "Back\nend", {"n-1": "#x"}) == (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck:Back end\n#tags column:5\n"
        "own\tBasic\tIs &quot;a&#9;b&quot; &lt; c?\t= 1 ms<br>No.<br>Never.\ttopic::lazy-loading kind::recall\n"
        "w_1\tCloze\tA mutex {{c1::serialises}} threads.\tA.\ttopic::lazy-loading kind::cloze\n"
        '"#x"\tBasic\tQ?\tA.\ttopic::lazy-loading kind::predict lab::n-plus-one\n'
    )


# There and back

BITS = (
    "a",
    "```\n",
    "```",
    "\n",
    "```py\n",
    "<b>",
    "&lt;",
    " ",
    "\t",
    "- x",
    '"',
    "\xa0",
    "&nbsp;",
    "</pre>",
    "<pre>",
    "#",
)
markdown = st.lists(st.sampled_from(BITS) | texts(), max_size=10).map("".join).map(storable).map(str.strip)


@settings(max_examples=200)
@given(markdown)
@example("Q\n```python\nif a:\n    b\n```\n- one")
def test_any_text_survives_as_html(text: str) -> None:
    source = markup.from_text(text)
    assert not {"\n", "\t", '"'} & set(source)
    assert markup.to_text(source) == text


@given(texts())
def test_any_html_is_read(source: str) -> None:
    markup.to_text(source)
    markup.is_likely(source)


@given(st.lists(st.tuples(markdown.filter(bool), markdown.filter(bool)), max_size=4))
def test_every_note_that_is_exported_comes_back(pairs: list[tuple[str, str]]) -> None:
    cards = [card(id=f"card-{number}", front=front, back=back) for number, (front, back) in enumerate(pairs)]
    back = notes(anki.exported(cards, "Deck", {}))
    assert [note.guid for note in back] == [each.id for each in cards]
    assert [note.texts for note in back] == [written(each) for each in cards]


def test_every_card_of_the_course_comes_back_as_it_is(tmp_path: Path) -> None:
    track = load(Path(__file__).parents[2] / "content/backend-optimization", tmp_path)
    cards = {each.id: each for each in track.cards}
    reading = anki.imported(anki.exported(track.cards, track.title, {}), dict(TOPICS), None, cards)
    assert reading.faults == ()
    for fact in reading.facts:
        assert isinstance(fact, Carded)
        known = cards[fact.origin or ""]
        assert (fact.topic, fact.form, fact.front, fact.back) == (known.topic, known.kind, known.front, known.back)
        assert (fact.choices, fact.answer, fact.code, fact.lab) == (known.choices, known.answer, known.code, known.lab)


@given(texts())
def test_any_text_is_read_as_a_deck_or_refused(text: str) -> None:
    anki.imported(storable(text), TOPICS, "lazy-loading", {})
