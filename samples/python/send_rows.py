"""A scoring program in Python that has a quarter of its requests collected: inputs and predictions at once, labels when they are known.

pip install azure-eventhub && EVENTHUB_CONNECTION_STRING=... python send_rows.py
"""

import datetime
import os
import uuid

from azure.eventhub import EventHubProducerClient

from row_sender import RowSender
from sampling import takes

RATE = "0.25"
ADDRESS = {"webservice": "python-sample", "model": "best_model", "modelversion": "10"}


def predict(age):
    """A model of your own stands here."""
    return age / (age + 50)


def send(sender, rows):
    """An event holds rows of one UTC day; each row begins with its time."""
    days = {}
    for time, *values in rows:
        text = time.isoformat(timespec="microseconds").replace("+00:00", "Z")
        days.setdefault(time.date(), []).append([text, *values])
    for day, of_day in days.items():
        sender.send(of_day, day)


def sender(client, identifier, features, types):
    # System columns may be among the columns; they have no letter among the types.
    columns = ["$Timestamp", "$RequestId", *features]
    return RowSender(client, columns, types, samplerate=RATE, identifier=identifier, **ADDRESS)


client = EventHubProducerClient.from_connection_string(
    os.environ["EVENTHUB_CONNECTION_STRING"],
    eventhub_name=os.environ.get("EVENTHUB_NAME", "modeldata"),
    connection_verify=os.environ.get("EVENTHUB_ROOT"),  # a root certificate of your own, as of the local broker
)
with client:
    inputs = sender(client, "inputs", ["age", "city"], "ds")
    predictions = sender(client, "predictions", ["risk"], "d")
    labels = sender(client, "labels", ["defaulted"], "b")

    scored = []
    for i in range(200):
        request = str(uuid.uuid4())  # joins the rows of a request
        now = datetime.datetime.now(datetime.timezone.utc)
        age = 18 + i % 60
        risk = predict(age)
        # By the id: inputs, predictions and labels of a request stay or go together, also those of other processes and languages.
        is_taken = takes(request, RATE)
        if is_taken:
            scored.append((now, request, age, "Oslo", risk))
        print(request, "collected" if is_taken else "left out", flush=True)
    send(inputs, [(time, request, age, city) for time, request, age, city, _ in scored])
    send(predictions, [(time, request, risk) for time, request, _, _, risk in scored])

    # Days later, from a table of your own: with the id and the time of the scoring, so that labels lie beside what they judge.
    send(labels, [(time, request, age % 7 == 0) for time, request, age, _, _ in scored])
