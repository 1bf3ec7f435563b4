"""A first sync as one would write it in Python: requests, orjson and SQLite; prints tickets a second.

    peer_sync.py URL FOLDER

It keeps what the host keeps: each ticket normalised and as it was sent, the columns that filters ask for with their
indexes, tags and people by name, the words of subject and body (FTS5), and a row in a change log; a transaction a page,
synchronous=FULL.
"""

import os
import sqlite3
import sys
import time
import datetime

import orjson
import requests

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE ticket (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, raw TEXT NOT NULL, status TEXT, priority TEXT,
    channel TEXT, created_at INTEGER, updated_at INTEGER, hash INTEGER, read_at INTEGER
);
CREATE INDEX by_time ON ticket (updated_at DESC);
CREATE INDEX by_status ON ticket (status, updated_at DESC);
CREATE INDEX by_priority ON ticket (priority, updated_at DESC);
CREATE INDEX by_channel ON ticket (channel, updated_at DESC);
CREATE INDEX by_creation ON ticket (created_at);
CREATE TABLE term (kind TEXT, word TEXT, ticket INTEGER, PRIMARY KEY (kind, word, ticket)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (subject, body, content = '');
CREATE TABLE change (
    id INTEGER PRIMARY KEY, ticket TEXT NOT NULL, kind TEXT NOT NULL, seen_at INTEGER, difference TEXT, key TEXT NOT NULL,
    UNIQUE (ticket, key)
);
"""
STATUSES = {"open": "open", "pending": "pending", "done": "solved", "closed": "closed"}


def micros(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1_000_000)


def normalised(row):
    return {
        "number": row["number"], "subject": row["title"], "body": row["description"], "status": STATUSES[row["state"]],
        "status_raw": row["state"], "priority": row["priority"], "channel": row["source"], "requester": row["customer"],
        "assignee": row["agent"], "tags": row["labels"], "created_at": micros(row["created_at"]),
        "updated_at": micros(row["updated_at"]), "message_count": row["messages"],
    }


def terms(ticket):
    for tag in ticket["tags"]:
        yield "tag", tag
    for kind in ("requester", "assignee"):
        for word in ticket[kind].values():
            yield kind, word.lower()


def keep(database, rows, seq, now):
    known = {
        id: hash for id, hash in database.execute(
            "SELECT id, hash FROM ticket WHERE id IN (SELECT value FROM json_each(?))",
            (orjson.dumps([row["id"] for row in rows]).decode(),),
        )
    }
    tickets, words, named, changes = [], [], [], []
    for row in rows:
        raw = orjson.dumps(row, option=orjson.OPT_SORT_KEYS)
        if known.get(row["id"]) == hash(raw):
            continue
        seq += 1
        ticket = normalised(row)
        tickets.append((
            seq, row["id"], orjson.dumps(ticket, option=orjson.OPT_SORT_KEYS).decode(), raw.decode(), ticket["status"],
            ticket["priority"], ticket["channel"], ticket["created_at"], ticket["updated_at"], hash(raw), now,
        ))
        named.extend((kind, word, seq) for kind, word in terms(ticket))
        words.append((seq, ticket["subject"], ticket["body"]))
        changes.append((row["id"], "ticket.created", now, "{}", "created"))
    with database:
        database.executemany("INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", tickets)
        database.executemany("INSERT OR IGNORE INTO term VALUES (?, ?, ?)", named)
        database.executemany("INSERT INTO words (rowid, subject, body) VALUES (?, ?, ?)", words)
        database.executemany(
            "INSERT INTO change (ticket, kind, seen_at, difference, key) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            changes,
        )
    return seq


def main():
    url, folder = sys.argv[1:3]
    path = os.path.join(folder, "peer-sync.db")
    database = sqlite3.connect(path)
    database.executescript(SCHEMA)
    session = requests.Session()
    start = time.monotonic()
    page, pages, seq = 1, 1, 0
    while page <= pages:
        answer = session.get(f"{url}/tickets", params={"page": page}, timeout=30)
        answer.raise_for_status()
        document = orjson.loads(answer.content)
        pages = document["pages"]
        seq = keep(database, document["tickets"], seq, int(time.time() * 1_000_000))
        page += 1
    print(seq / (time.monotonic() - start))
    database.close()
    os.remove(path)


main()
