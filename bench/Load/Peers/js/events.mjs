// What is in an event: the path of its file, the file's header line, its rows as CSV lines.
import { brotliDecompressSync } from "node:zlib";

const addressNames = ["subscription", "resourcegroup", "workspace", "webservice", "model", "modelversion", "identifier"];
const newLine = 10;

const pathOf = (properties) => {
  const names = addressNames.map((name) => encodeURIComponent(properties[`cloudEvents:${name}`] ?? "default"));
  return `${names.join("/")}/${properties["cloudEvents:day"].replaceAll("-", "/")}/data.csv`;
};

const field = (value) => {
  if (typeof value === "number") {
    return String(value);
  }
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** One JSON object per event: a row. */
export const JsonRow = (event) => {
  const row = event.body;
  return {
    path: pathOf(event.properties),
    header: () => Object.keys(row).map(field).join(",") + "\n",
    lines: Object.values(row).map(field).join(",") + "\n",
    rowCount: 1,
  };
};

/** The product's own batches: CSV with a header line, perhaps compressed. */
export const CsvBatch = (event) => {
  const isCompressed = event.getRawAmqpMessage().properties?.contentEncoding === "br";
  const csv = isCompressed ? brotliDecompressSync(event.body) : event.body;
  const headerEnd = csv.indexOf(newLine) + 1;
  return {
    path: pathOf(event.properties),
    header: () => csv.toString("utf8", 0, headerEnd),
    lines: csv.subarray(headerEnd),
    rowCount: event.properties["cloudEvents:rowcount"],
  };
};
