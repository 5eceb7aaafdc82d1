/** How values are said to people, the same on every surface of the command line. */
import type { Gate, Guard, Plan } from '#core/plan/plan';
import type { Reaction } from '#core/reaction';
import type { Delay } from '#core/schedule';
import { formatDay, formatDuration } from '#core/time';
import { formatDays, formatHours } from '#core/week';

/** `12.5 %`; four decimals are what AppConfig keeps apart. */
export const percent = (value: number): string => `${Number(value.toFixed(4))} %`;

/** `outside window +5h 26m`. */
export function delay({ kind, reason, fromAt, untilAt }: Delay): string {
  const words = {
    window: 'outside window',
    freeze: 'freeze',
    pause: 'paused',
    late: 'late',
    gates: 'gates',
    approval: 'approval',
  };
  return `${words[kind]}${reason ? ` (${reason})` : ''} +${formatDuration(untilAt - fromAt)}`;
}

/** `slack:S0PMGROUP or ReleaseManager`: of an ARN its name says enough. */
export const approvers = (from: readonly string[]): string =>
  from.map((who) => who.replace(/^arn:.*\//, '')).join(' or ');

export function gate(asked: Gate): string {
  switch (asked.kind) {
    case 'alarms':
      return 'alarms OK';
    case 'metric': {
      const bounds = [
        asked.above !== undefined && `> ${asked.above}`,
        asked.below !== undefined && `< ${asked.below}`,
      ];
      return `${asked.metric} ${bounds.filter(Boolean).join(' and ')} over ${formatDuration(asked.overMs)}`;
    }
    case 'approval':
      return `approval by ${approvers(asked.from)}`;
  }
}

/** `shop-prod-5xx`, `alarms tagged team=checkout (5m in ALARM)`. */
export function guard(watched: Guard): string {
  const tags =
    watched.kind === 'alarmsTagged'
      ? Object.entries(watched.tags).map(([key, value]) => `${key}=${value}`)
      : [];
  const name = watched.kind === 'alarm' ? watched.alarm : `alarms tagged ${tags.join(', ')}`;
  return watched.forMs > 0 ? `${name} (${formatDuration(watched.forMs)} in ALARM)` : name;
}

/** `about 3m 50s: alarm 2m + evaluation up to 1m + rampart 5s + agents' poll 45s`. */
export function reaction({ alarmMs, totalMs, ...rest }: Reaction): string {
  const parts = [
    alarmMs === undefined ? 'its period × datapoints to alarm' : `alarm ${formatDuration(alarmMs)}`,
    `evaluation up to ${formatDuration(rest.evaluationMs)}`,
    ...(rest.patienceMs > 0 ? [`in ALARM for up to ${formatDuration(rest.patienceMs)}`] : []),
    `rampart ${formatDuration(rest.rampartMs)}`,
    `agents' poll ${formatDuration(rest.pollMs)}`,
  ];
  const all = totalMs === undefined ? 'per alarm' : `about ${formatDuration(totalMs)}`;
  return `${all}: ${parts.join(' + ')}`;
}

export const windows = (plan: Plan): string =>
  plan.windows
    .map(({ days, fromMinute, toMinute }) => `${formatDays(days)} ${formatHours(fromMinute, toMinute)}`)
    .join(', ');

/** `18 Dec - 4 Jan (Christmas)`, as it is written in the plan. */
export const freezes = (plan: Plan): readonly string[] =>
  plan.freezes.map(
    ({ from, to, reason }) => `${moment(from)} - ${moment(to)}${reason ? ` (${reason})` : ''}`,
  );

function moment(text: string): string {
  const day = formatDay(Date.parse(text.slice(0, 10)), 'UTC')
    .slice(4)
    .replace(/^0/, '');
  return text.length > 10 ? `${day} ${text.slice(11)}` : day;
}
