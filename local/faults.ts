/** What may go wrong between a client and a service, chosen by a script or by a seed. */
import type { Random } from './random.ts';

export type Fault =
  /** Answered 400 ThrottlingException; nothing happens. */
  | { readonly kind: 'throttled' }
  /** Answered 500 InternalServerException; nothing happens. */
  | { readonly kind: 'failed' }
  /** The request arrives late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Answered with an error of this name; nothing happens. A name that the service models gets its own status code. */
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly message?: string;
      readonly statusCode?: number;
    }
  /** Applied, but the connection breaks before the answer arrives. */
  | { readonly kind: 'lost' };

export type Target = {
  readonly service: string;
  readonly operation: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** Whose credentials signed the request, if any did. */
  readonly accessKeyId?: string | undefined;
};
/** Asked once per request; undefined when nothing goes wrong. */
export type Faults = (target: Target) => Fault | undefined;

export const noFaults: Faults = () => undefined;

export type ScriptedFault = {
  readonly service?: string;
  readonly operation?: string;
  /** How many matching requests go well first; 0 by default. */
  readonly after?: number;
  /** How many requests it hits; 1 by default. */
  readonly times?: number;
  readonly fault: Fault;
};

/** The first line that matches and is not used up decides. */
export function scriptedFaults(script: readonly ScriptedFault[]): Faults {
  const lines = script.map((line) => ({ ...line, after: line.after ?? 0, times: line.times ?? 1 }));
  return ({ service, operation }) => {
    for (const line of lines) {
      const matches = (line.service ?? service) === service && (line.operation ?? operation) === operation;
      if (!matches || line.times <= 0) continue;
      if (line.after-- > 0) continue;
      line.times -= 1;
      return line.fault;
    }
    return undefined;
  };
}

/** How often each kind of fault happens, as shares of 1; together at most 1. */
export type FaultRates = {
  readonly throttled?: number;
  readonly failed?: number;
  readonly lost?: number;
  readonly slow?: number;
  /** A slow request is late by up to this much. */
  readonly slowestMs?: number;
};

export function seededFaults(random: Random, rates: FaultRates): Faults {
  return () => {
    const draw = random.next();
    const delayMs = 1 + random.integer(rates.slowestMs ?? 1000); // always drawn, so that rates do not shift later draws
    const kinds: readonly (readonly [share: number, fault: Fault])[] = [
      [rates.throttled ?? 0, { kind: 'throttled' }],
      [rates.failed ?? 0, { kind: 'failed' }],
      [rates.lost ?? 0, { kind: 'lost' }],
      [rates.slow ?? 0, { kind: 'slow', delayMs }],
    ];
    let reached = 0;
    for (const [share, fault] of kinds) {
      reached += share;
      if (draw < reached) return fault;
    }
    return undefined;
  };
}
