/** A world in which a ramp can run: the embedded AWS with the ledger's table, the machine, the functions and a shop. */

import {
  AppConfigClient,
  GetExperimentRunCommand,
  StopExperimentRunCommand,
  UpdateExperimentRunCommand,
  type UpdateExperimentRunRequest,
} from '@aws-sdk/client-appconfig';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import { createLedger } from '#adapters/ledger';
import { wakesLimit } from '#core/ledger';
import { executionNameOf } from '#core/names';
import type { Experiment } from '#core/ramp';
import type { Tick as DigestTick } from '#functions/digest';
import type { Tick } from '#functions/watch';
import { ambient } from '#local/ambient';
import { VirtualClock } from '#local/clock';
import { type DeploymentOptions, deploy } from '#local/deployment';
import type { Iam } from '#local/iam/index';
import type { Trace } from '#local/wire/dispatcher';
import { createRequestHandler } from '#local/wire/sdk-door';
import { testAws } from './aws.ts';
import { prepareDefinition, preparePlace } from './experiment.ts';
import { packagedTemplate, sources, withSchedule } from './packaged.ts';
import { watchPublished } from './published.ts';

export const account = '111122223333';
const region = 'eu-central-1';
const stackName = 'rampart-test';
export const alarmArn = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

export type RampWorld = Awaited<ReturnType<typeof rampWorld>>;
export type RampWorldOptions = Partial<DeploymentOptions> & {
  /** How often the watch looks. In AWS it is every minute; most of a test's time would be its looks. */
  readonly watchEvery?: string;
  /** Nor is the digest what most tests are about: those that are call for it. */
  readonly digestEvery?: string;
};

