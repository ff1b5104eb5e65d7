"""Numbers as a reader takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.numbers.quantities import quantities
from harness.reading.numbers.quantity import comparable, same


def one(text):
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("30 days", "thirty days"),
        ("1,000", "1000"),
        ("1000 users", "1k users"),
        ("2 weeks", "14 days"),
        ("24 hours", "1 day"),
        ("1 year", "twelve months"),
        ("1 month", "30 days"),
        ("5%", "five percent"),
        ("$5m", "$5,000,000"),
        ("$20", "20 dollars"),
        ("1.5 million", "1,500,000"),
        ("twenty-five", "25"),
        ("two hundred and five thousand", "205000"),
        ("July 1, 1908", "1 July 1908"),
        ("2024-05-01", "May 1, 2024"),
        ("05/01/2024", "May 1st, 2024"),
        ("1983", "June 24, 1983"),
        ("3:30 pm", "15:30"),
        ("5 km", "5000 m"),
        ("3rd", "third"),
        ("10.83", "10.8333"),
        ("3/4", "0.75"),
    ],
)
def test_different_writings_of_one_quantity(left, right):
    assert same(one(left), one(right))
    assert same(one(right), one(left))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("30 days", "60 days"),
        ("30 days", "30 hours"),
        ("$5", "€5"),
        ("5%", "5 kg"),
        ("July 1, 1908", "July 2, 1908"),
        ("1,000", "1,001"),
        ("3:30 pm", "3:30 am"),
        ("-5", "5"),
        ("41", "42"),
    ],
)
def test_different_quantities(left, right):
    assert not same(one(left), one(right))


@pytest.mark.parametrize("text", ["no one knows", "one of the best", "it may rain", "we march on", "", "v"])
def test_words_that_are_no_quantity(text):
    assert quantities(text) == ()


def test_a_sign_is_no_hyphen():
    assert [found.value for found in quantities("10-20 people, -5 degrees")] == [10, 20, -5]


def test_shown_is_what_the_text_says():
    assert one("within Thirty Days of it").written == "Thirty Days"


def test_money_and_durations_cannot_stand_in_the_same_place():
    assert not comparable(one("$30"), one("30 days"))
    assert comparable(one("2 weeks"), one("3 months"))


@given(st.integers(min_value=0, max_value=10**12))
def test_grouping_changes_nothing(number):
    assert same(one(f"{number}"), one(f"{number:,}"))


@given(st.integers(min_value=1, max_value=999_999))
def test_another_number_is_another_number(number):
    assert not same(one(f"{number} items"), one(f"{number + 1} items"))


@given(st.text())
def test_any_text_is_read(text):
    for found in quantities(text):
        assert 0 <= found.start <= found.end


@pytest.mark.parametrize(
    "hostile",
    [
        "1,",
        "1,000,",
        "a",
        "one ",
        "1",
        "twenty-",
        "1.",
        "jan ",
        " ",
        "1/2/",
        "$",
        "-",
        "(12) ",
        "+1 (2",
        "[1,",
        "1.000,",
        "4.5., ",
    ],
)
def test_a_megabyte_takes_seconds_at_most(hostile, seconds):
    with seconds(10):
        quantities((hostile * 1_000_000)[:1_000_000])


@given(st.integers(min_value=1_001, max_value=10**9).filter(lambda thousandths: thousandths % 1000 > 5))
def test_a_rounded_decimal_is_the_same(thousandths):
    number = thousandths / 1000
    rounded = f"{number:.2f}"
    assert same(one(f"{number:.3f}"), one(rounded)) or rounded.endswith(".00")


@given(
    st.integers(min_value=1, max_value=10**6),
    st.integers(min_value=1, max_value=10**6),
    st.sampled_from(["mg", "mcg", "g", "ml", "cl", "mm", "cm", "km", "ms", "min", "kb", "ghz", "%", "cents"]),
)
def test_whole_numbers_are_exact_in_every_unit(first, second, unit):
    assert same(one(f"{first} {unit}"), one(f"{second} {unit}")) == (first == second)


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_a_unit_is_turned_into_another_exactly(milligrams, others):
    grams = f"{others // 1000}.{others % 1000:03} g"
    assert same(one(f"{milligrams} mg"), one(grams)) == (milligrams == others)
    assert same(one(f"{milligrams} mcg"), one(f"{others} mg")) == (milligrams == 1000 * others)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(-20, 20), st.integers(-20, 20))
def test_powers_of_ten_are_exact(first, second, power, other):
    equal = (first, power) == (second, other)
    assert same(one(f"{first}e{power}"), one(f"{second}e{other}")) == equal


@pytest.mark.parametrize(
    "aside", ["The book (250 pages)", "It costs money ($250)", "The plan ($9.99)", "f(2.50)", "(5.5)"]
)
def test_an_aside_in_brackets_is_no_loss(aside):
    assert one(aside).value > 0


@given(st.integers(0, 99), st.text("0123456789", min_size=1, max_size=4))
def test_a_full_stop_makes_no_date_of_a_number(whole, decimals):
    assert same(one(f"The score is {whole}.{decimals}."), one(f"{whole}.{decimals}"))


@given(st.integers(1, 31), st.integers(1, 12))
def test_a_day_and_its_month_are_a_date_where_the_text_leads_to_one(day, month):
    assert one(f"bis zum {day}.{month}.").dates == ((0, month, day),)
    assert one(f"{day}.{month}.").dates == ()


@given(st.integers(1_000, 10**12), st.integers(0, 99))
def test_points_and_a_decimal_comma_are_read_in_every_language(whole, cents):
    english = f"{whole:,}.{cents:02}"
    assert same(one("€" + english.translate({ord(","): ".", ord("."): ","})), one("€" + english))


def unmatched(left, right):
    """Quantities of the left text without counterpart in the right one; "a day" only counts as a counterpart."""
    others = quantities(right)
    return [each for each in quantities(left) if not each.is_implied and not any(same(each, other) for other in others)]


WRITTEN_TWO_WAYS = [
    ("3 to 5 days", "between three and five days"),
    ("on 2025-04-03", "on April 3"),
    ("at 3 pm", "at 15:00"),
    ("90 min", "1.5 h"),
    ("90 minutes", "1 hour and 30 minutes"),
    ("an hour and a half", "90 min"),
    ("2 kg", "2,000 g"),
    ("$5.00", "5 USD"),
    ("50 %", "half"),
    ("50%", "1/2"),
    ("twenty-one", "21"),
    ("two thirds", "2/3"),
    ("half an hour", "30 minutes"),
    ("a week", "7 days"),
    ("a fortnight", "14 days"),
    ("noon", "12:00"),
    ("half past nine", "9:30"),
    ("quarter to ten", "9:45"),
    ("3 o'clock", "15:00"),
    ("15 Uhr", "3 pm"),
    ("US$10", "10 USD"),
    ("€5", "5 euros"),
    ("5,00 €", "5 EUR"),
    ("3.4.2025", "3 April 2025"),
    ("3. April 2025", "April 3, 2025"),
    ("3 de abril de 2025", "2025-04-03"),
    ("le 3 avril", "April 3"),
    ("٣ days", "3 days"),
    ("３日間", "3 天"),
    ("三天", "3天"),
    ("1,5 Liter", "1.5 l"),
    ("-5 °C", "minus 5 degrees"),
    ("−3 %", "-3%"),
    (".5", "0.5"),
    ("½ cup", "0.5 cup"),
    ("2½ hours", "150 minutes"),
    ("1k", "1,000"),
    ("$1.2m", "1.2 million dollars"),
    ("1e3", "1000"),
    ("1.5 × 10^6", "1.5 million"),
    ("Monday", "montag"),
    ("on Mon 3", "on Monday the 3rd"),
    ("5 miles", "8.05 km"),
    ("100 °C", "212 °F"),
    ("26 weeks", "182 days"),
    ("3–5 days", "3 to 5 days"),
    ("2 000 g", "2 kg"),
    ("a dozen eggs", "12 eggs"),
    ("9 am to 5 pm", "9:00-17:00"),
    ("9-5 pm", "9:00 to 17:00"),
    ("1 000 000", "1 million"),
    ("USD 5", "$5"),
    ("2,50 Euro", "€2.50"),
    ("Freitag", "Friday"),
    ("at least 5", "5 or more"),
    ("in March", "im März"),
    ("04/03/2025", "3 April 2025"),
    ("April 3rd", "03/04"),
    ("1h30", "90 min"),
    ("2 weeks", "fourteen days"),
    ("24 hours", "one day"),
    ("12 months", "a year"),
    ("1.000 Euro kostet es und das ist viel", "1,000 euros"),
    ("99.9 %", "99.9 percent"),
    ("version 2.10", "v2.10"),
    ("the 21st", "twenty-first"),
    ("1, 2, 3", "1,2,3"),
    ("3.1", "3.14"),
    ("3.14", "3.1416"),
    ("0.33", "1/3"),
    ("2.5 mg", "2.50 mg"),
    ("2.5 mg", "2.46 mg"),
    ("0.5 l", "500 ml"),
    ("10 mcg", "0.01 mg"),
    ("250 mg", "0.25 g"),
    ("1e-5", "0.00001"),
    ("The share is 0.5.", "The share is 0.50."),
    ("It costs $0.5.", "It costs $0.50."),
    ("Die Note ist 4.5.", "Die Note ist 4.50."),
    ("am 4.5. um 9:00", "am 4. Mai um 9:00"),
    ("vom 1.3. bis 4.5.", "vom 1. März bis 4. Mai"),
    ("Freitag, 4.5.", "Freitag, 4. Mai"),
    ("Wir treffen uns wie besprochen 4.5. und nicht später", "4. Mai"),
    ("1.250,00 €", "1250 Euro"),
    ("€1.250,00", "€1,250.00"),
    ("1.234.567,5", "1,234,567.5"),
    ("Balance: (250.00)", "-250.00"),
    ("The balance is (250.00).", "-250.00"),
    ("The balance is (1,200).", "-1,200"),
    ("Loss: $(250.00)", "-$250"),
    ("Loss: (USD 250)", "-250 USD"),
    ("Loss: **(250 €)**", "-250 €"),
    ("(555) 010-0199.", "555-010-0199"),
    ("+49 (30) 1234567", "+49 30 1234567"),
    ("[1, 2]", "[1,2]"),
    ("[1,000]", "1000"),
    ("USD 5", "5 dollars"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), WRITTEN_TWO_WAYS)
def test_the_same_written_two_ways(left, right):
    assert quantities(left)
    assert quantities(right)
    assert unmatched(left, right) == []
    assert unmatched(right, left) == []


DIFFERENT = [
    (".5", "5"),
    (".25 percent", "25 percent"),
    ("0012", "12"),
    ("version 2.10", "version 2.1"),
    ("-$50", "$50"),
    ("$-50", "$50"),
    ("–3%", "3%"),
    ("-3 %", "3 %"),
    ("US$10", "A$10"),
    ("€5", "$5"),
    ("9 am", "9 pm"),
    ("9:15", "9:00"),
    ("April 3", "April 4"),
    ("Monday", "Friday"),
    ("at least 5", "at most 5"),
    ("more than 5", "less than 5"),
    ("pH < 7", "pH > 7"),
    ("12345678901", "12345678902"),
    ("4471000001", "4471000002"),
    ("9007199254740993", "9007199254740992"),
    ("5 mg", "5 g"),
    ("3 pm EST", "3 pm PST"),
    ("2025", "2026"),
    ("in March", "in May"),
    ("5 kW", "5 W"),
    ("1,234", "1,243"),
    ("3.5", "3.6"),
    ("4111 1111 1111 1111", "4111 1111 1111 1112"),
    ("+49 30 123456", "+49 30 123465"),
    ("0.05", "0.07"),
    ("5 days", "5 weeks"),
    ("100 €", "100 $"),
    ("DE89 3704 0044 0532", "DE89 3704 0044 0523"),
    ("two thirds", "three quarters"),
    ("5k", "5m"),
    ("10 minutes", "10 hours"),
    ("250 mg", "300 mg"),
    ("500 ms", "540 ms"),
    ("10 ml", "14 ml"),
    ("10 mm", "14 mm"),
    ("0.25 mg", "0.3 mg"),
    ("250 mg", "0.3 g"),
    ("0.05", "0.1"),
    ("2.45 %", "2.5 %"),
    ("2.50", "2.54"),
    ("3", "3.14"),
    ("10 mg", "10 mcg"),
    ("25 mcg", "50 mcg"),
    ("1e-5", "1e-3"),
    ("3e-5", "3e-4"),
    ("The score is 0.5.", "The score is 3.5."),
    ("Answer: 0.3.", "Answer: 2.3."),
    ("The rating is 4.5.", "The rating is May 4."),
    ("I am 4.5.", "I am May 4."),
    ("am 4.5.", "am 5.5."),
    ("€1.250,00", "€1.25"),
    ("5.000,00 €", "5 €"),
    ("Balance: (250.00)", "250.00"),
    ("The balance is (250.00).", "250.00"),
    ("The balance is (1,200).", "1,200"),
    ("Loss: $(250.00)", "$250"),
    ("+49 (30) 1234567", "+49 30 1234568"),
    ("[1,2]", "1.2"),
    ("USD 5", "EUR 5"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_neither_has_a_counterpart(left, right):
    assert unmatched(left, right)
    assert unmatched(right, left)


@given(st.integers(4, 22).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size)), st.data())
def test_another_digit_makes_another_number(digits, data):
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    assert unmatched(digits, digits[:place] + other + digits[place + 1 :])


@given(st.integers(4, 22).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size)), st.data())
def test_transposed_digits_make_another_number(digits, data):
    place = data.draw(st.integers(0, len(digits) - 2))
    turned = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert bool(unmatched(digits, turned)) == (digits != turned)


_LONG_NUMBERS = st.integers(10**12, 10**22)
_MONEY_OR_MEASURE = st.sampled_from(
    ["${}", "{} dollars", "{} USD", "£{}", "{} cents", "{} kg", "{} mg", "{} miles", "{}"]
)


@given(_LONG_NUMBERS, st.integers(1, 9), st.integers(0, 2), _MONEY_OR_MEASURE)
def test_no_digit_of_a_long_amount_is_lost(number, more, places, form):
    left, right = (
        form.format(f"{each}.{number % 10**places:0{places}}" if places else each) for each in (number, number + more)
    )
    assert not same(one(left), one(right)), (left, right)
    assert same(one(left), one(left))


@given(st.integers(10**14, 10**18), st.integers(1, 9), st.sampled_from(["${}", "{} euros"]))
def test_no_cent_of_a_long_amount_is_lost(cents, more, form):
    left, right = (form.format(f"{each // 100:,}.{each % 100:02}") for each in (cents, cents + more))
    assert not same(one(left), one(right)), (left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("$1,724,689,130,575.50", "1724689130575.5 USD"),
        ("172468913057551 cents", "$1,724,689,130,575.51"),
        ("1234567890123000 mg", "1234567890.123 kg"),
        ("12000000000000 inches", "1000000000000 feet"),
    ],
)
def test_a_long_amount_in_another_unit(left, right):
    assert same(one(left), one(right))
    assert same(one(right), one(left))


@given(
    st.sampled_from(["", "a", "A", "us", "US", "hk", "s", "r", "nt", "b", "usd", "chf", "−", "-", "("]),
    st.sampled_from(["$", "€", "£", "¥", "₹", ""]),
    st.sampled_from(["", " "]),
    st.integers(0, 10**16),
)
def test_a_letter_before_any_sign_of_money_is_read_or_left(letters, sign, space, number):
    found = quantities(f"{letters}{sign}{space}{number}")
    assert all(abs(quantity.number) == number for quantity in found)


@pytest.mark.parametrize(("text", "unit"), [("A$5", "a$"), ("US$5", "$"), ("hk$5", "hk$"), ("£5", "£"), ("a £5", "£")])
def test_money_of_each_dollar(text, unit):
    assert [quantity.unit for quantity in quantities(text)] == [unit]
