/** What only the HTTP door has: sockets, hosts, dates, sizes. What both doors have is in round-trip.test.ts. */
import { request } from 'node:http';
import { connect } from 'node:net';
import * as sdk from '@aws-sdk/client-appconfig';
import { AppConfigClient, CreateExtensionCommand, GetExperimentRunCommand } from '@aws-sdk/client-appconfig';
import { expect, test } from 'vitest';
import type { AwsOptions } from '#local/aws';
import { type Clock, RealClock, VirtualClock } from '#local/clock';
import { scriptedFaults } from '#local/faults';
import { createService, Waiting } from '#local/wire/service';
import { testAws } from '#test/support/aws';
import { overHttp, testDoor } from '#test/support/http';

const key = { ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: 'b', Run: 1 };
const ask = () => new GetExperimentRunCommand(key);

function appConfig(run: (clock: Clock) => unknown = () => ({ Run: 1 }), options: AwsOptions = {}) {
  return testAws(
    (world) => [
      createService({
        sdk,
        client: AppConfigClient,
        world,
        operations: { GetExperimentRun: () => run(world.clock) },
      }),
    ],
    options,
  );
}

type Told = { status: number | undefined; headers: Record<string, unknown>; body: string };
type Asked = { path?: string; method?: string; headers?: Record<string, string>; body?: string };
function tell(
  endpoint: string,
  { path = '/', method = 'GET', headers = {}, body }: Asked = {},
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const sent = request(`${endpoint}${path}`, { method, headers, agent: false }, async (answer) => {
      const parts = await answer.toArray();
      resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString() });
    });
    sent.on('error', reject).end(body);
  });
}

test('an unmodified client is answered over HTTP', async () => {
  const client = new AppConfigClient(overHttp(await testDoor(appConfig())));

  expect(await client.send(ask())).toMatchObject({ Run: 1 });
});

test('what is not emulated is refused by name, once', async () => {
  const client = new AppConfigClient(overHttp(await testDoor(appConfig())));

  const call = client.send(new CreateExtensionCommand({ Name: 'x', Actions: {} }));

  await expect(call).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'AppConfig.CreateExtension is not implemented by the embedded AWS',
    $metadata: { httpStatusCode: 501, attempts: 1 },
  });
});

test('a service that is not emulated is refused by its signing name', async () => {
  const { endpoint } = await testDoor(appConfig());
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-central-1/s3/aws4_request, Signature=0';

  const signed = await tell(endpoint, { path: '/bucket?list-type=2', headers: { authorization } });
  const unsigned = await tell(endpoint, { path: '/bucket' });

  expect([signed.status, signed.body]).toEqual([501, expect.stringContaining('s3.(GET /bucket)')]);
  expect([unsigned.status, unsigned.body]).toEqual([501, expect.stringContaining('AWS.(GET /bucket)')]);
});

test('a client that speaks the old query protocol is refused in XML, which is all that it can read', async () => {
  const { endpoint } = await testDoor(appConfig());
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';

  const told = await tell(endpoint, { method: 'POST', headers, body });

  expect([told.status, told.headers['content-type']]).toEqual([501, 'text/xml']);
  expect(told.body).toMatch(
    /^<ErrorResponse><Error><Type>Receiver<\/Type><Code>NotImplementedException<\/Code><Message>AWS\.GetCallerIdentity .*<\/Message><\/Error><RequestId>[\w-]+<\/RequestId><\/ErrorResponse>$/,
  );
});

test.each([
  ['127.0.0.1:80', 501],
  ['localhost:4588', 501],
  ['appconfig.localhost', 501],
  ['[::1]:4588', 501],
  ['evil.example', 403],
  ['127.0.0.1.evil.example', 403],
  ['localhost.evil.example:4588', 403],
])('a request for host %s is answered %i', async (host, status) => {
  const { endpoint } = await testDoor(appConfig());

  expect((await tell(endpoint, { headers: { host } })).status).toBe(status);
});

test.each([
  ['real', () => new RealClock(), true],
  ['virtual', () => new VirtualClock(), false],
])('under %s time the Date header is sent as it should be', async (_name, clock, hasDate) => {
  const { endpoint } = await testDoor(appConfig(undefined, { clock: clock() }));

  const { headers } = await tell(endpoint);

  expect('date' in headers).toBe(hasDate);
});

test('a request that is too large is refused', async () => {
  const { endpoint } = await testDoor(appConfig(), { bodyLimitBytes: 10 });

  const { status, body } = await tell(endpoint, { method: 'POST', body: 'x'.repeat(11) });

  expect(status).toBe(413);
  expect(body).toContain('RequestEntityTooLargeException');
});

test('virtual time stands still while a request is still coming in, and moves on when its sender hangs up', async () => {
  const clock = new VirtualClock();
  const { endpoint } = await testDoor(appConfig(undefined, { clock }));
  let fired = false;
  clock.at(clock.now() + 1, 'due', () => {
    fired = true;
  });
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf ');
  while (clock.held === 0) await new Promise((resolve) => setImmediate(resolve));

  const running = clock.run();
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  const whileComing = fired;
  socket.destroy();
  await running;

  expect([whileComing, fired]).toEqual([false, true]);
});

test('an answer that is lost breaks the connection after the call was applied', async () => {
  let runs = 0;
  const count = () => ({ Run: ++runs });
  const lost = scriptedFaults([{ fault: { kind: 'lost' } }]);
  const door = await testDoor(appConfig(count, { faults: lost }));

  const broken = new AppConfigClient({ ...overHttp(door), maxAttempts: 1 }).send(ask());

  await expect(broken).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(runs).toBe(1);
});

test('a defect outside of any service is reported and answered 500', async () => {
  const defects: string[] = [];
  const { endpoint } = await testDoor(appConfig(), {
    control: async () => {
      throw new TypeError('oops');
    },
    onDefect: ({ call, error }) => defects.push(`${call}: ${error.message}`),
  });

  const { status } = await tell(endpoint, { path: '/_local/x' });

  expect([status, defects]).toEqual([500, ['GET /_local/x: oops']]);
});

test('a door that closes lets a call under way finish, and takes no new one', async () => {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<{ Run: number }>();
  const waits = () => {
    arrived.resolve();
    return new Waiting(answer.promise);
  };
  const door = await testDoor(appConfig(waits));
  const client = new AppConfigClient({ ...overHttp(door), maxAttempts: 1 });
  const call = client.send(ask());
  await arrived.promise;

  const closed = door.close();
  const late = client.send(ask());
  answer.resolve({ Run: 7 });

  expect(await call).toMatchObject({ Run: 7 });
  await expect(late).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await closed;
});
