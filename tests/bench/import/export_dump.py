"""Writes what an export holds once more with json.dump: `python3 export_dump.py FILE TARGET`. Only the writing is counted."""
import json, os, sys

source, target = sys.argv[1:]
with open(source, encoding='utf-8') as file:
    data = json.load(file)
before = os.times()
with open(target, 'w', encoding='utf-8') as file:
    json.dump(data, file)
after = os.times()
print(json.dumps({'cpuMs': (after.user + after.system - before.user - before.system) * 1000}))
