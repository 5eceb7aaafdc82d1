/** The stack is not removed while ramps are open; CloudFormation's side is a plain server on this machine. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '#adapters/config';
import { everything } from '#adapters/services';
import { hourMs } from '#core/time';
import { removal } from '#functions/removal';
import { packagedTemplate } from '#test/support/packaged';
import { type RampWorld, rampWorld } from '#test/support/ramp-world';
import { planOf } from '#test/support/ramps';

const event = JSON.parse(readFileSync('events/input/removal.json', 'utf8')) as { RequestType: string };

test('a stack with an open ramp is not removed, and the answer names the ramp', async () => {
  const world = await rampWorld();
  const { ramp } = await world.ask({ do: 'start', plan: planOf() });
  await world.pass(hourMs);

  const answer = await askedBy(world, event);

  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: `ramps are open: ${ramp}. Stop them, or wait for their end; then remove the stack again`,
    RequestId: '0b3d5f64-51b5-4d0e-9f5a-2f5cbb6e6c11',
    LogicalResourceId: 'Removal',
  });
});

test('it is removed when every ramp has ended', async () => {
  const world = await rampWorld();
  await world.ask({ do: 'start', plan: planOf() });
  await world.pass(30 * hourMs);

  expect(await askedBy(world, event)).toMatchObject({ Status: 'SUCCESS' });
});

test.each(['Create', 'Update'])('an open ramp is no reason against a %s', async (RequestType) => {
  const world = await rampWorld();
  await world.ask({ do: 'start', plan: planOf() });

  expect(await askedBy(world, { ...event, RequestType })).toMatchObject({ Status: 'SUCCESS' });
});

test('it is not removed when nobody can say whether ramps are open', async () => {
  const world = await rampWorld({
    faults: ({ operation }) =>
      operation === 'Query' ? { kind: 'refused', name: 'ResourceNotFoundException' } : undefined,
  });

  const { Status, Reason } = await askedBy(world, event);

  expect(Status).toBe('FAILED');
  expect(Reason).toContain('whether ramps are open cannot be read: ResourceNotFoundException');
});

test('CloudFormation removes nothing that a ramp needs before it has asked', async () => {
  const { Resources } = await packagedTemplate();
  const before = new Set<string>();
  const visit = (id: string): void => {
    if (before.has(id) || !Resources[id]) return;
    before.add(id);
    const { DependsOn, Properties } = Resources[id];
    const names = JSON.stringify([DependsOn ?? [], Properties ?? {}]).match(/\w+/g) ?? [];
    names.forEach(visit);
  };
  visit('Removal');

  // Where code was uploaded to, what others read, and alarms that tell of trouble: no ramp needs them.
  const harmless = /Bucket|^AWS::SSM|^AWS::CloudWatch|^AWS::Logs/;
  const left = Object.entries(Resources).filter(([id, { Type }]) => !before.has(id) && !harmless.test(Type));
  expect(left.map(([id]) => id)).toEqual([]);
});

/** Under the function's own role, with what is its environment in the stack. */
async function askedBy(world: RampWorld, request: object): Promise<{ Status: string; Reason: string }> {
  const server = createServer(async (incoming, response) => {
    for await (const part of incoming) body += String(part);
    response.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  let body = '';
  const { role = '', environment } = world.functions.get('rampart-test-removal') ?? {};
  const settings = world.aws.clientConfig(world.iam.assume(role, 'lambda.amazonaws.com', 'removal'));
  const config = readConfig({ ...environment, AWS_REGION: settings.region });
  const services = everything({ config, settings })('asked', (ledger) => ledger);
  const ResponseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`;
  const [now, sleep, hasTime, log] = [world.clock.now(), () => Promise.resolve(), () => true, () => {}];
  const surroundings = { services, now, sleep, hasTime, log, measure: () => {} };
  await removal.run(removal.parse({ ...request, ResponseURL }), surroundings);
  return JSON.parse(body) as { Status: string; Reason: string };
}
