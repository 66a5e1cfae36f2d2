import { decodeQR } from 'qr/decode.js';
import type { GrayImage } from './gray-image.js';

/** Long enough on a busy machine; a good symbol is read in a hundredth of it. */
const PATIENCE = 2_000;

/** The text of the one QR in the picture; null when none can be read. */
export function readQr({ width, height, data }: GrayImage): string | null {
  // The format begins with a plane of brightness; of the colours behind it nothing is looked at.
  const planes = new Uint8Array(width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2));
  planes.set(data);
  try {
    return decodeQR(
      { width, height, data: planes },
      {
        format: 'I420',
        effort: Infinity,
        timeLimit: PATIENCE,
      },
    );
  } catch {
    return null;
  }
}
