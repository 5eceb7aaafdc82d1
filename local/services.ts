/** Every service of the embedded AWS, in one world: what `ramp local` serves and what a simulation runs on. */
import { type Agent, createAgent } from './appconfig/assignment/agent.ts';
import { returnedCount } from './appconfig/assignment/returned-count.ts';
import { type AppConfig, appConfig } from './appconfig/index.ts';
import type { Switches } from './appconfig/switches.ts';
import { appConfigData } from './appconfigdata/index.ts';
import { cloudWatch } from './cloudwatch/index.ts';
import { dynamoDb } from './dynamodb/index.ts';
import type { DeliveryFaults } from './eventbridge/delivery-faults.ts';
import type { EntryFaults } from './eventbridge/entries.ts';
import { eventBridge } from './eventbridge/index.ts';
import { experimentsOf } from './iam/experiments.ts';
import { functionsOf, type LambdaOptions } from './lambda/functions.ts';
import { lambda } from './lambda/index.ts';
import { type Replay, replay } from './replay/replay.ts';
import { scheduler } from './scheduler/index.ts';
import { secretsManager } from './secretsmanager/index.ts';
import { sqs } from './sqs/index.ts';
import { ssm } from './ssm/index.ts';
import { stepFunctions } from './stepfunctions/index.ts';
import type { Service } from './wire/service.ts';
import type { World } from './world.ts';

/** Its functions may change later. The same `iam` authorises the calls of the world; without it everybody may everything. */
export type ServicesOptions = Partial<LambdaOptions> & {
  /** What goes wrong between rules or schedules and their targets; nothing by default. */
  readonly deliveryFaults?: DeliveryFaults;
  /** Which entries of PutEvents EventBridge refuses though they are fine; none by default. */
  readonly entryFaults?: EntryFaults;
  /** What AppConfig does where AWS's documentation is silent, if not the default. */
  readonly switches?: Partial<Switches>;
  /** Recorded metrics that happen again in this world. */
  readonly replays?: readonly Replay[];
};

export type Services = {
  readonly services: readonly Service[];
  /** AppConfig Agent next to an application of this world; what it returns is counted in CloudWatch. */
  readonly agent: Agent;
  /** How AppConfig itself stops a run. */
  readonly appConfig: AppConfig;
};

export const allServices = (world: World, options: ServicesOptions = {}): readonly Service[] =>
  assemble(world, options).services;

export function assemble(
  world: World,
  {
    functions = functionsOf(),
    iam,
    deliveryFaults,
    entryFaults,
    switches = {},
    replays = [],
    ...lambdaOptions
  }: ServicesOptions = {},
): Services {
  const sessionOf = (service: string) => (roleArn: string | undefined, sourceArn: string) =>
    roleArn === undefined ? undefined : iam?.assume(roleArn, `${service}.amazonaws.com`, service, sourceArn);
  const events = eventBridge(world, { accessKeyIdOf: sessionOf('events'), deliveryFaults, entryFaults }); // its `emit` is how the services of AWS put events on the default bus
  const watch = cloudWatch(world, { emit: events.emit });
  for (const each of replays) replay(world.clock, each, watch.putVended);
  const config = appConfig(world, { monitors: watch.monitors, switches });
  iam?.experiments(experimentsOf(config.world));
  const agent = createAgent(config.world, (read) => {
    const count = returnedCount(read);
    if (count) watch.putVended(count.namespace, count.name, count.dimensions, 1, world.clock.now());
  });
  const services = [
    config.service,
    appConfigData(config.world),
    watch.service,
    dynamoDb(world),
    lambda(world, {
      functions,
      ...(iam ? { iam } : {}),
      ...lambdaOptions,
      onLog: (line) => {
        watch.ingestLog(line.message, line.at);
        lambdaOptions.onLog?.(line);
      },
    }),
    stepFunctions(world, { accessKeyIdOf: sessionOf('states') }),
    events.service,
    scheduler(world, { accessKeyIdOf: sessionOf('scheduler'), deliveryFaults }),
    sqs(world, iam),
    ssm(world),
    secretsManager(world),
  ];
  return { services, agent, appConfig: config };
}
