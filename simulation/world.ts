/** The embedded AWS with everything of Rampart in it: the ledger's table, the machine, the functions and the watch. */
import { readFileSync } from 'node:fs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { lambda } from '#adapters/lambda';
import { functions as tasks } from '#functions/index';
import { ambient } from '#local/ambient';
import type { Agent } from '#local/appconfig/assignment/agent';
import { type ClientSettings, createAws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { type Functions, functionsOf } from '#local/lambda/functions';
import type { Random } from '#local/random';
import { assemble, type Services } from '#local/services';
import type { Trace } from '#local/wire/dispatcher';
import { defaultAccountId, defaultRegion } from '#local/world';
import { subscribe } from './bus.ts';

export type WorldOptions = {
  readonly startAt: number;
  readonly seed: number;
  /** Where the plan says that its alarms are; any place by default. */
  readonly at?: { readonly region: string; readonly account: string } | undefined;
  readonly onTrace?: (trace: Trace) => void;
};

/** What a simulation needs of a world; how the world was made is its own affair. */
export type RampWorld = {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly clientConfig: () => ClientSettings;
  readonly agent: Agent;
  readonly account: string;
  readonly region: string;
  /** The functions of the world: a simulation may add its own. */
  readonly functions: Functions;
  readonly commandFunction: string;
  /** Defects of the embedded AWS itself, in words. */
  readonly defects: () => readonly string[];
  /** Gives the process its own time back. */
  readonly close: () => void;
};

const table = 'rampart-ledger';

export async function createRampWorld({ startAt, seed, at, onTrace }: WorldOptions): Promise<RampWorld> {
  const account = at?.account ?? defaultAccountId;
  const region = at?.region ?? defaultRegion;
  const clock = new VirtualClock(startAt);
  const arn = (service: string, what: string) => `arn:aws:${service}:${region}:${account}:${what}`;
  const machineArn = arn('states', 'stateMachine:rampart-ramp');
  const functionArn = (name: string) => arn('lambda', `function:rampart-${name}`);
  const functions = functionsOf(
    ...Object.values(tasks).map((task) => ({
      name: `rampart-${task.name}`,
      handler: lambda(task as never) as never,
      environment: {
        RAMPART_STAGE: 'local',
        RAMPART_TABLE: table,
        RAMPART_STATE_MACHINE: machineArn,
        RAMPART_EVENT_BUS: 'default',
        RAMPART_VIRTUAL_TIME: 'true',
      },
      timeoutMs: 60_000,
      memoryMb: 512,
    })),
  );
  let services: Services | undefined;
  const aws = createAws(
    (world) => {
      services = assemble(world, { functions });
      return services.services;
    },
    { clock, seed, region, accountId: account, ...(onTrace ? { onTrace } : {}) },
  );
  const close = ambient(clock, aws.random);
  const config = aws.clientConfig();
  await createTable(new DynamoDBClient(config));
  await new SFNClient(config).send(
    new CreateStateMachineCommand({
      name: 'rampart-ramp',
      definition: definition(functionArn),
      roleArn: arn('iam', 'role/ramp'),
    }),
  );
  await new SchedulerClient(config).send(
    new CreateScheduleCommand({
      Name: 'rampart-watch',
      ScheduleExpression: 'rate(10 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn('watch'), RoleArn: `arn:aws:iam::${account}:role/watch` },
    }),
  );
  const place = { clientConfig: aws.clientConfig, region, account };
  await subscribe(place, 'rampart-alarm', {
    source: ['aws.cloudwatch'],
    'detail-type': ['CloudWatch Alarm State Change'],
  });
  return {
    ...place,
    clock,
    random: aws.random,
    agent: (services as unknown as Services).agent,
    functions,
    commandFunction: 'rampart-command',
    defects: () => aws.defects.map(({ call, error }) => `${call}: ${error.stack}`),
    close,
  };
}

/** The names that the template substitutes are put in by hand. */
const definition = (functionArn: (name: string) => string): string =>
  readFileSync(new URL('../statemachines/ramp.asl.json', import.meta.url), 'utf8')
    .replace(/\$\{TableName\}/g, table)
    .replace(/\$\{(\w+)FunctionArn\}/g, (_, name: string) => functionArn(name.toLowerCase()));

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
