/** What may go wrong between a rule or schedule and its target, chosen by a script or by a seed. */
import type { Random } from '../random.ts';

export type DeliveryFault =
  /** Never arrives, and nobody learns of it. */
  | { readonly kind: 'lost' }
  /** Arrives twice, the second time so much later. */
  | { readonly kind: 'duplicated'; readonly delayMs?: number }
  | { readonly kind: 'delayed'; readonly delayMs: number }
  /** Arrives after so many later deliveries of the same rule, 1 by default, but waits at most this long, 60 s by default. */
  | { readonly kind: 'reordered'; readonly overtakenBy?: number; readonly atMostMs?: number };

export type Route = {
  /** The ARN of the rule or schedule. */
  readonly from: string;
  readonly targetArn: string;
};

/** Asked once per delivery; undefined when nothing goes wrong. */
export type DeliveryFaults = (route: Route) => DeliveryFault | undefined;

export const noDeliveryFaults: DeliveryFaults = () => undefined;

export type ScriptedDeliveryFault = {
  /** Part of the ARN of the rule or schedule. */
  readonly from?: string;
  /** Part of the ARN of the target. */
  readonly target?: string;
  /** How many matching deliveries go well first; 0 by default. */
  readonly after?: number;
  /** How many deliveries it hits; 1 by default. */
  readonly times?: number;
  readonly fault: DeliveryFault;
};

/** The first line that matches and is not used up decides. */
export function scriptedDeliveryFaults(script: readonly ScriptedDeliveryFault[]): DeliveryFaults {
  const lines = script.map((line) => ({ ...line, after: line.after ?? 0, times: line.times ?? 1 }));
  return ({ from, targetArn }) => {
    for (const line of lines) {
      const matches = from.includes(line.from ?? '') && targetArn.includes(line.target ?? '');
      if (!matches || line.times <= 0) continue;
      if (line.after-- > 0) continue;
      line.times -= 1;
      return line.fault;
    }
    return undefined;
  };
}

/** How often each kind happens, as shares of 1; together at most 1. */
export type DeliveryFaultRates = {
  readonly lost?: number;
  readonly duplicated?: number;
  readonly delayed?: number;
  readonly reordered?: number;
  /** A late or repeated delivery is late by up to this much; 60 s by default. */
  readonly longestMs?: number;
};

export function seededDeliveryFaults(random: Random, rates: DeliveryFaultRates): DeliveryFaults {
  return () => {
    const draw = random.next();
    const delayMs = 1 + random.integer(rates.longestMs ?? 60_000); // always drawn, so that rates do not shift later draws
    const kinds: readonly (readonly [share: number, fault: DeliveryFault])[] = [
      [rates.lost ?? 0, { kind: 'lost' }],
      [rates.duplicated ?? 0, { kind: 'duplicated', delayMs }],
      [rates.delayed ?? 0, { kind: 'delayed', delayMs }],
      [rates.reordered ?? 0, { kind: 'reordered', atMostMs: delayMs }],
    ];
    let reached = 0;
    for (const [share, fault] of kinds) {
      reached += share;
      if (draw < reached) return fault;
    }
    return undefined;
  };
}
