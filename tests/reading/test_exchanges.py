"""Parts of a sentence that changed places while other words moved, too; and those that may stand in either order."""

import pytest

from harness.reading.exchanges import exchange

EXCHANGED = [
    ("Born in Denver, Lee grew up in Boston.", "Lee was born in Boston and grew up in Denver."),
    ("Lee was born in Denver, Colorado and grew up in Salem, Oregon.", "Born in Salem, Oregon, Lee grew up in Denver, Colorado."),
    ("The ferry sails from Dover on Monday and reaches Calais on Tuesday.", "It sails on Monday from Calais and reaches Dover on Tuesday."),
    ("Dutch farmers left the valley before the return of Swiss soldiers.", "Before the return of Dutch soldiers, Swiss farmers left the valley."),
    ("The clinic added a spacious hall and bought new computers.", "The clinic added a new hall and purchased spacious computers."),
    ("At the end of May, Paul Reed left the firm and was replaced by Ann Cole.", "Ann Cole left the firm at the end of May, and was replaced by Paul Reed."),
    ("The Arno is a tributary of the Lech in our region.", "In our region the Lech is a tributary of the Arno."),
    ("In 1998 the branch moved to Lyon, and in 2004 to Nice.", "The branch moved to Nice in 1998, and in 2004 to Lyon."),
]  # fmt: skip
IN_PLACE = [
    ("The dog is chasing the ball.", "The ball is being chased by the dog."),
    ("A man is picking up a crate.", "A crate is being picked up by a man."),
    ("She moved from Rome to Oslo last year.", "Last year she moved to Oslo from Rome."),
    ("We sell tea, coffee, milk and juice in the hall.", "In the hall we sell juice, coffee, milk and tea."),
    ("What is the difference between public schools and private schools?", "What is the difference between private schools and public schools?"),
    ("The rules of Utah versus Texas apply.", "The rules of Texas versus Utah apply."),
    ("Syrup is denser than water.", "Water is less dense than syrup."),
    ("The director of the firm is Ann Cole.", "Ann Cole is the director of the firm."),
    ("Before the meeting the board reads the report in Berlin.", "The board reads the report in Berlin before the meeting."),
    ("Parking and breakfast are free for guests of the Royal.", "Breakfast and parking are free for guests of the Royal."),
    ("Ann Cole, also known as Red Ann, sings on Friday.", "Red Ann, also known as Ann Cole, sings on Friday."),
    ("They buy the old barn and purchase the car.", "They purchase the old barn and buy the car."),
    ("Same words", "Same words"),
    ("", "one two"),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs"), EXCHANGED)
def test_parts_in_each_others_place_are_found(ours, theirs):
    assert exchange(ours, theirs) is not None
    assert exchange(theirs, ours) is not None


@pytest.mark.parametrize(("ours", "theirs"), IN_PLACE)
def test_parts_that_moved_with_their_neighbours_exchange_nothing(ours, theirs):
    assert exchange(ours, theirs) is None
    assert exchange(theirs, ours) is None


def test_what_changed_places_is_shown_as_written():
    found = exchange("Born in Denver, Lee grew up in Boston.", "Lee was born in Boston and grew up in Denver.")
    assert found == ("Denver", "Boston")


def test_a_sentence_of_many_parts_is_left_alone():
    parts = [f"word{chr(97 + n)}" for n in range(26)]
    assert exchange(" ".join(parts), " ".join(reversed(parts))) is None
