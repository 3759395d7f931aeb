// Sends `count` events one after the other and reads them back at the same time, while somebody kills the broker. Prints
// { acknowledged: n } after each, and at last the numbers that were acknowledged and those that were read.
import { EventHubConsumerClient, EventHubProducerClient } from "@azure/event-hubs";
import { clientOptions, describeError, options, say, startPosition } from "./hub.mjs";

const { connectionString, hub, count } = options;
const acknowledged = [];
const read = [];
const errors = [];

const consumer = new EventHubConsumerClient("$Default", connectionString, hub, clientOptions);
const subscription = consumer.subscribe(
  {
    processEvents: async (events) => read.push(...events.map((event) => event.properties.number)),
    processError: async (error) => errors.push(describeError(error)),
  },
  { startPosition: startPosition(), maxWaitTimeInSeconds: 1 },
);

const producer = new EventHubProducerClient(connectionString, hub, clientOptions);
for (let number = 0; number < count; number++) {
  try {
    await producer.sendBatch([{ body: "x".repeat(200), properties: { number } }]);
    acknowledged.push(number);
    say({ acknowledged: number });
  } catch (error) {
    say({ lost: number, error: describeError(error) });
  }
}

const isComplete = () => {
  const set = new Set(read);
  return acknowledged.every((number) => set.has(number));
};
const deadline = Date.now() + 60_000;
while (!isComplete() && Date.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 100));
}
say({ total: { acknowledged, read, errors } });
await subscription.close();
await consumer.close();
await producer.close();
process.exit(0);
