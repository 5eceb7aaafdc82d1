/** Ramps that are open already: their runs are started in AppConfig, and the ledger says what it would say, without the way there. */
import {
  type AppConfigClient,
  CreateExperimentDefinitionCommand,
  StartExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import type { Ledger } from '#adapters/ledger';
import { bindingsOf } from '#core/opening';
import type { Plan } from '#core/plan/plan';
import { newRamp, type Ramp } from '#core/ramp';
import type { Switches } from '#local/appconfig/switches';
import { definitionInput, type Place } from '#test/support/experiment';
import { guardOf, planOf } from '#test/support/ramps';

/** One flag for all of them, and as many as are asked for. */
export const roomForMany: Partial<Switches> = {
  quotas: 'none',
  sameFlag: 'accepted',
  managedDeploymentMs: 0,
};

export const alarmNameOf = (index: number): string => `errors-${index}`;
export const alarmArnOf = (index: number): string =>
  `arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${alarmNameOf(index)}`;

export type Opened = {
  readonly ledger: Ledger;
  readonly appConfig: AppConfigClient;
  readonly place: Place;
  /** As the machine has left it when it began to wait. */
  readonly openedAt: number;
};

/** @returns the ids, each ramp guarded by an alarm of its own */
export async function openMany(opened: Opened, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await open(opened, index));
  return ids;
}

async function open({ ledger, appConfig, place, openedAt }: Opened, index: number): Promise<string> {
  const alarm = alarmNameOf(index);
  const plan = planOf({ name: `ramp-${index}`, guards: [guardOf({ alarm })] });
  const { Id: definitionId = '' } = await appConfig.send(
    new CreateExperimentDefinitionCommand({ ...definitionInput(place), Name: plan.name }),
  );
  const { Run = 0 } = await appConfig.send(
    new StartExperimentRunCommand({
      ApplicationIdentifier: place.ApplicationId,
      ExperimentDefinitionIdentifier: definitionId,
      ExposurePercentage: 1,
    }),
  );
  const ramp = rampOf(plan, { place, definitionId, run: Run, index, openedAt });
  await ledger.create(ramp, plan, openedAt);
  for (const { arn, binding } of bindingsOf(plan, ramp, ramp.guards)) await ledger.bind(arn, binding);
  return ramp.id;
}

type Given = {
  readonly place: Place;
  readonly definitionId: string;
  readonly run: number;
  readonly index: number;
  readonly openedAt: number;
};

function rampOf(plan: Plan, { place, definitionId, run, index, openedAt }: Given): Ramp {
  const id = `${plan.name}-20261123091200`;
  const experiment = {
    ...plan.experiment,
    applicationId: place.ApplicationId,
    definitionId,
    environmentId: place.EnvironmentId,
    profileId: place.ConfigurationProfileId,
    flag: 'checkout',
    weights: { c: 50, t1: 50 },
  };
  const by = { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev' } as const;
  const fresh = newRamp({ id, planHash: '', experiment, nonce: id, plan, by, now: openedAt });
  return {
    ...fresh,
    status: 'running',
    run,
    exposurePercent: 1,
    reached: [0, 1].map((exposurePercent) => ({ raisedAt: openedAt, exposurePercent })),
    guards: [
      { guard: 0, name: alarmNameOf(index), arn: alarmArnOf(index), sinceAt: openedAt, toldAt: undefined },
    ],
  };
}
