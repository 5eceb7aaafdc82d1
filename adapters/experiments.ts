/** AppConfig's experiments as the ramp sees them: definition, run and the deployments behind it. */
import {
  type AppConfigClient,
  ConflictException,
  type ExperimentRun,
  type ExperimentRunEvent,
  GetExperimentDefinitionCommand,
  GetExperimentRunCommand,
  ListTagsForResourceCommand,
  paginateListExperimentDefinitions,
  paginateListExperimentRunEvents,
  paginateListExperimentRuns,
  ResourceNotFoundException,
  StartExperimentRunCommand,
  StopExperimentRunCommand,
  UpdateExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import type { RunView } from '#core/evidence';
import { descriptionOf } from '#core/names';
import type { Plan } from '#core/plan/plan';
import type { Content, Experiment, Ramp, TriggeredBy } from '#core/ramp';
import type { RunEvent } from '#core/run-events';
import { contentOf } from './content.ts';
import { createDeployments } from './deployments.ts';

/** On the deployment that a stop makes: whose it is. */
export const tagOfStop = 'rampart:stop';

export type Experiments = ReturnType<typeof createExperiments>;
export type Definition = {
  readonly status: string;
  readonly environmentId: string;
  readonly profileId: string;
  readonly experiment: Experiment;
  /** As a run has it that is started now. */
  readonly content: Content;
};
/** As much of a ramp as names its run in AppConfig. */
export type RunKey = {
  readonly experiment: Pick<Experiment, 'applicationId' | 'definitionId' | 'environmentId'>;
  readonly run: number | undefined;
};
/** When it was found again: AppConfig's own time of its start. */
export type StartedRun = { readonly run: number; readonly startedAt: number | undefined };
/** `busy`: 409, something else is changing the environment. `refused`: AppConfig will not, whatever we do. */
export type Answer<T> =
  | { readonly is: 'done'; readonly value: T }
  | { readonly is: 'busy' | 'refused'; readonly error: string };

export function createExperiments(client: AppConfigClient, once: AppConfigClient) {
  const runKey = ({ experiment, run }: RunKey) => ({
    ...definitionKey(experiment),
    Run: run,
  });

  async function run(ramp: RunKey): Promise<RunView> {
    if (ramp.run === undefined) return { kind: 'none' };
    try {
      const view = viewOf(await client.send(new GetExperimentRunCommand(runKey(ramp))));
      return view.kind === 'done'
        ? { ...view, triggeredBy: (await stopEvent(ramp))?.TriggeredBy as TriggeredBy }
        : view;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return { kind: 'gone' };
      return { kind: 'unknown', error: textOf(error) };
    }
  }

  /** AppConfig's own event of the stop; newest first, so it is on the first page. */
  async function stopEvent(ramp: RunKey) {
    for await (const page of paginateListExperimentRunEvents({ client }, runKey(ramp))) {
      const event = page.Items?.find(({ EventType }) => EventType === 'RUN_STOPPED');
      if (event) return event;
    }
    return undefined;
  }

  return {
    ...createDeployments(client),
    run,
    stopEvent,

    /** The tag that a stop of ours leaves on the deployment that it makes; undefined where there is none, or nobody says. */
    async stopTag(ramp: RunKey): Promise<string | undefined> {
      const ResourceArn = (await stopEvent(ramp))?.AssociatedDeployment;
      if (ResourceArn === undefined) return undefined;
      const answer = client.send(new ListTagsForResourceCommand({ ResourceArn }));
      return (await answer.catch(() => undefined))?.Tags?.[tagOfStop];
    },

    /** AppConfig's own events of the run; undefined when it knows the run no more. */
    async events(ramp: Pick<Ramp, 'experiment' | 'run'>): Promise<readonly RunEvent[] | undefined> {
      const all: RunEvent[] = [];
      try {
        for await (const { Items = [] } of paginateListExperimentRunEvents({ client }, runKey(ramp)))
          all.push(...Items.map(eventView));
        return all;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },

    /** Undefined when AppConfig knows no such definition. */
    async definition({
      application,
      definition,
      overrides,
    }: Plan['experiment']): Promise<Definition | undefined> {
      try {
        const found = await client.send(
          new GetExperimentDefinitionCommand({
            ApplicationIdentifier: application,
            ExperimentDefinitionIdentifier: definition,
          }),
        );
        const { EnvironmentId = '', ConfigurationProfileId = '', Status = '' } = found;
        return {
          status: Status,
          environmentId: EnvironmentId,
          profileId: ConfigurationProfileId,
          experiment: {
            application,
            applicationId: found.ApplicationId ?? '',
            definition: found.Name ?? definition,
            definitionId: found.Id ?? '',
            environmentId: EnvironmentId,
            profileId: ConfigurationProfileId,
            flag: found.FlagKey ?? '',
            weights: contentOf(found).weights,
          },
          content: contentOf(found, overrides),
        };
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },

    /** Starts the run at its first exposure, or finds the one that an earlier try has started. */
    async start(
      ramp: Ramp,
      exposurePercent: number,
      overrides: Record<string, string> | undefined,
    ): Promise<Answer<StartedRun>> {
      try {
        const started = await once.send(
          new StartExperimentRunCommand({
            ...definitionKey(ramp.experiment),
            Description: descriptionOf(ramp.id, ramp.nonce),
            ExposurePercentage: exposurePercent,
            ...(overrides ? { TreatmentOverrides: { Inline: overrides } } : {}),
            Tags: { 'rampart:managed': 'true', 'rampart:ramp': ramp.id },
          }),
        );
        return { is: 'done', value: { run: started.Run ?? 0, startedAt: undefined } };
      } catch (error) {
        return refusal(error);
      }
    },

    /** The run of this ramp, known by the nonce in its description: also if somebody has stopped it already. */
    async findOurs({ id, nonce, experiment }: Ramp): Promise<StartedRun | undefined> {
      for await (const page of paginateListExperimentRuns({ client }, definitionKey(experiment))) {
        const ours = page.Items?.find(({ Description }) => Description === descriptionOf(id, nonce));
        if (ours) return { run: ours.Run ?? 0, startedAt: ours.StartedAt?.getTime() };
      }
      return undefined;
    },

    /** The ids of all definitions that have an open run. */
    async active(): Promise<ReadonlySet<string>> {
      const ids = new Set<string>();
      for await (const { Items = [] } of paginateListExperimentDefinitions({ client }, { Status: 'ACTIVE' }))
        for (const { Id = '' } of Items) ids.add(Id);
      return ids;
    },

    /** The running run of a definition, whoever started it. */
    async running(experiment: Experiment) {
      const key = { ...definitionKey(experiment), Status: 'RUNNING' } as const;
      for await (const page of paginateListExperimentRuns({ client }, key)) {
        if (page.Items?.[0]) return page.Items[0];
      }
      return undefined;
    },

    async raise(ramp: Ramp, exposurePercent: number): Promise<Answer<undefined>> {
      try {
        await client.send(
          new UpdateExperimentRunCommand({ ...runKey(ramp), ExposurePercentage: exposurePercent }),
        );
        return { is: 'done', value: undefined };
      } catch (error) {
        return refusal(error);
      }
    },

    /**
     * @param tags of the deployment that the stop makes: it tells whose it is
     * @returns what AppConfig answered, if it did not accept the stop: a stop that fails is looked at, never thrown
     */
    async stop(
      run: RunKey,
      told?: { readonly summary: string; readonly reason: string },
      Tags?: Record<string, string>,
    ): Promise<string | undefined> {
      const Result = told && { ExecutiveSummary: told.summary, ReasonsNotToLaunch: told.reason };
      const input = { ...runKey(run), ...(Result ? { Result } : {}) };
      const tagged = { ...input, ...(Tags ? { DeploymentParameters: { Tags } } : {}) };
      try {
        await client.send(new StopExperimentRunCommand(tagged)).catch((error: Error) => {
          // A tag that may not be written must never keep a run from being stopped.
          if (!Tags || error.name !== 'AccessDeniedException') throw error;
          return client.send(new StopExperimentRunCommand(input));
        });
        return undefined;
      } catch (error) {
        return textOf(error);
      }
    },
  };
}

const definitionKey = ({ applicationId, definitionId }: RunKey['experiment']) => ({
  ApplicationIdentifier: applicationId,
  ExperimentDefinitionIdentifier: definitionId,
});

function viewOf({ Status, ExposurePercentage = 0, EndedAt, Result, ...run }: ExperimentRun): RunView {
  if (Status === 'RUNNING') return { kind: 'running', exposurePercent: ExposurePercentage, ...shown(run) };
  const resultText = [Result?.ExecutiveSummary, Result?.ReasonsNotToLaunch, Result?.ReasonsToLaunch].join(
    ' ',
  );
  const endedAt = EndedAt?.getTime() ?? 0;
  return { kind: 'done', exposurePercent: ExposurePercentage, endedAt, resultText, triggeredBy: undefined };
}

function shown({ TreatmentOverrides, ExperimentDefinitionSnapshot: snapshot }: ExperimentRun) {
  return snapshot ? { content: contentOf(snapshot, TreatmentOverrides?.Inline) } : {};
}

/** Overrides name entities, so only their number leaves this place. */
const eventView = (event: ExperimentRunEvent): RunEvent => ({
  eventType: event.EventType ?? '',
  occurredAt: event.OccurredAt?.getTime() ?? 0,
  description: event.Description,
  exposure: event.ExposurePercentage,
  overrides: event.TreatmentOverrides && Object.keys(event.TreatmentOverrides.Inline ?? {}).length,
  deployment: event.AssociatedDeployment,
  triggeredBy: event.TriggeredBy,
});

/** Expected answers are values; what is no answer at all (network, throttling, 500) stays an exception. */
function refusal(error: unknown): Answer<never> {
  if (error instanceof ConflictException) return { is: 'busy', error: textOf(error) };
  if (error instanceof Error && refusals.includes(error.name)) return { is: 'refused', error: textOf(error) };
  throw error;
}

const refusals = [
  'BadRequestException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
  'AccessDeniedException',
];

const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
