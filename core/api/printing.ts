import Type from 'typebox';
import { TEMPLATE_NAMES } from '#core/print/templates.js';
import { CompoundIdSchema, PassIdSchema } from '#core/wire/parts.js';

/** Passes one job prints at most: the largest buildings have about a thousand flats. */
export const PRINT_LIMIT = 2_000;
/** Longest lists of warnings that are told. */
export const WARNING_LIMIT = 100;

/** More places than any sheet has; the template knows how many there really are. */
const MOST_PLACES = 100;

export const PrintRequestSchema = Type.Object({
  compound: CompoundIdSchema,
  passes: Type.Optional(
    Type.Array(PassIdSchema, {
      minItems: 1,
      maxItems: PRINT_LIMIT,
      uniqueItems: true,
      description: 'which passes, in the order they are printed; or else a building',
    }),
  ),
  building: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9]{1,16}$',
      description: 'all valid passes of its households, by unit and room',
    }),
  ),
  template: Type.Enum([...TEMPLATE_NAMES], {
    description: 'card: 85.6 x 54 mm, ten on A4; hang-card: A6, four on A4; label: 60 x 40 mm, 18 on A4',
  }),
  single: Type.Optional(
    Type.Boolean({ description: 'one pass a page of its own size: label rolls, card printers, A6 paper' }),
  ),
  startAt: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MOST_PLACES,
      description: 'first free place of a part-used sheet, row by row',
    }),
  ),
  printer: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
      description:
        'the offset is the one kept for this printer; with an offset, that one is kept from now on',
    }),
  ),
  offset: Type.Optional(
    Type.Object(
      { x: Type.Number(), y: Type.Number() },
      { description: 'mm to the right and downwards, against the drift of the printer' },
    ),
  ),
  names: Type.Optional(
    Type.Boolean({ description: 'print names of residents too; without it no name is on any pass' }),
  ),
  signatures: Type.Optional(
    Type.Boolean({ description: 'also make a list for each building to sign when passes are handed out' }),
  ),
});
export type PrintRequest = Type.Static<typeof PrintRequestSchema>;

export const PrintJobSchema = Type.Object({
  id: Type.String({ description: 'UUID' }),
  state: Type.Enum(['queued', 'running', 'done', 'failed']),
  done: Type.Integer({ minimum: 0, description: 'passes that were printed and read back' }),
  total: Type.Integer({ minimum: 0 }),
  signatures: Type.Boolean({ description: 'whether there is a signature list' }),
  warnings: Type.Array(Type.String(), { maxItems: WARNING_LIMIT }),
  problem: Type.Union(
    [
      Type.Object({
        code: Type.String(),
        message: Type.String(),
        details: Type.Record(
          Type.String(),
          Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
        ),
      }),
      Type.Null(),
    ],
    { description: 'why it failed: a code of docs/errors.md, and a sentence' },
  ),
});
/** One batch of passes on its way to paper. Its documents are kept for an hour. */
export type PrintJob = Type.Static<typeof PrintJobSchema>;

export type PrintDocument = 'sheets' | 'signatures';

export interface Printing {
  /**
   * Takes a job; it is printed when the ones before it are done.
   * @throws GateError `not-found` (compound, pass, building without valid passes, printer), `print-pass-invalid`,
   *   `request-invalid`, `print-font-missing`, `print-busy`
   */
  start(request: PrintRequest): Promise<PrintJob>;
  /** @throws GateError `not-found` (unknown, or forgotten after an hour) */
  get(id: string): Promise<PrintJob>;
  /**
   * A finished PDF whose codes were all read back.
   * @throws GateError `not-found`, `print-not-ready`
   */
  document(id: string, document: PrintDocument): Promise<Uint8Array>;
}
