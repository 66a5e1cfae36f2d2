import { decode, encode, Tagged, Tokenizer, type DecodeOptions, type Token } from 'cborg';
import { GateError, messageOf } from '#core/errors/gate-error.js';

/** Nothing a pass needs is missing here; whatever has two spellings or no use is refused. */
const STRICT: DecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
};

interface CborLimits {
  /** Most bytes the item may have. */
  readonly bytes: number;
  /** Most arrays, maps and tags in it, which also bounds how deep they nest. */
  readonly containers: number;
}

/** A decoded tag and what it holds. */
export class TaggedItem {
  readonly tag: number;
  readonly content: unknown;

  constructor(tag: number, content: unknown) {
    this.tag = tag;
    this.content = content;
  }
}

/** Deterministic CBOR of plain values, bytes and maps, or of such a value under a tag. */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value instanceof TaggedItem ? new Tagged(value.tag, value.content) : value);
}

/**
 * Decodes exactly one CBOR item in its shortest form and within the limits; COSE_Sign1 tags come as `TaggedItem`.
 * @throws GateError `pass-text-invalid`
 */
export function decodeStrictCbor(bytes: Uint8Array, limits: CborLimits): unknown {
  if (bytes.length > limits.bytes) throw invalid(`it has ${bytes.length} bytes of at most ${limits.bytes}`);
  try {
    const tokenizer = new CountingTokenizer(bytes, limits.containers);
    const item: unknown = decode(bytes, { ...STRICT, tags: TAGS, tokenizer });
    return item;
  } catch (error) {
    if (error instanceof GateError) throw error;
    throw invalid(`its CBOR is wrong (${messageOf(error)})`);
  }
}

export const COSE_SIGN1_TAG = 18;

const TAGS = { [COSE_SIGN1_TAG]: (content: () => unknown) => new TaggedItem(COSE_SIGN1_TAG, content()) };

/** Stops at the first container too many, before anything is nested that deep. */
class CountingTokenizer implements NonNullable<DecodeOptions['tokenizer']> {
  readonly #inner: Tokenizer;
  #containersLeft: number;

  constructor(bytes: Uint8Array, containers: number) {
    this.#inner = new Tokenizer(bytes, STRICT);
    this.#containersLeft = containers;
  }

  done(): boolean {
    return this.#inner.done();
  }

  pos(): number {
    return this.#inner.pos();
  }

  next(): Token {
    const token = this.#inner.next();
    if (!token.type.terminal) this.#containersLeft -= 1;
    if (this.#containersLeft < 0) throw invalid('its CBOR is nested too deep');
    return token;
  }
}

function invalid(problem: string): GateError {
  return new GateError('pass-text-invalid', { problem });
}
