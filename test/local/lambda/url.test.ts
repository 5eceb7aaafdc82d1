/** A function's URL: who calls is what AWS verified, never what the caller says. */
import { GetFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { createIam, type Iam } from '#local/iam/index';
import type { LambdaFunction } from '#local/lambda/functions';
import { createRequestHandler } from '#local/wire/sdk-door';
import { account, functionWorld, start } from './world.ts';

const role = (name: string, ...statements: object[]) => ({
  arn: `arn:aws:iam::111122223333:role/${name}`,
  trust: ['people'],
  policies: [{ Statement: statements as never }],
});
const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: `${account}:command` });

const iamOf = () =>
  createIam({
    roles: [
      role('operators', allow('lambda:InvokeFunctionUrl'), allow('lambda:InvokeFunction')),
      role('half', allow('lambda:InvokeFunctionUrl')),
    ],
  });

async function called(iam: Iam, accessKeyId: string | undefined, handler: LambdaFunction['handler']) {
  const { aws, client, clock } = functionWorld([{ name: 'command', url: 'AWS_IAM', handler }], { iam });
  const { FunctionUrl } = await client.send(new GetFunctionUrlConfigCommand({ FunctionName: 'command' }));
  const asked = createRequestHandler(aws.dispatcher).handle({
    method: 'POST',
    path: '/ramps/checkout',
    query: { verb: 'pause' },
    headers: {
      host: new URL(FunctionUrl ?? '').host,
      'x-caller': 'arn:aws:iam::111122223333:role/somebody-else',
      ...(accessKeyId && {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20300101/eu-central-1/lambda/aws4_request, SignedHeaders=host, Signature=0`,
      }),
    },
    body: '{"because":"lunch"}',
  });
  await clock.run();
  const { response } = await asked;
  return {
    statusCode: response.statusCode,
    headers: response.headers,
    body: Buffer.from(response.body as Uint8Array).toString(),
  };
}

test('the event names the principal that signed', async () => {
  const iam = iamOf();
  const key = iam.assume('arn:aws:iam::111122223333:role/operators', 'people', 'alice');

  const { statusCode, body } = await called(iam, key, (event) => event);

  const event = JSON.parse(body);
  expect(statusCode).toBe(200);
  expect(event).toMatchObject({
    version: '2.0',
    rawPath: '/ramps/checkout',
    rawQueryString: 'verb=pause',
    queryStringParameters: { verb: 'pause' },
    body: '{"because":"lunch"}',
    isBase64Encoded: false,
    requestContext: {
      authorizer: {
        iam: {
          accessKey: key,
          accountId: '111122223333',
          userArn: 'arn:aws:sts::111122223333:assumed-role/operators/alice',
          callerId: expect.stringMatching(/^AROA[A-Z2-7]{16}:alice$/),
        },
      },
      http: { method: 'POST', path: '/ramps/checkout' },
      time: '01/Jan/2030:00:00:00 +0000',
      timeEpoch: start,
    },
  });
});

test.each<[who: string, key: (iam: Iam) => string | undefined]>([
  ['nobody', () => undefined],
  ['a stranger', () => 'AKIASTRANGER'],
  ['a role that may only half', (iam) => iam.assume('arn:aws:iam::111122223333:role/half', 'people', 'bob')],
  [
    'a role that does not trust',
    (iam) => iam.assume('arn:aws:iam::111122223333:role/operators', 'others', 'eve'),
  ],
])('%s is refused, and the function does not run', async (_who, key) => {
  const iam = iamOf();
  let runs = 0;

  const answer = await called(iam, key(iam), () => {
    runs += 1;
  });

  expect(answer).toMatchObject({ statusCode: 403, body: '{"Message":"Forbidden"}' });
  expect(runs).toBe(0);
});

test.each<[what: string, handler: LambdaFunction['handler'], answer: object]>([
  [
    'status, headers and body',
    () => ({ statusCode: 409, headers: { 'X-Ramp': 'held' }, body: 'no' }),
    { statusCode: 409, headers: expect.objectContaining({ 'x-ramp': 'held' }), body: 'no' },
  ],
  ['binary', () => ({ statusCode: 200, body: 'aGk=', isBase64Encoded: true }), { body: 'hi' }],
  ['a bare value', () => ({ fine: true }), { statusCode: 200, body: '{"fine":true}' }],
  [
    'an error',
    () => {
      throw new Error('secret');
    },
    { statusCode: 502, body: '{"Message":"Internal Server Error"}' },
  ],
])('a function that answers with %s', async (_what, handler, answer) => {
  expect(await called(iamOf(), 'AKIDLOCAL', handler)).toMatchObject(answer);
});
