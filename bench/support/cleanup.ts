import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Undo = () => void | Promise<void>;

/** What must be undone when the bench ends, however it ends: newest first, each once. */
export class Cleanup {
  readonly #undos = new Set<Undo>();

  /** Gives what takes the undo away again. */
  add(undo: Undo): () => void {
    this.#undos.add(undo);
    return () => this.#undos.delete(undo);
  }

  /** A folder that is gone afterwards, below the folder for temporary files or the one given. */
  folder(name: string, parent = tmpdir()): string {
    const path = mkdtempSync(join(parent, `gatehouse-bench-${name}-`));
    this.add(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }

  async run(): Promise<void> {
    for (const undo of [...this.#undos].reverse()) {
      this.#undos.delete(undo);
      await undo();
    }
  }
}
