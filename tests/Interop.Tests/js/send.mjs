// Sends events in one of the ways the SDK has and prints { sent: number }.
import { EventHubBufferedProducerClient, EventHubProducerClient } from "@azure/event-hubs";
import { clientOptions, describeError, options, say } from "./hub.mjs";

const { connectionString, hub, mode, count, prefix, partitionId, partitionKey, partitionKeys } = options;
const eventOf = (number) => ({
  body: `${prefix}-${number}`,
  contentType: "text/plain",
  messageId: `${prefix}-${number}`,
  correlationId: prefix,
  properties: { number, text: "grüße", flag: number % 2 === 0, ratio: number + 0.5 },
});
const events = Array.from({ length: count ?? 0 }, (_, number) => eventOf(number));

// One key for all events, or one for each.
const keyOf = (event) => partitionKeys?.[event.properties.number] ?? partitionKey;

const sendBuffered = async () => {
  const failures = [];
  const producer = new EventHubBufferedProducerClient(connectionString, hub, {
    ...clientOptions,
    maxWaitTimeInMs: 100,
    onSendEventsErrorHandler: async ({ error }) => failures.push(error),
  });
  for (const event of events) {
    await producer.enqueueEvent(event, { partitionId, partitionKey: keyOf(event) });
  }
  await producer.close({ flush: true });
  if (failures.length > 0) {
    throw failures[0];
  }
};

const sendDirectly = async () => {
  const producer = new EventHubProducerClient(connectionString, hub, clientOptions);
  try {
    if (mode === "bodies") {
      for (const { body, bodyType } of options.bodies) {
        await producer.sendBatch([{ body, bodyType }], { partitionId });
      }
      return;
    }
    if (mode === "single") {
      for (const event of events) {
        await producer.sendBatch([event], { partitionId, partitionKey: keyOf(event) });
      }
      return;
    }
    let batch = await producer.createBatch({ partitionId, partitionKey });
    for (const event of events) {
      if (!batch.tryAdd(event)) {
        await producer.sendBatch(batch);
        batch = await producer.createBatch({ partitionId, partitionKey });
        if (!batch.tryAdd(event)) {
          throw new Error("an empty batch has no room");
        }
      }
    }
    await producer.sendBatch(batch);
  } finally {
    await producer.close();
  }
};

try {
  await (mode === "buffered" ? sendBuffered() : sendDirectly());
  say({ sent: events.length });
} catch (error) {
  say({ error: describeError(error) });
}
