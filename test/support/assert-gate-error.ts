import { expect } from 'vitest';
import type { ErrorCode } from '#core/errors/codes.js';
import { GateError } from '#core/errors/gate-error.js';

/** Expects the work to fail with the coded error, and gives it back for a closer look. */
export async function expectGateError(work: () => unknown, code: ErrorCode): Promise<GateError> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    expect(error.code).toBe(code);
    return error;
  }
  throw new Error(`expected the error ${code}, but nothing was thrown`);
}
