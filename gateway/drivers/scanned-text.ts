const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
/** The superset of GBK: factory output of many Chinese engines (devices.md 3.5). */
const gb18030 = new TextDecoder('gb18030', { fatal: true });

export type TextEncoding = 'auto' | 'utf-8' | 'gbk';

/**
 * The text of a code, decoded whole, never chunk by chunk (devices.md 6.3). `auto` takes UTF-8 where the bytes are UTF-8
 * and GBK otherwise. Null when the bytes are no text in that encoding.
 */
export function scannedText(bytes: Uint8Array, encoding: TextEncoding): string | null {
  const decoders = { auto: [utf8, gb18030], 'utf-8': [utf8], gbk: [gb18030] }[encoding];
  for (const decoder of decoders) {
    const text = decodedOrNull(decoder, bytes);
    if (text !== null) return text;
  }
  return null;
}

function decodedOrNull(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
