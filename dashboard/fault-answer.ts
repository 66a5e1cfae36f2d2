import Type from 'typebox';
import { GateError } from '#core/errors/gate-error.js';

/** Largest body any JSON route accepts, in bytes: the longest policy fits four times. */
export const BODY_LIMIT = 256 * 1024;

export const FaultAnswerSchema = Type.Object(
  {
    code: Type.String({ description: 'stable; listed in docs/errors.md' }),
    message: Type.String({ description: 'what is wrong and what to do' }),
    details: Type.Record(
      Type.String(),
      Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
    ),
  },
  { description: 'A coded fault.' },
);
/** How every fault is answered (DESIGN section 9). */
export type FaultAnswer = Type.Static<typeof FaultAnswerSchema>;

/** The fault answers every route may give. */
export const FAULTS = { '4xx': FaultAnswerSchema } as const;

export function faultAnswer(error: GateError): FaultAnswer {
  return { code: error.code, message: error.message, details: { ...error.details } };
}

/** The coded form of a fault of ours or of the framework; null when nobody foresaw it. */
export function codedFault(error: unknown): GateError | null {
  if (error instanceof GateError) return error;
  if (!(error instanceof Error)) return null;
  const { code, statusCode } = frameworkMarks(error);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new GateError('content-type-unsupported', {}, { cause: error });
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new GateError('request-too-large', { limit: BODY_LIMIT }, { cause: error });
  }
  const isFaultOfCaller = statusCode !== null && statusCode >= 400 && statusCode < 500;
  return isFaultOfCaller
    ? new GateError('request-invalid', { problem: error.message.slice(0, 200) }, { cause: error })
    : null;
}

function frameworkMarks(error: Error): { code: string; statusCode: number | null } {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const statusCode = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
  return { code, statusCode };
}
