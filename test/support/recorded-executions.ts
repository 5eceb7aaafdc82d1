/** Executions that AWS recorded, and how they are run again and judged: ../shared/conformance/asl.json. */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { readRecorded, recorded } from './shared.ts';

export type Recording = {
  state: string;
  outcome: { output?: unknown; error?: string | null; cause?: string | null };
};
export type Case = {
  readonly name: string;
  readonly definition: Branch & { readonly QueryLanguage?: string };
  readonly input: unknown;
  readonly tasks?: readonly Recording[];
  readonly tasksUnresolvable?: boolean;
};
type Branch = { readonly States: Readonly<Record<string, State>> };
type State = {
  readonly QueryLanguage?: string;
  readonly Branches?: readonly Branch[];
  readonly ItemProcessor?: Branch;
  readonly Iterator?: Branch;
};
export type Judged = {
  readonly name: string;
  readonly pass: boolean;
  readonly cause?: boolean;
  readonly path?: boolean;
  readonly events?: boolean;
};
export type Judge = {
  judge(recorded: Case, result: object): Omit<Judged, 'name'>;
  taskHandlers(recorded: Case): Record<string, Recording[]>;
};

const [suite, comparator] = [recorded('asl.json'), recorded('compare.mjs')];
export const isRecorded = suite !== undefined && comparator !== undefined;
export const cases = isRecorded ? (readRecorded('asl.json') as { cases: readonly Case[] }).cases : [];
export const loadJudge = async (): Promise<Judge> => (await import(comparator as string)) as Judge;

export const isJsonata = ({ definition }: Case): boolean =>
  speaksJsonata(definition, definition.QueryLanguage);

const speaksJsonata = (branch: Branch, language: string | undefined): boolean =>
  Object.values(branch.States).every((state) => {
    const inner = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator].filter(
      (each) => each !== undefined,
    );
    return (
      (state.QueryLanguage ?? language) === 'JSONata' && inner.every((each) => speaksJsonata(each, language))
    );
  });

export const create = (client: SFNClient, { definition }: Case, name: string) =>
  client.send(
    new CreateStateMachineCommand({
      name,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::111111111111:role/machine',
    }),
  );

/** What the judge compares. */
export async function resultOf(client: SFNClient, executionArn: string | undefined) {
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return {
    status: described.status,
    output: described.output === undefined ? undefined : JSON.parse(described.output),
    error: described.error,
    cause: described.cause,
    path: events.flatMap(({ stateEnteredEventDetails: entered }) => (entered ? [entered.name] : [])),
    eventTypes: events.map(({ type }) => type),
  };
}

/** In one line: how many are right, and how many by cause, path and events of those that are asked for it. */
export function scoreOf(judged: readonly Judged[]): string {
  const count = (what: keyof Judged) => judged.filter((each) => each[what] === true).length;
  const asked = (what: keyof Judged) => judged.filter((each) => each[what] !== undefined).length;
  const parts = (['cause', 'path', 'events'] as const).map(
    (what) => `${what} ${count(what)} of ${asked(what)}`,
  );
  return `${count('pass')} of ${judged.length} right, ${parts.join(', ')}`;
}

export const wrong = (judged: readonly Judged[]): Judged[] =>
  judged.filter(({ pass, cause, path, events }) => [pass, cause, path, events].includes(false));
