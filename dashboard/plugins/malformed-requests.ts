import type { Socket } from 'node:net';
import { GateError } from '#core/errors/gate-error.js';
import type { Logger } from '#core/ports/logger.js';
import { faultAnswer } from '../fault-answer.js';

const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** Answers bytes that are no HTTP, closes that connection, and touches nothing else. */
export function malformedResponder(logger: Logger, count: () => void) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    const isAnswered = socket.writableEnded;
    if (isAnswered) return;
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    count();
    logger.debug({ code: error.code ?? null, peer: socket.remoteAddress ?? null }, 'a request was not HTTP');
    const problem = 'it is not well-formed HTTP';
    const body = JSON.stringify(faultAnswer(new GateError('request-invalid', { problem })));
    const status = STATUS_LINES[error.code ?? ''] ?? '400 Bad Request';
    const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n`;
    socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
    // Not `end`: a peer that never closes its side would keep the connection for ever.
    socket.destroySoon();
  };
}
