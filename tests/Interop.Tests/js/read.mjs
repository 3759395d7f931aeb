// Subscribes and prints each event as a line, then { done: true } after `count` events. Errors are lines too.
import { EventHubConsumerClient } from "@azure/event-hubs";
import { clientOptions, describeError, describeEvent, options, say, startPosition } from "./hub.mjs";

const { connectionString, hub, consumerGroup = "$Default", partitionId, position, count, ownerLevel, stopOnError = true } = options;
const consumer = new EventHubConsumerClient(consumerGroup, connectionString, hub, clientOptions);
let seen = 0;

await new Promise((resolve) => {
  const handlers = {
    processEvents: async (events, context) => {
      for (const event of events) {
        if (seen < count) {
          seen++;
          say({ event: describeEvent(event, context.partitionId) });
        }
      }
      if (seen >= count) {
        resolve();
      }
    },
    processError: async (error, context) => {
      say({ error: describeError(error), partitionId: context.partitionId });
      if (stopOnError) {
        resolve();
      }
    },
    processInitialize: async (context) => say({ initialized: context.partitionId }),
  };
  const subscribeOptions = { startPosition: startPosition(position), ownerLevel, maxBatchSize: 50, maxWaitTimeInSeconds: 1 };
  if (partitionId === undefined) {
    consumer.subscribe(handlers, subscribeOptions);
  } else {
    consumer.subscribe(partitionId, handlers, subscribeOptions);
  }
});

say({ done: true });
await consumer.close();
process.exit(0);
