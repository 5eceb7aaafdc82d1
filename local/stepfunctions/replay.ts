/** Plays a journal again: a fresh engine that is given the same inputs comes to the same histories, event by event. */
import { VirtualClock } from '../clock.ts';
import type { Random } from '../random.ts';
import { Engine } from './engine.ts';
import type { Execution } from './execution.ts';
import type { Entry } from './journal.ts';
import { parseDefinition } from './parse.ts';
import type { TaskOutcome } from './task-call.ts';

type Started = Extract<Entry, { kind: 'started' }>;
type Refused = Extract<Entry, { kind: 'refused' }>;
type Later = Exclude<Entry, Started | Refused>;

/**
 * @param random the stream that the engine of the journal had
 * @param until when the journal was taken: an execution may still have run then
 * @throws Error when an entry finds no execution, or never finds it where the journal says it was
 */
export async function replay(entries: readonly Entry[], random: Random, until?: number): Promise<Engine> {
  const clock = new VirtualClock(entries[0]?.at);
  const player = new Player(
    clock,
    random,
    entries.filter((entry) => entry.kind === 'refused'),
  );
  for (const entry of entries) clock.at(entry.at, `the journal: ${entry.kind}`, () => player.play(entry));
  await clock.run(until);
  const left = player.left();
  if (left) throw new Error(`the journal does not fit: ${left.kind} never reached ${left.executionArn}`);
  return player.engine;
}

class Player {
  readonly engine: Engine;
  readonly #clock: VirtualClock;
  /** What is due for each execution, by ARN, until the execution stands where it stood when this reached it. */
  readonly #due = new Map<string, Later[]>();
  readonly #calls = new Map<string, (outcome: TaskOutcome) => void>();

  constructor(clock: VirtualClock, random: Random, refused: readonly Refused[]) {
    this.#clock = clock;
    const refusals = new Map(refused.map((entry) => [keyOf(entry.executionArn, entry.after), entry.wrong]));
    this.engine = new Engine({
      clock,
      random,
      runTask: {
        check: (_resource, _given, place) => refusals.get(keyOf(place.executionArn, place.after)),
        call: ({ executionArn, event }) =>
          new Promise((answer) => this.#calls.set(keyOf(executionArn, event), answer)),
      },
      atRest: (execution) => this.#catchUp(execution),
    });
  }

  play(entry: Entry): void {
    if (entry.kind === 'refused') return; // follows from the place alone
    if (entry.kind === 'started') this.#start(entry);
    else this.#expect(entry);
  }

  #expect(entry: Later): void {
    const execution = this.engine.executions.get(entry.executionArn);
    if (!execution) throw new Error(`the journal does not fit: ${entry.executionArn} was never started`);
    this.#due.set(execution.arn, [...(this.#due.get(execution.arn) ?? []), entry]);
    if (execution.busy === 0) this.#catchUp(execution);
  }

  left(): Later | undefined {
    return [...this.#due.values()].flat()[0];
  }

  #start({ executionArn, machineArn, roleArn, definition, input }: Started): void {
    const { definition: parsed } = parseDefinition(definition, () => true);
    const nameOf = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);
    const revision = { machineArn, machineName: nameOf(machineArn), roleArn, definitionText: definition };
    this.engine.start({
      arn: executionArn,
      name: nameOf(executionArn),
      revision: { ...revision, definition: parsed, updatedAt: this.#clock.now() },
      input: JSON.parse(input),
      inputText: input,
    });
  }

  #catchUp(execution: Execution): void {
    const due = this.#due.get(execution.arn) ?? [];
    const [next] = due;
    if (!next || !this.#fits(execution, next)) return;
    due.shift();
    this.#give(execution, next);
    if (execution.busy === 0) this.#catchUp(execution);
  }

  #fits(execution: Execution, entry: Later): boolean {
    if (execution.status !== 'RUNNING' || entry.after !== execution.events.length) return false;
    return entry.kind !== 'answered' || this.#calls.has(keyOf(execution.arn, entry.event));
  }

  #give(execution: Execution, entry: Later): void {
    switch (entry.kind) {
      case 'stopped':
        this.engine.stop(execution, entry.error, entry.cause);
        break;
      case 'doomed':
        this.engine.doom(execution);
        break;
      case 'answered':
        this.#calls.get(keyOf(execution.arn, entry.event))?.(entry.outcome);
        break;
      case 'told':
        this.engine.tell(entry.token, entry.outcome);
        break;
      case 'heartbeat':
        this.engine.sendHeartbeat(entry.token);
    }
  }
}

const keyOf = (executionArn: string, event: number) => `${executionArn} ${event}`;
