/** From an alarm to a confirmed stop, and a record that says why. */
import { StartDeploymentCommand, StopExperimentRunCommand } from '@aws-sdk/client-appconfig';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '#core/time';
import { alarmArn } from '#test/support/ramp-world';
import { guardOf } from '#test/support/ramps';
import { expectStoppedBy, guarded, type StoppingWorld, stoppingWorld } from '#test/support/stopping';

const secondsMs = 1000;

async function running(options: Parameters<typeof stoppingWorld>[0] = {}, plan = guarded()) {
  const world = await stoppingWorld(options);
  const ramp = await world.start(plan);
  await world.clock.run(world.clock.now() + hourMs + minuteMs);
  return { world, ramp };
}

const operationsSince = ({ calls }: StoppingWorld, at: number) =>
  calls.filter((call) => call.at >= at).map(({ operation }) => operation);

describe('an alarm', () => {
  test('stops the run within seconds, and everybody learns which', async () => {
    const { world, ramp } = await running();
    const at = world.clock.now();

    await world.alarm('errors', 'ALARM');
    await world.clock.run(at + 5 * secondsMs);

    await expectStoppedBy(world, ramp);
    const { Status, ExposurePercentage, Result } = await world.run(ramp);
    expect({ Status, ExposurePercentage }).toEqual({ Status: 'DONE', ExposurePercentage: 5 });
    expect(Result?.ExecutiveSummary).toMatch(
      /^Stopped by rampart at 5 % after 1h 1m: alarm errors is in ALARM \[rampart:/,
    );
    const facts = (await world.ledger.facts(ramp)).slice(-4);
    expect(facts.map(({ type }) => type)).toEqual([
      'Guard Breached',
      'Stop Requested',
      'Ramp Stopped',
      'Ramp Finished',
    ]);
    expect(facts[2]?.data).toMatchObject({
      reason: { kind: 'guard', alarmArn: alarmArn('errors'), alarmReason: 'the test says so' },
      triggeredBy: 'CLOUDWATCH_ALARM',
      exposureWas: 5,
      sees: { c: 0, t1: 0, deployed: 100 },
    });
    expect(facts[2]?.data).toHaveProperty('stopLatencyMs', expect.any(Number));
  });

  test('is read and fenced, and then the stop is sent: two calls, no more', async () => {
    const { world } = await running();
    const at = world.clock.now();

    await world.alarm('errors', 'ALARM');
    await world.clock.run(at + 5 * secondsMs);

    const made = operationsSince(world, at);
    const before = made.slice(made.indexOf('SetAlarmState') + 1, made.indexOf('StopExperimentRun'));
    expect(before).toEqual(['Invoke', 'Query', 'UpdateItem']);
  });

  test('stops every ramp that it guards, and one ramp has many', async () => {
    const guards = [guardOf(), guardOf({ alarm: 'latency' })];
    const { world, ramp } = await running({ alarms: ['errors', 'latency'] }, guarded({ guards }));

    await world.alarm('latency', 'ALARM');
    await world.watched(minuteMs);

    await expectStoppedBy(world, ramp, 'latency');
  });

  test.each([
    ['OK again', guardOf(), 'OK'],
    ['without data', guardOf(), 'INSUFFICIENT_DATA'],
    ['of a guard that only notifies', guardOf({ then: 'notify' }), 'ALARM'],
    ['of a guard that only pauses', guardOf({ then: 'pause' }), 'ALARM'],
    ['of a guard that has patience', guardOf({ forMs: 10 * minuteMs }), 'ALARM'],
  ] as const)('%s stops nothing', async (_, guard, state) => {
    const { world, ramp } = await running({}, guarded({ guards: [guard] }));
    if (state === 'OK') await world.alarm('errors', 'INSUFFICIENT_DATA');

    await world.alarm('errors', state);
    await world.watched(5 * minuteMs);

    expect((await world.run(ramp)).Status).toBe('RUNNING');
  });

  test.each([
    ['stays for as long as its guard has patience', guardOf({ forMs: 10 * minuteMs }), 'ALARM'],
    [
      'has no data, where the plan says that this stops',
      guardOf({ insufficientData: 'stop' }),
      'INSUFFICIENT_DATA',
    ],
  ] as const)('stops the run when it %s', async (_, guard, state) => {
    const { world, ramp } = await running({}, guarded({ guards: [guard] }));

    await world.alarm('errors', state);
    await world.watched(11 * minuteMs);

    expect((await world.run(ramp)).Status).toBe('DONE');
    expect((await world.ledger.read(ramp))?.ramp.stopped).toMatchObject({
      triggeredBy: 'CLOUDWATCH_ALARM',
      alarm: { state },
    });
  });

  test('is believed only if it is one of ours, later than the ramp', async () => {
    const { world, ramp } = await running();

    for (const more of forged) await send(world, { ...eventOf(), ...more });
    await world.pass(minuteMs);
    expect((await world.run(ramp)).Status).toBe('RUNNING');
    expect((await world.ledger.read(ramp))?.cause).toBeUndefined();

    await send(world, eventOf());
    await world.pass(minuteMs);
    expect((await world.run(ramp)).Status).toBe('DONE');
  });
});

const forged: readonly object[] = [
  { account: '999999999999' },
  { region: 'us-east-1' },
  { 'detail-type': 'CloudWatch Alarm Configuration Change' },
  { source: 'my.app' },
  { resources: [alarmArn('other')] },
  { resources: [alarmArn('other')], detail: detailOf('other') },
  { resources: [] },
  { detail: detailOf('errors', '2026-11-23T00:00:00.000+0000') },
  { detail: detailOf('errors', 'yesterday') },
  { detail: { alarmName: 'errors' } },
];

describe('a stop is sent all the same', () => {
  const dead = (operation: string) => ({
    fault: { kind: 'failed' } as const,
    operation,
    service: 'DynamoDB',
  });

  test('when the ledger cannot be written, and the record is true when it can be again', async () => {
    let isDead = false;
    const faults = ({ operation }: { operation: string }) =>
      isDead && operation === 'UpdateItem' ? dead(operation).fault : undefined;
    const { world, ramp } = await running({ faults });
    isDead = true;

    await world.alarm('errors', 'ALARM');
    await world.clock.run(world.clock.now() + 10 * secondsMs);
    expect((await world.run(ramp)).Status).toBe('DONE');
    isDead = false;
    await world.watched(5 * minuteMs);

    await expectStoppedBy(world, ramp);
  });

  test('when the ledger takes its time', async () => {
    let isSlow = false;
    const faults = ({ operation }: { operation: string }) =>
      isSlow && operation === 'UpdateItem' ? ({ kind: 'slow', delayMs: 15_000 } as const) : undefined;
    const { world, ramp } = await running({ faults });
    isSlow = true;

    await world.alarm('errors', 'ALARM');
    await world.clock.run(world.clock.now() + 3 * secondsMs);
    expect((await world.run(ramp)).Status).toBe('DONE');
    isSlow = false;
    await world.watched(5 * minuteMs);

    await expectStoppedBy(world, ramp);
  });

  test('again and again, while a deployment is in its way, and people learn whose', async () => {
    const { world, ramp } = await running();
    const { applicationId, environmentId, profileId } =
      (await world.ledger.read(ramp))?.ramp.experiment ?? {};
    await world.clients.appConfig.send(
      new StartDeploymentCommand({
        ApplicationId: applicationId,
        EnvironmentId: environmentId,
        ConfigurationProfileId: profileId,
        ConfigurationVersion: '1',
        DeploymentStrategyId: 'AppConfig.Linear50PercentEvery30Seconds',
        Description: 'the weekly flags',
      }),
    );

    await world.alarm('errors', 'ALARM');
    await world.watched(5 * minuteMs);

    await expectStoppedBy(world, ramp);
    const delays = (await world.ledger.facts(ramp)).filter(({ type }) => type === 'Stop Delayed');
    expect(delays[0]?.data).toMatchObject({
      attempt: 1,
      blockingDeployment: expect.stringMatching(
        /^deployment #\d+ \(USER, started by USER: the weekly flags\) is DEPLOYING$/,
      ),
    });
    expect(delays.slice(1).every(({ data }) => (data as { update?: true }).update)).toBe(true);
    expect(delays.length).toBeLessThan(4);
  });
});

test('somebody who was faster is the one recorded', async () => {
  const { world, ramp } = await running();
  const { experiment, run } = (await world.ledger.read(ramp))?.ramp ?? {};
  await world.clients.appConfig.send(
    new StopExperimentRunCommand({
      ApplicationIdentifier: experiment?.applicationId,
      ExperimentDefinitionIdentifier: experiment?.definitionId,
      Run: run,
      Result: { ExecutiveSummary: 'I saw it first' },
    }),
  );

  await world.alarm('errors', 'ALARM');
  await world.watched(minuteMs);

  const stopped = (await world.ledger.read(ramp))?.ramp.stopped;
  expect(stopped).toMatchObject({ triggeredBy: 'USER', isOurs: false, eventTriggeredBy: 'USER' });
  expect((await world.run(ramp)).Result?.ExecutiveSummary).toBe('I saw it first');
});

function detailOf(alarmName: string, timestamp = '2026-11-24T00:00:00.000+0000') {
  return { alarmName, state: { value: 'ALARM', timestamp, reason: 'forged' } };
}

function eventOf() {
  return {
    version: '0',
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    account: '111122223333',
    region: 'eu-central-1',
    resources: [alarmArn('errors')],
    detail: detailOf('errors'),
  };
}

async function send(world: StoppingWorld, event: object): Promise<void> {
  const FunctionName = [...world.functions.keys()].find((name) => name.endsWith('-alarm'));
  const Payload = Buffer.from(JSON.stringify(event));
  await world.clients.lambda.send(new InvokeCommand({ FunctionName, Payload, InvocationType: 'Event' }));
}
