/** A world in which people are told in Slack: the stand-in outside, and the secret where the stack looks for it. */
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Payload } from '#core/message/blocks';
import { lineOf } from '#core/message/line';
import type { Plan } from '#core/plan/plan';
import type { LogLine } from '#local/lambda/functions';
import type { Outside } from '#local/outside';
import { createSlackStandIn } from '#local/slack/index';
import type { Template } from '#local/template/template';
import { lost, type Trace } from '#local/wire/dispatcher';
import { textOf } from '#local/wire/message';
import { packagedTemplate } from './packaged.ts';
import { account, type RampWorld, type RampWorldOptions, rampWorld } from './ramp-world.ts';

export const token = 'xoxb-CANARY-7f3a9c';
export const webhook = 'https://hooks.slack.com/services/T000/B000/CANARY7f3a9c';
const notify = 'rampart-test-notify';

export const slackOf = (more: Partial<Plan['notify']['slack']> = {}): Plan['notify'] => ({
  eventBus: 'default',
  slack: { channel: '#exp-checkout', level: 'normal', mention: { stop: '<!subteam^S0ONCALL>' }, ...more },
});

export async function slackWorld({
  secret = token,
  keeper = 'ssm',
  ...options
}: RampWorldOptions & { secret?: string; keeper?: 'ssm' | 'secretsmanager' } = {}) {
  let isUp = true;
  const lines: string[] = [];
  const standIn = createSlackStandIn({ now: () => world.clock.now() });
  const outside: Outside = async (request) => {
    if (!isUp) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return standIn.answer(request);
  };
  const onLog = ({ message }: LogLine) => void lines.push(message);
  const traces: string[] = [];
  const onTrace = (trace: Trace) => void traces.push(textOfTrace(trace));
  const template = keeper === 'ssm' ? await packagedTemplate() : inSecretsManager(await packagedTemplate());
  const world = await rampWorld({ outside, onLog, onTrace, template, ...options });
  const config = world.aws.clientConfig();
  if (keeper === 'ssm')
    await new SSMClient(config).send(
      new PutParameterCommand({ Name: '/rampart/test/slack', Type: 'SecureString', Value: secret }),
    );
  else await keptInSecretsManager(world, secret);
  traces.length = 0;
  const sqs = new SQSClient(config);
  return {
    ...world,
    standIn,
    template,
    /** Every request to AWS and its answer, but for the answer that is the secret itself. */
    traces,
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

const secretName = 'rampart-slack';

/** The same stack, whose role may read a secret of Secrets Manager, whatever six letters AWS adds to its name. */
function inSecretsManager(template: Template): Template {
  const text = JSON.stringify(template);
  const parameter = /ssm:(\$\{AWS::Region\}:\$\{AWS::AccountId\}):parameter\/rampart\/test\/slack/g;
  return JSON.parse(text.replace(parameter, `secretsmanager:$1:secret:${secretName}-*`)) as Template;
}

/** Its ARN is known when it is made: then the function is told of it. */
async function keptInSecretsManager({ aws, functions }: RampWorld, SecretString: string): Promise<void> {
  const { ARN = '' } = await new SecretsManagerClient(aws.clientConfig()).send(
    new CreateSecretCommand({ Name: secretName, SecretString }),
  );
  const code = functions.get(notify);
  if (code)
    functions.set(notify, { ...code, environment: { ...code.environment, RAMPART_SLACK_SECRET: ARN } });
}

function textOfTrace({ request, answer }: Trace): string {
  const asked = JSON.stringify([request.headers, textOf(request.body)]);
  const isSecret = /GetParameter|GetSecretValue/.test(request.headers['x-amz-target'] ?? '');
  return answer === lost || isSecret ? asked : asked + textOf(answer.body);
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
