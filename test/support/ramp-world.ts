/** A world in which a ramp can run: the embedded AWS with the ledger's table, the machine, the functions and a shop. */

import { readFileSync } from 'node:fs';
import {
  AppConfigClient,
  GetExperimentRunCommand,
  StopExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import { lambda } from '#adapters/lambda';
import { createLedger } from '#adapters/ledger';
import { executionNameOf } from '#core/names';
import type { Experiment } from '#core/ramp';
import { functions as tasks } from '#functions/index';
import type { Tick } from '#functions/watch';
import { ambient } from '#local/ambient';
import type { AwsOptions } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { functionsOf, type LambdaOptions } from '#local/lambda/functions';
import { allServices, type ServicesOptions } from '#local/services';
import { testAws } from './aws.ts';
import { prepareDefinition, preparePlace } from './experiment.ts';
import { watchPublished } from './published.ts';

export const account = '111122223333';
const region = 'eu-central-1';
const table = 'rampart-ledger';
const machineArn = `arn:aws:states:${region}:${account}:stateMachine:rampart-ramp`;
const functionArn = (name: string) => `arn:aws:lambda:${region}:${account}:function:rampart-${name}`;
export const alarmArn = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

export type RampWorld = Awaited<ReturnType<typeof rampWorld>>;
export type RampWorldOptions = AwsOptions &
  Pick<LambdaOptions, 'crash'> &
  Pick<ServicesOptions, 'switches'> & {
    /** How often the watch looks. In AWS it is every minute; most of a test's time would be its looks. */
    readonly watchEvery?: string;
  };

export async function rampWorld({ watchEvery = 'rate(1 hour)', ...options }: RampWorldOptions = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 10, 23, 9, 12));
  const environment = {
    RAMPART_STAGE: 'test',
    RAMPART_TABLE: table,
    RAMPART_STATE_MACHINE: machineArn,
    RAMPART_EVENT_BUS: 'default',
    RAMPART_VIRTUAL_TIME: 'true',
  };
  const functions = functionsOf(
    ...Object.values(tasks).map((task) => ({
      name: `rampart-${task.name}`,
      handler: lambda(task as never) as never,
      environment,
      timeoutMs: 60_000,
      memoryMb: 512,
    })),
  );
  const { taken: published, onTrace } = watchPublished();
  const aws = testAws((world) => allServices(world, { functions, ...options }), {
    clock,
    onTrace,
    ...options,
  });
  onTestFinished(ambient(clock, aws.random));
  const config = aws.clientConfig();
  const clients = {
    appConfig: new AppConfigClient(config),
    cloudWatch: new CloudWatchClient(config),
    dynamoDB: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    states: new SFNClient(config),
  };
  await createTable(clients.dynamoDB);
  const definition = readFileSync(new URL('../../statemachines/ramp.asl.json', import.meta.url), 'utf8')
    .replace(/\$\{TableName\}/g, table)
    .replace(/\$\{(\w+)FunctionArn\}/g, (_, name: string) => functionArn(name.toLowerCase()));
  await clients.states.send(
    new CreateStateMachineCommand({
      name: 'rampart-ramp',
      definition,
      roleArn: `arn:aws:iam::${account}:role/ramp`,
    }),
  );
  await subscribe(clients.events, clients.lambda);
  const place = await preparePlace(clients.appConfig);
  const definitionKey = await prepareDefinition(clients.appConfig, place, { Name: 'add-to-cart-button' });
  const ledger = createLedger(clients.dynamoDB, table, 'the test');
  await watchRegularly(new SchedulerClient(config), watchEvery);
  return {
    aws,
    clock,
    clients,
    ledger,
    functions,
    /** What the bus has taken, in order; held against the catalogue when the test ends. */
    published,
    place,
    definitionKey,
    /** Lets so much time pass. */
    pass: (ms: number) => clock.run(clock.now() + ms),
    /** One look of the watch. */
    look: async () => {
      const looked = clients.lambda.send(new InvokeCommand({ FunctionName: 'rampart-watch' }));
      await clock.run(clock.now());
      const { Payload } = await looked;
      return JSON.parse(Buffer.from(Payload ?? []).toString()) as Tick;
    },
    /** Asks the command function, as a person of this role. */
    ask: async (body: object, role = 'Dev') => {
      const asked = clients.lambda.send(
        new InvokeCommand({
          FunctionName: 'rampart-command',
          Payload: Buffer.from(JSON.stringify(signedBy(role, body))),
        }),
      );
      await clock.run(clock.now());
      const { Payload, FunctionError } = await asked;
      const answer = JSON.parse(Buffer.from(Payload ?? []).toString()) as {
        statusCode: number;
        body: string;
      };
      if (FunctionError) throw new Error(JSON.stringify(answer));
      return {
        status: answer.statusCode,
        ...(JSON.parse(answer.body) as { is: string; told: string; ramp: string }),
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
      const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${executionNameOf(rampId, generation)}`;
      const { status } = await clients.states.send(new DescribeExecutionCommand({ executionArn }));
      const { events = [] } = await clients.states.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      return { status, events };
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

async function watchRegularly(client: SchedulerClient, ScheduleExpression: string): Promise<void> {
  await client.send(
    new CreateScheduleCommand({
      Name: 'rampart-watch',
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn('watch'), RoleArn: `arn:aws:iam::${account}:role/watch` },
    }),
  );
}

const signedBy = (role: string, body: object) => ({
  requestContext: {
    authorizer: { iam: { userArn: `arn:aws:sts::${account}:assumed-role/${role}/somebody` } },
  },
  body: JSON.stringify(body),
});

/** Alarms of the account reach the function that stops. */
async function subscribe(events: EventBridgeClient, functions: LambdaClient): Promise<void> {
  const EventPattern = JSON.stringify({
    source: ['aws.cloudwatch'],
    'detail-type': ['CloudWatch Alarm State Change'],
  });
  const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'alarms', EventPattern }));
  await functions.send(
    new AddPermissionCommand({
      FunctionName: 'rampart-alarm',
      StatementId: 'alarms',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RuleArn,
    }),
  );
  const Targets = [{ Id: 'alarm', Arn: functionArn('alarm') }];
  await events.send(new PutTargetsCommand({ Rule: 'alarms', Targets }));
}

async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'lookShard', AttributeType: 'S' },
        { AttributeName: 'lookAt', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'look',
          KeySchema: [
            { AttributeName: 'lookShard', KeyType: 'HASH' },
            { AttributeName: 'lookAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
}
