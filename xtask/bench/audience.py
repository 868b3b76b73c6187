"""How many microseconds a contact takes Python's jinja2 and jsonschema, compiled once, at best of several rounds.

Reads {"template", "schema", "list", "rounds"} and prints {"micros", "failing", "peak_kib"}.
"""

import json
import resource
import sys
import time

import jinja2
import jsonschema

asked = json.load(sys.stdin)
template = jinja2.Environment().from_string(asked["template"])
with open(asked["schema"], encoding="utf-8") as file:
    validator = jsonschema.Draft202012Validator(json.load(file))


def passes(line):
    try:
        return validator.is_valid(json.loads(template.render(json.loads(line))))
    except ValueError:
        return False


best, failing = float("inf"), []
for _ in range(asked["rounds"]):
    start = time.perf_counter()
    with open(asked["list"], encoding="utf-8") as file:
        found = [number for number, line in enumerate(file, 1) if not passes(line)]
    best, failing = min(best, time.perf_counter() - start), found
    contacts = sum(1 for _ in open(asked["list"], encoding="utf-8"))

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"micros": best * 1e6 / contacts, "failing": failing, "peak_kib": peak}))
