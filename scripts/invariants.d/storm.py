"""What a soak does to a daemon: tickets, faults, edits of plugins, ends and starts, and a clock that jumps."""

import os
import signal
import time

import lanes
from daemon import Daemon

# What goes wrong with requests. After those of the first kind nobody knows for a minute whether a write landed.
UNSETTLED = [
    ("cut", {}), ("hang", {}), ("lateCommit", {"milliseconds": 3000}), ("garbage", {}), ("status", {"status": 503}),
]
SETTLED = [
    ("latency", {"milliseconds": 700}), ("commitThenCut", {}), ("cutMidBody", {}), ("truncatedJSON", {}),
    ("status", {"status": 429, "retry_after": 2}), ("slowBody", {"bytes_per_second": 400}),
]
# How far the clock may be off, in seconds. Beyond five minutes a write whose answer was lost is not known for ours: then
# an operator is asked, as is right, but the books do not close.
FURTHEST = 270


class Storm:
    """Everything that happens to the daemon, and what of it must have come of it."""

    def __init__(self, world, clock, dice, life):
        self.world, self.clock, self.dice, self.life = world, clock, dice, life
        self.lives = [life]
        self.subjects = {"portal": [], "panel": []}
        self.counts = {"edits": 0, "of them broken": 0, "kills": 0, "stops": 0, "hang-ups": 0, "jumps": 0, "faults": 0}
        self.bad_ends = []
        self.good = {}  # the numbers of the good versions of each lane that was edited
        self.last = {}  # the number of the version in the folder; None where that is broken
        self.mends = []  # lanes whose version fails, and when a good one follows

    def blow(self, seconds):
        """Rages for so long; in the last third no more restarts, so that growth shows."""
        start = time.monotonic()
        restart, jump = start + 6, start + 4
        # A write whose fate is unknown takes more than a minute to settle: a short soak has none.
        is_short = seconds < 60
        faults = SETTLED if is_short else SETTLED + UNSETTLED
        ways = ["stops", "stops", "hang-ups"] if is_short else ["kills", "kills", "stops", "hang-ups"]
        second = 0
        while (now := time.monotonic()) - start < seconds:
            self.tickets(second)
            self.edit(second)
            if self.dice.random() < 0.7:
                self.fault(self.dice.choice(faults))
            if now >= jump:
                self.jump()
                jump = now + self.dice.uniform(4, 12)
            if now >= restart and now - start < seconds * 2 / 3:
                self.restart(self.dice.choice(ways), second)
                restart = time.monotonic() + self.dice.uniform(5, 15)
            self.life.look()
            second += 1
            time.sleep(max(0, start + second - time.monotonic()) if self.dice.random() < 0.9 else 0)

    def tickets(self, second):
        for place in range(self.dice.randint(0, 3)):
            connection = self.dice.choice(["portal", "portal", "panel"])
            lane = self.dice.randrange(200)
            subject = f"{lanes.name(lane)} {connection} {second}.{place}"
            person = {"name": "Robin", "email": f"robin.{second}.{place}@example.org"}
            self.world.add(connection, subject, requester=person)
            self.subjects[connection].append(subject)

    def edit(self, second):
        """Saves a plugin: at once, or in two halves as a slow editor does."""
        while self.mends and self.mends[0][0] <= time.monotonic():
            self.save(self.mends.pop(0)[1], second)
        lane = self.dice.randrange(200)
        if any(lane == waiting for _, waiting in self.mends):
            return
        if self.dice.random() < 0.5:
            self.save(lane, second)
            return
        self.counts["edits"] += 1
        self.counts["of them broken"] += 1
        if self.dice.random() < 0.2:
            # It is taken and fails; whether it is rolled back or exchanged first, its runs are tried again.
            self.good.setdefault(lane, {0}).add(second)
            self.write(lane, lanes.failing(lane, second))
            self.mends.append((time.monotonic() + 8, lane))
        else:
            self.write(lane, lanes.broken(lane, self.dice)[1])
        self.last[lane] = None

    def save(self, lane, number):
        self.counts["edits"] += 1
        self.good.setdefault(lane, {0}).add(number)
        self.last[lane] = number
        self.write(lane, lanes.good(lane, number))

    def write(self, lane, text):
        path = self.world.plugin(lanes.name(lane))
        if self.dice.random() < 0.5:
            with open(f"{path}.new", "w") as file:
                file.write(text)
            os.replace(f"{path}.new", path)
            return
        with open(path, "w") as file:
            file.write(text[: len(text) // 2])
            file.flush()
            time.sleep(0.01)
            file.write(text[len(text) // 2:])

    def fault(self, fault):
        kind, more = fault
        self.counts["faults"] += 1
        method = self.dice.choice(["GET", "POST", "PATCH", "PUT"])
        self.world.fault(self.dice.choice(["portal", "panel", "user"]), kind, method=method, **more)

    def jump(self):
        """Sets the daemon's clock: ahead, behind, a little or far."""
        self.counts["jumps"] += 1
        reach = self.dice.choice([5, 90, FURTHEST])
        self.clock.set(self.dice.uniform(-reach, reach))

    def restart(self, way, second):
        self.counts[way] += 1
        if way == "hang-ups":
            self.life.process.send_signal(signal.SIGHUP)
            return
        if way == "kills":
            self.life.kill()
        elif end := self.life.stop():
            self.bad_ends.append(f"{end} in second {second}")
        # What is saved meanwhile is found at the start.
        self.edit(second)
        self.life = Daemon(self.world, os.path.join(self.world.folder, f"serve-{len(self.lives)}.log"))
        self.lives.append(self.life)

    def calm(self):
        """Saves a good version of every plugin that was left broken or failing, and waits until it is taken."""
        for lane in [lane for lane, number in self.last.items() if number is None]:
            self.save(lane, 1_000_000)
        deadline = time.monotonic() + 60
        while self.strays() and time.monotonic() < deadline:
            time.sleep(0.5)

    def strays(self):
        """The plugins of which another version is active than the one that was saved last."""
        active = self.world.active_versions()
        strays = []
        for lane, number in sorted(self.last.items()):
            version = active[lanes.name(lane)]
            if version != f"1.0.{number}":
                strays.append(f"{lanes.name(lane)}: {version} instead of 1.0.{number}")
        return strays

    def told(self):
        return ", ".join(f"{count} {what}" for what, count in self.counts.items())
