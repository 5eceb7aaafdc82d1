/** The summaries of a plan, with what their placeholders stand for. */
import type { Ramp } from './ramp.ts';
import { formatDuration } from './time.ts';

export function filledIn(summary: string, ramp: Ramp, now: number, reason = ''): string {
  const { name, exposurePercent, reached } = ramp;
  const values: Readonly<Record<string, string>> = {
    name,
    exposure: `${exposurePercent} %`,
    elapsed: formatDuration(now - (reached[0]?.raisedAt ?? now)),
    reason,
  };
  return summary.replaceAll(/\{\{(\w+)\}\}/g, (placeholder, word: string) => values[word] ?? placeholder);
}
