/** What an invocation comes to, worded as Lambda's runtime for Node.js words it. */
import { isNativeError } from 'node:util/types';
import { bytesOf } from '../wire/message.ts';

export type Outcome = {
  readonly ok: boolean;
  readonly payload: Uint8Array;
};

/** 6 MB, and what Lambda lets an answer have beyond that. */
const largestPayload = 6_291_456;
const largestAnswer = 6_291_556;
const largestEvent = 1_048_576;

export const largestRequest = (isAsync: boolean): number => (isAsync ? largestEvent : largestPayload);

const broke = (error: object): Outcome => ({ ok: false, payload: bytesOf(JSON.stringify(error)) });

export function returned(value: unknown): Outcome {
  const written = write(value);
  if (written === undefined)
    return broke({
      errorType: 'Runtime.MarshalError',
      errorMessage: 'Unable to stringify response body',
      trace: [],
    });
  const payload = bytesOf(written);
  if (payload.byteLength <= largestAnswer) return { ok: true, payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestAnswer} bytes).`;
  return broke({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
}

function write(value: unknown): string | undefined {
  try {
    return JSON.stringify(value === undefined ? null : value);
  } catch {
    return undefined;
  }
}

export function threw(error: unknown): Outcome {
  if (!isNativeError(error))
    return broke({ errorType: typeof error, errorMessage: String(error), trace: [] });
  const trace = (error.stack ?? '').split('\n');
  return broke({ errorType: error.name, errorMessage: error.message, trace });
}

export const timedOut = (requestId: string, timeoutMs: number): Outcome =>
  broke({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  });

export const exited = (requestId: string): Outcome =>
  broke({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 1`,
  });
