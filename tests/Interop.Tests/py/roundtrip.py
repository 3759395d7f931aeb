"""Asks the hub what it is, sends numbered events to a partition in every way, and reads them back."""

from azure.eventhub import EventData

from hub import options, producer, read, say

partition = options["partitionId"]
client = producer()
with client:
    hub = client.get_eventhub_properties()
    before = client.get_partition_properties(partition)["last_enqueued_sequence_number"]
    for number in range(2):
        client.send_batch([EventData(f"single-{number}")], partition_id=partition)
    batch = client.create_batch(partition_id=partition)
    for number in range(3):
        event = EventData(f"batch-{number}".encode())
        event.properties = {"number": number}
        batch.add(event)
    client.send_batch(batch)
    after = client.get_partition_properties(partition)["last_enqueued_sequence_number"]

events, errors = read(partition, after - before, before if before >= 0 else "-1")
say({
    "partitions": hub["partition_ids"],
    "bodies": [event.body_as_str() for event in events],
    "numbers": [(event.properties or {}).get(b"number") for event in events],
    "inOrder": [event.sequence_number for event in events] == list(range(before + 1, after + 1)),
    "errors": errors,
})
