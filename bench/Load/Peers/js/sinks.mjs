// Where lines go: append blobs, or nowhere.

// The limit of one append in the versions of the service that everybody has.
const maxAppendBytes = 4 * 1024 * 1024;

const toBuffer = (lines) => (typeof lines[0] === "string" ? Buffer.from(lines.join("")) : Buffer.concat(lines));

/** Lines, strings or buffers, in pieces of at most one append. */
const pieces = function* (lines) {
  let piece = [];
  let size = 0;
  for (const line of lines) {
    if (size > 0 && size + line.length > maxAppendBytes) {
      yield toBuffer(piece);
      [piece, size] = [[], 0];
    }
    piece.push(line);
    size += line.length;
  }
  if (piece.length > 0) {
    yield toBuffer(piece);
  }
};

/** An append blob per path. */
export class AppendBlobs {
  #container;
  #blobs = new Map();

  constructor(container) {
    this.#container = container;
  }

  async append(path, header, lines) {
    let blob = this.#blobs.get(path);
    if (!blob) {
      blob = this.#container.getAppendBlobClient(path);
      const { succeeded } = await blob.createIfNotExists();
      if (succeeded) {
        const line = header();
        await blob.appendBlock(line, Buffer.byteLength(line));
      }
      this.#blobs.set(path, blob);
    }
    for (const piece of pieces(lines)) {
      await blob.appendBlock(piece, piece.length);
    }
  }
}

/** Storage that answers at once: everything is made ready to be sent. */
export class Discard {
  async append(path, header, lines) {
    for (const piece of pieces(lines)) {
      void piece.length;
    }
  }
}
