"""The providers' books beside ours, row by row."""

import collections
import re

import lanes
from books import answer, examine, posted, second_word
from world import get


def compare(world, subjects):
    """What does not agree, by what it is; `subjects` are the tickets that were inserted, by connection."""
    broken = collections.defaultdict(list)
    tickets = {connection: world.tickets(connection) for connection in subjects}
    for connection, known in subjects.items():
        found = examine(tickets[connection], known, connection == "portal", is_one_run)
        for what in found:
            broken[what] += found[what]
    effects = world.rows("outbox")
    runs = world.rows("runs")
    for row in effects:
        if row["state"] not in ("delivered", "no_change"):
            broken["not delivered"].append(f"{row['id']}:{row['effect']['kind']}:{row['state']}")
    for row in runs:
        if row["state"] != "done":
            broken["not done"].append(f"{row['id']}:{row['state']}")
    replies(tickets, subjects, effects, broken)
    slots(world, runs, effects, broken)
    return {what: broken[what] for what in LABELS}


LABELS = [
    "lost", "answered twice", "not ended", "out of order", "of a broken version", "not delivered", "not done",
    "replies of one book only", "slots of one book only",
]


def is_one_run(subject):
    """Whether a ticket's answer and its end are asked for by one run."""
    return " panel " in subject or not lanes.closes_later(int(subject[5:8]))


def replies(tickets, subjects, effects, broken):
    """Each reply that the outbox says was delivered is at its ticket, and each that is there is in the outbox."""
    ours = collections.Counter(
        row["effect"]["ticket"] for row in effects if row["effect"]["kind"] == "reply" and row["state"] == "delivered"
    )
    theirs = collections.Counter()
    for connection, known in subjects.items():
        for subject in known:
            ticket = tickets[connection][subject]
            count = len(posted(ticket, answer(subject))) + len(posted(ticket, second_word(subject)))
            theirs[f"{connection}/{ticket['id']}"] += count
            if posted(ticket, "Version BROKEN."):
                broken["of a broken version"].append(subject)
    broken["replies of one book only"] += sorted((ours - theirs) + (theirs - ours))


def slots(world, runs, effects, broken):
    """Each slot that began has one run, one entry of the outbox, and one ticket at the provider."""
    began = collections.Counter(
        (automation, planned // 1_000_000)
        for automation, planned in world.query(
            "SELECT schedule.automation, slot.planned_at FROM slot JOIN schedule ON schedule.id = slot.schedule"
            " WHERE slot.state = 'started'"
        )
    )
    made = collections.Counter()
    for ticket in get(f"{world.control['user']}/tickets")["tickets"]:
        if found := re.fullmatch(r"slot L(\d+) (\d+)", ticket["subject"]):
            made[f"lane-{found[1]}", int(found[2])] += 1
    for (automation, moment), count in ((began - made) + (made - began)).items():
        broken["slots of one book only"].append(f"{automation}@{moment}:{count}")
    of_slots = sum(1 for row in runs if row["cause"] == "schedule")
    created = sum(1 for row in effects if row["effect"]["kind"] == "create")
    if not sum(began.values()) == of_slots == created:
        broken["slots of one book only"].append(f"{sum(began.values())} slots, {of_slots} runs, {created} entries")
