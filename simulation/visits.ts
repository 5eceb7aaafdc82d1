/** What users do in the shop, counted by what they see: requests, errors, orders and how long pages take. */
import type { Random } from '#local/random';
import { gauss } from './users.ts';

/** What was counted of users who saw the same. */
export type Counts = {
  visitors: number;
  requests: number;
  errors: number;
  orders: number;
  /** Milliseconds, to how many pages took as long. */
  readonly latencies: Map<number, number>;
};

const chance = { error: 0.002, failingError: 0.8, order: 0.05, orderByTreatment: 0.06 };
/** Half of the pages take less; none takes longer than the longest. */
const medianMs = 200;
const longestMs = 450;

export const noCounts = (): Counts => ({
  visitors: 0,
  requests: 0,
  errors: 0,
  orders: 0,
  latencies: new Map(),
});

/** One user looks around, and perhaps buys. */
export function visit(
  counts: Counts,
  { isTreated, fails }: { readonly isTreated: boolean; readonly fails: boolean },
  random: Random,
): void {
  const requests = 1 + random.integer(5);
  counts.visitors += 1;
  counts.requests += requests;
  for (let each = 0; each < requests; each += 1)
    if (random.next() < (fails ? chance.failingError : chance.error)) counts.errors += 1;
  if (random.next() < (isTreated ? chance.orderByTreatment : chance.order)) counts.orders += 1;
  const ms = Math.min(longestMs, Math.round((medianMs * Math.exp(0.35 * gauss(random))) / 10) * 10);
  counts.latencies.set(ms, (counts.latencies.get(ms) ?? 0) + 1);
}

export function sum(all: readonly Counts[]): Counts {
  const total = noCounts();
  for (const { visitors, requests, errors, orders, latencies } of all) {
    total.visitors += visitors;
    total.requests += requests;
    total.errors += errors;
    total.orders += orders;
    for (const [ms, count] of latencies) total.latencies.set(ms, (total.latencies.get(ms) ?? 0) + count);
  }
  return total;
}
