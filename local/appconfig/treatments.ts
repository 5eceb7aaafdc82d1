/** The treatments of a definition: their keys, their weights, and numbers as AppConfig keeps them. */
import type { Treatment, TreatmentInput } from '@aws-sdk/client-appconfig';
import { badRequest } from './errors.ts';
import type { Switches } from './switches.ts';

/** The service gives the keys: c for the control, t1, t2 … for the treatments in their order. */
export const readTreatments = (inputs: readonly TreatmentInput[]): readonly Treatment[] =>
  inputs.map((input, n) => ({ Key: `t${n + 1}`, ...read(input) }));

export const readControl = (input: TreatmentInput): Treatment => ({ Key: 'c', ...read(input) });

const read = ({ Weight = 0, ...input }: TreatmentInput): Treatment => ({ ...input, Weight: toFloat(Weight) });

/** @throws BadRequestException */
export function refuseWeights(
  { weights }: Switches,
  treatments: readonly Treatment[],
  control: Treatment,
): void {
  const sum = [...treatments, control].reduce((total, { Weight = 0 }) => total + Weight, 0);
  if (sum <= 0) throw badRequest('The weights of the treatments and the control must sum to more than 0');
  if (weights === 'sumTo100' && Math.abs(sum - 100) > 0.001)
    throw badRequest(`The weights of the treatments and the control must sum to 100, not ${sum}`);
}

/** AppConfig keeps weights and percentages in 32 bits and prints the shortest decimal that means the same. */
export function toFloat(value: number): number {
  const kept = Math.fround(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === kept) return shorter;
  }
  return Number(kept.toPrecision(9));
}
