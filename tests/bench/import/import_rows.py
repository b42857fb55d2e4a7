"""Writes the rows that an import of a COCO file writes: `python3 import_rows.py PROJECT FILE`. As plain as one would write it."""
import hashlib, json, os, sqlite3, sys, time, uuid
from collections import defaultdict

project, source = sys.argv[1:]
started = time.perf_counter()
with open(source, 'rb') as file:
    sha256 = hashlib.sha256(file.read()).hexdigest()
with open(source, encoding='utf-8') as file:
    data = json.load(file)
db = sqlite3.connect(project, isolation_level=None)
for pragma in ('journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON'):
    db.execute('PRAGMA ' + pragma)
items = {path.rsplit('/', 1)[-1]: id for id, path in db.execute('SELECT id, path FROM items')}
classes = {name.lower(): id for id, name in db.execute('SELECT id, name FROM classes')}
category = {one['id']: classes[one['name'].lower()] for one in data['categories']}
image = {one['id']: items[one['file_name'].rsplit('/', 1)[-1]] for one in data['images']}
by_item = defaultdict(list)
for one in data['annotations']:
    by_item[image[one['image_id']]].append(one)
dumps = lambda value: json.dumps(value, separators=(',', ':'), sort_keys=True)
namespace = uuid.uuid4()
seq, previous = db.execute('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1').fetchone()
db.execute('BEGIN IMMEDIATE')
ids = sorted(by_item)
for first in range(0, len(ids), 500):
    rows, changes = [], []
    for item in ids[first:first + 500]:
        added = []
        for z, one in enumerate(by_item[item]):
            shape = {'kind': 'box', 'box': one['bbox']}
            text = dumps(shape)
            class_id = category[one['category_id']]
            id = str(uuid.uuid5(namespace, f'{item}\n{class_id}\n{text}\n{z}'))
            rows.append((id, item, class_id, 'box', text, 'import', z))
            added.append({'classId': class_id, 'id': id, 'predictionId': None, 'score': None, 'shape': shape, 'source': 'import', 'z': z})
        changes.append({'itemId': item, 'change': {'annotations': {'added': added, 'removed': [], 'updated': []},
                        'decisions': {'added': [], 'removed': [], 'updated': []}, 'stage': ['new', 'labeled']}})
    db.executemany('INSERT INTO annotations (id, item_id, class_id, kind, shape, source, z) VALUES (?, ?, ?, ?, ?, ?, ?)', rows)
    chunk = ids[first:first + 500]
    db.executemany("UPDATE items SET revision = revision + 1, stage = 'labeled' WHERE id = ?", [(item,) for item in chunk])
    db.executemany('UPDATE item_summary SET annotation_count = ? WHERE item_id = ?', [(len(by_item[item]), item) for item in chunk])
    seq += 1
    body = dumps({'file': source, 'format': 'coco', 'importId': str(namespace), 'items': changes, 'sha256': sha256})
    previous = hashlib.sha256((previous + dumps({'body': body, 'seq': seq})).encode()).hexdigest()
    db.execute("INSERT INTO journal (seq, at, actor, op, subject, label, body, hash) VALUES (?, 'now', 'bench', 'import.applied', 'import', 'Import', ?, ?)",
               (seq, body, previous))
db.execute('COMMIT')
db.close()
usage = os.times()
print(json.dumps({'wallMs': (time.perf_counter() - started) * 1000, 'cpuMs': (usage.user + usage.system) * 1000}))
