/** Events through rules per second, and that no operator of a pattern needs more than linear time. */
import * as lambda from '@aws-sdk/client-lambda';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createAws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { type EmitEvent, eventBridge } from '#local/eventbridge/index';
import { compilePattern } from '#local/eventbridge/pattern/compile';
import { fieldsOf } from '#local/eventbridge/pattern/fields';
import { matches } from '#local/eventbridge/pattern/match';
import { createService } from '#local/wire/service';
import { type Figure, msPerCall } from './figure.ts';

export default async function eventFigures(): Promise<Figure[]> {
  const throughput: Figure[] = [];
  for (const rules of [1, 10, 100]) throughput.push(await eventsThrough(rules));
  return [...throughput, ...operators.map(matchingTime)];
}

/** Every tenth rule matches, at least one; each match is a delivery to a function that does nothing. */
async function eventsThrough(rules: number): Promise<Figure> {
  const clock = new VirtualClock();
  let emit: EmitEvent = () => {};
  let delivered = 0;
  const operations = { Invoke: () => ({ StatusCode: 202, x: delivered++ }) };
  const { dispatcher } = createAws(
    (world) => {
      const events = eventBridge(world);
      emit = events.emit;
      return [events.service, createService({ sdk: lambda, client: LambdaClient, world, operations })];
    },
    { clock },
  );
  const call = async (operation: string, input: object) => {
    const answer = await dispatcher.call({ service: 'EventBridge', operation, input: { ...input } });
    if (!answer.ok) throw new Error(answer.error.message);
  };
  for (let at = 0; at < rules; at++) {
    const detail = {
      state: { value: [at % 10 === 0 ? 'ALARM' : 'OK'] },
      alarmName: [{ prefix: 'checkout' }],
    };
    await call('PutRule', {
      Name: `r${at}`,
      EventPattern: JSON.stringify({ source: ['aws.cloudwatch'], detail }),
    });
    const Arn = 'arn:aws:lambda:eu-central-1:111122223333:function:f';
    await call('PutTargets', { Rule: `r${at}`, Targets: [{ Id: '1', Arn }] });
  }
  const count = 2000;
  const ms = await bestOf(3, async () => {
    for (let at = 0; at < count; at++) emit(alarmEvent);
    await clock.run();
  });
  return {
    what: `events per second through ${rules} rule${rules > 1 ? 's' : ''}, ${delivered / (3 * count)} of them matching`,
    figure: Math.round((count * 1000) / ms).toLocaleString('en'),
  };
}

const alarmEvent = {
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  resources: ['arn:aws:cloudwatch:eu-central-1:111122223333:alarm:checkout-errors'],
  detail: {
    alarmName: 'checkout-errors',
    state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-01-01T00:00:00.000+0000' },
    previousState: { value: 'OK', timestamp: '2025-12-31T23:00:00.000+0000' },
  },
};

async function bestOf(rounds: number, run: () => Promise<void>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const startAt = performance.now();
    await run();
    best = Math.min(best, performance.now() - startAt);
  }
  return best;
}

type Operator = readonly [name: string, test: (length: number) => unknown, text: (length: number) => unknown];

const as = (length: number) => 'a'.repeat(length);
/** The least favourable text for each: nearly a match, to its end. */
const operators: readonly Operator[] = [
  ['exact', (length) => `${as(length - 1)}b`, as],
  ['prefix', (length) => ({ prefix: `${as(length - 1)}b` }), as],
  ['suffix', (length) => ({ suffix: `b${as(length - 1)}` }), as],
  [
    'equals-ignore-case',
    (length) => ({ 'equals-ignore-case': `${as(length - 1)}B` }),
    (length) => as(length).toUpperCase(),
  ],
  ['prefix, ignoring case', (length) => ({ prefix: { 'equals-ignore-case': `${as(length - 1)}b` } }), as],
  ['suffix, ignoring case', (length) => ({ suffix: { 'equals-ignore-case': `b${as(length - 1)}` } }), as],
  ['anything-but', (length) => ({ 'anything-but': [`${as(length - 1)}b`] }), as],
  ['anything-but prefix', (length) => ({ 'anything-but': { prefix: `${as(length - 1)}b` } }), as],
  ['anything-but suffix', (length) => ({ 'anything-but': { suffix: `b${as(length - 1)}` } }), as],
  ['anything-but wildcard', () => ({ 'anything-but': { wildcard: '*a*aaab*aaab*a' } }), as],
  ['wildcard of many stars', () => ({ wildcard: `${'*a'.repeat(50)}*b*` }), as],
  ['wildcard of long parts', () => ({ wildcard: `*${as(500)}b*${as(500)}b*` }), as],
  ['cidr', () => ({ cidr: '10.0.0.0/8' }), (length) => '1'.repeat(length)],
  ['cidr, version 6', () => ({ cidr: '2001:db8::/32' }), (length) => `${':'.repeat(length)}x`],
  ['an address', () => '10.0.0.1', (length) => '1.'.repeat(length / 2)],
  [
    'numeric',
    () => ({ numeric: ['=', 1] }),
    (length) => Array.from({ length: length / 10 }, (_, at) => 1_000_000_000 + at),
  ],
  ['exists', () => ({ exists: false }), (length) => Array.from({ length: length / 10 }, () => 'aaaaaaa')],
  ['array of objects', () => 'x', (length) => Array.from({ length: length / 10 }, () => ({ b: 'a' }))],
];

/** Includes reading the event, which is linear, too. */
function matchingTime([name, test, text]: Operator): Figure {
  const times = [1000, 10_000, 100_000].map((length) => {
    const field = name === 'array of objects' ? { b: [test(length)] } : [test(length)];
    const pattern = compilePattern(JSON.stringify({ a: field }));
    const event = { a: text(length) };
    return msPerCall(() => matches(pattern, fieldsOf(event)), 3, 20);
  });
  const [, middle = 0, longest = 0] = times;
  const isLinear = longest < 50 && (longest < 0.05 || longest <= 50 * middle);
  return {
    what: `${name}: matching 1,000, 10,000 and 100,000 characters`,
    figure: times.map((ms) => `${(ms * 1000).toFixed(1)} µs`).join(', '),
    bar: 'under 50 ms at 100,000, and linear: at most 50 times as long as 10,000 (the square would be 100)',
    ok: isLinear,
  };
}
