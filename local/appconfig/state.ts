/** What AppConfig remembers. Plain data: timers live in the deployer. */
import type {
  ConfigurationProfile,
  DeletionProtectionSettings,
  DeploymentEvent,
  DeploymentState,
  DeploymentType,
  EnvironmentState,
  ExperimentDefinitionSnapshot,
  ExperimentRunEventType,
  ExperimentRunResult,
  GrowthType,
  Monitor,
  ReplicateTo,
  Treatment,
  TriggeredBy,
  VendedMetricsSettings,
} from '@aws-sdk/client-appconfig';
import type { World } from '../world.ts';
import type { Collection } from './collection.ts';
import type { DefinitionIndex } from './definition-index.ts';
import type { Deployer } from './deployer.ts';
import type { FlagDocument } from './flags/document.ts';
import type { Sequence } from './sequence.ts';
import type { Switches } from './switches.ts';

export type Tags = Readonly<Record<string, string>>;

type Tagged = { tags: Tags };
type Named = Tagged & { readonly sequence: number; readonly id: string; name: string };
type Described = Named & { description: string | undefined };

export type Application = Described & {
  readonly environments: Collection<Environment>;
  readonly profiles: Collection<Profile>;
  readonly definitions: Collection<Definition>;
};

export type Environment = Described & {
  readonly application: Application;
  readonly createdAt: number;
  monitors: readonly Monitor[];
  state: EnvironmentState;
  /** When a client last fetched a configuration: deletion protection asks. */
  readAt: number | undefined;
  readonly deployments: Sequence<Deployment>;
  /** At most one deployment of an environment is unfinished. */
  unfinished: Deployment | undefined;
  /** What is delivered, by profile id. */
  readonly channels: Map<string, Channel>;
};

export type Profile = Described & {
  readonly application: Application;
  readonly createdAt: number;
  readonly type: string;
  readonly locationUri: string;
  retrievalRoleArn: ConfigurationProfile['RetrievalRoleArn'];
  readAt: number | undefined;
  readonly versions: Sequence<HostedVersion>;
  /** The number of the latest version ever, also when it is deleted. */
  latestVersion: number;
};

export type HostedVersion = {
  /** The version number. */
  readonly sequence: number;
  readonly profile: Profile;
  readonly description: string | undefined;
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly label: string | undefined;
  /** Of a profile of feature flags. */
  readonly document: FlagDocument | undefined;
};

export type Strategy = Described & {
  durationMinutes: number;
  bakeMinutes: number;
  growthType: GrowthType;
  growthFactor: number;
  readonly replicateTo: ReplicateTo;
  readonly isPredefined: boolean;
};

/** What one profile delivers to one environment: a version, and the runs that are laid over its flags. */
export type Channel = {
  version: HostedVersion | undefined;
  /** By run ARN, in the order in which they were first delivered. */
  readonly overlays: Map<string, Overlay>;
};

/** A run as it is delivered, which may be behind the run as it is: deployments take time and are rolled back. */
export type Overlay = {
  readonly runArn: string;
  readonly snapshot: ExperimentDefinitionSnapshot;
  readonly exposure: number;
  readonly overrides: Overrides | undefined;
};

/** What a deployment changes in its channel, with the way back. */
export type Change =
  | { readonly kind: 'version'; readonly before: HostedVersion | undefined; readonly after: HostedVersion }
  | {
      readonly kind: 'overlay';
      readonly run: Run;
      readonly before: Overlay | undefined;
      readonly after: Overlay | undefined;
    };

export type Deployment = Tagged & {
  /** The deployment number. */
  readonly sequence: number;
  readonly environment: Environment;
  readonly profile: Profile;
  readonly version: HostedVersion;
  readonly type: DeploymentType;
  readonly strategyId: string;
  readonly durationMs: number;
  readonly bakeMs: number;
  readonly growthType: GrowthType;
  readonly growthFactor: number;
  readonly description: string | undefined;
  readonly change: Change;
  state: DeploymentState;
  percentage: number;
  readonly startedAt: number;
  completedAt: number | undefined;
  /** The newest first. */
  readonly events: DeploymentEvent[];
};

export type Definition = Named & {
  readonly application: Application;
  readonly environment: Environment;
  readonly profile: Profile;
  readonly flagKey: string;
  status: 'ACTIVE' | 'IDLE' | 'ARCHIVED';
  treatments: readonly Treatment[];
  control: Treatment;
  audienceRule: string;
  hypothesis: string | undefined;
  audienceDescription: string | undefined;
  launchCriteria: string | undefined;
  readonly createdAt: number;
  updatedAt: number;
  readonly runs: Sequence<Run>;
  /** The run that is RUNNING. */
  running: Run | undefined;
};

/** Treatment keys by entity id. */
export type Overrides = Readonly<Record<string, string>>;

export type Run = Tagged & {
  /** The run number. */
  readonly sequence: number;
  readonly arn: string;
  readonly definition: Definition;
  readonly snapshot: ExperimentDefinitionSnapshot;
  description: string | undefined;
  status: 'RUNNING' | 'DONE';
  exposure: number;
  overrides: Overrides | undefined;
  result: ExperimentRunResult | undefined;
  readonly startedAt: number;
  updatedAt: number;
  endedAt: number | undefined;
  readonly events: Sequence<RunEvent>;
};

export type RunEvent = {
  readonly sequence: number;
  readonly type: ExperimentRunEventType;
  readonly description: string;
  readonly triggeredBy: TriggeredBy;
  readonly occurredAt: number;
  readonly exposure: number;
  readonly overrides: Overrides | undefined;
  readonly deploymentArn: string | undefined;
};

export type Settings = {
  readonly DeletionProtection: DeletionProtectionSettings;
  readonly VendedMetrics: VendedMetricsSettings;
};

export type Store = {
  readonly applications: Collection<Application>;
  readonly strategies: Collection<Strategy>;
  readonly definitions: DefinitionIndex;
  settings: Settings;
};

export type AppConfigWorld = World & {
  readonly store: Store;
  readonly switches: Switches;
  readonly deployer: Deployer;
};
