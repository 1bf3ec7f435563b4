"""Serves pages of made-up tickets that were rendered before, on 127.0.0.1; prints its URL. Ends with its standard input.

    pages.py TICKETS PAGE_SIZE
"""

import datetime
import http.server
import json
import random
import sys
import threading
import urllib.parse

WORDS = (
    "order invoice delivery refund password account printer router contract payment address parcel broken missing late "
    "urgent question warranty upgrade login"
).split()
STATES = ["open", "pending", "done"] + ["closed"] * 5
PRIORITIES = ["low", "normal", "normal", "normal", "high", "urgent"]
SOURCES = ["mail", "mail", "mail", "chat", "phone", "web"]
LABELS = ["billing", "shipping", "technical", "vip", "returns"]


def text(dice, length, number):
    words = [dice.choice(WORDS) if dice.random() < 0.67 else f"word{dice.randrange(20000)}" for _ in range(length)]
    return " ".join(words + [f"ref{number}"])


def stamp(seconds):
    moment = datetime.datetime(2023, 1, 1) + datetime.timedelta(seconds=seconds)
    return moment.isoformat() + "Z"


def row(dice, number, total):
    person = dice.randrange(max(1, total // 20))
    agent = dice.randrange(40)
    # Three years of tickets, in the order in which they were made; each was updated up to thirty days later.
    created = number * 3 * 365 * 86400 // total
    return {
        "id": f"t{number}",
        "number": str(100000 + number),
        "title": text(dice, 5, number),
        "description": text(dice, 40, number),
        "state": dice.choice(STATES),
        "priority": dice.choice(PRIORITIES),
        "source": dice.choice(SOURCES),
        "customer": {"id": f"p{person}", "name": f"Person {person}", "email": f"person.{person}@example.com"},
        "agent": {"id": f"a{agent}", "name": f"Agent {agent}", "email": f"agent.{agent}@example.com"},
        "labels": [dice.choice(LABELS), f"topic-{dice.randrange(500)}"],
        "created_at": stamp(created),
        "updated_at": stamp(created + dice.randrange(30 * 86400)),
        "messages": dice.randrange(6) + 1,
    }


def rendered(total, size):
    dice = random.Random(7)
    count = (total + size - 1) // size
    pages = []
    for page in range(count):
        rows = [row(dice, number, total) for number in range(page * size, min((page + 1) * size, total))]
        document = {"tickets": rows, "total": total, "pages": count, "page": page + 1}
        pages.append(json.dumps(document, separators=(",", ":")).encode())
    return pages


def main():
    pages = rendered(int(sys.argv[1]), int(sys.argv[2]))

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def do_GET(self):
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            body = pages[int(query.get("page", ["1"])[0]) - 1]
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()


main()
