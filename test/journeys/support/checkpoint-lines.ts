/** One line of a checkpoint, which numbers all it says. */
export type CheckpointLine = (seq: number) => Uint8Array;

/** Lines of docs/firmware-protocol.md, written once more for the tests so that they trust neither codec of the project. */
export function checkpointLine(type: string, fields: string): CheckpointLine {
  return (seq) => {
    const content = `${type},${seq},${fields}`;
    const sum = crc16(Buffer.from(content, 'latin1')).toString(16).toUpperCase().padStart(4, '0');
    return Buffer.from(`$${content}*${sum}\r\n`, 'latin1');
  };
}

/** A finished forehead measurement in a tent of 21.3 °C. */
export function measurementLine(bodyC: number): CheckpointLine {
  const correction = 2.4;
  const values = [bodyC - correction, 21.3, correction, bodyC].map((value) => value.toFixed(2));
  return checkpointLine('T', `${values.join(',')},F`);
}

export function scanLine(qr: string): CheckpointLine {
  return checkpointLine('S', `Q,${qr}`);
}

function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
