// Samples by the rule of docs/event-format.md.
const M = (1n << 64n) - 1n;
const P = [11400714785074694791n, 14029467366897019727n, 1609587929392839161n, 9650029242287828579n, 2870177450012600261n];
const rotate = (x, n) => ((x << n) | (x >> (64n - n))) & M;
const round = (sum, lane) => (rotate((sum + lane * P[1]) & M, 31n) * P[0]) & M;

/** XxHash64 with seed 0 of a text in UTF-8. */
export function xxHash64(text) {
  const bytes = Buffer.from(text, "utf8");
  let hash = P[4], at = 0;
  if (bytes.length >= 32) {
    const sums = [(P[0] + P[1]) & M, P[1], 0n, -P[0] & M];
    for (; at + 32 <= bytes.length; at += 32) for (let i = 0; i < 4; i++) sums[i] = round(sums[i], bytes.readBigUInt64LE(at + 8 * i));
    hash = [1n, 7n, 12n, 18n].reduce((sum, n, i) => (sum + rotate(sums[i], n)) & M, 0n);
    for (const sum of sums) hash = ((hash ^ round(0n, sum)) * P[0] + P[3]) & M;
  }
  hash = (hash + BigInt(bytes.length)) & M;
  for (; at + 8 <= bytes.length; at += 8) hash = (rotate(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * P[0] + P[3]) & M;
  for (; at + 4 <= bytes.length; at += 4) hash = (rotate(hash ^ ((BigInt(bytes.readUInt32LE(at)) * P[0]) & M), 23n) * P[1] + P[2]) & M;
  for (; at < bytes.length; at++) hash = (rotate(hash ^ ((BigInt(bytes[at]) * P[4]) & M), 11n) * P[0]) & M;
  hash = ((hash ^ (hash >> 33n)) * P[1]) & M;
  hash = ((hash ^ (hash >> 29n)) * P[2]) & M;
  return hash ^ (hash >> 32n);
}

/** Whether a row with this key is in a sample; rate as in samplerate: "0.1". */
export function takes(key, rate) {
  const [whole, digits = ""] = rate.split(".");
  return xxHash64(key) * 1_000_000_000n < BigInt(whole + digits.padEnd(9, "0")) << 64n;
}
