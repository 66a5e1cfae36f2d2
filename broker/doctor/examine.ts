import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { SqlSession } from '#core/ports/sql-database.js';
import type { JournalHead } from '#core/api/backups.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { schemaVersion } from '../storage/migrate.js';
import { checkAlarms } from './check-alarms.js';
import { checkAmendments } from './check-amendments.js';
import { ChainCheck } from './check-chains.js';
import { checkFile } from './check-file.js';
import { checkGaps } from './check-gaps.js';
import { checkLines } from './check-lines.js';
import { checkPlaces } from './check-places.js';
import { StateCheck } from './check-states.js';
import type { CheckTools } from './check-tools.js';
import type { Finding } from './finding.js';
import { Findings } from './findings.js';
import { readFrame } from './frame.js';
import type { JournalWalk } from './journal-walk.js';

/** What an examination of the whole ledger has come to. */
export interface Diagnosis {
  /** Whether nothing is broken; there may be warnings. */
  readonly isWhole: boolean;
  readonly broken: number;
  readonly warnings: number;
  /** The first of them, what is broken before what is only worth knowing. */
  readonly findings: readonly Finding[];
  readonly schemaVersion: number;
  readonly entries: number;
  readonly states: number;
  /** Where the chain of each journal stands. */
  readonly heads: readonly JournalHead[];
}

export interface ExamineOptions {
  /** What is looked at, and up to which entry of which it has been read. */
  onProgress?(step: string, entry: number, lastEntry: number): void;
  /** States held in memory at once; the default fits every machine. */
  readonly statesAtOnce?: number;
}

/**
 * Examines the ledger that a session shows: hash chains, gaps, states against a replay, references, and the file itself. The
 * session must show one moment (a snapshot), so that it may be examined while entries are committed.
 * @throws GateError `ledger-version-wrong`, `database-failed` (but what is damaged in a SQLite file is a finding)
 */
export async function examine(session: SqlSession, options: ExamineOptions = {}): Promise<Diagnosis> {
  const version = await demandVersion(session);
  const findings = new Findings();
  const frame = await readFrame(session);
  let current = '';
  const onReached = (entry: number): void => options.onProgress?.(current, entry, frame.lastEntry);
  const tools: CheckTools = { session, frame, findings, onReached };
  /** A damaged page of the file ends one check, not the whole examination. */
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T | null> => {
    current = name;
    onReached(0);
    return work().catch((error: unknown) => tellDamage(error, { name, findings }));
  };
  await step('file', () => checkFile(tools));
  const walks = (await step('chains', () => new ChainCheck(tools).run())) ?? [];
  await step('gaps', () => checkGaps(tools));
  await step('places', () => checkPlaces(tools));
  const states = (await step('states', () => new StateCheck(tools, options.statesAtOnce).run())) ?? 0;
  await step('references', async () => {
    await checkAlarms(tools);
    await checkAmendments(tools);
    await checkLines(tools);
  });
  return {
    isWhole: findings.broken === 0,
    broken: findings.broken,
    warnings: findings.warnings,
    findings: findings.list(),
    schemaVersion: version,
    entries: walks.reduce((sum, { count }) => sum + count, 0),
    states,
    heads: walks.map(headOf),
  };
}

function tellDamage(error: unknown, { name, findings }: { name: string; findings: Findings }): null {
  if (!/SQLITE_(CORRUPT|NOTADB|IOERR)/.test(messageOf(error))) throw error;
  findings.breakage({ table: 'file' }, null, `${name} could not be looked at: ${messageOf(error)}`);
  return null;
}

async function demandVersion(session: SqlSession): Promise<number> {
  const expected = MIGRATIONS.at(-1)?.version ?? 0;
  const version = await schemaVersion(session).catch((error: unknown) => {
    throw new GateError('ledger-version-wrong', { found: 'none', expected, problem: messageOf(error) });
  });
  if (version !== expected) {
    const problem = version < expected ? 'start the service once' : 'take the newer Gatehouse';
    throw new GateError('ledger-version-wrong', { found: version, expected, problem });
  }
  return version;
}

function headOf({ journal, topSeq, count, hash }: JournalWalk): JournalHead {
  return { journal: journal.id, gate: journal.gate, entries: count, topSeq, hash };
}
