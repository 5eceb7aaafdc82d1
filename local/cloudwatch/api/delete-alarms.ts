import type { DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { nameOfAlarm } from '../alarms/rule.ts';
import { noSuchAlarm, validationError } from '../errors.ts';
import type { CloudWatchWorld } from '../world.ts';

const mostNames = 100;

/** All of them or none. */
export function deleteAlarms({ alarms }: CloudWatchWorld, input: DeleteAlarmsInput): Record<string, never> {
  const names = input.AlarmNames ?? [];
  if (names.length > mostNames) throw validationError(`AlarmNames must have at most ${mostNames} names`);
  const missing = names.filter((name) => !alarms.find(name));
  if (missing.length > 0) throw noSuchAlarm(`The alarms [${missing.join(', ')}] do not exist`);
  const going = names.flatMap((name) => alarms.find(name) ?? []);
  if (going.length > 1 && going.some(({ kind }) => kind === 'composite'))
    throw validationError('A composite alarm must be deleted by a call of its own');
  for (const { name } of going) {
    const parents = alarms
      .all()
      .filter(
        (alarm) =>
          alarm.kind === 'composite' &&
          alarm.name !== name &&
          (alarm.rule.alarms.includes(name) || nameOfAlarm(alarm.given.ActionsSuppressor ?? '') === name),
      );
    if (parents.length > 0)
      throw validationError(
        `Cannot delete ${name} as there are composite alarm(s) depending on it: [${parents.map((parent) => parent.name).join(', ')}]`,
      );
  }
  for (const alarm of going) alarms.remove(alarm);
  return {};
}
