/** 300 executions whose Lambda tasks call DynamoDB through the real client, which retries; and one hash of all that happened. */
import { createHash } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ambient } from '#local/ambient';
import { type Aws, createAws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { seededFaults } from '#local/faults';
import { functionsOf } from '#local/lambda/functions';
import { createRandom } from '#local/random';
import { allServices } from '#local/services';
import { start } from './start-execution.ts';

const startAt = Date.UTC(2026, 0, 1);
const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Wait',
  States: {
    Wait: {
      Type: 'Wait',
      Seconds: '{% $floor($random() * 86400) %}',
      Assign: { step: '{% ($exists($step) ? $step : 0) + 1 %}' },
      Next: 'Raise',
    },
    Raise: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: {
        FunctionName: 'raise',
        Payload: { ramp: '{% $states.input.ramp %}', step: '{% $step %}' },
      },
      TimeoutSeconds: 30,
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 9, JitterStrategy: 'FULL' }],
      Output: '{% $states.input %}',
      Next: 'More',
    },
    More: { Type: 'Choice', Choices: [{ Condition: '{% $step < 2 %}', Next: 'Wait' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

export type Traced = {
  readonly hash: string;
  readonly requests: number;
  readonly retried: number;
  readonly ended: number;
};

export async function traceOf(seed: number, batch: number, count = 300): Promise<Traced> {
  const lines: string[] = [];
  const clock = new VirtualClock(startAt, batch);
  const restore = ambient(clock, createRandom(seed));
  try {
    const rates = { throttled: 0.05, failed: 0.03, lost: 0.02, slow: 0.9, slowestMs: 20_000 };
    const faults = seededFaults(createRandom(`faults of ${seed}`), rates);
    const aws = createAws((world) => allServices(world, { functions }), {
      clock,
      seed,
      faults: (target) =>
        target.operation === 'UpdateItem' || target.operation === 'Invoke' ? faults(target) : undefined,
      onTrace: ({ at, request }) =>
        lines.push(JSON.stringify([at, request.headers, Buffer.from(request.body).toString()])),
    });
    const ended = await runAll(aws, clock, count, (line) => lines.push(line));
    if (aws.defects.length > 0) throw aws.defects[0]?.error;
    return {
      hash: createHash('sha256').update(lines.sort().join('\n')).digest('hex'),
      requests: lines.length - count,
      retried: lines.filter((line) => line.includes('attempt=2')).length,
      ended,
    };
  } finally {
    restore();
  }
}

/** As a deployed function makes it: once, with credentials from its surroundings. */
let client: DynamoDBClient | undefined;

async function raise(event: unknown): Promise<number> {
  const { ramp, step } = event as { ramp: string; step: number };
  client ??= new DynamoDBClient({
    requestHandler: Reflect.get(globalThis, Symbol.for('aws.requestHandler')),
  });
  await client.send(
    new UpdateItemCommand({
      TableName: 'ledger',
      Key: { id: { S: ramp } },
      UpdateExpression: 'SET step = :step',
      ExpressionAttributeValues: { ':step': { N: String(step) } },
    }),
  );
  return step;
}

const functions = functionsOf({ name: 'raise', handler: raise, timeoutMs: 25_000 });

async function runAll(
  aws: Aws,
  clock: VirtualClock,
  count: number,
  tell: (line: string) => void,
): Promise<number> {
  await new DynamoDBClient(aws.clientConfig()).send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  const executions = await start(aws, definition, count);
  await clock.run();
  const histories = await executions.histories();
  for (const events of histories) tell(JSON.stringify(events));
  return histories.filter((events) => events.at(-1)?.type === 'ExecutionSucceeded').length;
}
