/** A world in which people are told in Slack: the stand-in outside, and the secret where the stack looks for it. */
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Payload } from '#core/message/blocks';
import { lineOf } from '#core/message/line';
import type { Plan } from '#core/plan/plan';
import type { LogLine } from '#local/lambda/functions';
import type { Outside } from '#local/outside';
import { createSlackStandIn } from '#local/slack/index';
import { account, type RampWorldOptions, rampWorld } from './ramp-world.ts';

export const token = 'xoxb-CANARY-7f3a9c';
export const webhook = 'https://hooks.slack.com/services/T000/B000/CANARY7f3a9c';
const notify = 'rampart-test-notify';

export const slackOf = (more: Partial<Plan['notify']['slack']> = {}): Plan['notify'] => ({
  eventBus: 'default',
  slack: { channel: '#exp-checkout', level: 'normal', mention: { stop: '<!subteam^S0ONCALL>' }, ...more },
});

export async function slackWorld({
  secret = token,
  ...options
}: RampWorldOptions & { secret?: string } = {}) {
  let isUp = true;
  const lines: string[] = [];
  const standIn = createSlackStandIn({ now: () => world.clock.now() });
  const outside: Outside = async (request) => {
    if (!isUp) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return standIn.answer(request);
  };
  const onLog = ({ message }: LogLine) => void lines.push(message);
  const world = await rampWorld({ outside, onLog, ...options });
  const config = world.aws.clientConfig();
  await new SSMClient(config).send(
    new PutParameterCommand({ Name: '/rampart/test/slack', Type: 'SecureString', Value: secret }),
  );
  const sqs = new SQSClient(config);
  return {
    ...world,
    standIn,
    /** Everything that any function logged. */
    lines,
    /** What the notify function got, in order. */
    events: recorded(world),
    setUp: (up: boolean) => {
      isUp = up;
    },
    /** New messages and rewritten ones, one line each, as people read them. */
    said: () =>
      standIn.calls.flatMap(({ how, message }) =>
        message ? `${how}: ${lineOf(message.payload as Payload)}` : [],
      ),
    /** Delivers an event once more. */
    deliver: async (event: unknown) => {
      const Payload = Buffer.from(JSON.stringify(event));
      const invoked = world.clients.lambda.send(new InvokeCommand({ FunctionName: notify, Payload }));
      await world.pass(10_000);
      return invoked;
    },
    /** Every item of the ledger's table. */
    table: async () => {
      const db = new DynamoDBClient(config);
      const { TableNames = [] } = await db.send(new ListTablesCommand({}));
      const scanned = TableNames.map((TableName) => db.send(new ScanCommand({ TableName })));
      return (await Promise.all(scanned)).flatMap(({ Items = [] }) => Items);
    },
    undelivered: async () => {
      const queue = world.functions.get(notify)?.onFailure?.split(':').at(-1);
      const QueueUrl = `https://sqs.eu-central-1.amazonaws.com/${account}/${queue}`;
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      return Messages.map(({ Body = '' }) => Body);
    },
  };
}

function recorded({ functions }: Awaited<ReturnType<typeof rampWorld>>): readonly unknown[] {
  const events: unknown[] = [];
  const code = functions.get(notify);
  if (typeof code?.handler !== 'function') throw new Error(`there is no function ${notify}`);
  const { handler } = code;
  functions.set(notify, {
    ...code,
    handler: (event, context) => {
      events.push(event);
      return handler(event, context);
    },
  });
  return events;
}
