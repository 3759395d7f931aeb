"""What the scripts share: options from the command line, results as JSON lines, and clients of the official SDK."""

import json
import sys

from azure.eventhub import EventHubConsumerClient, EventHubProducerClient

options = json.loads(sys.argv[1])
_settings = {
    "eventhub_name": options["hub"],
    "connection_verify": options["authority"],
    "retry_total": 3,
}
if options.get("endpoint"):
    # WebSockets: the one way to another port than 5671.
    _settings["custom_endpoint_address"] = options["endpoint"]


def say(value):
    print(json.dumps(value), flush=True)


def producer():
    return EventHubProducerClient.from_connection_string(options["connectionString"], **_settings)


def consumer():
    return EventHubConsumerClient.from_connection_string(options["connectionString"], "$Default", **_settings)


def read(partition, count, sequence_number):
    """Reads a number of events that follow a sequence number, and what went wrong."""
    events, errors = [], []
    client = consumer()

    def on_event(context, event):
        events.append(event)
        if len(events) == count:
            client.close()

    def on_error(context, error):
        errors.append(repr(error))
        client.close()

    client.receive(
        on_event=on_event, on_error=on_error, partition_id=partition, starting_position=sequence_number)
    return events, errors
