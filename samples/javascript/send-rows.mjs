// A scoring program in JavaScript that has a quarter of its requests collected: inputs and predictions at once, labels when they are known.
//   npm install && EVENTHUB_CONNECTION_STRING=… node send-rows.mjs
import { randomUUID } from "node:crypto";
import { EventHubProducerClient } from "@azure/event-hubs";
import { RowSender } from "./row-sender.mjs";
import { takes } from "./sampling.mjs";

const rate = "0.25";
const client = new EventHubProducerClient(process.env.EVENTHUB_CONNECTION_STRING, process.env.EVENTHUB_NAME ?? "modeldata");
const address = { webservice: "javascript-sample", model: "best_model", modelversion: "10", samplerate: rate };
const inputs = new RowSender(client, { ...address, identifier: "inputs" }, [{ name: "age", type: "d" }, { name: "city", type: "s" }]);
const predictions = new RowSender(client, { ...address, identifier: "predictions" }, [{ name: "risk", type: "d" }]);
const labels = new RowSender(client, { ...address, identifier: "labels" }, [{ name: "defaulted", type: "b" }]);

// A model of your own stands here.
const predict = (age) => age / (age + 50);

/** An event holds rows of one UTC day. */
async function send(sender, rows) {
  const days = new Map();
  for (const row of rows) {
    const day = row.time.toISOString().slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  for (const ofDay of days.values()) await sender.send(ofDay);
}

const scored = [];
for (let i = 0; i < 200; i++) {
  const requestId = randomUUID(); // joins the rows of a request
  const request = { requestId, time: new Date(), age: 18 + (i % 60), city: "Oslo" };
  request.risk = predict(request.age);
  // By the id: inputs, predictions and labels of a request stay or go together, also those of other processes and languages.
  const isTaken = takes(requestId, rate);
  if (isTaken) scored.push(request);
  console.log(requestId, isTaken ? "collected" : "left out");
}
await send(inputs, scored.map(({ time, requestId, age, city }) => ({ time, requestId, values: [age, city] })));
await send(predictions, scored.map(({ time, requestId, risk }) => ({ time, requestId, values: [risk] })));

// Days later, from a table of your own: with the id and the time of the scoring, so that labels lie beside what they judge.
await send(labels, scored.map(({ time, requestId, age }) => ({ time, requestId, values: [age % 7 === 0] })));
await client.close();
