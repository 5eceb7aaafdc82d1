/** A journal of what reached the engine from outside is enough to come to the same histories again. */
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { createRandom } from '#local/random';
import { viewEvent } from '#local/stepfunctions/history-view';
import type { Entry } from '#local/stepfunctions/journal';
import { replay } from '#local/stepfunctions/replay';
import type { TaskCall, TaskOutcome } from '#local/stepfunctions/task-call';
import { jsonata, type States, states } from '#test/support/states';

const invoke = 'arn:aws:states:::lambda:invoke';
const retry = {
  Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 4, MaxDelaySeconds: 9, JitterStrategy: 'FULL' }],
};
const ask = { Type: 'Task', Resource: `${invoke}.waitForTaskToken`, HeartbeatSeconds: 20, End: true };
const branch = (name: string) => ({
  StartAt: name,
  States: {
    [name]: { Type: 'Task', Resource: invoke, TimeoutSeconds: 30, ...retry, Next: `${name} waits` },
    [`${name} waits`]: { Type: 'Wait', Seconds: '{% $floor($random() * 3) %}', End: true },
  },
});
const machine = jsonata({
  Both: {
    Type: 'Parallel',
    Branches: [branch('left'), branch('right'), { StartAt: 'Ask', States: { Ask: ask } }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Again' }],
    Next: 'Again',
  },
  Again: { Type: 'Wait', Seconds: 5, Assign: { id: '{% $uuid() %}' }, Next: 'Each' },
  Each: {
    Type: 'Map',
    Items: '{% [1..3] %}',
    MaxConcurrency: 2,
    ItemProcessor: branch('item'),
    End: true,
  },
});

/** Answers after up to half a minute, fails now and then, and hands tokens to somebody who acts on them later. */
function outside(world: () => States, seed: number) {
  const random = createRandom(seed);
  const later = (ms: number) =>
    new Promise<void>((due) => world().clock.at(world().clock.now() + ms, 'later', due));
  const tell = async (taskToken: string) => {
    const { client } = world();
    const command = [
      new SendTaskSuccessCommand({ taskToken, output: '{"told":true}' }),
      new SendTaskFailureCommand({ taskToken, error: 'Refused' }),
      new SendTaskHeartbeatCommand({ taskToken }),
    ][random.integer(3)] as SendTaskHeartbeatCommand;
    await later(1000 * random.integer(30));
    await client.send(command).catch(({ name }) => expect(name).toBe('TaskTimedOut'));
  };
  return async ({ token }: TaskCall): Promise<TaskOutcome> => {
    if (token !== undefined) void tell(token);
    await later(1000 * random.integer(35));
    return random.next() < 0.3
      ? { ok: false, failure: { error: 'Busy', cause: 'try again' } }
      : { ok: true, output: { drawn: random.integer(100) } };
  };
}

test.each([1, 2, 3])(
  'an engine that is given the journal again comes to the same histories (%s)',
  async (seed) => {
    const journal: Entry[] = [];
    const answer = outside(() => world, seed);
    const world: States = states({ seed, tasks: answer, journal: (entry) => journal.push(entry) });
    const machineArn = await world.create(machine);
    const arns: string[] = [];
    for (let at = 0; at < 40; at += 1) arns.push(await world.start(machineArn, { at }, `e${at}`));
    await world.clock.run(world.clock.now() + 12_000);
    for (const executionArn of arns.slice(0, 5))
      await world.client.send(new StopExecutionCommand({ executionArn, cause: 'enough' }));
    await world.clock.run();

    const engine = await replay(journal, createRandom(seed).fork('stepfunctions'));

    const kinds = new Set(journal.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['started', 'stopped', 'answered', 'told', 'heartbeat']));
    for (const arn of arns) {
      const execution = engine.executions.get(arn);
      const events = execution?.events.map((_, at) =>
        viewEvent({ execution, region: 'eu-central-1', withData: true }, at + 1),
      );
      expect(events).toEqual(await world.history(arn));
    }
  },
);

test('a journal that does not fit its machine is refused', async () => {
  const journal: Entry[] = [];
  const world = states({ tasks: () => ({ ok: true, output: 1 }), journal: (entry) => journal.push(entry) });
  await world.run(jsonata({ Call: { Type: 'Task', Resource: invoke, End: true } }));
  const waiting = jsonata({ Wait: { Type: 'Wait', Seconds: 1, End: true } });
  const other = journal.map((entry) =>
    entry.kind === 'started' ? { ...entry, definition: JSON.stringify(waiting) } : entry,
  );

  await expect(replay(other, createRandom(1))).rejects.toThrow(/answered never reached/);
});
