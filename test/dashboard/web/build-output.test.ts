import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWeb } from '../../support/build-web.js';

const KIB = 1024;
/** First load of the command page, all scripts together, compressed. */
const SCRIPT_BUDGET = 120 * KIB;

/** Names of XML vocabularies: they look like addresses, and nothing is ever fetched from them. */
const VOCABULARIES = [
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/1998/Math/MathML',
  'http://www.w3.org/1999/xlink',
];

describe('the built pages', () => {
  let pages: Awaited<ReturnType<typeof buildWeb>>;
  const files = new Map<string, string>();

  beforeAll(async () => {
    pages = await buildWeb();
    const found = await readdir(pages.root, { recursive: true, withFileTypes: true });
    for (const file of found.filter((entry) => entry.isFile())) {
      const path = join(file.parentPath, file.name);
      files.set(path.slice(pages.root.length + 1), await readFile(path, 'utf8'));
    }
  });

  afterAll(() => pages.remove());

  const named = (ending: string): [string, string][] => [...files].filter(([name]) => name.endsWith(ending));

  /** Names of the files in which the pattern is found. */
  const holding = (pattern: RegExp): string[] =>
    [...files].filter(([, text]) => pattern.test(text)).map(([name]) => name);

  it('load less than 120 KiB of compressed script', () => {
    const scripts = named('.js');
    expect(scripts.length).toBeGreaterThan(0);
    const total = scripts.reduce((sum, [, text]) => sum + gzipSync(text).length, 0);
    expect(total).toBeLessThan(SCRIPT_BUDGET);
    expect(total).toBeGreaterThan(10 * KIB);
  });

  it('name no other host', () => {
    const foreign = [...files].flatMap(([name, text]) =>
      [...text.matchAll(/(?:https?|wss?):\/\/[^\s"'`)<>\\]+/g)]
        .map(([address]) => address)
        .filter((address) => !VOCABULARIES.includes(address))
        .map((address) => `${name}: ${address}`),
    );
    expect(foreign).toEqual([]);
    expect(holding(/(?:src|href)=["']\/\/|url\(["']?\/\//)).toEqual([]);
  });

  it('need nothing that the content security policy refuses', () => {
    const [[, html] = ['', '']] = named('.html');
    expect(html).toContain('<script type="module"');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/\sstyle=|\son\w+=|<style/);
    expect(holding(/\beval\(|new Function\(/)).toEqual([]);
    expect(holding(/["'`(]data:[a-z]+\//)).toEqual([]);
  });

  it('do not tell where they were built', () => {
    const project = join(import.meta.dirname, '../../..');
    expect([...files].filter(([, text]) => text.includes(project)).map(([name]) => name)).toEqual([]);
  });

  it('carry a hash of their content in every name but that of the page', () => {
    const others = [...files.keys()].filter((name) => name !== 'index.html');
    expect(others.length).toBeGreaterThanOrEqual(3);
    for (const name of others) expect(name).toMatch(/^assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/);
  });

  it('move nothing faster than once a second, and nothing at all where that is asked for', () => {
    const styles = named('.css')
      .map(([, text]) => text)
      .join('');
    const animations = [...styles.matchAll(/animation:[^;}]*?([\d.]+)(m?s)/g)];
    expect(animations.length).toBeGreaterThan(0);
    for (const [, time = '0', unit] of animations) {
      expect(Number(time) * (unit === 'ms' ? 1 : 1_000)).toBeGreaterThanOrEqual(1_000);
    }
    expect(styles).toContain('prefers-reduced-motion');
    expect(styles).not.toMatch(/transition:/);
  });
});
