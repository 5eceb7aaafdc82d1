/** Facts become messages: few, in order, each once, and never in the way of a ramp. */
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import type { Gate } from '#core/plan/plan';
import { hourMs, minuteMs } from '#core/time';
import { digest } from '#test/support/notices';
import { guardOf, planOf, withGates } from '#test/support/ramps';
import { slackOf, slackWorld, token, webhook } from '#test/support/slack-world';

type World = Awaited<ReturnType<typeof slackWorld>>;
const ahead = (world: World, ms: number) => world.pass(ms);
const guard = guardOf({ alarm: 'shop-prod-5xx' });

test('a ramp of six steps is one message rewritten, with a new one for each raise and for the end', async () => {
  const world = await slackWorld();
  await world.ask({ do: 'start', plan: planOf({ notify: slackOf() }) });

  await ahead(world, 30 * hourMs);

  const messages = world.standIn.messages();
  expect(messages).toHaveLength(7);
  expect(messages.every(({ isInChannel }) => isInChannel)).toBe(true);
  expect(messages[0]?.rewritten).toBeGreaterThanOrEqual(6);
  expect(messages.slice(1).every(({ rewritten }) => rewritten === 0)).toBe(true);
  expect(messages.slice(1).every(({ threadTs }) => threadTs === messages[0]?.ts)).toBe(true);
  expect(messages[0]?.payload.text).toContain(
    'add-to-cart has ended, everybody is back on the deployed flag',
  );
  expect(world.said().filter((line) => line.startsWith('post'))).toEqual([
    'post: add-to-cart started at 0\u00a0%. Next: 1\u00a0% 2026-11-23 13:12 UTC.',
    'post: add-to-cart: exposure 0\u00a0% → 1\u00a0%, because held for 4h. Next: 5\u00a0% 2026-11-23 17:12 UTC.',
    'post: add-to-cart: exposure 1\u00a0% → 5\u00a0%, because held for 4h. Next: 25\u00a0% 2026-11-23 21:12 UTC.',
    'post: add-to-cart: exposure 5\u00a0% → 25\u00a0%, because held for 4h. Next: 50\u00a0% 2026-11-24 01:12 UTC.',
    'post: add-to-cart: exposure 25\u00a0% → 50\u00a0%, because held for 4h. Next: 100\u00a0% 2026-11-24 05:12 UTC.',
    'post: add-to-cart: exposure 50\u00a0% → 100\u00a0%, because held for 4h. Next: it is held, and then the plan ends.',
    expect.stringMatching(/^post: add-to-cart is complete: 100\u00a0% held, the run is stopped as planned/),
  ]);
  expect(world.standIn.calls.filter(({ answer }) => answer !== 'ok' && answer !== 'ratelimited')).toEqual([]);
});

describe('at most twelve new messages', () => {
  const gates: Gate[] = [{ kind: 'metric', metric: 'latency', below: 800, overMs: 20 * minuteMs }];
  const latency = { namespace: 'Shop', name: 'Latency', dimensions: {}, stat: 'Maximum', periodMs: minuteMs };

  test('when every step waits for a gate and one for a person', async () => {
    const world = await slackWorld({ watchEvery: 'rate(5 minutes)' });
    const plan = withGates(planOf({ notify: slackOf(), metrics: { latency } }), gates);
    const approval: Gate = { kind: 'approval', from: [], ask: 'Go on?', onTimeout: 'wait' };
    const steps = plan.steps.map((step, index) => ({
      ...step,
      holdMs: 20 * minuteMs,
      gates: index === 2 ? [...gates, approval] : gates,
    }));
    const { ramp } = await world.ask({ do: 'start', plan: { ...plan, steps } });

    for (let step = 0; step < 6; step += 1) {
      await ahead(world, 30 * minuteMs);
      await putLatency(world, 400);
      await ahead(world, 10 * minuteMs);
      if (step === 2) await world.ask({ do: 'approve', ramp });
      await ahead(world, 10 * minuteMs);
    }
    await ahead(world, hourMs);

    const facts = (await world.ledger.facts(ramp)).map(({ type }) => type);
    expect(facts.filter((type) => type === 'Gate Waiting')).toHaveLength(5);
    expect(facts.at(-1)).toBe('Ramp Finished');
    const posts = world.said().filter((line) => line.startsWith('post'));
    expect(posts).toHaveLength(9);
    expect(posts.filter((line) => line.includes(' waits at '))).toHaveLength(1);
  });

  async function putLatency(world: World, Value: number) {
    const MetricData = [{ MetricName: 'Latency', Value, Timestamp: new Date(world.clock.now()) }];
    await world.clients.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
  }
});

test('a stop by an alarm calls whom the plan names, once', async () => {
  const world = await slackWorld();
  await world.putAlarm('shop-prod-5xx');
  await ahead(world, minuteMs);
  await world.ask({ do: 'start', plan: planOf({ guards: [guard], notify: slackOf() }) });
  await ahead(world, 9 * hourMs);

  await world.alarm('shop-prod-5xx', 'ALARM');
  await ahead(world, 5 * minuteMs);

  const calling = world.standIn
    .messages()
    .filter(({ payload }) => JSON.stringify(payload).includes('S0ONCALL'));
  expect(calling).toHaveLength(1);
  expect(calling[0]).toMatchObject({ isInChannel: true });
  expect(calling[0]?.payload.text).toMatch(
    /^<!subteam\^S0ONCALL> STOPPED: add-to-cart at 5\u00a0%, alarm shop-prod-5xx is in ALARM\. All users/,
  );
});

