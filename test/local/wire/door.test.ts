/** How one emulated service calls another: the same faults and errors, no HTTP. */
import * as sdk from '@aws-sdk/client-appconfig';
import { AppConfigClient, ConflictException, GetExperimentRunCommand } from '@aws-sdk/client-appconfig';
import { expect, test } from 'vitest';
import { VirtualClock } from '#local/clock';
import { type ScriptedFault, scriptedFaults } from '#local/faults';
import { fromJson, toJson } from '#local/wire/json';
import { createService, type Operation, Waiting } from '#local/wire/service';
import type { World } from '#local/world';
import { testAws } from '#test/support/aws';

const input = { ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: 'b', Run: 1 };
const call = { service: 'AppConfig', operation: 'GetExperimentRun', input };

function world(run: Operation<World>, script: readonly ScriptedFault[] = []) {
  const clock = new VirtualClock();
  let inside: World | undefined;
  const aws = testAws(
    (base) => {
      inside = base;
      return [
        createService({ sdk, client: AppConfigClient, world: base, operations: { GetExperimentRun: run } }),
      ];
    },
    { clock, faults: scriptedFaults(script) },
  );
  return { aws, clock, door: (inside as unknown as World).door };
}

test('an output comes as the SDK has it', async () => {
  const { door } = world(() => ({ Run: 1, StartedAt: new Date(5) }));

  expect(await door.call(call)).toEqual({ ok: true, output: { Run: 1, StartedAt: new Date(5) } });
});

test('an error is a value that says whether the model lists it', async () => {
  const { door } = world(() => {
    throw new ConflictException({ message: 'busy', $metadata: {} });
  }, [{ fault: { kind: 'throttled' } }]);

  const throttled = await door.call(call);
  const refused = await door.call(call);

  expect(throttled).toMatchObject({
    ok: false,
    error: { name: 'ThrottlingException', modelled: false, statusCode: 400 },
  });
  expect(refused).toMatchObject({
    ok: false,
    error: { name: 'ConflictException', modelled: true, statusCode: 409, message: 'busy' },
  });
});

test('an operation learns which AWS service calls it in its own name, and for which resource', async () => {
  const principal = { service: 'events.amazonaws.com', sourceArn: 'arn:aws:events:eu-central-1:1:rule/r' };
  const { door } = world((_world, _input, caller) => ({ RunArn: caller.principal?.sourceArn }));

  expect(await door.call({ ...call, principal })).toEqual({
    ok: true,
    output: { RunArn: principal.sourceArn },
  });
});

test('what is not there is refused by name', async () => {
  const { door } = world(() => ({}));

  const service = await door.call({ ...call, service: 'S3' });
  const operation = await door.call({ ...call, operation: 'CreateExtension' });

  expect(service).toMatchObject({
    ok: false,
    error: { name: 'NotImplementedException', message: /S3\.GetExperimentRun/ },
  });
  expect(operation).toMatchObject({
    ok: false,
    error: { statusCode: 501, message: /AppConfig\.CreateExtension/ },
  });
});

test('a call that waits for a timer lets virtual time move, and is answered then', async () => {
  const { aws, clock } = world(
    ({ clock: time }) =>
      new Waiting(new Promise((resolve) => time.at(time.now() + 60_000, 'done', () => resolve({ Run: 2 })))),
  );
  const started = clock.now();

  const answer = new AppConfigClient(aws.clientConfig()).send(new GetExperimentRunCommand(input));
  await clock.run();

  expect(await answer).toMatchObject({ Run: 2 });
  expect(clock.now() - started).toBe(60_000);
  expect(clock.held).toBe(0);
});

test('Step Functions writes and reads the same call as JSON', () => {
  const { door } = world(() => ({}));
  const model = door.service('appconfig')?.model.operations.get('GetExperimentRun');
  if (!model) throw new Error('no such operation');

  const parsed = fromJson(model.input.whole, { ApplicationIdentifier: 'a', run: 3 });
  const written = toJson(model.output.whole, {
    Run: 3,
    StartedAt: new Date(5),
    Result: { ExecutiveSummary: 'x' },
  });

  expect(parsed).toEqual({ ApplicationIdentifier: 'a', Run: 3 });
  expect(written).toEqual({
    Run: 3,
    StartedAt: '1970-01-01T00:00:00.005Z',
    Result: { ExecutiveSummary: 'x' },
  });
  expect(() => fromJson(model.input.whole, { Rum: 3 })).toThrow("the field 'Rum' is not one of");
});
