// What a user would write in place of the worker: a consumer on the official SDK that appends CSV lines to a blob per path, one append per path and
// batch of events, and then checkpoints. Prints "rows <n>" five times a second, and "ended" when its time is over or all rows are written.
import { EventHubConsumerClient, earliestEventPosition } from "@azure/event-hubs";
import { BlobCheckpointStore } from "@azure/eventhubs-checkpointstore-blob";
import { ContainerClient } from "@azure/storage-blob";
import { CsvBatch, JsonRow } from "./events.mjs";
import { AppendBlobs, Discard } from "./sinks.mjs";

const { connectionString, hub, consumerGroup, form, blobs, seconds, rows } = JSON.parse(process.argv[2]);
// Of batches, just below 4 MiB of rows.
const { read, maxBatchSize } = form === "rows" ? { read: JsonRow, maxBatchSize: 1000 } : { read: CsvBatch, maxBatchSize: 15 };

let written = 0;
let isEnding = false;
let end;
const ended = new Promise((resolve) => (end = resolve));
const running = new Set();

const openStorage = async () => {
  if (!blobs) {
    return { sink: new Discard(), clientArguments: [consumerGroup, connectionString, hub] };
  }
  const container = new ContainerClient(blobs, "peers");
  await container.createIfNotExists();
  const checkpoints = new ContainerClient(blobs, "peers-checkpoints");
  await checkpoints.createIfNotExists();
  return { sink: new AppendBlobs(container), clientArguments: [consumerGroup, connectionString, hub, new BlobCheckpointStore(checkpoints)] };
};

const { sink, clientArguments } = await openStorage();

const write = async (events, context) => {
  const files = new Map();
  let count = 0;
  for (const event of events) {
    const { path, header, lines, rowCount } = read(event);
    const file = files.get(path);
    if (file) {
      file.lines.push(lines);
    } else {
      files.set(path, { header, lines: [lines] });
    }
    count += rowCount;
  }
  await Promise.all([...files].map(([path, file]) => sink.append(path, file.header, file.lines)));
  await context.updateCheckpoint(events[events.length - 1]);
  written += count;
  if (written >= rows) {
    end();
  }
};

const client = new EventHubConsumerClient(...clientArguments, { loadBalancingOptions: { strategy: "greedy" } });
client.subscribe(
  {
    processEvents: async (events, context) => {
      if (isEnding || events.length === 0) {
        return;
      }
      if (written === 0 && running.size === 0) {
        setTimeout(end, seconds * 1000);
      }
      const work = write(events, context);
      running.add(work);
      try {
        await work;
      } finally {
        running.delete(work);
      }
    },
    processError: async (error) => {
      if (!isEnding) {
        console.error(error);
        process.exit(1);
      }
    },
  },
  { startPosition: earliestEventPosition, maxBatchSize, maxWaitTimeInSeconds: 1, skipParsingBodyAsJson: form !== "rows" },
);

const report = () => console.log(`rows ${written}`);
const timer = setInterval(report, 200);
await ended;
isEnding = true;
await Promise.all(running);
clearInterval(timer);
report();
console.log("ended");
// The parent reads memory and processor time before it lets this process go.
setInterval(() => {}, 1 << 30);
