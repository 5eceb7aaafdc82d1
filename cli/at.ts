/** `--at`: when a plan is started, or would be. */
import { InvalidArgumentError, Option } from 'commander';
import { minuteMs, parseInstant } from '#core/time';
import type { Context } from './context.ts';

export const atOption = (): Option =>
  new Option(
    '--at <time>',
    'as if started then: 2026-12-01T09:00 in the plan’s zone, or with an offset',
  ).argParser(toTime);

/** The instant may depend on the zone of the plan. To the second it would only look exact. */
export const startedAtOf =
  ({ now }: Context, at: string | undefined) =>
  (timezone: string): number =>
    (at === undefined ? undefined : parseInstant(at, timezone)) ?? now() - (now() % minuteMs);

function toTime(text: string): string {
  if (parseInstant(text, 'UTC') === undefined)
    throw new InvalidArgumentError('Write a time such as 2026-12-01T09:00 or 2026-12-01T09:00:00Z.');
  return text;
}
