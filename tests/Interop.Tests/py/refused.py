"""Sends with a key that is wrong, and to a hub that is not there: both must end, with an error."""

from azure.eventhub import EventData

from hub import producer, say

try:
    with producer() as client:
        client.send_batch([EventData("a")])
    say({"sent": True})
except Exception as error:
    say({"sent": False, "error": type(error).__name__})
