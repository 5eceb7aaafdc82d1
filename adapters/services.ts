/** Everything outside that a function may reach, as one record. Its type is the port: the seam itself is the wire. */
import { type Alarms, createAlarms } from './alarms.ts';
import { type Bus, createBus } from './bus.ts';
import type { Clients } from './clients.ts';
import type { Config } from './config.ts';
import { createExperiments, type Experiments } from './experiments.ts';
import { lazily } from './lazily.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Noted } from './observe.ts';
import { createWorkflow, type Workflow } from './workflow.ts';

export type Services = {
  readonly config: Config;
  readonly experiments: Experiments;
  readonly alarms: Alarms;
  readonly ledger: Ledger;
  readonly workflow: Workflow;
  readonly bus: Bus;
};

/** @param invocation names this run of the function: a write whose answer is lost is known again by it */
export function connect(clients: Clients, config: Config, invocation: string, noted: Noted): Services {
  return lazily({
    config: () => config,
    experiments: () => createExperiments(clients.appConfig, clients.appConfigOnce),
    alarms: () => createAlarms(clients.cloudWatch),
    ledger: () => noted(createLedger(clients.dynamoDB, config.tableName, invocation)),
    workflow: () => createWorkflow(clients.stepFunctions, config.stateMachineArn),
    bus: () => createBus(clients.eventBridge, config.eventBusName),
  });
}
