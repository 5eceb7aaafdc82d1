/** Deployments in time: growth, bake, completion; roll-back by a monitor, and by hand. */
import type { DeploymentEventType, TriggeredBy } from '@aws-sdk/client-appconfig';
import type { Clock, Timer } from '../clock.ts';
import { type Monitors, rollsBack } from './monitors.ts';
import type { Channel, Deployment, Environment, Overlay } from './state.ts';
import { growthSteps } from './strategies.ts';

export type DeployerOptions = {
  readonly clock: Clock;
  readonly monitors: Monitors;
  readonly isMonitored: (deployment: Deployment) => boolean;
  readonly onRolledBack: (deployment: Deployment, triggeredBy: TriggeredBy) => void;
};

type Moment = { readonly at: number; readonly happen: () => void };

export class Deployer {
  readonly #options: DeployerOptions;
  readonly #timers = new Map<Deployment, Timer>();

  constructor(options: DeployerOptions) {
    this.#options = options;
    options.monitors.onChange(() => {
      for (const deployment of [...this.#timers.keys()]) this.#watch(deployment);
    });
  }

  /** What takes no time is done when this returns. */
  start(deployment: Deployment, triggeredBy: TriggeredBy = 'USER'): void {
    const { environment } = deployment;
    environment.deployments.add(deployment);
    environment.unfinished = deployment;
    environment.state = 'DEPLOYING';
    this.#note(deployment, 'DEPLOYMENT_STARTED', triggeredBy, 'Deployment started');
    apply(deployment);
    this.#go(deployment, this.#momentsOf(deployment));
    this.#watch(deployment);
  }

  /** Rolls an unfinished deployment back. */
  rollBack(deployment: Deployment, triggeredBy: TriggeredBy, by: string): void {
    this.#timers.get(deployment)?.cancel();
    this.#timers.delete(deployment);
    undo(deployment);
    this.#note(deployment, 'ROLLBACK_STARTED', triggeredBy, `Rollback initiated by ${by}`);
    this.#note(deployment, 'ROLLBACK_COMPLETED', 'APPCONFIG', 'Rollback completed');
    deployment.percentage = 0;
    this.#finish(deployment, 'ROLLED_BACK');
    this.#options.onRolledBack(deployment, triggeredBy);
  }

  /** Takes a finished deployment of a configuration back. */
  revert(deployment: Deployment): void {
    undo(deployment);
    deployment.state = 'REVERTED';
    deployment.environment.state = 'REVERTED';
    this.#note(deployment, 'REVERT_COMPLETED', 'USER', 'Deployment reverted');
  }

  #momentsOf(deployment: Deployment): readonly Moment[] {
    const { startedAt, durationMs, bakeMs } = deployment;
    const grown = startedAt + durationMs;
    const growth = growthSteps(deployment).map(({ percentage, afterMs }) => ({
      at: startedAt + afterMs,
      happen: () => this.#grow(deployment, percentage),
    }));
    const bake = { at: grown, happen: () => this.#bake(deployment) };
    const end = { at: grown + bakeMs, happen: () => this.#complete(deployment) };
    return [...growth, ...(bakeMs > 0 ? [bake] : []), end];
  }

  #go(deployment: Deployment, moments: readonly Moment[]): void {
    const { clock } = this.#options;
    const [next, ...later] = moments;
    if (!next) return;
    if (next.at > clock.now()) {
      const what = `deployment ${deployment.sequence} of environment ${deployment.environment.id}`;
      this.#timers.set(
        deployment,
        clock.at(next.at, what, () => this.#go(deployment, moments)),
      );
      return;
    }
    next.happen();
    this.#go(deployment, later);
  }

  #grow(deployment: Deployment, percentage: number): void {
    deployment.percentage = percentage;
    const told = `Configuration available to ${percentage.toFixed(2)}% of clients`;
    this.#note(deployment, 'PERCENTAGE_UPDATED', 'APPCONFIG', told);
  }

  #bake(deployment: Deployment): void {
    deployment.state = 'BAKING';
    this.#note(deployment, 'BAKE_TIME_STARTED', 'APPCONFIG', 'Deployment bake time started');
  }

  #complete(deployment: Deployment): void {
    this.#timers.delete(deployment);
    this.#note(deployment, 'DEPLOYMENT_COMPLETED', 'APPCONFIG', 'Deployment completed');
    this.#finish(deployment, 'COMPLETE');
  }

  #finish(deployment: Deployment, state: 'COMPLETE' | 'ROLLED_BACK'): void {
    const { environment } = deployment;
    deployment.state = state;
    deployment.completedAt = this.#options.clock.now();
    environment.state = state === 'COMPLETE' ? 'READY_FOR_DEPLOYMENT' : 'ROLLED_BACK';
    environment.unfinished = undefined;
  }

  #watch(deployment: Deployment): void {
    const { monitors, isMonitored } = this.#options;
    if (!this.#timers.has(deployment) || !isMonitored(deployment)) return;
    const alarm = deployment.environment.monitors.find(({ AlarmArn = '' }) => rollsBack(monitors, AlarmArn));
    if (alarm) this.rollBack(deployment, 'CLOUDWATCH_ALARM', alarm.AlarmArn ?? '');
  }

  #note(
    deployment: Deployment,
    EventType: DeploymentEventType,
    TriggeredBy: TriggeredBy,
    Description: string,
  ): void {
    const OccurredAt = new Date(this.#options.clock.now());
    deployment.events.unshift({ EventType, TriggeredBy, Description, ActionInvocations: [], OccurredAt });
  }
}

export function channelOf(environment: Environment, profileId: string): Channel {
  const known = environment.channels.get(profileId);
  if (known) return known;
  const made: Channel = { version: undefined, overlays: new Map() };
  environment.channels.set(profileId, made);
  return made;
}

function apply({ environment, profile, change }: Deployment): void {
  const channel = channelOf(environment, profile.id);
  if (change.kind === 'version') channel.version = change.after;
  else setOverlay(channel, change.run.arn, change.after);
}

function undo({ environment, profile, change }: Deployment): void {
  const channel = channelOf(environment, profile.id);
  if (change.kind === 'version') channel.version = change.before;
  else setOverlay(channel, change.run.arn, change.before);
}

function setOverlay({ overlays }: Channel, runArn: string, overlay: Overlay | undefined): void {
  if (overlay) overlays.set(runArn, overlay);
  else overlays.delete(runArn);
}
