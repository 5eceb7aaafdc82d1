/** What a ramp costs in AWS: counted in the embedded AWS, times what AWS asks. */
import { dayMs, hourMs } from '#core/time';
import { planOf } from '#test/support/ramps';
import { type Counted, type Counts, count } from './counted-world.ts';
import type { Figure } from './figure.ts';
import { number } from './pace.ts';
import { assumed, prices } from './prices.ts';

const days = 14;
const steps = [0, 1, 2, 5, 10, 20, 30, 50, 75, 100];
const plan = planOf({
  steps: steps.map((exposurePercent) => ({
    exposurePercent,
    holdMs: (days * dayMs) / steps.length,
    gates: [{ kind: 'alarms' }],
  })),
});
const monthDays = 30;

export default async function costFigures(): Promise<Figure[]> {
  // A look every minute is most of the work and all the same: it is counted for a day, and looked through every ten minutes else.
  const idle = await count({ plan, ramps: 0, forMs: dayMs, every: 'rate(1 minute)' });
  const one = await count({ plan, ramps: 1, forMs: days * dayMs + hourMs, every: 'rate(10 minutes)' });
  const none = await count({ plan, ramps: 0, forMs: days * dayMs + hourMs, every: 'rate(10 minutes)' });

  const machine = withoutStanding(one);
  const cost = machine.transitions * prices.transition + lambdaOf(machine);
  const standing = monthly(dollarsOf(idle), 1);
  const each = monthly(dollarsOf(one), days) - monthly(dollarsOf(none), days);
  return [
    { what: 'transitions of a ramp of 10 steps in 14 days', figure: number(one.transitions) },
    { what: 'Lambda invocations of it, the watch apart', figure: number(total(machine.invocations)) },
    {
      what: 'calls to AWS of it, those of the watch for it included',
      figure: number(total(one.calls) - total(none.calls)),
    },
    {
      what: 'Step Functions and Lambda of it',
      figure: `$${cost.toFixed(6)}`,
      bar: 'at most $0.001',
      ok: cost <= 0.001,
    },
    ...[0, 1, 100, 10_000].map((open) => ({
      what: `${number(open)} ramps open for a month, all but alarms and AppConfig`,
      figure: `$${(standing + open * each).toFixed(2)}`,
    })),
    {
      what: 'beside it: three standard alarms for a month',
      figure: `$${(3 * prices.alarmMonth).toFixed(2)}`,
    },
  ];
}

const total = (counts: Counts): number => [...counts.values()].reduce((sum, each) => sum + each, 0);
const monthly = (dollars: number, of: number): number => (dollars * monthDays) / of;

/** What runs for all ramps together, or for none. */
const isStanding = (name: string) => /-(watch|digest)$/.test(name);
const withoutStanding = (counted: Counted): Counted => ({
  ...counted,
  invocations: new Map([...counted.invocations].filter(([name]) => !isStanding(name))),
});

function lambdaOf({ invocations, callsOf, memory }: Counted): number {
  const costs = [...invocations].map(([name, times]) => {
    const seconds = (times * assumed.invocationMs + (callsOf.get(name) ?? 0) * assumed.callMs) / 1000;
    return times * prices.invocation + seconds * (memory.get(name) ?? 0) * prices.gigabyteSecond;
  });
  return costs.reduce((sum, each) => sum + each, 0);
}

/** Everything that is counted. */
function dollarsOf(counted: Counted): number {
  const calls = [...counted.calls].map(([name, times]) => times * priceOf(name));
  const scheduled = [...counted.invocations].filter(([name]) => isStanding(name));
  return (
    counted.transitions * prices.transition +
    lambdaOf(counted) +
    calls.reduce((sum, each) => sum + each, 0) +
    total(new Map(scheduled)) * prices.scheduled
  );
}

function priceOf(call: string): number {
  if (/^DynamoDB\.(Put|Update|Delete)/.test(call)) return assumed.writeUnits * prices.writeUnit;
  if (/^DynamoDB\./.test(call)) return assumed.readUnits * prices.readUnit;
  if (call === 'EventBridge.PutEvents') return prices.event;
  if (/^CloudWatch\./.test(call)) return prices.cloudWatchRequest;
  return 0;
}
