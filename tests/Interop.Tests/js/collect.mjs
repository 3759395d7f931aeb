// A producer in another language, written from docs/event-format.md alone: rows as CSV and rows as JSON.
import { EventHubProducerClient } from "@azure/event-hubs";
import { clientOptions, describeError, options, say } from "./hub.mjs";

const { connectionString, hub, day, model } = options;
const attributes = (identifier, extra) => ({
  "cloudEvents:specversion": "1.0",
  "cloudEvents:id": crypto.randomUUID(),
  "cloudEvents:source": "urn:javascript",
  "cloudEvents:type": "modeldata.rows",
  "cloudEvents:formatversion": "1.0",
  "cloudEvents:webservice": "from-javascript",
  "cloudEvents:model": model,
  "cloudEvents:identifier": identifier,
  "cloudEvents:day": day,
  ...extra,
});

const csv = options.csv;
const rows = {
  body: Buffer.from(csv, "utf8"),
  contentType: "text/csv",
  properties: attributes("csv", { "cloudEvents:rowcount": options.rowCount }),
};
const objects = {
  body: options.json,
  contentType: "application/json",
  properties: attributes("json", { "cloudEvents:time": `${day}T10:00:00Z` }),
};

const producer = new EventHubProducerClient(connectionString, hub, clientOptions);
try {
  await producer.sendBatch([rows]);
  await producer.sendBatch([objects]);
  say({ sent: 2 });
} catch (error) {
  say({ error: describeError(error) });
}
await producer.close();
