"""Tasks a second of huey on SQLite, each with one effect that is committed; prints it.

    peer_huey.py FOLDER COUNT

The queue has fsync on, as ours has synchronous=FULL. The task takes a ticket, makes its answer and writes it to an outbox.
huey takes a task off its queue before it runs it: one that is killed is lost.
"""

import os
import sqlite3
import sys
import threading
import time

from huey import SqliteHuey
from huey.consumer import Consumer


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    huey = SqliteHuey("bench", filename=os.path.join(folder, "huey.db"), fsync=True, results=False)
    outbox_path = os.path.join(folder, "huey-outbox.db")
    outbox = sqlite3.connect(outbox_path)
    outbox.executescript(
        "PRAGMA journal_mode = WAL; CREATE TABLE effect (key TEXT PRIMARY KEY, ticket TEXT, action TEXT);"
    )
    outbox.close()
    local = threading.local()
    done = threading.Event()
    lock = threading.Lock()
    left = [count]

    def connection():
        if not hasattr(local, "database"):
            local.database = sqlite3.connect(outbox_path, timeout=30)
            local.database.execute("PRAGMA synchronous = FULL")
        return local.database

    @huey.task()
    def answer(ticket, name, subject):
        with connection() as database:
            database.execute(
                "INSERT INTO effect VALUES (?, ?, ?)",
                (f"answer/{ticket}", ticket, f"Thank you, {name}: we look into {subject}."),
            )
        with lock:
            left[0] -= 1
            if left[0] == 0:
                done.set()

    for number in range(count):
        answer(f"t{number}", f"Person {number}", "a late delivery")
    consumer = Consumer(huey, workers=4, periodic=False, initial_delay=0.001, backoff=1.0, max_delay=0.001)
    start = time.monotonic()
    consumer.start()
    if not done.wait(120):
        sys.exit(f"{left[0]} tasks were not done after two minutes")
    print(count / (time.monotonic() - start))
    sys.stdout.flush()
    # Its threads are no daemons; nothing is left that they could lose.
    os._exit(0)


main()
