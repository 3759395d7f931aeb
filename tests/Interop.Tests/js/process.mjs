// Processes the partitions that the official load balancer gives it, with the official checkpoint store, until it is told to stop. Prints what it opens, closes and processes.
import { EventHubConsumerClient, earliestEventPosition } from "@azure/event-hubs";
import { BlobCheckpointStore } from "@azure/eventhubs-checkpointstore-blob";
import { ContainerClient } from "@azure/storage-blob";
import { clientOptions, describeError, options, say } from "./hub.mjs";

const { connectionString, hub, consumerGroup = "$Default", storage, container } = options;
const store = new BlobCheckpointStore(new ContainerClient(storage, container));
const consumer = new EventHubConsumerClient(consumerGroup, connectionString, hub, store, {
  ...clientOptions,
  loadBalancingOptions: { strategy: "balanced", updateIntervalInMs: 500, partitionOwnershipExpirationIntervalInMs: 3000 },
});
const subscription = consumer.subscribe(
  {
    processInitialize: async (context) => say({ opened: context.partitionId }),
    processClose: async (reason, context) => say({ closed: context.partitionId, reason }),
    processError: async (error, context) => say({ error: describeError(error), partitionId: context.partitionId }),
    processEvents: async (events, context) => {
      if (events.length > 0) {
        await context.updateCheckpoint(events[events.length - 1]);
        say({ processed: context.partitionId, sequenceNumbers: events.map((event) => event.sequenceNumber) });
      }
    },
  },
  { startPosition: earliestEventPosition, maxBatchSize: 5, maxWaitTimeInSeconds: 1 },
);
say({ subscribed: true });

process.on("SIGTERM", async () => {
  await subscription.close();
  await consumer.close();
  process.exit(0);
});
