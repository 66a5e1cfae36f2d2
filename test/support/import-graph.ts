import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** What one source file imports: files of the project by their path, packages by their name. */
export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  /** Imports that exist when the program runs. */
  readonly values: readonly string[];
  /** Imports used only as types. */
  readonly types: readonly string[];
}

const ROOT = resolve(import.meta.dirname, '../..');
const ALIASES: Readonly<Record<string, string>> = {
  '#core/': 'core/',
  '#gateway/': 'gateway/',
  '#broker/': 'broker/',
  '#dashboard/': 'dashboard/',
  '#sim/': 'checkpoint-firmware-sim/',
  '#cli/': 'cli/',
};

/** Reads every hand-written source file below the folders. */
export function readSources(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => pathsBelow(join(ROOT, folder))).map(readSource);
}

function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const parsed = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, false);
  const values: string[] = [];
  const types: string[] = [];
  for (const statement of parsed.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const specifier = statement.moduleSpecifier;
    if (specifier === undefined || !ts.isStringLiteral(specifier)) continue;
    (isTypeOnly(statement) ? types : values).push(target(path, specifier.text));
  }
  for (const dynamic of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g))
    values.push(target(path, dynamic[1] ?? ''));
  return { path: relative(ROOT, path), lines: text.split('\n').length - 1, values, types };
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

/** A path of the project such as `core/wire/entry.ts`, or the specifier of a package. */
function target(from: string, specifier: string): string {
  const alias = Object.keys(ALIASES).find((prefix) => specifier.startsWith(prefix));
  if (alias !== undefined) return source(`${ALIASES[alias] ?? ''}${specifier.slice(alias.length)}`);
  if (!specifier.startsWith('.')) return specifier;
  return source(relative(ROOT, resolve(dirname(from), specifier)));
}

function source(path: string): string {
  return path.replace(/\.jsx$/, '.tsx').replace(/\.js$/, '.ts');
}

/** The name of the npm package of a specifier, or null for project files and Node's own modules. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('node:') || /\.(tsx?|css|json|svg)$/.test(specifier)) return null;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? null);
}

/** Groups of files whose value imports form a loop, each given once as a path through the loop. */
export function findCycles(sources: readonly SourceFile[]): string[][] {
  const known = new Map(sources.map((file) => [file.path, file]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    state.set(path, 'open');
    for (const next of known.get(path)?.values ?? []) if (known.has(next)) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of known.keys()) visit(path, []);
  return cycles;
}
