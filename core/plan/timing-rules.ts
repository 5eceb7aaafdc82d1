/** What has to hold in time: every step finds an opening, and the ramp is over before its limit. */
import { neverOpens, schedule, startOf } from '../schedule.ts';
import { formatAt, formatDuration } from '../time.ts';
import { atKey, atValue, type Path, type Problem } from './diagnostic.ts';
import { defaultMaxDurationMs, type PlanFile } from './file.ts';
import { normalise } from './normalise.ts';
import type { Plan } from './plan.ts';

/** Rules that need the whole plan and the time at which it would start. */
export function brokenTiming(file: PlanFile, now: number): readonly Problem[] {
  const plan: Plan = normalise(file);
  const startAt = startOf(plan, now);
  const closed = neverOpens(plan, startAt);
  if (closed !== undefined)
    return [
      atKey(
        'no-window-ever',
        [plan.windows.length > 0 ? 'windows' : 'freezes'],
        `step ${closed + 1} is never raised: no window opens within a year`,
        'look at windows and freezes together',
      ),
    ];
  const { steps, completeAt, limitAt } = schedule(plan, { startAt, reached: [] }, startAt);
  if (completeAt !== undefined) return [];
  const unreached = steps.find(({ raiseAt }) => raiseAt === undefined);
  const what = unreached
    ? `step ${unreached.index + 1} would not be raised`
    : 'the last step would not be held in full';
  const limit = formatDuration(plan.maxDurationMs);
  return [
    atValue(
      'too-long',
      limitPath(file),
      `${what} before the ramp has to end: maxDuration is ${limit}, which is ${formatAt(limitAt, plan.timezone)}`,
      'allow more with maxDuration, or shorten holds; windows and freezes count',
    ),
  ];
}

/** The default is nowhere in the file: then what takes so long is shown. */
function limitPath({ maxDuration, curve }: PlanFile): Path {
  if (maxDuration !== defaultMaxDurationMs) return ['maxDuration'];
  return curve ? ['curve', 'over'] : ['steps'];
}
