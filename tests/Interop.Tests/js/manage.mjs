// Prints what the hub says of itself.
import { EventHubProducerClient } from "@azure/event-hubs";
import { clientOptions, describeError, options, say } from "./hub.mjs";

const client = new EventHubProducerClient(options.connectionString, options.hub, clientOptions);
try {
  const hub = await client.getEventHubProperties();
  const partitions = [];
  for (const id of await client.getPartitionIds()) {
    partitions.push(await client.getPartitionProperties(id));
  }
  say({ hub, partitions });
} catch (error) {
  say({ error: describeError(error) });
}
await client.close();
