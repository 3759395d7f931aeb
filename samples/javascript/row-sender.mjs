// The sender of docs/event-format.md, as it is printed there.
import { createHash, randomUUID } from "node:crypto";
import { brotliCompressSync, constants } from "node:zlib";

export function partitionKey(names) {
  const hash = createHash("sha256");
  for (const name of names) hash.update(`${Buffer.byteLength(name)}:${name}`);
  return hash.digest("hex").slice(0, 32);
}

function field(value) {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString().replace("Z", "000Z");
  const text = String(value); // numbers: JavaScript's text is the shortest that reads back
  return text === "" || /[",\r\n]|^[ \t]|[ \t]$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One address: numbers its batches, sends one at a time, repeats the same bytes until they are stored. */
export class RowSender {
  #client;
  #address;
  #features;
  #producerId = randomUUID();
  #sequence = 0;
  #last = Promise.resolve();

  /** address: the names that are not "default", model required, and further attributes, such as samplerate. features: [{ name, type }], type as in columntypes. */
  constructor(client, address, features) {
    this.#client = client;
    this.#address = { subscription: "default", resourcegroup: "default", workspace: "default", webservice: "default",
                      modelversion: "default", identifier: "default", ...address };
    this.#features = features;
  }

  /** Rows of one UTC day: [{ time: Date, correlationId?, requestId?, values: [...] }]. Keep an event well below 1 MB. */
  send(rows) {
    this.#last = this.#last.catch(() => {}).then(() => this.#deliver(rows)); // one unacknowledged batch at a time
    return this.#last;
  }

  async #deliver(rows) {
    const event = this.#encode(rows, this.#sequence++);
    const a = this.#address;
    const key = partitionKey([a.subscription, a.resourcegroup, a.workspace, a.webservice, a.model, a.modelversion, a.identifier]);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#client.sendBatch([event], { partitionKey: key });
      } catch (error) {
        if (attempt === 10) {
          this.#producerId = randomUUID(); // given up, perhaps stored: nobody has seen the new id
          throw error;
        }
        await new Promise((done) => setTimeout(done, Math.min(30_000, 500 * 2 ** attempt)));
      }
    }
  }

  #encode(rows, sequence) {
    const header = ["$Timestamp", "$CorrelationId", "$RequestId", ...this.#features.map((f) => f.name)];
    const lines = rows.map((row) =>
      [row.time, row.correlationId ?? null, row.requestId ?? "00000000-0000-0000-0000-000000000000", ...row.values]);
    const csv = Buffer.from([header, ...lines].map((line) => line.map(field).join(",") + "\n").join(""));
    const attributes = {
      specversion: "1.0", type: "modeldata.rows", formatversion: "1.0",
      id: `${this.#producerId}/${sequence}`, source: "/my-app", time: new Date().toISOString(),
      ...this.#address,
      day: rows[0].time.toISOString().slice(0, 10), columntypes: this.#features.map((f) => f.type).join(""),
      rowcount: rows.length, producerid: this.#producerId, batchsequence: String(sequence),
      contentencoding: "br", // EventData has no content encoding of its own
    };
    return {
      // A Buffer: anything else would be sent as JSON.
      body: brotliCompressSync(csv, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
      contentType: "text/csv",
      properties: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`cloudEvents:${name}`, value])),
    };
  }
}
