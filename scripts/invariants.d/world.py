"""Simulated providers and a host that is configured for them: what scripts/crash and scripts/soak do their worst to."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def post(url, document):
    data = json.dumps(document).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data, method="POST")) as answer:
        return json.load(answer)


def get(url):
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def usher_binary():
    """The binary that USHER names, else the release build, which is brought up to date first."""
    if "USHER" not in os.environ:
        subprocess.run(["swift", "build", "-c", "release", "--product", "usher"], cwd=ROOT, check=True)
    return os.environ.get("USHER") or os.path.join(ROOT, ".build/release/usher")


class World:
    """Simulated providers, and a folder with a `usher.yaml` and automations of its own."""

    def __init__(self, binary, folder, automations, connections=("portal",), settings="", limits="", more="", environment=None):
        """`automations` are texts by name, each with the same `limits`; `settings` stand in every connection, `more` is the rest
        of the file."""
        self.binary = binary
        self.environment = environment
        self.folder = folder
        self.demo = subprocess.Popen(
            [binary, "demo", "--quiet"], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        lines = self._simulated()
        self.control = {}
        for name in connections:
            address = urllib.parse.urlsplit(lines[name].split('base_url: "')[1].split('"')[0])
            self.control[name] = f"{address.scheme}://{address.netloc}/_simulator"
        os.makedirs(os.path.join(folder, "plugins", "automations"))
        for name, text in automations.items():
            with open(self.plugin(name), "w") as file:
                file.write(text)
        self.config = os.path.join(folder, "usher.yaml")
        with open(self.config, "w") as file:
            file.write("connections:\n")
            file.writelines(lines[name].replace(" }\n", f"{settings} }}\n") for name in connections)
            if automations:
                file.write("automations:\n")
            file.writelines(f"  {name}: {{ mode: live{limits} }}\n" for name in automations)
            file.write(more)

    def _simulated(self):
        """The lines of `usher.yaml` that name the simulated providers, by connection."""
        path = None
        for line in self.demo.stdout:
            if "--config" in line:
                path = line.split("--config", 1)[1].split()[0]
            if "ctrl-C" in line:
                break
        with open(path) as file:
            return {line.split(":")[0].strip(): line for line in file if "base_url:" in line}

    def plugin(self, name):
        return os.path.join(self.folder, "plugins", "automations", f"{name}.lua")

    def usher(self, *arguments):
        result = subprocess.run(
            [self.binary, *arguments, "--config", self.config, "--json"],
            capture_output=True, text=True, env=self.environment,
        )
        try:
            return json.loads(result.stdout)
        except ValueError:
            sys.exit(f"usher {' '.join(arguments)} ended with {result.returncode}: {result.stdout}{result.stderr}")

    def rows(self, what, states=()):
        arguments = [what, "list", "--limit", "1000000"]
        for state in states:
            arguments += ["--state", state]
        return self.usher(*arguments)[what]

    def query(self, sql):
        """Rows of the store, read beside whoever works on it."""
        store = sqlite3.connect(f"file:{os.path.join(self.folder, 'usher.db')}?mode=ro", uri=True, timeout=30)
        try:
            return store.execute(sql).fetchall()
        finally:
            store.close()

    def active_versions(self):
        """Which version of each automation runs are made on."""
        return dict(self.query(
            "SELECT active.name, bundle.version FROM plugin_active AS active JOIN plugin_bundle AS bundle"
            " ON bundle.kind = active.kind AND bundle.name = active.name AND bundle.hash = active.hash"
            " WHERE active.kind = 'automation'"
        ))

    def left(self):
        """What is not done yet."""
        left = self.rows("runs", ["available", "running", "retrying"])
        return left + self.rows("outbox", ["pending", "sending", "unknown"])

    def add(self, connection, subject, **more):
        """Inserts a ticket at a provider."""
        post(f"{self.control[connection]}/tickets", {"subject": subject, "body": "<p>Please help.</p>", **more})

    def fault(self, connection, kind, **more):
        """Orders that something goes wrong with the next requests to a provider."""
        post(f"{self.control[connection]}/faults", {"kind": kind, **more})

    def clear_faults(self):
        for control in self.control.values():
            urllib.request.urlopen(urllib.request.Request(f"{control}/faults", method="DELETE"))

    def tickets(self, connection):
        """The tickets that a provider holds, by subject."""
        return {ticket["subject"]: ticket for ticket in get(f"{self.control[connection]}/tickets")["tickets"]}

    def close(self):
        os.killpg(self.demo.pid, signal.SIGTERM)
        self.demo.wait()
