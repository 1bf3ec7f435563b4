"""What the providers' books say of tickets that each were to get one answer, and something after it."""


def answer(subject):
    """The words that a ticket is answered with."""
    return f"This is the one answer to {subject}."


def second_word(subject):
    """What follows the answer where a ticket cannot be closed."""
    return f"And a second word on {subject}."


def posted(ticket, text):
    """When messages with a text were posted."""
    return [message["posted_at"] for message in ticket["messages"] if text in message["body"]]


def closings(ticket):
    return [entry["entered_at"] for entry in ticket["status_history"] if entry["status"] == "closed"]


def examine(tickets, subjects, is_closed=True, is_ordered=lambda subject: True):
    """Which tickets have no answer, several, or were ended before it or never: closed, or given a second word.

    Only what one run asks for has an order: `is_ordered` tells where that is so. Elsewhere an answer whose first sending was
    lost may come after the end, and open the ticket again.
    """
    counts = {"lost": [], "answered twice": [], "not ended": [], "out of order": []}
    for subject in subjects:
        ticket = tickets[subject]
        answers = posted(ticket, answer(subject))
        seconds = posted(ticket, second_word(subject))
        ends = closings(ticket) if is_closed else seconds
        if not answers:
            counts["lost"].append(subject)
        if len(answers) > 1 or len(seconds) > 1:
            counts["answered twice"].append(subject)
        if not ends or (is_closed and is_ordered(subject) and ticket["status"] != "closed"):
            counts["not ended"].append(subject)
        if is_ordered(subject) and answers and ends and min(ends) < answers[0]:
            counts["out of order"].append(subject)
    return counts


def show(broken):
    """Prints what is broken, and answers whether anything is."""
    for what, found in broken.items():
        print(f"  {what:28}{len(found):6}  {' '.join(str(one) for one in found[:5])}")
    return any(broken.values())