test.each([
  ['quiet', ['started', 'complete']],
  ['verbose', ['started', ...Array(5).fill('exposure'), 'is being stopped', 'complete', 'has ended']],
] as const)('at level %s people are told of %j', async (level, words) => {
  const world = await slackWorld();
  await world.ask({ do: 'start', plan: planOf({ notify: slackOf({ level }) }) });

  await ahead(world, 30 * hourMs);

  const posts = world.said().filter((line) => line.startsWith('post'));
  expect(posts).toHaveLength(words.length);
  for (const word of words) expect(posts.some((line) => line.includes(word))).toBe(true);
});

test('a webhook posts what a bot would, and rewrites nothing', async () => {
  const world = await slackWorld({ secret: webhook });
  await world.ask({ do: 'start', plan: planOf({ notify: slackOf() }) });

  await ahead(world, 30 * hourMs);

  expect(world.standIn.messages()).toHaveLength(7);
  expect(
    world.standIn.messages().every(({ rewritten, threadTs }) => rewritten === 0 && threadTs === undefined),
  ).toBe(true);
});

test('facts that come again, in any order, send nothing and rewrite nothing', async () => {
  const world = await slackWorld();
  await world.ask({ do: 'start', plan: planOf({ notify: slackOf({ level: 'verbose' }) }) });
  await ahead(world, 30 * hourMs);
  const before = JSON.stringify(world.standIn.messages());
  const calls = world.standIn.calls.length;
  const events = [...world.events].reverse();

  for (const event of events) await world.deliver(event);

  expect(events.length).toBeGreaterThan(8);
  expect(world.standIn.calls.length).toBe(calls);
  expect(JSON.stringify(world.standIn.messages())).toBe(before);
});

describe('while Slack is dead', () => {
  async function lived(up: boolean) {
    const world = await slackWorld();
    world.setUp(up);
    await world.putAlarm('shop-prod-5xx');
    await ahead(world, minuteMs);
    const { ramp } = await world.ask({ do: 'start', plan: planOf({ guards: [guard], notify: slackOf() }) });
    await ahead(world, 9 * hourMs);
    await world.alarm('shop-prod-5xx', 'ALARM');
    await ahead(world, 10 * minuteMs);
    const facts = (await world.ledger.facts(ramp)).map(({ seq, type, at }) => ({ seq, type, at }));
    return { world, facts };
  }

  test('raises and the stop come at the same second as ever', async () => {
    const alive = await lived(true);
    const dead = await lived(false);

    expect(dead.facts).toEqual(alive.facts);
    expect(dead.facts.map(({ type }) => type)).toContain('Ramp Stopped');
    expect(dead.world.standIn.messages()).toEqual([]);
  });

  test('each fact ends in the dead-letter queue, and rampart says once an hour that it is degraded', async () => {
    const { world, facts } = await lived(false);

    const degraded = world.published.filter(({ detailType }) => detailType === 'Rampart Degraded');
    const kept = (await world.undelivered()).map((body) => JSON.parse(body) as { requestPayload: object });
    expect(kept.map(({ requestPayload }) => requestPayload)).toEqual(
      expect.arrayContaining(world.events.slice(0, 1)),
    );
    expect(kept).toHaveLength(facts.length);
    const hours = degraded.slice(1).map(({ at }, index) => at - (degraded[index]?.at ?? 0));
    expect(hours.every((ms) => ms >= hourMs)).toBe(true);
    expect(degraded).toHaveLength(4);
    expect(world.events.filter((event) => JSON.stringify(event).includes('"slack"'))).toEqual([]);
    expect(JSON.stringify(degraded[0])).toContain(
      'SlackUnreachableError: Slack did not answer: ECONNREFUSED',
    );
  });
});

test('a digest is told to its channel, once', async () => {
  const world = await slackWorld();
  const { id, stage, at, type, data } = digest;
  const detail = { metadata: { eventId: id, stage }, data };
  const event = { source: 'rampart', 'detail-type': type, time: at, resources: [], detail };

  await world.deliver(event);
  await world.deliver(event);

  expect(world.said()).toEqual([
    expect.stringMatching(/^post: Ramps of team-checkout today: 1 needs you, 2 moving/),
  ]);
});

test.each([
  ['a token in Parameter Store', 'ssm', token],
  ['a webhook in Secrets Manager', 'secretsmanager', webhook],
  ['an address that is none', 'ssm', 'https://hooks.slack.com.evil.example/services/CANARY7f3a9c'],
] as const)(
  '%s is in no log, event, error, environment, trace or template, and not in the ledger',
  async (_, keeper, secret) => {
    const world = await slackWorld({ keeper, secret });
    await world.ask({ do: 'start', plan: planOf({ notify: slackOf() }) });
    await ahead(world, 5 * hourMs);
    const said = world.said();
    world.setUp(false);
    await ahead(world, 5 * hourMs);

    const seen = [
      ...world.lines,
      ...world.traces,
      ...world.events.map((event) => JSON.stringify(event)),
      ...(await world.undelivered()),
      JSON.stringify([...world.functions.values()].map(({ environment }) => environment)),
      JSON.stringify(world.template),
      JSON.stringify(await world.table()),
      JSON.stringify(world.standIn.messages().map(({ payload }) => payload)),
    ];
    expect(said.length > 0).toBe(!secret.includes('evil'));
    expect(seen.length).toBeGreaterThan(100);
    expect(seen.filter((text) => text.includes('CANARY'))).toEqual([]);
  },
);
