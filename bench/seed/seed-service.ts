import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importPassPrivateKey } from '#core/bindings/ed25519.js';
import type { PassPrivateKey } from '#core/pass/pass-key.js';
import { signQrPass } from '#core/pass/qr-pass.js';
import { compoundId, passId } from '#core/units/ids.js';
import type { CredentialList } from '../driver/driver-job.js';
import { BenchFault } from '../support/bench-fault.js';
import type { CentralProgram } from '../support/central-program.js';
import { columnsToSeed, type SeedDatabase } from './seed-database.js';
import {
  COMPOUND,
  notBeforeAt,
  passIdOf,
  codeOf,
  ROWS,
  SEED_TABLES,
  TIMEZONE,
  type SeedPlan,
  type SeedRow,
} from './seed-rows.js';

const BATCH = 10_000;
/** In the claim `iss` of every QR; the service does not compare it. */
const ISSUER = 'gatehouse';

export interface SeededGate {
  readonly id: string;
  readonly password: string;
}

/** A compound with gates, through the HTTP API as an administrator would. */
export async function addGates(central: CentralProgram, count: number): Promise<readonly SeededGate[]> {
  await central.post('/compounds', { id: COMPOUND, name: 'Garden', timezone: TIMEZONE });
  const gates: SeededGate[] = [];
  for (let number = 1; number <= count; number += 1) {
    const id = `gate-${number}`;
    const answer = await central.post('/gates', { id, compound: COMPOUND, name: `Gate ${number}` });
    gates.push({ id, password: passwordOf(answer) });
  }
  return gates;
}

/**
 * Writes households, residents and passes into the database of a stopped service, and what each household presents, one
 * text after the other, into a file of the folder.
 */
export async function addHouseholds(
  kind: CredentialList['kind'],
  plan: SeedPlan,
  to: { readonly folder: string; readonly database: SeedDatabase },
): Promise<CredentialList> {
  const now = Date.now();
  const sign = await signer(plan, { database: to.database, now });
  // Signing takes most of the time: where nobody presents a QR, one text stands in the register for all.
  const firstQr = sign(0);
  const texts = packed(plan.households, kind === 'qr' ? sign : codeOf);
  const qrOf = kind === 'qr' ? texts.at : (): string => firstQr;
  for (const table of SEED_TABLES) {
    const rowOf = (index: number): SeedRow => ROWS[table](index, { passKind: plan.passKind, now, qrOf });
    const columns = await columnsToSeed(to.database, table, rowOf(0));
    for (let from = 0; from < plan.households; from += BATCH) {
      const size = Math.min(BATCH, plan.households - from);
      const rows = Array.from({ length: size }, (_, index) => rowOf(from + index));
      await to.database.insert(table, columns, rows);
    }
  }
  const file = join(to.folder, `credentials-${kind}.bin`);
  await writeFile(file, texts.bytes);
  return { kind, file, count: plan.households, bytesEach: texts.bytesEach };
}

interface PackedTexts {
  readonly bytes: Buffer;
  readonly bytesEach: number;
  readonly at: (index: number) => string;
}

/** Texts of one length, one after the other. */
function packed(count: number, textOf: (index: number) => string): PackedTexts {
  const bytesEach = textOf(0).length;
  const bytes = Buffer.alloc(bytesEach * count);
  for (let index = 0; index < count; index += 1) {
    const text = textOf(index);
    if (text.length !== bytesEach) throw new BenchFault(`credential ${index} is not as long as the first`);
    bytes.write(text, index * bytesEach, 'latin1');
  }
  const at = (index: number): string => bytes.toString('latin1', index * bytesEach, (index + 1) * bytesEach);
  return { bytes, bytesEach, at };
}

/** Signs the QR of each pass with the key of the service. */
async function signer(
  plan: SeedPlan,
  { database, now }: { readonly database: SeedDatabase; readonly now: number },
): Promise<(index: number) => string> {
  const seed = await database.text('select seed from signing_keys order by created_at desc, id desc limit 1');
  const key: PassPrivateKey = importPassPrivateKey(Buffer.from(seed, 'hex'));
  const compound = compoundId(COMPOUND);
  const shared = {
    issuer: ISSUER,
    kind: plan.passKind,
    compound,
    notBefore: notBeforeAt(now),
    expires: null,
  };
  return (index) => signQrPass({ ...shared, pass: passId(passIdOf(index)) }, key);
}

function passwordOf(answer: unknown): string {
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'password' in answer &&
    typeof answer.password === 'string'
  ) {
    return answer.password;
  }
  throw new BenchFault('the answer to POST /gates has no password');
}
