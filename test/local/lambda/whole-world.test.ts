/** Machines and functions under their roles, in one world with everything else: who may what, and one trace per seed. */
import { createHash } from 'node:crypto';
import { AppConfigClient, ListApplicationsCommand } from '@aws-sdk/client-appconfig';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { ambient } from '#local/ambient';
import { createAws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { type FaultRates, seededFaults } from '#local/faults';
import { createIam } from '#local/iam/index';
import { functionsOf } from '#local/lambda/functions';
import { createRandom } from '#local/random';
import { allServices } from '#local/services';

const role = (name: string, trust: string, ...grants: (readonly [Action: string, Resource: string])[]) => ({
  arn: `arn:aws:iam::111122223333:role/${name}`,
  trust: [`${trust}.amazonaws.com`],
  policies: [
    { Statement: grants.map(([Action, Resource]) => ({ Effect: 'Allow' as const, Action, Resource })) },
  ],
});
const lambdaArn = 'arn:aws:lambda:eu-central-1:111122223333:function:count';
const table = 'arn:aws:dynamodb:eu-central-1:111122223333:table/ledger';
const machineRole = role('machine', 'states', ['lambda:InvokeFunction', lambdaArn]);
const roles = [
  machineRole,
  role('count', 'lambda', ['dynamodb:UpdateItem', table], ['appconfig:ListApplications', '*']),
  role('idle', 'states'),
];

const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Hold',
  States: {
    Hold: { Type: 'Wait', Seconds: '{% 60 + $floor($random() * 3600) %}', Next: 'Count' },
    Count: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: lambdaArn, Payload: '{% $states.input %}' },
      Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', MaxAttempts: 10 }],
      Output: '{% $states.result.Payload %}',
      End: true,
    },
  },
};

/** The clients live as long as the module, as in a bundle; the world that they speak to is that of the invocation. */
let clients: { dynamo: DynamoDBClient; appConfig: AppConfigClient } | undefined;

function clientsOfFunction() {
  const requestHandler = (globalThis as Record<symbol, unknown>)[Symbol.for('aws.requestHandler')] as never;
  clients ??= {
    dynamo: new DynamoDBClient({ requestHandler }),
    appConfig: new AppConfigClient({ requestHandler }),
  };
  return clients;
}

async function count(event: unknown) {
  const { dynamo, appConfig } = clientsOfFunction();
  const { Items } = await appConfig.send(new ListApplicationsCommand({}));
  const { Attributes } = await dynamo.send(
    new UpdateItemCommand({
      TableName: 'ledger',
      Key: { pk: { S: 'counter' } },
      UpdateExpression: 'ADD seen :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    }),
  );
  console.log(JSON.stringify({ event, seen: Attributes?.seen?.N, at: Date.now() }));
  return [Items?.length, Attributes?.seen?.N];
}

type Settings = { readonly seed?: number; readonly batch?: number; readonly rates?: FaultRates };
type Run = (sfn: SFNClient, clock: VirtualClock) => Promise<void>;

async function world({ seed = 1, batch = 64, rates = {} }: Settings, run: Run) {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1), batch);
  const restore = ambient(clock, createRandom(seed));
  const hash = createHash('sha256');
  const iam = createIam({ roles });
  const functions = functionsOf({
    name: 'count',
    role: 'arn:aws:iam::111122223333:role/count',
    timeoutMs: 30_000,
    handler: count,
  });
  try {
    const aws = createAws(
      (base) => allServices(base, { functions, iam, onLog: (line) => hash.update(JSON.stringify(line)) }),
      {
        clock,
        seed,
        authorize: iam.authorize,
        faults: seededFaults(createRandom(`${seed}/faults`), rates),
        onTrace: ({ at, request, answer }) => {
          hash.update(`${at}${request.path}${JSON.stringify(request.headers)}`).update(request.body);
          if (typeof answer !== 'symbol') hash.update(answer.body);
        },
      },
    );
    await aws.dispatcher.call({
      service: 'DynamoDB',
      operation: 'CreateTable',
      input: {
        TableName: 'ledger',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    });
    await run(new SFNClient({ ...aws.clientConfig(), maxAttempts: 20 }), clock);
    return { iam, hash: hash.digest('hex'), defects: aws.defects };
  } finally {
    restore();
  }
}

async function execute(sfn: SFNClient, roleArn: string, times: number, clock: VirtualClock) {
  const machine = { name: 'machine', roleArn, definition: JSON.stringify(definition) };
  const { stateMachineArn } = await settled(sfn.send(new CreateStateMachineCommand(machine)), clock);
  const executions: (string | undefined)[] = [];
  for (let i = 0; i < times; i++) {
    const start = new StartExecutionCommand({ stateMachineArn, name: `n${i}`, input: JSON.stringify({ i }) });
    executions.push((await settled(sfn.send(start), clock)).executionArn);
  }
  await clock.run();
  const ended = [];
  for (const executionArn of executions)
    ended.push(await settled(sfn.send(new DescribeExecutionCommand({ executionArn })), clock));
  return ended;
}

/** A call that faults may delay: time moves until it is answered. */
async function settled<T>(answer: Promise<T>, clock: VirtualClock): Promise<T> {
  let isOpen = true;
  const closing = answer.finally(() => {
    isOpen = false;
  });
  closing.catch(() => undefined);
  await clock.rest();
  while (isOpen && clock.next !== undefined) await clock.run(clock.next);
  return closing;
}

test('a machine invokes and its function calls, each under its own role; all that is granted was needed', async () => {
  const { iam, defects } = await world({}, async (sfn, clock) => {
    const [ended] = await execute(sfn, machineRole.arn, 1, clock);

    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '[0,"1"]' });
  });

  expect(defects).toEqual([]);
  expect(iam.deeds().map(({ source, action, resource }) => [source.split('/')[1], action, resource])).toEqual(
    [
      ['machine', 'lambda:InvokeFunction', lambdaArn],
      ['count', 'appconfig:ListApplications', '*'],
      ['count', 'dynamodb:UpdateItem', table],
    ],
  );
  expect(roles.flatMap(({ arn }) => iam.unused(arn))).toEqual([]);
});

test('a machine whose role may nothing is refused what it asks for', async () => {
  await world({}, async (sfn, clock) => {
    const [ended] = await execute(sfn, 'arn:aws:iam::111122223333:role/idle', 1, clock);

    expect(ended?.status).toBe('FAILED');
    expect(ended?.cause).toContain(
      `assumed-role/idle/states is not authorized to perform: lambda:InvokeFunction on resource: ${lambdaArn}`,
    );
  });
});

test('functions, retries of the SDK, delays and the ledger leave one trace per seed, at any batch size', async () => {
  const rates = { throttled: 0.05, failed: 0.03, slow: 0.1, slowestMs: 20_000 };
  const traceOf = async (seed: number, batch: number) => {
    let output: (string | undefined)[] = [];
    const { hash, defects } = await world({ seed, batch, rates }, async (sfn, clock) => {
      output = (await execute(sfn, machineRole.arn, 60, clock)).map((each) => each.output);
    });
    expect(defects).toEqual([]);
    return { hash, output };
  };

  const one = await traceOf(1, 64);
  const small = await traceOf(1, 1);
  const other = await traceOf(2, 64);

  expect(one.output.filter((each) => each !== undefined).length).toBeGreaterThan(50);
  expect(small).toEqual(one);
  expect(other.hash).not.toBe(one.hash);
});
