/** Alarms that are in ALARM, joined with the ramps that they guard: an event that was lost still ends in a stop. */
import { type AlarmChange, causeOf, changeSeen, reactionTo } from '#core/alarm';
import type { AlarmView } from '#core/evidence';
import { minuteMs } from '#core/time';
import { driveStop } from './drive-stop.ts';
import { inTurns, type Surroundings } from './lambda.ts';
import { wake } from './wake.ts';

/** An alarm may have gone off while its ramp was being opened: after it was read, and before it was bound. */
const marginMs = 10 * minuteMs;

/** @param joinedAt when all of them were joined last: those of before are known */
export async function joinAlarms(
  surroundings: Surroundings,
  inAlarm: readonly AlarmView[],
  { joinedAt, atOnce }: { readonly joinedAt: number; readonly atOnce: number },
): Promise<void> {
  const recent = inAlarm.filter(({ stateAt }) => stateAt > joinedAt - marginMs);
  await inTurns(recent, atOnce, (view) => join(surroundings, changeSeen(view), view.stateAt > joinedAt));
}

async function join(surroundings: Surroundings, change: AlarmChange, isNew: boolean): Promise<void> {
  const { services, now } = surroundings;
  for (const binding of await services.ledger.bindings(change.alarm.arn)) {
    const reaction = reactionTo(change, binding);
    const entry =
      reaction === 'stop'
        ? await services.ledger.fence(binding.rampId, causeOf(change, now), now)
        : reaction === 'look' && isNew
          ? await services.ledger.news(binding.rampId, now)
          : undefined;
    if (!entry) continue;
    const { run } = binding;
    const stopping =
      reaction === 'stop' ? await driveStop(surroundings, entry, { forMs: 0, run }) : { entry };
    await wake(surroundings, stopping.entry);
  }
}
