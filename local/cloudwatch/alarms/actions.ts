/** What an alarm does when it enters a state. Lambda functions are invoked; every other action is recorded and not performed. */
import { bytesOf } from '../../wire/message.ts';
import type { World } from '../../world.ts';
import type { Alarm, StateRecord } from './alarm.ts';
import { utc } from './instant.ts';
import { stateDetail } from './notices.ts';

/** Performs an action and says what became of it, in words for the alarm's history. */
export type Act = (action: string, alarm: Alarm, from: StateRecord) => Promise<string>;

export function actionsFor({ given, state }: Alarm): readonly string[] {
  switch (state.value) {
    case 'ALARM':
      return given.AlarmActions ?? [];
    case 'OK':
      return given.OKActions ?? [];
    case 'INSUFFICIENT_DATA':
      return given.InsufficientDataActions ?? [];
  }
}

export const actsIn =
  (world: World): Act =>
  async (action, alarm, from) => {
    if (!/^arn:aws[\w-]*:lambda:/.test(action) || !world.door.service('Lambda'))
      return `Action ${action} is not performed by the embedded AWS`;
    const payload = {
      source: 'aws.cloudwatch',
      alarmArn: alarm.arn,
      accountId: world.accountId,
      time: utc(alarm.state.at),
      region: world.region,
      alarmData: stateDetail(alarm, from),
    };
    const input = {
      FunctionName: action,
      InvocationType: 'Event',
      Payload: bytesOf(JSON.stringify(payload)),
    };
    const principal = { service: 'lambda.alarms.cloudwatch.amazonaws.com', sourceArn: alarm.arn };
    const told = await world.door.call({ service: 'Lambda', operation: 'Invoke', input, principal });
    return told.ok
      ? `Successfully executed action ${action}`
      : `Failed to execute action ${action}. Received error: "${told.error.message}"`;
  };
