import { describe, expect, it } from 'vitest';
import { findCycles, packageOf, readSources, type SourceFile } from './support/import-graph.js';

const PARTS = ['core', 'gateway', 'broker', 'dashboard', 'checkpoint-firmware-sim', 'cli'] as const;

/** Which parts a part may import besides itself (DESIGN section 2). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  gateway: ['core'],
  broker: ['core'],
  dashboard: ['core'],
  'checkpoint-firmware-sim': ['core'],
  cli: ['core', 'gateway', 'broker', 'dashboard', 'checkpoint-firmware-sim'],
};

/** Every wrapped library and the only files that may import it at run time. */
const IMPORTERS: Readonly<Record<string, readonly string[]>> = {
  mqtt: ['core/bindings/mqtt-link.ts'],
  'mqtt-packet': ['core/bindings/make-mqtt-numbers.ts'],
  sqlite3: ['core/bindings/sqlite-connection.ts'],
  pg: ['core/bindings/postgres-client.ts'],
  aedes: ['broker/mqtt/aedes-broker.ts'],
  fastify: ['dashboard/app.ts'],
  '@serialport/parser-readline': ['gateway/serial/line-framer.ts'],
  'csv-parse': ['broker/imports/csv-rows.ts'],
  'csv-stringify': ['broker/spreadsheets/csv-text.ts'],
  'cli-progress': ['cli/progress.ts'],
  '@fastify/multipart': ['dashboard/plugins/file-body.ts'],
  'node-pty': ['checkpoint-firmware-sim/pty.ts'],
  pdfkit: ['broker/printing/pdf-paper.ts'],
  '@hyzyla/pdfium': ['broker/printing/pdf-raster.ts'],
  fontkit: ['broker/printing/print-font.ts'],
  'bwip-js': ['broker/printing/bars-symbol.ts'],
  qr: ['broker/printing/qr-reader.ts', 'broker/printing/qr-symbol.ts'],
};

const MAX_LINES = 250;
const MEDIAN_LINES = 90;

const sources = readSources(PARTS);

function partOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function isProjectFile(target: string): boolean {
  return (PARTS as readonly string[]).includes(partOf(target)) && /\.tsx?$/.test(target);
}

function importsOf(file: SourceFile): readonly string[] {
  return [...file.values, ...file.types];
}

describe('the architecture', () => {
  it('is read from many files, so that the tests below can fail', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it.each(PARTS)('lets %s import only what the design allows', (part) => {
    const allowed = [part, ...(MAY_IMPORT[part] ?? [])];
    const wrong = sources
      .filter((file) => partOf(file.path) === part)
      .flatMap((file) => importsOf(file).map((target) => ({ from: file.path, target })))
      .filter(({ target }) => isProjectFile(target) && !allowed.includes(partOf(target)));
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(findCycles(sources)).toEqual([]);
  });

  it('finds a cycle when there is one', () => {
    const file = (path: string, values: string[]): SourceFile => ({ path, lines: 1, values, types: [] });
    expect(findCycles([file('a.ts', ['b.ts']), file('b.ts', ['a.ts'])])).toEqual([['a.ts', 'b.ts', 'a.ts']]);
  });

  it('keeps core pure: Node modules and libraries with side effects only in its bindings', () => {
    const pure = new Set(['typebox', 'cborg']);
    const wrong = sources
      .filter((file) => file.path.startsWith('core/') && !file.path.startsWith('core/bindings/'))
      .flatMap((file) => file.values.map((target) => ({ from: file.path, target })))
      .filter(({ target }) => {
        const name = packageOf(target);
        return (
          target.startsWith('node:') ||
          target.startsWith('core/bindings/') ||
          (name !== null && !pure.has(name))
        );
      });
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(IMPORTERS))('imports %s only behind its seam', (library) => {
    const importers = sources.filter((file) => file.values.some((target) => packageOf(target) === library));
    expect(importers.map((file) => file.path)).toEqual(IMPORTERS[library]);
  });

  it('imports the serial port libraries behind the opener and the list of ports only', () => {
    const serial = new Set(['serialport', '@serialport/stream', '@serialport/bindings-cpp']);
    const importers = sources.filter((file) =>
      file.values.some((target) => serial.has(packageOf(target) ?? '')),
    );
    expect(importers.map((file) => file.path).sort()).toEqual([
      'gateway/serial/list-ports.ts',
      'gateway/serial/node-serial-opener.ts',
    ]);
  });

  it('keeps every file under 250 lines and the median small', () => {
    const tooLong = sources
      .filter((file) => file.lines > MAX_LINES)
      .map((file) => `${file.path}: ${file.lines}`);
    expect(tooLong).toEqual([]);
    const lines = sources.map((file) => file.lines).sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(MEDIAN_LINES);
  });

  it('names every file in kebab-case', () => {
    const odd = sources.filter(
      (file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d|\.config)?\.tsx?$/.test(file.path.split('/').at(-1) ?? ''),
    );
    expect(odd.map((file) => file.path)).toEqual([]);
  });
});
