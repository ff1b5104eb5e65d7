"""What has happened against what is to come, and how often it does, in whole answers."""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same

TENSES = """
    The pool was full on Friday. / The pool will be full on Friday.
    They shipped it, billed it and signed it. / They will ship, bill and sign it.
    The house has been sold. / The house is for sale.
    We already paid the invoice. / We will pay the invoice.
    The invoice is already paid. / The invoice will be paid.
    I was in Rome in May. / I will be in Rome in May.
    The road was closed in June. / The road will be closed in June.
    She worked in Paris. / She will work in Paris.
    The shop had a sale. / The shop will have a sale.
    They were at the hotel. / They are going to be at the hotel.
    The tickets have been booked. / The tickets are still to be booked.
    The museum opened in April. / The museum will open in April.
    He took the medicine. / He will take the medicine.
    The flat has been let. / The flat is to let.
    We had enough chairs for everyone. / We will have enough chairs for everyone.
    The package was lost. / The package will be lost.
    The meeting lasted two hours. / The meeting will last two hours.
    The bridge was built by the army. / The bridge is going to be built by the army.
    We refunded your card yesterday, closed the ticket and informed the shop. / We will refund your card, close the ticket and inform the shop.
    The bakery was open on Sunday. / The bakery will be open on Sunday.
    Lunch was at noon. / Lunch will be at noon.
    The flat has been rented. / The flat is for rent.
    The bike is sold. / The bike has yet to be sold.
    The fee is already refunded. / The fee will be refunded.
    Did the plumber fix it? / Will the plumber fix it?
    The team played in Oslo. / The team is going to play in Oslo.
    She painted, framed and hung it. / She will paint, frame and hang it.
    The painting was sold at auction. / The painting is up for auction.
    The forms have been filed. / The forms are to be filed.
    You were on the list. / You'll be on the list.
    He slept in the tent. / He will sleep in the tent.
    The bill was higher in March. / The bill will be higher in March.
    We hired a cook. / We're going to hire a cook.
"""
SAME_TENSE = """
    It ships tomorrow. / It will ship tomorrow.
    The parcel has arrived. / The parcel arrived.
    The pool is going to be full. / The pool will be full.
    She said the pool would be full. / She said the pool will be full.
    We are leaving on Monday. / We will leave on Monday.
    The shop opens at 9. / The shop will open at 9.
    The refund has been sent. / We have sent the refund.
    The house was sold. / The house has been sold.
    The pool was full on Friday. / On Friday, the pool was full.
    You'll be charged on delivery. / You are charged on delivery.
    He told us that the train was late. / He told us that the train is late.
    If it rains, the game will be cancelled. / If it rains, the game is cancelled.
    The warranty covers parts. / The warranty will cover parts.
    The invoice has already been paid. / The invoice was paid already.
    The meeting is tomorrow. / The meeting will be tomorrow.
    They shipped, billed and signed it. / They have shipped it, billed it and signed it.
    The report is due on Friday. / The report will be due on Friday.
    The doors will be closed at 8. / The doors close at 8.
    He is going to call. / He will call.
    He's going to call you. / He'll call you.
    You are going to love it. / You will love it.
    We're not going to charge you. / We will not charge you.
    The lift was out of order. / The lift has been out of order.
    The bakery is open on Sunday. / The bakery will be open on Sunday.
    The tickets are for sale at the door. / The tickets are sold at the door.
    You set the timer and put it in. / You will set the timer and put it in.
    He said he was leaving on Monday. / He said he will leave on Monday.
    The train leaves at ten. / The train will leave at ten.
    The bill was paid by Ann. / Ann paid the bill.
    He hoped it would rain. / He hoped that it would rain.
    If it was cold, we would stay in. / If it is cold, we will stay in.
    We opened the shop in May. / The shop was opened in May.
    The road is being repaired. / The road is under repair.
    The class has begun. / The class began.
    The letter must be signed. / The letter has to be signed.
    Was the pool full? / The pool was full?
"""
RHYTHMS = """
    Calls cost $5 per minute. / Calls cost $5 per hour.
    The fee is $5 per minute. / The fee is $5 per hour.
    Take one tablet once a day. / Take one tablet as often as you like.
    The office is open on weekdays. / The office is open on weekends.
    Leave it overnight. / Leave it for an hour.
    The report is sent daily. / The report is sent weekly.
    Water it every other day. / Water it every day.
    Rent is 300 euros per week. / Rent is 300 euros per month.
    The bus runs hourly. / The bus runs every ten minutes.
    We back up the data nightly. / We back up the data monthly.
    Parking costs 2 euros an hour. / Parking costs 2 euros a day.
    Take it twice a day. / Take it twice a week.
    The speed is 50 km per hour. / The speed is 50 km per day.
    You can swim once a week. / You can swim whenever you want.
    Soak the beans overnight. / Soak the beans for twenty minutes.
    The class meets every Monday. / The class meets every other Monday.
    He earns 20 dollars an hour. / He earns 20 dollars a week.
    It is cleaned every two days. / It is cleaned every day.
    The price is per person. / The price is per room.
    Fees are charged per month. / Fees are charged per year.
    The pump moves 10 litres per second. / The pump moves 10 litres per minute.
    The magazine is published quarterly. / The magazine is published monthly.
    The data is copied hourly. / The data is copied every minute.
    Billing is per second. / Billing is per minute.
    Interest is 2 % per month. / Interest is 2 % per year.
    Updates come biweekly. / Updates come weekly.
    The tank is cleaned every three weeks. / The tank is cleaned every week.
    Trains run every half hour. / Trains run every hour.
    The pill is taken at night. / The pill is taken in the morning.
    Classes are held on weekday evenings. / Classes are held on weekend evenings.
    The limit is 100 requests per minute. / The limit is 100 requests per day.
    Feed the cat twice daily. / Feed the cat twice weekly.
    The shop is open at weekends. / The shop is open during the week.
    Let the dough rest overnight. / Let the dough rest for ten minutes.
    The battery is tested annually. / The battery is tested monthly.
    Guards patrol every night. / Guards patrol every other night.
    The nurse visits daily. / The nurse visits as often as needed.
    Meals cost 8 euros per person. / Meals cost 8 euros per table.
    The charge is 30 cents per mile. / The charge is 30 cents per kilometre.
    We meet once a month. / We meet once a quarter.
    Refills are limited to one a day. / Refills are unlimited.
    Water it every second day. / Water it every day.
    Check the oil every two months. / Check the oil every month.
"""
SAME_RHYTHM = """
    Calls cost $5 per minute. / Calls cost $5 a minute.
    Take one tablet once a day. / Take one tablet daily.
    Take one tablet every day. / Take one tablet once daily.
    The report is sent weekly. / The report is sent once a week.
    Water it every other day. / Water it every second day.
    Water it every other day. / Water it every two days.
    The office is open on weekdays. / The office is open Monday to Friday.
    The office is open on weekends. / The office is open on Saturdays and Sundays.
    Rent is 300 euros per month. / The monthly rent is 300 euros.
    The bus runs hourly. / The bus runs every hour.
    The bus runs every 60 minutes. / The bus runs every hour.
    He earns 20 dollars an hour. / He earns 20 dollars per hour.
    Leave it overnight. / Leave it for the whole night.
    You can call as often as you like. / You can call any number of times.
    Fees are charged monthly. / Fees are charged each month.
    Take it twice a day. / Take it two times a day.
    The class meets every Monday. / The class meets on Mondays.
    The price is per person. / The price is for each person.
    The data is copied hourly. / The data is copied once an hour.
    Updates come biweekly. / Updates come every two weeks.
    Take the medicine every 8 hours. / Take the medicine three times a day.
    Take one pill every 24 hours. / Take one pill once a day.
    The pump runs twice an hour. / The pump runs every 30 minutes.
    The tank is cleaned every three weeks. / The tank is cleaned once every three weeks.
    Trains run every half hour. / Trains run every 30 minutes.
    The limit is 100 requests per minute. / The limit is 100 requests a minute.
    Feed the cat twice daily. / Feed the cat two times a day.
    You may borrow three books per month. / You may borrow three books a month.
    The shop is open at weekends. / The shop is open on weekends.
    The battery is tested annually. / The battery is tested once a year.
    Guards patrol every other night. / Guards patrol every second night.
    The charge is 30 cents per mile. / The charge is 30 cents a mile.
    We meet once a month. / We meet monthly.
    Interest is 2 % per year. / Interest is 2 % a year.
    Check the oil every other month. / Check the oil every two months.
    Let the dough rest overnight. / Let the dough rest over night.
    Wages are 15 dollars an hour. / The hourly wage is 15 dollars.
    The museum is free every first Sunday. / The museum is free on every first Sunday.
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" / ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("ours", "theirs"), rows(TENSES))
def test_what_was_is_not_what_will_be(ours, theirs):
    assert_different(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), rows(SAME_TENSE))
def test_one_time_said_in_two_ways(ours, theirs):
    assert_same(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), rows(RHYTHMS))
def test_another_rhythm_is_another_claim(ours, theirs):
    assert_different(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), rows(SAME_RHYTHM))
def test_one_rhythm_said_in_two_ways(ours, theirs):
    assert_same(ours, theirs)
