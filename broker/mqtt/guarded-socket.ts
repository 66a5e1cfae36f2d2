import type { Socket } from 'node:net';
import { ByteGuard } from './byte-guard.js';

/**
 * Puts a byte guard between a socket and whoever reads it by `read`, without copying a byte or adding a stream. After a
 * fault the reader gets nothing more and the socket is gone.
 */
export function guardSocket(socket: Socket, onFault: (problem: string) => void): void {
  const guard = new ByteGuard();
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (!(chunk instanceof Uint8Array)) return chunk;
    const problem = guard.inspect(chunk);
    if (problem === null) return chunk;
    onFault(problem);
    socket.destroy();
    return null;
  };
}
