/** Where a ramp stands, in one line for people: from the ledger, or from the events that it has sent. */
import type { Plan } from './plan/plan.ts';
import { type Cause, type Ramp, stateOf } from './ramp.ts';
import { dayMs, formatAt, formatClock, wallClock } from './time.ts';

/** `needs`: the command by which a person goes on with it. */
export type Standing = {
  readonly ramp: string;
  readonly name: string;
  readonly run: number | undefined;
  readonly state: string;
  readonly exposure: number;
  readonly what: string;
  readonly needs: string | undefined;
  /** Since when AWS bills the run; undefined when it does not. */
  readonly billedSinceAt: number | undefined;
  readonly limitMs: number;
  readonly endedAt: number | undefined;
};

export type Seen = { readonly now: number; readonly timezone: string };
export type Kept = {
  readonly ramp: Ramp;
  readonly cause: Cause | undefined;
  readonly plan: Plan;
  /** When the machine wakes by itself. */
  readonly dueAt: number;
};

export function standingOf({ ramp, cause, plan, dueAt }: Kept, seen: Seen): Standing {
  const state = stateOf(ramp, cause);
  return {
    ramp: ramp.id,
    name: ramp.name,
    run: ramp.run,
    state,
    exposure: ramp.exposurePercent,
    ...lineOf(ramp, cause, plan, dueAt, state, seen),
    billedSinceAt: ramp.stopped === undefined ? ramp.reached[0]?.raisedAt : undefined,
    limitMs: plan.maxDurationMs,
    endedAt: ramp.endedAt,
  };
}

type Line = Pick<Standing, 'what' | 'needs'>;
const moves = (what: string): Line => ({ what, needs: undefined });

function lineOf(
  ramp: Ramp,
  cause: Cause | undefined,
  plan: Plan,
  dueAt: number,
  state: string,
  seen: Seen,
): Line {
  const { name, waiting } = ramp;
  switch (state) {
    case 'PENDING':
      return moves(`starts ${when(ramp.startAt, seen)}`);
    case 'STOPPING':
      return ramp.stopDelay
        ? { what: `stop delayed: ${ramp.stopDelay.error}`, needs: `ramp status ${name}` }
        : moves(`is being stopped: ${cause?.reason}`);
    case 'PAUSED': {
      const { fromAt = seen.now, reason = '' } = ramp.pauses.at(-1) ?? {};
      return { what: `paused since ${when(fromAt, seen)}: ${reason}`, needs: `ramp resume ${name}` };
    }
    case 'APPROVAL':
      return {
        what: `approval since ${when(ramp.question?.askedAt ?? seen.now, seen)}`,
        needs: `ramp approve ${name}`,
      };
    case 'WAITING':
      return waiting?.overdueToldAt === undefined
        ? moves(`waits: ${waiting?.because}`)
        : { what: `waits for too long: ${waiting.because}`, needs: `ramp status ${name}` };
    case 'RUNNING':
    case 'WINDOW':
      return moves(nextOf(plan.steps[ramp.reached.length]?.exposurePercent, dueAt, seen));
    default:
      return moves(
        `${state.toLowerCase()} ${when(ramp.endedAt ?? seen.now, seen)}: ${ramp.stopped?.reason ?? ''}`,
      );
  }
}

export const nextOf = (exposure: number | undefined, at: number, seen: Seen): string =>
  exposure === undefined ? `to its end, ${when(at, seen)}` : `→ ${exposure} % ${when(at, seen)}`;

/** `09:02`, `yesterday 16:40`, `Mon 23 Nov 10:42`: as short as it can be on that day. */
export function when(at: number, { now, timezone }: Seen): string {
  const day = (ms: number) => Math.floor(wallClock(ms, timezone) / dayMs);
  const clock = formatClock(at - (at % 60_000), timezone);
  switch (day(at) - day(now)) {
    case 0:
      return at > now ? `today ${clock}` : clock;
    case -1:
      return `yesterday ${clock}`;
    case 1:
      return `tomorrow ${clock}`;
    default:
      return formatAt(at - (at % 60_000), timezone);
  }
}
