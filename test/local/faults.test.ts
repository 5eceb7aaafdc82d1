/** What may go wrong on the way, as an SDK client sees it. */
import * as sdk from '@aws-sdk/client-appconfig';
import { AppConfigClient, ConflictException, GetExperimentRunCommand } from '@aws-sdk/client-appconfig';
import { expect, test } from 'vitest';
import { VirtualClock } from '#local/clock';
import { type Fault, type Faults, type ScriptedFault, scriptedFaults, seededFaults } from '#local/faults';
import { createRandom } from '#local/random';
import { createService } from '#local/wire/service';
import { testAws } from '#test/support/aws';

function world(faults: Faults, maxAttempts = 1) {
  const clock = new VirtualClock();
  const applied: number[] = [];
  const GetExperimentRun = () => {
    applied.push(clock.now());
    return { Run: applied.length };
  };
  const aws = testAws(
    (base) => [
      createService({ sdk, client: AppConfigClient, world: base, operations: { GetExperimentRun } }),
    ],
    { clock, faults },
  );
  const client = new AppConfigClient({ ...aws.clientConfig(), maxAttempts });
  const key = { ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: 'b', Run: 1 };
  const call = () => client.send(new GetExperimentRunCommand(key));
  return { clock, applied, call };
}
const once = (fault: Fault) => scriptedFaults([{ fault }]);

test.each<[string, Fault, object]>([
  ['throttled', { kind: 'throttled' }, { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
  ['failed', { kind: 'failed' }, { name: 'InternalServerException', $metadata: { httpStatusCode: 500 } }],
  [
    'refused with an error that is not modelled',
    { kind: 'refused', name: 'AccessDeniedException', message: 'not you', statusCode: 403 },
    { name: 'AccessDeniedException', message: 'not you', $metadata: { httpStatusCode: 403 } },
  ],
  [
    'refused with a modelled error',
    { kind: 'refused', name: 'ConflictException' },
    { name: 'ConflictException', $metadata: { httpStatusCode: 409 } },
  ],
])('%s: nothing happens, and the next call goes well', async (_name, fault, error) => {
  const { call, applied } = world(once(fault));

  await expect(call()).rejects.toMatchObject(error);
  expect(applied).toHaveLength(0);
  expect(await call()).toMatchObject({ Run: 1 });
});

test('a modelled error arrives as its class', async () => {
  const { call } = world(once({ kind: 'refused', name: 'ConflictException' }));

  await expect(call()).rejects.toBeInstanceOf(ConflictException);
});

test('lost: applied, and the connection breaks', async () => {
  const { call, applied } = world(once({ kind: 'lost' }));

  await expect(call()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(applied).toHaveLength(1);
});

test('lost: the SDK tries again by itself, and it is applied twice', async () => {
  const { call, applied } = world(once({ kind: 'lost' }), 3);

  expect(await call()).toMatchObject({ Run: 2, $metadata: { attempts: 2 } });
  expect(applied).toHaveLength(2);
});

test('slow: the request arrives late, and time goes on meanwhile', async () => {
  const { call, applied, clock } = world(once({ kind: 'slow', delayMs: 5000 }));
  const started = clock.now();

  const answer = call();
  await clock.run();

  expect(await answer).toMatchObject({ Run: 1 });
  expect(applied).toEqual([started + 5000]);
});

test('a script hits the operation, the turn and the number of times that it says', () => {
  const script: readonly ScriptedFault[] = [
    { operation: 'StopExperimentRun', after: 1, times: 2, fault: { kind: 'throttled' } },
    { service: 'CloudWatch', fault: { kind: 'failed' } },
  ];
  const faults = scriptedFaults(script);
  const stop = { service: 'AppConfig', operation: 'StopExperimentRun' };
  const put = { service: 'CloudWatch', operation: 'PutMetricData' };

  expect([stop, put, stop, stop, stop, put].map((each) => faults(each)?.kind)).toEqual([
    undefined,
    'failed',
    'throttled',
    'throttled',
    undefined,
    undefined,
  ]);
});

test('the shares of a seed are kept, and the same seed does the same', () => {
  const rates = { throttled: 0.1, failed: 0.05, lost: 0.02, slow: 0.3, slowestMs: 10 };
  const draw = () => {
    const faults = seededFaults(createRandom(5), rates);
    return Array.from({ length: 20_000 }, () => faults({ service: 'AppConfig', operation: 'GetFlag' }));
  };
  const drawn = draw();
  const share = (kind: string) => drawn.filter((fault) => fault?.kind === kind).length / drawn.length;

  expect(draw()).toEqual(drawn);
  expect(share('throttled')).toBeCloseTo(0.1, 1.7);
  expect(share('failed')).toBeCloseTo(0.05, 1.7);
  expect(share('lost')).toBeCloseTo(0.02, 1.7);
  expect(share('slow')).toBeCloseTo(0.3, 1.7);
  for (const fault of drawn) if (fault?.kind === 'slow') expect(fault.delayMs).toBeLessThanOrEqual(10);
});
