import type { Cleanup } from '../support/cleanup.js';
import { seedFolder, type SeededFolder, type SeedRequest } from './seeded-folder.js';

interface SeedTools {
  readonly command: string;
  readonly cleanup: Cleanup;
  readonly progress: (text: string) => void;
}

/** Seeded folders, each made once for all sections that want it. */
export class Seeds {
  readonly #tools: SeedTools;
  readonly #made = new Map<string, SeededFolder>();

  constructor(tools: SeedTools) {
    this.#tools = tools;
  }

  async get(request: SeedRequest): Promise<SeededFolder> {
    const key = JSON.stringify(request);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const { households, passKind } = request;
    this.#tools.progress(`seeding ${households.toLocaleString('en-US')} households with ${passKind} passes`);
    const made = await seedFolder(request, this.#tools);
    this.#made.set(key, made);
    return made;
  }
}
