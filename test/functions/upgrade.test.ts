/** A deploy in the middle of a ramp: its code and its machine are replaced, and the ramp goes on to its end. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { executionNameOf } from '#core/names';
import { hourMs, minuteMs } from '#core/time';
import type { CodeOf } from '#local/template/kind';
import type { Template } from '#local/template/template';
import { packagedTemplate, sources, withSchedule } from '#test/support/packaged';
import { rampWorld } from '#test/support/ramp-world';
import { planOf } from '#test/support/ramps';

const steps = [5, 50, 100].map((exposurePercent) => ({ exposurePercent, holdMs: 2 * hourMs, gates: [] }));

/** The same machine under another comment, and functions that wait a little longer. */
async function nextRelease(): Promise<Template> {
  const template = structuredClone(
    withSchedule(
      withSchedule(await packagedTemplate(), 'WatchSchedule', 'rate(1 hour)'),
      'DigestSchedule',
      'rate(365 days)',
    ),
  ) as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::Function') Properties.Timeout = 61;
    if (Type === 'AWS::StepFunctions::StateMachine')
      Properties.Definition = { ...(Properties.Definition as object), Comment: 'the next release' };
  }
  return template as unknown as Template;
}

test('a running ramp survives it, on the machine that it started with and the code of now', async () => {
  const world = await rampWorld();
  const { ramp } = await world.ask({ do: 'start', plan: planOf({ steps }) });
  await world.pass(hourMs);
  const invoked: string[] = [];
  const newCode: CodeOf = (code) => {
    const handler = sources(code) as (event: unknown, context: never) => unknown;
    return (event: unknown, context: unknown) => {
      invoked.push(code.archive);
      return handler(event, context as never);
    };
  };

  const upgraded = await world.stack.update(await nextRelease(), newCode);
  await world.pass(6 * hourMs);

  expect((await world.ledger.read(ramp))?.ramp).toMatchObject({ status: 'ended', exposurePercent: 100 });
  expect(invoked).toEqual(expect.arrayContaining(['decide.zip', 'raise.zip', 'stop.zip']));
  const executionArn = executionOf(upgraded.outputs.StateMachineArn, ramp);
  const { status } = await world.clients.states.send(new DescribeExecutionCommand({ executionArn }));
  expect(status).toBe('SUCCEEDED');
  expect(world.functions.get('rampart-test-decide')?.timeoutMs).toBe(61_000);
});

test('a machine that is there no more is followed by the next generation on the new one', async () => {
  const world = await rampWorld({ watchEvery: 'rate(10 minutes)' });
  const { ramp } = await world.ask({ do: 'start', plan: planOf({ steps }) });
  await world.pass(hourMs);
  const executionArn = executionOf(world.stack.outputs.StateMachineArn, ramp);
  await world.clients.states.send(new StopExecutionCommand({ executionArn }));

  await world.stack.update(withSchedule(await nextRelease(), 'WatchSchedule', 'rate(10 minutes)'));
  await world.pass(7 * hourMs + 30 * minuteMs);

  const entry = await world.ledger.read(ramp);
  expect(entry).toMatchObject({ generation: 2, ramp: { status: 'ended', exposurePercent: 100 } });
});

test('an execution that began under the contract before keeps its machine, and is understood', async () => {
  const before = JSON.stringify(await nextRelease()).replaceAll(
    'Execution.Input.contract %}',
    'Execution.Input.contract - 1 %}',
  );
  const world = await rampWorld({ template: JSON.parse(before) as Template });
  const { ramp } = await world.ask({ do: 'start', plan: planOf({ steps }) });
  await world.pass(hourMs);

  await world.stack.update(await nextRelease());
  await world.pass(6 * hourMs);

  const executionArn = executionOf(world.stack.outputs.StateMachineArn, ramp);
  const describe = new DescribeStateMachineForExecutionCommand({ executionArn });
  expect((await world.clients.states.send(describe)).definition).toContain('contract - 1');
  expect((await world.history(ramp)).status).toBe('SUCCEEDED');
  expect((await world.ledger.read(ramp))?.ramp).toMatchObject({ status: 'ended', exposurePercent: 100 });
});

/** As it was before a wait that is over led to Raise: everything that ends a wait leads to Decide. */
async function releaseBefore(): Promise<Template> {
  const text = JSON.stringify(await nextRelease());
  const before = text.replace(
    /("ErrorEquals":\["States\.Timeout"\],"Output":\{\},"Next":)"Raise"/,
    (_, kept) => `${kept}"Decide"`,
  );
  expect(before).not.toBe(text);
  return JSON.parse(before) as Template;
}

test.each([
  ['that started before a wait led to Raise', releaseBefore, nextRelease],
  ['that started after it, in a stack that is set back', nextRelease, releaseBefore],
])('a ramp %s reaches every step, and so does the next one', async (_with, from, to) => {
  const world = await rampWorld({ template: await from() });
  const { ramp } = await world.ask({ do: 'start', plan: planOf({ steps }) });
  await world.pass(hourMs);

  await world.stack.update(await to());
  await world.pass(6 * hourMs);
  const { ramp: next } = await world.ask({ do: 'start', plan: planOf({ steps, name: 'the-next' }) });
  await world.pass(7 * hourMs);

  for (const each of [ramp, next]) {
    const facts = await world.ledger.facts(each);
    const raises = facts.filter(({ type }) => type === 'Exposure Raised').map(({ exposure }) => exposure);
    expect(raises).toEqual([50, 100]);
    expect((await world.history(each)).status).toBe('SUCCEEDED');
  }
});

const executionOf = (machine = '', ramp = '') =>
  `${machine.replace(':stateMachine:', ':execution:')}:${executionNameOf(ramp, 1)}`;
