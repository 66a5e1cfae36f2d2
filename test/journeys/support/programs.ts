import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/** The path of a program of this machine, or null: then the test that needs it is skipped with that reason. */
export function programPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path)) ?? null;
}

export interface ProgramResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const LIMIT = 10_000;

/** Runs a program to its end, bounded in time. */
export function runProgram(path: string, words: readonly string[]): Promise<ProgramResult> {
  return new Promise((resolve) => {
    execFile(path, [...words], { timeout: LIMIT }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out, err });
    });
  });
}
