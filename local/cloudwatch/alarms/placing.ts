/** What metric alarms and composite alarms have in common when they are put. */
import type { PutCompositeAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { validationError } from '../errors.ts';
import { tagsOf } from '../tags.ts';
import type { CloudWatchWorld } from '../world.ts';
import { type Alarm, initialState } from './alarm.ts';

type Given = PutMetricAlarmInput | PutCompositeAlarmInput;

const mostActions = 5;

export const alarmArn = (
  { region, accountId }: Pick<CloudWatchWorld, 'region' | 'accountId'>,
  name: string,
) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;

/** @throws ValidationException */
export function checkCommon(world: CloudWatchWorld, input: Given, kind: Alarm['kind']): void {
  const name = input.AlarmName ?? '';
  if (name.length < 1 || name.length > 255) throw validationError('AlarmName must have 1 to 255 characters');
  if ((input.AlarmDescription ?? '').length > 1024)
    throw validationError('AlarmDescription must have at most 1024 characters');
  for (const list of ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const) {
    const actions = input[list] ?? [];
    if (actions.length > mostActions)
      throw validationError(`${list} must have at most ${mostActions} actions`);
    const wrong = actions.find((action) => !/^arn:aws[\w-]*:[\w-]+:/.test(action));
    if (wrong !== undefined) throw validationError(`Invalid arn syntax: ${wrong}`);
  }
  const found = world.alarms.find(name);
  if (found && found.kind !== kind)
    throw validationError(`An alarm of another type has the name ${name} already`);
}

/** A new alarm begins without data; one that is replaced keeps its state and its tags. */
export function commonOf(world: CloudWatchWorld, input: Given) {
  const name = input.AlarmName ?? '';
  const now = world.clock.now();
  const found = world.alarms.find(name);
  return {
    name,
    arn: alarmArn(world, name),
    tags: found?.tags ?? tagsOf(input.Tags ?? []),
    metricId: found?.metricId ?? world.random.uuid(),
    configuredAt: now,
    actionsEnabled: input.ActionsEnabled ?? true,
    state: found ? { ...found.state, suppressedBy: undefined } : initialState(now),
    transitionedAt: found?.transitionedAt ?? now,
  };
}