export async function rampWorld(given: RampWorldOptions = {}) {
  const { watchEvery = 'rate(1 hour)', digestEvery = 'rate(365 days)', template: plain, ...options } = given;
  const clock = new VirtualClock(Date.UTC(2026, 10, 23, 9, 12));
  const watched = withSchedule(plain ?? (await packagedTemplate()), 'WatchSchedule', watchEvery);
  const template = withSchedule(watched, 'DigestSchedule', digestEvery);
  const { taken: published, onTrace } = watchPublished();
  const both = (trace: Trace) => {
    onTrace(trace);
    options.onTrace?.(trace);
  };
  const rest = { codeOf: sources, stackName, clock, create: testAws, ...options, onTrace: both };
  const { aws, functions, iam, stack } = await deploy({ template, ...rest });
  const leave = ambient(clock, aws.random);
  onTestFinished(leave);
  const config = aws.clientConfig();
  const clients = {
    appConfig: new AppConfigClient(config),
    cloudWatch: new CloudWatchClient(config),
    dynamoDB: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    states: new SFNClient(config),
  };
  const { TableName = '', StateMachineArn = '', CommandUrl = '' } = stack.outputs;
  const place = await preparePlace(clients.appConfig);
  const definitionKey = await prepareDefinition(clients.appConfig, place, { Name: 'add-to-cart-button' });
  const ledger = createLedger(clients.dynamoDB, TableName, 'the test');
  const door = createRequestHandler(aws.dispatcher);
  const invoke = async (name: string): Promise<unknown> => {
    const invoked = clients.lambda.send(new InvokeCommand({ FunctionName: `rampart-test-${name}` }));
    await clock.run(clock.now());
    const { Payload, FunctionError } = await invoked;
    const answer = Buffer.from(Payload ?? []).toString();
    if (FunctionError) throw new Error(answer);
    return JSON.parse(answer);
  };
  return {
    aws,
    clock,
    clients,
    ledger,
    functions,
    iam,
    stack,
    machineArn: StateMachineArn,
    /** Gives the process its own time back, where a test has many worlds. */
    leave,
    /** What the bus has taken, in order; held against the catalogue when the test ends. */
    published,
    place,
    definitionKey,
    /** Lets so much time pass. */
    pass: (ms: number) => clock.run(clock.now() + ms),
    /** One look of the watch. */
    look: () => invoke('watch') as Promise<Tick>,
    /** One tick of the digest. */
    digest: () => invoke('digest') as Promise<DigestTick>,
    /** Asks at the URL of the command function, in a request that a session of this role signed. */
    ask: async (body: object, role = 'Dev') => {
      const { host, pathname: path } = new URL(CommandUrl);
      const authorization = `AWS4-HMAC-SHA256 Credential=${personOf(iam, role)}/20261123/${region}/lambda/aws4_request`;
      const headers = { host, authorization };
      const asked = door.handle({ method: 'POST', path, query: {}, headers, body: JSON.stringify(body) });
      await clock.run(clock.now());
      const { statusCode, body: answer } = (await asked).response;
      return {
        status: statusCode,
        ...(JSON.parse(String(Buffer.from(answer))) as { is: string; told: string; ramp: string }),
      };
    },
    run: (rampId: string) =>
      ledger.read(rampId).then(async (entry) => {
        const { experiment, run } = entry?.ramp ?? {};
        return clients.appConfig.send(
          new GetExperimentRunCommand({
            ApplicationIdentifier: experiment?.applicationId,
            ExperimentDefinitionIdentifier: experiment?.definitionId,
            Run: run,
          }),
        );
      }),
    /** A person changes the run of a ramp in the console. */
    updateOutside: async (rampId: string, change: Partial<UpdateExperimentRunRequest>) => {
      const { experiment, run } = (await ledger.read(rampId))?.ramp ?? {};
      await clients.appConfig.send(
        new UpdateExperimentRunCommand({
          ApplicationIdentifier: experiment?.applicationId,
          ExperimentDefinitionIdentifier: experiment?.definitionId,
          Run: run,
          ...change,
        }),
      );
    },
    /** A person stops the run in the console. */
    stopOutside: async ({ applicationId, definitionId }: Experiment, run: number | undefined) => {
      await clients.appConfig.send(
        new StopExperimentRunCommand({
          ApplicationIdentifier: applicationId,
          ExperimentDefinitionIdentifier: definitionId,
          Run: run,
          Result: { ExecutiveSummary: 'by hand' },
        }),
      );
    },
    history: async (rampId: string, generation = 1) => {
      const executionArn = `${StateMachineArn.replace(':stateMachine:', ':execution:')}:${executionNameOf(rampId, generation)}`;
      const { status } = await clients.states.send(new DescribeExecutionCommand({ executionArn }));
      const { events = [] } = await clients.states.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      return { status, events };
    },
    /** The execution that leads the ramp has judged as often as one may. */
    growOld: async (rampId: string) => {
      await clients.dynamoDB.send(
        new UpdateItemCommand({
          TableName,
          Key: { pk: { S: `ramp#${rampId}` }, sk: { S: 'state' } },
          UpdateExpression: 'SET wakes = :limit',
          ExpressionAttributeValues: { ':limit': { N: String(wakesLimit) } },
        }),
      );
    },
    alarm: async (name: string, state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') => {
      await clients.cloudWatch.send(
        new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: 'the test says so' }),
      );
    },
    putAlarm: async (name: string) => {
      await clients.cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: name,
          Namespace: 'Shop',
          MetricName: 'Errors',
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 50,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'ignore',
        }),
      );
      await clients.cloudWatch.send(
        new SetAlarmStateCommand({ AlarmName: name, StateValue: 'OK', StateReason: 'the test says so' }),
      );
    },
  };
}

/** People may call the command function, and nothing else; who they are the function learns from AWS. */
function personOf(iam: Iam, name: string): string {
  const arn = `arn:aws:iam::${account}:role/${name}`;
  const command = `arn:aws:lambda:${region}:${account}:function:rampart-test-command`;
  const may = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'];
  iam.putRole({
    arn,
    trust: ['people'],
    policies: [{ Statement: [{ Effect: 'Allow', Action: may, Resource: command }] }],
  });
  return iam.assume(arn, 'people', 'somebody');
}
