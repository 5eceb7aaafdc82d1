/** What would be deployed, bundles and all, leads a ramp to its end. */

import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { packagedWorld } from '#cli/world';
import { hourMs } from '#core/time';
import { ambient } from '#local/ambient';
import { VirtualClock } from '#local/clock';
import { testAws } from '#test/support/aws';
import { prepareDefinition, preparePlace } from '#test/support/experiment';
import { planOf, startAt } from '#test/support/ramps';

test('a ramp on the packaged bundles runs to its end, under the packaged roles', {
  timeout: 120_000,
}, async () => {
  const clock = new VirtualClock(startAt);
  const { aws, stack } = await packagedWorld({ clock, create: testAws });
  onTestFinished(ambient(clock, aws.random));
  const config = aws.clientConfig();
  const appConfig = new AppConfigClient(config);
  await prepareDefinition(appConfig, await preparePlace(appConfig), { Name: 'add-to-cart-button' });
  const steps = [5, 100].map((exposurePercent) => ({ exposurePercent, holdMs: hourMs, gates: [] }));
  const plan = planOf({ steps });
  const asked = new LambdaClient(config).send(
    new InvokeCommand({
      FunctionName: 'rampart-local-command',
      Payload: Buffer.from(JSON.stringify(askedBy('Dev', { do: 'start', plan }))),
    }),
  );

  await clock.run(startAt + 3 * hourMs);

  expect(JSON.parse(Buffer.from((await asked).Payload ?? []).toString())).toMatchObject({ statusCode: 200 });
  const states = new SFNClient(config);
  const stateMachineArn = stack.outputs.StateMachineArn;
  const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED']);
});

const askedBy = (role: string, body: object) => ({
  requestContext: {
    authorizer: { iam: { userArn: `arn:aws:sts::111122223333:assumed-role/${role}/somebody` } },
  },
  body: JSON.stringify(body),
});
