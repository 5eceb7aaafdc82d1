/** Bad input gets an error and changes nothing. */
import * as sdk from '@aws-sdk/client-appconfig';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operations } from '#local/appconfig/api/index';
import { createRandom } from '#local/random';
import { type AnySdk, commandOf } from '#test/support/any-client';
import { minuteMs, testAppConfig } from '#test/support/appconfig';
import { requestOf } from '#test/support/appconfig-requests';
import { stateOf } from '#test/support/appconfig-state';
import { prepareDefinition, preparePlace } from '#test/support/experiment';
import { anySwitches } from '#test/support/switches';

const worlds = 50;
const requestsInEach = 200;
/** One in twenty is written and read by the SDK; the others go in by the world's own door, which is faster. */
const bySdkEach = 20;

const request = fc.record({
  operation: fc.constantFrom(...Object.keys(operations)),
  seed: fc.nat(),
  afterMs: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(1, minuteMs) },
  ),
});
const refusals =
  /^(BadRequest|Conflict|ResourceNotFound|ServiceQuotaExceeded|NotImplemented|Serialization)Exception$/;

test(`of ${worlds * requestsInEach} generated requests, none that is refused changes anything`, async () => {
  const met = { answered: new Set<string>(), refused: new Map<string, Set<string>>(), sent: 0, bySdk: 0 };
  const requests = fc.array(request, { minLength: requestsInEach, maxLength: requestsInEach });

  await fc.assert(
    fc.asyncProperty(requests, anySwitches, async (sent, switches) => {
      const { aws, appConfig, clock, client } = testAppConfig({ switches });
      const told = await prepared(client);
      let before = stateOf(appConfig.world);
      for (const [at, { operation, seed, afterMs }] of sent.entries()) {
        if (afterMs > 0) {
          await clock.run(clock.now() + afterMs);
          before = stateOf(appConfig.world);
        }
        met.sent += 1;
        const input = requestOf(operation, createRandom(seed), told);
        const written = at % bySdkEach === 0 ? await sentBySdk(client, operation, input) : undefined;
        if (written) met.bySdk += 1;
        const answer = written ?? (await aws.dispatcher.call({ service: 'AppConfig', operation, input }));
        if (answer.ok) {
          remember(told, answer.output);
          met.answered.add(operation);
          // Reading changes nothing either: if it did, the next refusal would show it.
          if (!/^(Get|List)/.test(operation)) before = stateOf(appConfig.world);
          continue;
        }
        const { name, message } = answer.error;
        if (!refusals.test(name)) expect.fail(`${operation}: ${name}: ${message}`);
        if (stateOf(appConfig.world) !== before)
          expect(stateOf(appConfig.world), `${operation} was refused: ${message}`).toBe(before);
        met.refused.set(name, (met.refused.get(name) ?? new Set()).add(operation));
      }
    }),
    { numRuns: worlds, seed: 20261124, endOnFailure: true },
  );

  expect(met.sent).toBeGreaterThanOrEqual(worlds * requestsInEach);
  expect(met.bySdk).toBeGreaterThan(300);
  expect([...met.answered].sort()).toEqual(Object.keys(operations).sort());
  expect([...(met.refused.get('ConflictException') ?? [])]).toEqual(
    expect.arrayContaining([
      'StartExperimentRun',
      'UpdateExperimentRun',
      'StopExperimentRun',
      'StartDeployment',
    ]),
  );
});

type Answer =
  | { readonly ok: true; readonly output: object }
  | { readonly ok: false; readonly error: { readonly name: string; readonly message: string } };

/** Nothing where the SDK itself cannot write the request, such as one without the id that its path needs. */
async function sentBySdk(
  client: sdk.AppConfigClient,
  operation: string,
  input: object,
): Promise<Answer | undefined> {
  const command = commandOf(sdk as unknown as AnySdk, operation, input);
  try {
    return { ok: true, output: await client.send(command as sdk.ListApplicationsCommand) };
  } catch (error) {
    return error instanceof sdk.AppConfigServiceException ? { ok: false, error } : undefined;
  }
}

/** A world with a run that can be started at once. */
async function prepared(client: sdk.AppConfigClient): Promise<Map<string, unknown[]>> {
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place);
  const told = new Map<string, unknown[]>(
    Object.entries({ ...place, ...key }).map(([name, value]) => [name, [value]]),
  );
  const root = 'arn:aws:appconfig:eu-central-1:111122223333';
  const application = `${root}:application/${place.ApplicationId}`;
  told.set('EnvironmentIdentifier', ['prod', place.EnvironmentId]);
  told.set('ConfigurationProfileIdentifier', ['flags', place.ConfigurationProfileId]);
  told.set('ResourceArn', [
    application,
    `${application}/environment/${place.EnvironmentId}`,
    `${application}/environment/${place.EnvironmentId}/deployment/1`,
    `${application}/configurationprofile/${place.ConfigurationProfileId}`,
    `${application}/experimentdefinition/${key.ExperimentDefinitionIdentifier}`,
    `${application}/experimentdefinition/${key.ExperimentDefinitionIdentifier}/experimentrun/1`,
    `${root}:deploymentstrategy/${place.DeploymentStrategyId}`,
    `${application}/nothing/abcdefg`,
  ]);
  return told;
}

function remember(told: Map<string, unknown[]>, answer: object): void {
  const { NextToken, Id, Name } = answer as { NextToken?: string; Id?: string; Name?: string };
  const add = (name: string, value: unknown) => told.set(name, [...(told.get(name) ?? []), value]);
  if (NextToken !== undefined) add('NextToken', NextToken);
  if (Id === undefined || Name === undefined) return;
  if ('FlagKey' in answer) add('ExperimentDefinitionIdentifier', Id);
  else if ('LocationUri' in answer) add('ConfigurationProfileId', Id);
  else if ('State' in answer) add('EnvironmentId', Id);
  else if ('GrowthFactor' in answer) add('DeploymentStrategyId', Id);
  else add('ApplicationId', Id);
}
