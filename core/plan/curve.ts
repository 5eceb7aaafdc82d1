/** Curves: a name for a ladder of exposures, spread evenly over a time. */
import { minuteMs } from '../time.ts';

export const presets = {
  standard: [0, 1, 5, 10, 25, 50, 100],
  cautious: [0, 1, 2, 5, 10, 20, 35, 50, 75, 100],
  fast: [0, 10, 50, 100],
  doubling: [0, 1, 2, 4, 8, 16, 32, 64, 100],
} as const;

export type Curve = { readonly overMs: number } & (
  | { readonly preset: keyof typeof presets }
  | { readonly preset: 'linear' | 'geometric'; readonly steps: number }
  | { readonly preset: 'exponential'; readonly growth: number }
);

/** AWS advises to begin at 0 % and look whether everything is in place; half an hour does. */
export const zeroHoldMs = 30 * minuteMs;

/** Exposures rise from 0 to 100 %. */
export function exposuresOf(curve: Curve): readonly number[] {
  switch (curve.preset) {
    case 'linear':
      return ladder(curve.steps, (n) => (100 * n) / curve.steps);
    case 'geometric':
      return ladder(curve.steps, (n) => 100 ** ((n - 1) / (curve.steps - 1)));
    case 'exponential':
      return [0, ...growing(curve.growth)];
    default:
      return presets[curve.preset];
  }
}

/** As AppConfig's own deployment strategies grow: G·2^N, until everybody is reached. */
function growing(growth: number): number[] {
  const exposures: number[] = [];
  for (let exposure = rounded(growth); exposure < 100; exposure = rounded(exposure * 2))
    exposures.push(exposure);
  return [...exposures, 100];
}

const ladder = (steps: number, exposure: (n: number) => number): number[] => [
  0,
  ...Array.from({ length: steps }, (_, i) => rounded(exposure(i + 1))),
];

/** AppConfig keeps exposures as 32-bit floats; four decimals survive that, and can be read. */
const rounded = (exposure: number): number => Math.round(exposure * 1e4) / 1e4;

/** Holds in whole minutes that add up to `overMs`: half an hour at 0 %, the rest evenly, what is left over to the last. */
export function holdsOf({ overMs }: Curve, count: number): readonly number[] {
  const restMs = overMs - zeroHoldMs;
  const eachMs = Math.floor(restMs / (count - 1) / minuteMs) * minuteMs;
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return zeroHoldMs;
    return i < count - 1 ? eachMs : restMs - eachMs * (count - 2);
  });
}
