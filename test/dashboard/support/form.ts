const BOUNDARY = 'gatehouse-test-boundary';

/** A form with one file, as a browser sends it. */
export function formWith(file: { readonly name: string; readonly bytes: Uint8Array }): {
  headers: { 'content-type': string };
  payload: Buffer;
} {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
  return { headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }, payload };
}
