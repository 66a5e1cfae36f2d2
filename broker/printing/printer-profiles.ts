import { readFile, rename, writeFile } from 'node:fs/promises';
import Type from 'typebox';
import type { PrintRequest } from '#core/api/printing.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Spot } from '#core/print/paper.js';
import { messageParser } from '#core/wire/parse-message.js';

const ProfilesSchema = Type.Record(Type.String(), Type.Object({ x: Type.Number(), y: Type.Number() }));
type Profiles = Type.Static<typeof ProfilesSchema>;

const CENTRED: Spot = { x: 0, y: 0 };

/** Offsets of printers by their names, in a JSON file that people may read and correct: `{"office": {"x": 0.5, "y": -1}}`. */
export class PrinterProfiles {
  readonly #path: string;
  readonly #parse = messageParser(ProfilesSchema);

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The offset in mm to print with: the given one, or the one kept for the printer.
   * @throws GateError `not-found` (a printer without a kept offset), `config-invalid`
   */
  async offsetOf({ printer, offset }: PrintRequest): Promise<Spot> {
    if (offset !== undefined) return offset;
    if (printer === undefined) return CENTRED;
    const kept = (await this.#read())[printer];
    if (kept === undefined)
      throw new GateError('not-found', { kind: 'offset kept for printer', id: printer });
    return kept;
  }

  /** Keeps the offset of a request that names its printer. */
  async keep({ printer, offset }: PrintRequest): Promise<void> {
    if (printer === undefined || offset === undefined) return;
    const profiles = { ...(await this.#read()), [printer]: offset };
    const fresh = `${this.#path}.new`;
    await writeFile(fresh, `${JSON.stringify(profiles, null, 2)}\n`);
    await rename(fresh, this.#path);
  }

  async #read(): Promise<Profiles> {
    const text = await readFile(this.#path, 'utf8').catch((cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '{}';
      throw new GateError('config-unreadable', { path: this.#path, problem: messageOf(cause) }, { cause });
    });
    const parsed = this.#parse(text);
    if (!parsed.ok) throw new GateError('config-invalid', { path: this.#path, problems: parsed.problem });
    return parsed.value;
  }
}
