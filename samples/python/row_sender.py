"""The sender of docs/event-format.md, as it is printed there."""

import datetime
import hashlib
import json
import os
import time
import uuid

ADDRESS = ["subscription", "resourcegroup", "workspace", "webservice", "model", "modelversion", "identifier"]


def partition_key(names):
    digest = hashlib.sha256()
    for name in names:
        utf8 = name.encode("utf-8")
        digest.update(str(len(utf8)).encode("ascii") + b":" + utf8)
    return digest.hexdigest()[:32]


class RowSender:
    """One address. Not thread-safe: one call at a time is what keeps one batch unacknowledged at most."""

    def __init__(self, client, columns, types, samplerate=None, **address):
        self._client = client
        self._columns = columns
        self._types = types
        self._sampling = {"samplerate": samplerate} if samplerate else {}  # a text: "0.1"
        self._address = {name: address.get(name, "default") for name in ADDRESS}
        self._producer_id = str(uuid.uuid4())
        self._sequence = 0

    def send(self, rows, day=None, attempts=10):
        """Sends rows of one UTC day, by default today; returns when they are stored. A value is None, a str, an int, a float that is not NaN, or a bool."""
        from azure.eventhub import EventData

        properties, body = self.encode(rows, datetime.datetime.now(datetime.timezone.utc), day)
        key = partition_key([self._address[name] for name in ADDRESS])
        for attempt in range(1, attempts + 1):
            event = EventData(body)
            event.content_type = "application/json"
            event.properties = properties
            try:
                batch = self._client.create_batch(partition_key=key)
                batch.add(event)
                self._client.send_batch(batch)
                return
            except Exception:
                if attempt == attempts:
                    self._producer_id = str(uuid.uuid4())  # given up, perhaps stored: nobody has seen the new id
                    raise
                time.sleep(min(30, 0.5 * 2**attempt))

    def encode(self, rows, now, day=None):
        sequence = self._sequence
        self._sequence += 1
        attributes = {
            "specversion": "1.0",
            "type": "modeldata.rows",
            "formatversion": "1.0",
            "id": f"{self._producer_id}/{sequence}",
            "source": "/my-app",
            "time": now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            **self._address,
            "day": (day or now.date()).isoformat(),
            **self._sampling,
            "columntypes": self._types,
            "rowcount": len(rows),
            "producerid": self._producer_id,
            "batchsequence": str(sequence),
        }
        body = json.dumps({"columns": self._columns, "rows": rows}, allow_nan=False).encode("utf-8")
        return {f"cloudEvents:{name}": value for name, value in attributes.items()}, body
