/** What the watch finds without being told: lost events, other people's changes, guards that vanished, machines that died. */
import {
  UpdateExperimentDefinitionCommand,
  type UpdateExperimentDefinitionRequest,
} from '@aws-sdk/client-appconfig';
import { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { executionNameOf } from '#core/names';
import { hourMs, minuteMs } from '#core/time';
import { scriptedDeliveryFaults } from '#local/eventbridge/delivery-faults';
import {
  expectOneEnd,
  expectStoppedBy,
  guarded,
  type StoppingWorld,
  stoppingWorld,
} from '#test/support/stopping';

async function running(options: Parameters<typeof stoppingWorld>[0] = {}, plan = guarded()) {
  const world = await stoppingWorld(options);
  const ramp = await world.start(plan);
  await world.pass(hourMs + minuteMs);
  return { world, ramp };
}

const lost = () => scriptedDeliveryFaults([{ target: '-alarm', fault: { kind: 'lost' }, times: 99 }]);

async function killMachine(world: StoppingWorld, ramp: string): Promise<void> {
  const machine = world.stack.outputs.StateMachineArn ?? '';
  const { generation = 1 } = (await world.ledger.read(ramp)) ?? {};
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${executionNameOf(ramp, generation)}`;
  await world.clients.states.send(new StopExecutionCommand({ executionArn }));
}

describe('the watch', () => {
  test('makes six calls when there is nothing to do', async () => {
    const { world } = await running();
    await world.look();
    const before = world.calls.length;

    expect(await world.look()).toEqual({ looked: 0, stopped: 0, woken: 0, restarted: 0 });

    const made = world.calls.slice(before).map(({ operation }) => operation);
    expect(made.toSorted()).toEqual([
      'DescribeAlarms',
      'GetItem',
      'Invoke',
      'Query',
      'Query',
      'Query',
      'Query',
    ]);
  });

  test('looks at every open ramp within five minutes, and writes nothing where nothing has changed', async () => {
    const { world } = await running();
    await world.watched(6 * minuteMs);
    const before = world.calls.length;

    await world.watched(10 * minuteMs);

    const made = world.calls.slice(before).map(({ operation }) => operation);
    const count = (of: string) => made.filter((operation) => operation === of).length;
    expect(count('ListExperimentDefinitions')).toBe(2);
    expect(count('UpdateItem')).toBe(2 * ['lease', 'unlease'].length);
  });

  test('stops the run though the event of the alarm was lost, and the machine is dead', async () => {
    const { world, ramp } = await running({ deliveryFaults: lost() });
    await world.alarm('errors', 'ALARM');
    await killMachine(world, ramp);

    await world.watched(2 * minuteMs);

    expect((await world.run(ramp)).Status).toBe('DONE');
    expect((await world.ledger.read(ramp))?.ramp.stopped).toMatchObject({ triggeredBy: 'CLOUDWATCH_ALARM' });
  });

  test('takes in that somebody raised the run, and goes on from there', async () => {
    const { world, ramp } = await running();
    await world.updateOutside(ramp, { ExposurePercentage: 30 });

    await world.watched(6 * minuteMs);

    const facts = await world.ledger.facts(ramp);
    expect(facts.at(-1)).toMatchObject({ type: 'Exposure Drifted', data: { expected: 5, actual: 30 } });
  });

  test('adopts overrides that somebody changed, and says how many', async () => {
    const { world, ramp } = await running();
    await world.updateOutside(ramp, { TreatmentOverrides: { Inline: { 'somebody@example.com': 't1' } } });

    await world.watched(12 * minuteMs);

    const told = await world.ledger.facts(ramp);
    expect(told.filter(({ type }) => type === 'Run Edited').map(({ data }) => data)).toEqual([
      { what: 'overrides', expected: '0 entities', actual: '1 entity', action: 'adopted' },
    ]);
    expect(JSON.stringify(await world.ledger.read(ramp))).not.toContain('somebody@example.com');
    await world.pass(hourMs);
    expect((await world.run(ramp)).ExposurePercentage).toBe(100);
  });

  test.each<[string, Partial<UpdateExperimentDefinitionRequest>, object]>([
    [
      'weights',
      { Treatments: [{ Weight: 80, FlagValue: { Enabled: true } }] },
      { expected: 'c 50, t1 50', actual: 'c 50, t1 80' },
    ],
    ['audience', { AudienceRule: '(eq $country "FR")' }, { actual: 'another rule' }],
  ])('pauses a ramp whose %s somebody changed before the run was started', async (what, edit, told) => {
    const world = await stoppingWorld();
    const ramp = await world.start(guarded({ start: '2026-11-23T12:00' }));
    await world.pass(minuteMs);
    await world.clients.appConfig.send(
      new UpdateExperimentDefinitionCommand({ ...world.definitionKey, ...edit }),
    );

    await world.pass(5 * hourMs);

    const facts = (await world.ledger.facts(ramp)).slice(-2);
    expect(facts).toMatchObject([
      { type: 'Run Edited', data: { what, action: 'paused', ...told } },
      { type: 'Ramp Paused', data: { reason: expect.stringContaining(what) } },
    ]);
    expect((await world.run(ramp)).ExposurePercentage).toBe(1);

    await world.ask({ do: 'resume', ramp });
    await world.pass(minuteMs);
    expect((await world.run(ramp)).ExposurePercentage).toBe(5);
  });

  test('records within minutes that somebody stopped the run, and the machine ends', async () => {
    const { world, ramp } = await running();
    const { experiment, run } = (await world.ledger.read(ramp))?.ramp ?? {};
    if (experiment) await world.stopOutside(experiment, run);

    await world.watched(6 * minuteMs);

    expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
      status: 'ended',
      stopped: { triggeredBy: 'USER', isOurs: false, reason: expect.stringContaining('outside of rampart') },
    });
    await expectOneEnd(world, ramp);
  });

  test('says that a guard is gone, once', async () => {
    const { world, ramp } = await running();
    await world.clients.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['errors'] }));

    await world.watched(20 * minuteMs);

    const told = (await world.ledger.facts(ramp)).filter(({ type }) => type === 'Guard Breached');
    expect(told.map(({ data }) => data)).toEqual([
      { action: 'notify', guard: expect.objectContaining({ verdict: 'unknown', name: 'errors' }) },
    ]);
  });

  test('ends a ramp at its limit though its machine is dead', async () => {
    const { world, ramp } = await running({}, guarded({ maxDurationMs: 2 * hourMs }));
    await killMachine(world, ramp);

    await world.pass(2 * hourMs);
    await world.watched(3 * minuteMs);

    expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
      status: 'ended',
      stopped: { kind: 'deadline', isOurs: true },
    });
  });

  test('confirms the restoration, however long it takes, and says until then what users see', async () => {
    const { world, ramp } = await running({ switches: { managedDeploymentMs: 600_000 } });
    await world.pass(20 * minuteMs);
    await world.alarm('errors', 'ALARM');
    await world.watched(25 * minuteMs);

    await expectStoppedBy(world, ramp);
    const stopped = (await world.ledger.facts(ramp)).find(({ type }) => type === 'Ramp Stopped');
    expect(stopped?.data).toMatchObject({
      sees: { deployed: 95 },
      usersEffect: expect.stringContaining('once'),
    });
  });
});
