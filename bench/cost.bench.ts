/** What a ramp costs in AWS: counted in the embedded AWS, times what AWS asks. */
import { dayMs, hourMs } from '#core/time';
import { planOf } from '#test/support/ramps';
import { type Bill, dollarsOf, sumOf } from './bill.ts';
import { type Counted, count } from './counted-world.ts';
import type { Figure } from './figure.ts';
import { number } from './pace.ts';
import { prices } from './prices.ts';

const days = 14;
const steps = [0, 1, 2, 5, 10, 20, 30, 50, 75, 100];
const plan = planOf({
  steps: steps.map((exposurePercent) => ({
    exposurePercent,
    holdMs: (days * dayMs) / steps.length,
    gates: [{ kind: 'alarms' }],
  })),
});
const monthMs = 30 * dayMs;

export default async function costFigures(): Promise<Figure[]> {
  const ramp = await count({ plan, ramps: 1, forMs: days * dayMs + hourMs, every: 'rate(10 minutes)' });
  const own = sumOf([...ramp.bills].flatMap(([name, bill]) => (isStanding(name) ? [] : [bill])));
  const cost = ramp.transitions * prices.transition + dollarsOf(own).lambda;
  const ownMonth = ((cost + dollarsOf(own).ledger + dollarsOf(own).rest) * monthMs) / (days * dayMs);

  const months: Month[] = [];
  for (const [open, hours] of [
    [0, 24],
    [1, 24],
    [10, 24],
    [100, 6],
    [1000, 1],
  ] as const)
    months.push(await quietMonth(open, hours));
  const [smaller, larger] = months.slice(-2) as [Month, Month];
  const each = (larger.dollars - smaller.dollars) / (larger.open - smaller.open);
  const most = 10_000;
  return [
    { what: 'transitions of a ramp of 10 steps in 14 days', figure: number(ramp.transitions) },
    { what: 'Lambda invocations of it, watch and digest apart', figure: number(own.invocations) },
    { what: 'calls to AWS of it, watch and digest apart', figure: number(own.calls) },
    {
      what: 'Step Functions and Lambda of it',
      figure: `$${cost.toFixed(6)}`,
      bar: 'at most $0.001',
      ok: cost <= 0.001,
    },
    ...months.map((month) => ({
      what: `${number(month.open)} ramps open for a month (of it run: ${month.hours} hours)`,
      figure: `$${(month.dollars + month.open * ownMonth).toFixed(2)}`,
    })),
    {
      what: `${number(most)} ramps open for a month (by the last two)`,
      figure: `$${(larger.dollars + (most - larger.open) * each + most * ownMonth).toFixed(2)}`,
    },
    {
      what: `of ${number(larger.open)}: the ramps' own work`,
      figure: `$${(larger.open * ownMonth).toFixed(2)}`,
    },
    ...[...larger.bills].map(([name, bill]) => ({
      what: `of ${number(larger.open)}: ${name}`,
      figure: told(bill, monthMs / (larger.hours * hourMs)),
    })),
    {
      what: 'beside it: three standard alarms for a month',
      figure: `$${(3 * prices.alarmMonth).toFixed(2)}`,
    },
  ];
}

/** What runs for all ramps together, or for none. */
const isStanding = (name: string) => name === 'watch' || name === 'digest';

type Month = Pick<Counted, 'bills'> & {
  readonly open: number;
  readonly hours: number;
  readonly dollars: number;
};

/** Hours in which no ramp has anything to do, as they are most of the time; watch and digest as they are deployed. */
async function quietMonth(open: number, hours: number): Promise<Month> {
  const asked = { plan, ramps: open, afterMs: hourMs, forMs: hours * hourMs, every: 'rate(1 minute)' };
  const { bills } = await count(asked);
  const all = sumOf([...bills.values()]);
  const { lambda, ledger, rest } = dollarsOf(all);
  const dollars = lambda + ledger + rest + all.invocations * prices.scheduled;
  return { open, hours, bills, dollars: (dollars * monthMs) / (hours * hourMs) };
}

function told(bill: Bill, times: number): string {
  const { lambda, ledger, rest } = dollarsOf(bill);
  const [a, b, c] = [lambda, ledger, rest].map((dollars) => `$${(dollars * times).toFixed(2)}`);
  return `Lambda ${a}, DynamoDB ${b}, else ${c}`;
}
