import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryRecord } from '#core/api/entries.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import { CentralProcess } from './support/central-process.js';
import { measurementLine, scanLine } from './support/checkpoint-lines.js';
import { TestCompound } from './support/compound.js';
import { eventually } from './support/eventually.js';
import { startGateOnPty, type GateOnPty } from './support/gate-on-pty.js';
import { ledgerDetail, ledgerRecords } from './support/ledger.js';
import { temporaryFolder } from './support/temporary-folder.js';

const QUOTA_DAYS = 3;

describe('a household that goes out through two gates within three days', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const central = new CentralProcess(join(folder, 'central'));
  const gates: GateOnPty[] = [];
  let qr = '';

  beforeAll(async () => {
    await central.start();
    const compound = await TestCompound.create(await central.api());
    for (const gate of ['north', 'east']) {
      const password = await compound.addGate(gate);
      gates.push(await startGateOnPty({ gate, password, address: central.mqtt, folder }));
    }
    qr = (await compound.addHousehold('3-2-501')).qr;
  });

  afterAll(async () => {
    await Promise.all(gates.map((gate) => gate.stop()));
    await central.end('SIGTERM');
  });

  async function entryOf(gate: string): Promise<EntryRecord> {
    const api = await central.api();
    return eventually(
      async () => (await ledgerRecords(api)).find((record) => record.gate === gate) ?? null,
      `the entry of ${gate}`,
    );
  }

  it('is let out at the first and refused at the second, with the right next day', async () => {
    await gates[0]?.show(scanLine(qr), measurementLine(36.5));
    const first = await entryOf('north');
    expect(first).toMatchObject({ verdict: 'allow', reason: 'ok', household: '3-2-501', bodyC: 36.5 });

    await gates[1]?.show(measurementLine(36.6), scanLine(qr));
    const second = await entryOf('east');
    expect(second).toMatchObject({ verdict: 'deny', reason: 'quota-used', household: '3-2-501' });
    const calendar = new ZonedCalendar('Asia/Shanghai');
    expect(second.nextAt).toBe(calendar.instantAt(calendar.dayOf(first.at) + QUOTA_DAYS, 0));
  });

  it('can ask why', async () => {
    const { trace } = await ledgerDetail(await central.api(), await entryOf('east'));
    expect(trace.at(-1)).toMatchObject({
      rule: 'quota',
      value: '1 of 1 outings in 3 days',
      result: 'decided',
    });
  });

  it('sees the same verdict on the screen of the gate', async () => {
    const shown = await eventually(() => {
      const screen = gates[1]?.gateway.screens()[0];
      return screen?.showing.kind === 'shown' ? screen.showing.verdict : null;
    }, 'the verdict on the screen');
    expect(shown).toMatchObject({ verdict: 'deny', reason: 'quota-used', household: '3-2-501' });
  });
});
