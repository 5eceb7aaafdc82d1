/** AWS AppConfig, its control plane: experiments, and the deployments and flags that they stand on. */
import * as sdk from '@aws-sdk/client-appconfig';
import { AppConfigClient, type TriggeredBy } from '@aws-sdk/client-appconfig';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import { operations } from './api/index.ts';
import { Collection } from './collection.ts';
import { DefinitionIndex } from './definition-index.ts';
import { Deployer } from './deployer.ts';
import { badRequest } from './errors.ts';
import * as find from './find.ts';
import { checkLimits } from './limits/check.ts';
import { limits } from './limits/index.ts';
import { type Monitors, noMonitors } from './monitors.ts';
import { endRun, stopAfterRollBack } from './runs.ts';
import type { AppConfigWorld, Store } from './state.ts';
import { predefinedStrategies } from './strategies.ts';
import { switches as defaults, type Switches } from './switches.ts';

export type AppConfigOptions = {
  /** Other choices where AWS's documentation is silent. */
  readonly switches?: Partial<Switches>;
  /** The alarms that the monitors of environments name; all of them are OK if nobody says otherwise. */
  readonly monitors?: Monitors;
};

export type AppConfig = {
  readonly service: Service;
  /** What the data plane and the assignment of treatments read: see served.ts. */
  readonly world: AppConfigWorld;
  /** Lets AppConfig itself stop a run, for the causes that no API call has. */
  stopRun(run: RunKey, triggeredBy: Exclude<TriggeredBy, 'USER'>): void;
};

export type RunKey = {
  readonly application: string;
  readonly definition: string;
  readonly run: number;
};

export function appConfig(world: World, options: AppConfigOptions = {}): AppConfig {
  const state = createWorld(world, options);
  const service = createService({
    sdk,
    client: AppConfigClient,
    world: state,
    operations,
    check: (operation, input) => checkLimits(limits[operation] ?? {}, input),
    missing: (members) => badRequest(`Required members are missing: ${members.join(', ')}`),
  });
  return {
    service,
    world: state,
    stopRun: ({ application, definition, run }, triggeredBy) => {
      const key = {
        ApplicationIdentifier: application,
        ExperimentDefinitionIdentifier: definition,
        Run: run,
      };
      endRun(state, find.run(state, key), { triggeredBy });
    },
  };
}

function createWorld(world: World, options: AppConfigOptions): AppConfigWorld {
  const switches = { ...defaults, ...options.switches };
  const state: AppConfigWorld = {
    ...world,
    random: world.random.fork('appconfig'),
    store: createStore(),
    switches,
    deployer: new Deployer({
      clock: world.clock,
      monitors: options.monitors ?? noMonitors,
      isMonitored: ({ type }) => type === 'USER' || switches.monitorsRollBackManaged,
      onRolledBack: (deployment, triggeredBy) => stopAfterRollBack(state, deployment, triggeredBy),
    }),
  };
  return state;
}

function createStore(): Store {
  const strategies: Store['strategies'] = new Collection();
  for (const strategy of predefinedStrategies()) strategies.add(strategy);
  return {
    applications: new Collection(),
    strategies,
    definitions: new DefinitionIndex(),
    settings: {
      DeletionProtection: { Enabled: false, ProtectionPeriodInMinutes: 60 },
      VendedMetrics: { Enabled: false },
    },
  };
}
