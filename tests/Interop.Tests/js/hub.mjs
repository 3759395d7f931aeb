// What the scripts share: options from the command line, results as JSON lines.
import WebSocket from "ws";
import { earliestEventPosition, latestEventPosition } from "@azure/event-hubs";

export const options = JSON.parse(process.argv[2] ?? "{}");

// Short retries: a test that waits a minute for an answer tells nothing more.
const retryOptions = { maxRetries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000, timeoutInMs: 10_000, ...options.retry };

// AMQP over WebSockets where a test asks for it: Node 20 has none of its own.
export const clientOptions = { retryOptions, webSocketOptions: options.webSockets ? { webSocket: WebSocket } : undefined };

export const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

export const startPosition = ({ kind, value, isInclusive } = { kind: "earliest" }) => {
  switch (kind) {
    case "earliest":
      return earliestEventPosition;
    case "latest":
      return latestEventPosition;
    case "sequenceNumber":
      return { sequenceNumber: value, isInclusive };
    case "offset":
      return { offset: value, isInclusive };
    case "time":
      return { enqueuedOn: value };
    default:
      throw new Error(`no such position: ${kind}`);
  }
};

export const describeError = (error) => ({ code: error.code ?? null, name: error.name, message: error.message, retryable: error.retryable ?? null });

export const describeEvent = (event, partitionId) => ({
  partitionId,
  sequenceNumber: event.sequenceNumber,
  offset: event.offset,
  enqueuedOn: event.enqueuedTimeUtc.toISOString(),
  partitionKey: event.partitionKey ?? null,
  body: Buffer.isBuffer(event.body) || event.body instanceof Uint8Array ? { base64: Buffer.from(event.body).toString("base64") } : event.body,
  bodyType: event.getRawAmqpMessage?.().bodyType ?? null,
  contentType: event.contentType ?? null,
  messageId: event.messageId ?? null,
  correlationId: event.correlationId ?? null,
  properties: event.properties ?? {},
});
