"""Jobs a second of procrastinate on PostgreSQL, each with one effect that is committed; prints it.

    peer_procrastinate.py URL COUNT
"""

import asyncio
import sys
import time

import procrastinate


async def main():
    url, count = sys.argv[1], int(sys.argv[2])
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=4, max_size=12))

    @app.task(name="answer")
    async def answer(ticket, name, subject):
        await app.connector.execute_query_async(
            "INSERT INTO peer_effect (key, ticket, action) VALUES (%(key)s, %(ticket)s, %(action)s)",
            key=f"answer/{ticket}", ticket=ticket, action=f"Thank you, {name}: we look into {subject}.",
        )

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await app.connector.execute_query_async(
            "CREATE TABLE peer_effect (key TEXT PRIMARY KEY, ticket TEXT, action TEXT)"
        )
        await app.configure_task("answer").batch_defer_async(
            *({"ticket": f"t{number}", "name": f"Person {number}", "subject": "a late delivery"} for number in range(count))
        )
        start = time.monotonic()
        await app.run_worker_async(wait=False, concurrency=10, install_signal_handlers=False, listen_notify=False)
        seconds = time.monotonic() - start
        rows = await app.connector.execute_query_one_async("SELECT count(*) AS count FROM peer_effect")
        if rows["count"] != count:
            sys.exit(f"{rows['count']} of {count} jobs were done")
        print(count / seconds)


asyncio.run(main())
