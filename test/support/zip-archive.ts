import { deflateRawSync } from 'node:zlib';

export interface Packed {
  readonly name?: string;
  readonly content: Buffer;
  /** Bytes that lie before the entry and that no directory names. */
  readonly hidden?: Buffer;
  readonly isStored?: boolean;
  /** The packed size in front of the data; the real one without it. */
  readonly localLength?: number;
  /** The size the archive claims; the real one without it. */
  readonly claimed?: number;
}

/** An archive, written by hand so that it can lie. */
export function zipArchive(files: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const { content, hidden = Buffer.alloc(0), isStored = false, claimed = content.length } = file;
    const data = isStored ? content : deflateRawSync(content);
    const method = isStored ? 0 : 8;
    const name = Buffer.from(file.name ?? 'a.xml');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(file.localLength ?? data.length, 18);
    local.writeUInt32LE(claimed, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(claimed, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at + hidden.length, 42);
    parts.push(hidden, local, name, data);
    directory.push(entry, name);
    at += hidden.length + local.length + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
