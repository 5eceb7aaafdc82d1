/** People, as the functions meet them: through `command`, under a name that AWS has verified. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { RampWorld } from './world.ts';

export type Told = { readonly status: number; readonly is: string; readonly told: string };

/** Asks the command function, as the function URL would hand it over. */
export async function ask(world: RampWorld, userArn: string, body: object): Promise<Told> {
  const client = new LambdaClient(world.clientConfig());
  const event = {
    requestContext: { authorizer: { iam: { userArn } } },
    body: JSON.stringify(body),
  };
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName: world.commandFunction, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(`the function ${world.commandFunction} failed: ${text}`);
  const answer = JSON.parse(text) as { statusCode: number; body: string };
  return { status: answer.statusCode, ...(JSON.parse(answer.body) as { is: string; told: string }) };
}

export const owner = ({ account }: RampWorld): string =>
  `arn:aws:sts::${account}:assumed-role/Owner/simulation`;

/** Somebody whom one of these patterns lets answer; undefined where only other systems (Slack) do. */
export function approver({ account }: RampWorld, from: readonly string[]): string | undefined {
  if (from.length === 0) return owner({ account } as RampWorld);
  const pattern = from.find((each) => each.startsWith('arn:'));
  if (pattern === undefined) return undefined;
  const arn = pattern.replace(/^(arn:[^:]*:[^:]*:[^:]*:)\*/, `$1${account}`).replaceAll('*', 'StandIn');
  const role = /^arn:([^:]+):iam::(\d+):role\/([^/]+)$/.exec(arn);
  return role ? `arn:${role[1]}:sts::${role[2]}:assumed-role/${role[3]}/stand-in` : arn;
}
