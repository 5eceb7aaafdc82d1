/** The summaries of a plan, with what their placeholders stand for. */
import type { Ramp } from './ramp.ts';
import { formatDuration, secondMs } from './time.ts';

export function filledIn(summary: string, ramp: Ramp, now: number, reason = ''): string {
  const { name, exposurePercent, reached } = ramp;
  const elapsedMs = now - (reached[0]?.raisedAt ?? now);
  const values: Readonly<Record<string, string>> = {
    name,
    exposure: `${exposurePercent} %`,
    elapsed: formatDuration(elapsedMs - (elapsedMs % secondMs)),
    reason,
  };
  return summary.replaceAll(/\{\{(\w+)\}\}/g, (placeholder, word: string) => values[word] ?? placeholder);
}
