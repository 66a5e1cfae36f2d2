import type { ErrorCode } from '#core/errors/codes.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';

/** Where a fault happened: the address of the database without its password, and the beginning of the statement. */
interface FaultPlace {
  readonly path: string;
  readonly action: string;
}

/** SQLSTATE classes that speak of the data of a statement: values, constraints, sizes (PostgreSQL, appendix A). */
const DATA_CLASSES: ReadonlySet<string> = new Set(['22', '23', '54']);
const STATE_LENGTH = 5;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const LOCK_NOT_AVAILABLE = '55P03';
const FEATURE_NOT_SUPPORTED = '0A000';

/** Sentences for what the system only has a code for. */
const PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'the host does not answer',
};

/** A fault of `pg` as ours. A `GateError` stays what it is. */
export function postgresFault(error: unknown, { path, action }: FaultPlace): GateError {
  if (error instanceof GateError) return error;
  const state = stateOf(error);
  const problem = PROBLEMS[state] ?? (messageOf(error) || state);
  const shown = action.trim().replaceAll(/\s+/g, ' ').slice(0, 60);
  return new GateError(codeOf(state), { path, action: shown, problem }, { cause: error });
}

/** Whether the same transaction may well succeed when it is tried again at once: it lost against another one. */
export function isLostRace(error: unknown): boolean {
  const state = stateOf(error instanceof GateError ? error.cause : error);
  return state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED;
}

/**
 * Whether the connection may be used again after such a fault: the server has told it, so the connection works, and it does
 * not say that a prepared statement is out of date because the schema was changed.
 */
export function leavesConnection(fault: GateError): boolean {
  const state = stateOf(fault.cause);
  return state.length === STATE_LENGTH && state !== FEATURE_NOT_SUPPORTED;
}

/** The SQLSTATE of a fault of the server, or the code of a fault of the system. */
function stateOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

function codeOf(state: string): ErrorCode {
  if (state.length !== STATE_LENGTH) return 'database-failed';
  if (DATA_CLASSES.has(state.slice(0, 2))) return 'database-refused';
  const isBusy =
    state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED || state === LOCK_NOT_AVAILABLE;
  return isBusy ? 'database-busy' : 'database-failed';
}
