import { GateError } from '#core/errors/gate-error.js';
import type { MissingChoice } from '#core/api/imports.js';
import type { SqlSession } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import { plainSql } from '../storage/plain-sql.js';
import { nextBookVersion } from '../register/book-version.js';
import { queriesOn } from '../storage/queries.js';
import { registerDrift } from './register-drift.js';
import { switchResidents, type ImageSwitch } from './switch-images.js';

interface Settled {
  readonly id: string;
  readonly compound: CompoundId;
}

/**
 * Takes an import over into the register; part of one transaction.
 * @throws GateError `import-stale` when the register is not as it was at the check
 */
export async function commitImages(of: Settled, missing: MissingChoice, session: SqlSession): Promise<void> {
  await chooseMissing(of.id, missing, session);
  const images: ImageSwitch = { ...of, from: 'before', to: 'after' };
  const drift = await registerDrift(images, session);
  if (drift.count > 0) throw new GateError('import-stale', { count: drift.count });
  await plainSql(
    session,
    `insert into households (compound, id, sealed)
     select m.compound, h.household, 0 from import_households h join imports m on m.id = h.import
     where h.import = ? and h.kind = 'new'`,
    [of.id],
  );
  if (missing === 'remove') await revokePasses(of, session);
  await switchResidents(images, session);
  await renewContacts(of, session);
  await nextBookVersion(of.compound, queriesOn(session));
}

/** What the file says again is as young as the file, whether it changes anything or not. */
async function renewContacts({ id, compound }: Settled, session: SqlSession): Promise<void> {
  await plainSql(
    session,
    `update resident_details set written_at = (select committed_at from imports where id = ?)
     where compound = ? and household in (
       select household from import_rows where import = ? and state = 'good' and household is not null)`,
    [id, compound, id],
  );
}

/** Gives the register back what it was; part of one transaction. @throws GateError `import-changed-since` */
export async function undoImages(of: Settled, session: SqlSession): Promise<void> {
  const images: ImageSwitch = { ...of, from: 'after', to: 'before' };
  const { count, examples } = await registerDrift(images, session);
  if (count > 0) {
    const rows = `${examples.join(', ')}${count > examples.length ? ', ...' : ''}`;
    throw new GateError('import-changed-since', { count, rows });
  }
  await switchResidents(images, session);
  await plainSql(
    session,
    'update passes set revoked = 0 where id in (select pass from import_passes where import = ?)',
    [of.id],
  );
  await plainSql(
    session,
    `delete from households where compound = ? and id in (
       select household from import_households where import = ? and kind = 'new')`,
    [of.compound, of.id],
  );
  await nextBookVersion(of.compound, queriesOn(session));
}

/** Those missing from the file become residents who go, or are forgotten. */
async function chooseMissing(id: string, choice: MissingChoice, session: SqlSession): Promise<void> {
  if (choice === 'remove') {
    await plainSql(
      session,
      "update import_images set side = 'before' where import = ? and side = 'missing'",
      [id],
    );
    return;
  }
  await plainSql(session, "delete from import_images where import = ? and side = 'missing'", [id]);
  await plainSql(session, "delete from import_households where import = ? and kind = 'missing'", [id]);
}

/** Who goes takes their passes along: those of households that are switched off, and of residents who leave. */
async function revokePasses({ id, compound }: Settled, session: SqlSession): Promise<void> {
  await plainSql(
    session,
    `insert into import_passes (import, pass)
     select m.id, p.id from passes p join imports m on m.id = ?
     where p.compound = ? and p.revoked = 0 and (
       exists (select 1 from import_households h
         where h.import = m.id and h.kind = 'missing' and h.household = p.household)
       or exists (select 1 from import_images f
         where f.import = m.id and f.side = 'before' and f.household = p.household and f.resident = p.resident
           and not exists (select 1 from import_images t where t.import = m.id and t.side = 'after'
             and t.household = f.household and t.resident = f.resident)))`,
    [id, compound],
  );
  await plainSql(
    session,
    'update passes set revoked = 1 where id in (select pass from import_passes where import = ?)',
    [id],
  );
}
