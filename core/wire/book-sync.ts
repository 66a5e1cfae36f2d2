import Type from 'typebox';

const bookVersion = Type.Integer({ minimum: 0, description: 'version of the book of the compound' });

export const BookRequestSchema = Type.Object({
  kind: Type.Literal('book'),
  have: Type.Integer({ minimum: 0, description: 'version the gate has; 0: none' }),
});
/** A gate asks for its book. */
export type BookRequest = Type.Static<typeof BookRequestSchema>;

/** Keeps a whole chunk, with what JSON adds to it, under the 64 KiB a packet may have. */
const CHUNK_TEXT = 16_000;

export const BookChunkSchema = Type.Object({
  kind: Type.Literal('book'),
  version: bookVersion,
  chunk: Type.Integer({ minimum: 1, maximum: 100_000, description: 'number of this chunk, from 1' }),
  chunks: Type.Integer({ minimum: 1, maximum: 100_000, description: 'how many there are' }),
  text: Type.String({ maxLength: CHUNK_TEXT, description: 'a piece of the JSON text of the book' }),
});
/** One numbered piece of the answer; the texts joined in order are the book. */
export type BookChunk = Type.Static<typeof BookChunkSchema>;

export const BookChangeSchema = Type.Object({
  version: bookVersion,
  kind: Type.Enum(['policy', 'pass', 'household', 'state', 'keys']),
  value: Type.Unknown({ description: 'the new policy, pass, household, state or keys' }),
});
/** One change of the book. A version that is not the next one makes the gate ask for the whole book again. */
export type BookChange = Type.Static<typeof BookChangeSchema>;
