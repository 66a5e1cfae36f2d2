import process from 'node:process';
import type { Entry } from '#core/wire/entry.js';
import { startBareBroker } from './bare-broker.js';
import { decisionText, entryValues, INSERT_ENTRY, openEntryTable, runStatement } from './entry-table.js';

/**
 * Baseline (b): aedes and the `sqlite3` package, each entry one INSERT and so one transaction, answered after its commit.
 * Nothing is checked or decided; a prepared statement, and no waiting for one another: the best that this shape can do.
 */
const [path = 'entries.sqlite'] = process.argv.slice(2);
const table = await openEntryTable(path);
const insert = table.raw.prepare(INSERT_ENTRY);

await startBareBroker(({ gate, payload }, answer) => {
  const text = payload.toString();
  const entry = JSON.parse(text) as Entry;
  runStatement(insert, entryValues(gate, text, { entry, verdict: 'allow' }), () => {
    answer(decisionText(entry, 'allow'));
  });
});
