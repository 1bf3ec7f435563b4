"""`usher serve` in a process of its own, watched from outside."""

import json
import os
import signal
import socket
import subprocess
import time


class Daemon:
    """One life of the daemon, from its start to its end."""

    def __init__(self, world, log, port=0):
        self.log = log
        self.started_at = time.time()
        with open(log, "wb") as file:
            self.process = subprocess.Popen(
                [world.binary, "serve", "--config", world.config, "--listen", f"127.0.0.1:{port}", "--log-format", "json"],
                stdout=subprocess.DEVNULL, stderr=file, env=world.environment,
            )
        try:
            self.port = int(self.hears("Usher serves.")["listen"].rsplit(":", 1)[1])
        except BaseException:
            self.kill()
            raise
        self.ready_after = time.time() - self.started_at
        # Resident bytes and open files, second by second.
        self.sizes = []

    def lines(self):
        with open(self.log) as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    pass

    def hears(self, message, patience=120, **fields):
        """Waits for a line of the log."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for line in self.lines():
                if line.get("message") == message and all(line.get(name) == value for name, value in fields.items()):
                    return line
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        with open(self.log) as file:
            raise RuntimeError(f"the daemon never said \"{message}\":\n{file.read()[-3000:]}")

    def look(self):
        """Notes how large the process is."""
        folder = f"/proc/{self.process.pid}"
        with open(f"{folder}/statm") as file:
            resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        self.sizes.append((resident, len(os.listdir(f"{folder}/fd"))))

    def core_seconds(self):
        """How long all cores together have worked for it."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, patience=40):
        """Asks it to end; answers what was wrong with the end, or nothing."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return f"it did not end within {patience} s of SIGTERM"
        if code != 0:
            return f"it ended with {code} after SIGTERM"
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", self.port)) == 0:
                return f"somebody still listens at port {self.port}"
        return None
