/** How a ramp of the simulation ended, in one line: whether as planned, where, how fast, and who saw what. */
import type { Delivered } from '#core/delivered';
import { toldFact } from '#core/delivered';
import { formatDuration } from '#core/time';
import { type ExitCode, exit } from './command.ts';
import type { Paint } from './context.ts';
import { durationOf } from './story.ts';

export type Ending = {
  readonly isSuccess: boolean;
  /** `STOPPED at step 4 of 6`. */
  readonly how: string;
  readonly ranMs: number;
};

export function endingOf(events: readonly Delivered[]): Ending | undefined {
  const facts = events.flatMap((event) => toldFact(event) ?? []);
  const finished = facts.find((fact) => fact.type === 'Ramp Finished')?.data;
  if (!finished) return undefined;
  const ranMs = durationOf(finished.duration ?? '');
  if (finished.outcome === 'refused') return { isSuccess: false, how: `REFUSED: ${finished.summary}`, ranMs };
  const kind = facts.find((fact) => fact.type === 'Ramp Stopped')?.data.reason.kind;
  const place = `at step ${finished.step} of ${finished.of}`;
  if (kind === 'end') return { isSuccess: true, how: `ENDED as planned ${place}`, ranMs };
  const isHeld = kind === 'deadline' && finished.step === finished.of;
  if (isHeld) return { isSuccess: true, how: `HELD ${place} up to the limit of the plan`, ranMs };
  return { isSuccess: false, how: `STOPPED ${place}`, ranMs };
}

export function renderEnding(
  { isSuccess, how, ranMs }: Ending,
  { took, shown, paint }: { took: string; shown: ReadonlyMap<string, number>; paint: Paint },
): string {
  const sign = isSuccess ? paint('green', '✔') : paint('red', '✖');
  const pace = `${formatDuration(ranMs)} virtual in ${took}`;
  return `${sign} ${how} · ${pace} · ${seen(shown)}`;
}

export const exitOf = ({ isSuccess }: Ending): ExitCode => (isSuccess ? exit.done : exit.unsuccessful);

/** `4 719 users in the run, 2 322 got t1`. */
function seen(shown: ReadonlyMap<string, number>): string {
  const total = [...shown.values()].reduce((sum, count) => sum + count, 0);
  const treated = [...shown].filter(([key]) => key !== 'c').toSorted(([a], [b]) => a.localeCompare(b));
  const got = treated.map(([key, count]) => `${grouped(count)} got ${key}`);
  return [`${grouped(total)} users in the run`, ...got].join(', ');
}

/** `4 719`. */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
