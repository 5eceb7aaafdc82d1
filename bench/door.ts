/** A stack behind a door of its own, for functions that are called in processes of theirs. */
import type { RealClock } from '#local/clock';
import type { Deployment } from '#local/deployment';
import { openHttpDoor } from '#local/wire/http-door';

export type Door = {
  /** What AWS would give a function, and where this AWS is. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

/** @param folder HOME of those processes: nobody's profile is read */
export async function openDoor(
  { aws, stack }: Pick<Deployment, 'aws' | 'stack'>,
  clock: RealClock,
  folder: string,
): Promise<Door> {
  const door = await openHttpDoor({
    dispatcher: aws.dispatcher,
    clock,
    port: 0,
    sendsDate: true,
    control: () => Promise.reject(new Error('no part of AWS')),
    onDefect: ({ call, error }) => process.stderr.write(`${call}: ${error.stack}\n`),
  });
  const { region, credentials } = aws.clientConfig();
  const env = {
    HOME: folder,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: door.endpoint,
    RAMPART_STAGE: 'test',
    RAMPART_TABLE: stack.outputs.TableName ?? '',
    RAMPART_STATE_MACHINE: stack.outputs.StateMachineArn ?? '',
    RAMPART_EVENT_BUS: 'default',
  };
  return { env, close: () => door.close() };
}
