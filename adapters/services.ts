/** Everything outside that a function may reach, as one record. Its type is the port: the seam itself is the wire. */
import { type Alarms, createAlarms } from './alarms.ts';
import { type Bus, createBus } from './bus.ts';
import { createClients, createStopClients, type StopClients } from './clients.ts';
import type { Config } from './config.ts';
import { createExperiments, type Experiments } from './experiments.ts';
import type { Reach } from './lambda.ts';
import { lazily } from './lazily.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Noted } from './observe.ts';
import { createWorkflow, type Workflow } from './workflow.ts';

/** What a stop needs. */
export type StopServices = {
  readonly config: Config;
  readonly experiments: Experiments;
  readonly ledger: Ledger;
  readonly workflow: Workflow;
  readonly bus: Bus;
};
export type Services = StopServices & { readonly alarms: Alarms };

export const everything: Reach<Services> = ({ config, settings }) => {
  const clients = createClients(settings);
  const alarms = () => createAlarms(clients.cloudWatch);
  return (invocation, noted) => lazily({ ...makers(clients, config, invocation, noted), alarms });
};

export const whatStopsNeed: Reach<StopServices> = ({ config, settings }) => {
  const clients = createStopClients(settings);
  return (invocation, noted) => lazily(makers(clients, config, invocation, noted));
};

/** @param invocation names this run of the function: a write whose answer is lost is known again by it */
const makers = (clients: StopClients, config: Config, invocation: string, noted: Noted) => ({
  config: () => config,
  experiments: () => createExperiments(clients.appConfig, clients.appConfigOnce),
  ledger: () => noted(createLedger(clients.dynamoDB, config.tableName, invocation)),
  workflow: () => createWorkflow(clients.stepFunctions, config.stateMachineArn),
  bus: () => createBus(clients.eventBridge, config.eventBusName),
});
