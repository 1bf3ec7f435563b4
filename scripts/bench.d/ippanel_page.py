"""A page of tickets as IPPanel lists them: the same document for every measurement of JSON."""

import datetime
import json
import random

WORDS = (
    "panel message pattern line number credit invoice domain plugin webhook sending report blocked urgent question "
    "account payment login code gateway"
).split()
PERSIAN = "سلام پیامک خط شماره ارسال گزارش پنل اعتبار فاکتور پرداخت دامنه مشکل لطفا بررسی".split()
CATEGORIES = [
    (10, "Plugins, Domains, API", 20, "System Errors"),
    (11, "System Questions", 21, "Other Issues"),
    (12, "امور مالی", 22, "فاکتور و پرداخت"),
]
STATES = ["waiting_for_response", "waiting_for_support", "replied", "closed", "forwarded"]


def stamp(seconds):
    return (datetime.datetime(2025, 1, 1) + datetime.timedelta(seconds=seconds)).isoformat() + ".000000Z"


def row(dice, number):
    def text(length):
        # A third of the customers write Persian; people press Enter, and quote.
        words = [dice.choice(PERSIAN if dialect else WORDS) for _ in range(length)]
        return " ".join(words) if length < 10 else " ".join(words[:9]) + "\n\"" + " ".join(words[9:]) + "\""

    dialect = dice.random() < 0.33
    user, state = 200_000 + dice.randrange(500), 1 + dice.randrange(5)
    category, name, subcategory, title = dice.choice(CATEGORIES)
    made = number * 600
    created, updated = stamp(made), stamp(made + dice.randrange(86_400))
    forward = None
    if state == 5:
        forward = {"id": 400_000 + number, "from": user, "ticket_id": number, "to": 1, "created_at": created,
                   "updated_at": updated, "deleted_at": None, "seen": 1}
    return {
        "id": number, "ticket_id": number, "user_id": user, "parent_id": 300_001, "category_id": category,
        "sub_category_id": subcategory, "importance": dice.choice(["low", "normal", "acute"]), "state_id": state,
        "subject": text(5), "desc": text(40), "manager_comment": None, "close_desc": None, "admin_seen": 1,
        "user_seen": dice.randrange(2), "sms_notification": 0, "interaction_count": dice.randrange(8),
        "longest_interaction": dice.randrange(5000), "min_rate": None, "deleted_at": None, "created_at": created,
        "updated_at": updated, "jira_id": number - 60_000, "rate": 0, "rate_comment": None,
        "user": {"user_id": user, "uname": f"user{user}"},
        "category": {"id": category, "name": name},
        "sub_category": {"id": subcategory, "title": title},
        "state": {"id": state, "name": STATES[state - 1]},
        "forward": forward,
    }


def write(path, tickets=1000):
    """Writes the page and answers its size in bytes."""
    dice = random.Random(7)
    rows = [row(dice, 100_000 + number) for number in range(tickets)]
    page = {"data": rows, "meta": {"current_page": 1, "per_page": tickets, "total": 90_000}}
    text = json.dumps(page, separators=(",", ":"), ensure_ascii=False).encode()
    with open(path, "wb") as file:
        file.write(text)
    return len(text)
