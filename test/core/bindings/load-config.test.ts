import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConfig, configObject, loadConfig } from '#core/bindings/load-config.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const SCHEMA = configObject({
  gate: Type.String({ pattern: '^[a-z]+$' }),
  pace: Type.Optional(Type.Integer({ minimum: 1 })),
  lanes: Type.Array(configObject({ id: Type.String(), direction: Type.Optional(Type.Enum(['out', 'in'])) })),
});

describe('loading a configuration', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-config-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const written = async (text: string): Promise<string> => {
    const path = join(folder, 'gate.yaml');
    await writeFile(path, text);
    return path;
  };

  it('gives the typed value of a good file', async () => {
    const path = await written('# north gate\ngate: north\nlanes:\n  - { id: a, direction: out }\n');
    expect(await loadConfig(path, SCHEMA)).toEqual({ gate: 'north', lanes: [{ id: 'a', direction: 'out' }] });
  });

  it('names every fault at once, with its place', async () => {
    const path = await written(
      'gate: North\npase: 3\nlanes:\n  - { idd: a }\n  - { id: b, direction: up }\n',
    );
    const { message } = await expectGateError(() => loadConfig(path, SCHEMA), 'config-invalid');
    expect(message).toContain(path);
    expect(message).toContain('"pase" is not a known key');
    expect(message).toContain('"gate" must match pattern');
    expect(message).toContain('"lanes[0].idd" is not a known key');
    expect(message).toContain('"lanes[0].id" is missing');
    expect(message).toContain('"lanes[1].direction" must be one of out, in');
    expect(message).not.toContain('schema is false');
  });

  it('says where the YAML itself is broken, and refuses a key that is there twice', async () => {
    const broken = await written('gate: north\nlanes: [\n');
    expect((await expectGateError(() => loadConfig(broken, SCHEMA), 'config-invalid')).message).toMatch(
      /line \d/,
    );
    const twice = await written('gate: north\ngate: south\nlanes: []\n');
    expect((await expectGateError(() => loadConfig(twice, SCHEMA), 'config-invalid')).message).toMatch(
      /unique/,
    );
  });

  it('refuses an empty file', async () => {
    const { message } = await expectGateError(
      async () => loadConfig(await written(''), SCHEMA),
      'config-invalid',
    );
    expect(message).toContain('the file must be object');
  });

  it('says that a file is missing or a folder', async () => {
    const missing = join(folder, 'nothing.yaml');
    const { message } = await expectGateError(() => loadConfig(missing, SCHEMA), 'config-unreadable');
    expect(message).toContain('there is no such file');
    await expectGateError(() => loadConfig(folder, SCHEMA), 'config-unreadable');
  });

  it('checks a value that was not read from a file with the same sentences', async () => {
    const { message } = await expectGateError(
      () => checkConfig({ lanes: [] }, SCHEMA, 'gate north'),
      'config-invalid',
    );
    expect(message).toContain('gate north');
    expect(message).toContain('"gate" is missing');
  });
});
