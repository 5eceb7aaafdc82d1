/** Executions whose every step is a Lambda function that calls AppConfig through the real SDK client. */
import { AppConfigClient, GetApplicationCommand } from '@aws-sdk/client-appconfig';
import { type Aws, createAws } from '#local/aws';
import type { VirtualClock } from '#local/clock';
import { functionsOf } from '#local/lambda/functions';
import { allServices } from '#local/services';
import { preparePlace } from '#test/support/experiment';
import type { Figure } from './figure.ts';
import { measure, paceFigures } from './pace.ts';

/** 14 daily steps: 45 transitions, 14 invocations, 14 calls of AppConfig. */
const ramp = {
  QueryLanguage: 'JSONata',
  StartAt: 'Start',
  States: {
    Start: { Type: 'Pass', Assign: { step: 0 }, Next: 'More' },
    More: { Type: 'Choice', Choices: [{ Condition: '{% $step < 14 %}', Next: 'Hold' }], Default: 'Done' },
    Hold: { Type: 'Wait', Seconds: 86_400, Assign: { step: '{% $step + 1 %}' }, Next: 'Look' },
    Look: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'look' },
      TimeoutSeconds: 60,
      Output: '{% $states.result.Payload %}',
      Next: 'More',
    },
    Done: { Type: 'Succeed' },
  },
};

export default async function lambdaTaskFigures(): Promise<Figure[]> {
  const measured = { build: world, definition: ramp, transitions: 45 };
  await measure({ ...measured, count: 100 }); // warm
  const runs = [];
  for (const count of [10, 100, 1000, 10_000]) runs.push(await measure({ ...measured, count }));
  return paceFigures('executions at once, with Lambda tasks that call AppConfig', runs);
}

async function world(clock: VirtualClock): Promise<Aws> {
  let application = '';
  let client: AppConfigClient | undefined;
  const look = async () => {
    client ??= new AppConfigClient({
      requestHandler: Reflect.get(globalThis, Symbol.for('aws.requestHandler')),
    });
    return (await client.send(new GetApplicationCommand({ ApplicationId: application }))).Name;
  };
  const functions = functionsOf({ name: 'look', handler: look });
  const aws = createAws((each) => allServices(each, { functions }), { clock });
  application = (await preparePlace(new AppConfigClient(aws.clientConfig()))).ApplicationId;
  return aws;
}
