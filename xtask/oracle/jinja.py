"""Renders JSON Lines of {"template", "data"} with Jinja2 as it is by default, and prints {"text"} or {"error"}."""

import json
import sys

import jinja2

for line in sys.stdin:
    case = json.loads(line)
    try:
        answer = {"text": jinja2.Environment().from_string(case["template"]).render(case["data"])}
    except Exception as error:  # Filters raise whatever Python raises.
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
