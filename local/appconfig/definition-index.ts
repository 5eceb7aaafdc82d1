/** The experiment definitions of the account, ready for every filter that ListExperimentDefinitions knows. */
import { Sequence } from './sequence.ts';
import type { Definition } from './state.ts';

export type DefinitionFilter = {
  readonly applicationId?: string | undefined;
  readonly environmentId?: string | undefined;
  readonly profileId?: string | undefined;
  readonly status: Definition['status'] | 'notArchived' | 'any';
};

export class DefinitionIndex {
  readonly #byKey = new Map<string, Sequence<Definition>>();
  /** Runs that are RUNNING, by environment, profile and flag. */
  readonly #running = new Map<string, Set<Definition>>();
  #made = 0;

  /** The place of a new definition among all of the account. */
  nextSequence(): number {
    this.#made += 1;
    return this.#made;
  }

  add(definition: Definition): void {
    for (const key of keysOf(definition)) this.#list(key).add(definition);
  }

  remove(definition: Definition): void {
    for (const key of keysOf(definition)) this.#list(key).remove(definition);
  }

  /** Lets `change` give the definition another status. */
  moving(definition: Definition, change: () => void): void {
    const before = keysOf(definition);
    change();
    const after = keysOf(definition);
    for (const key of before) if (!after.includes(key)) this.#list(key).remove(definition);
    for (const key of after) if (!before.includes(key)) this.#list(key).add(definition);
    const key = flagKeyOf(definition);
    const running = this.#running.get(key) ?? new Set();
    if (definition.running) running.add(definition);
    else running.delete(definition);
    if (running.size > 0) this.#running.set(key, running);
    else this.#running.delete(key);
  }

  /** The definitions with a run on this flag in this environment. */
  runningOnFlagOf(definition: Definition): readonly Definition[] {
    return [...(this.#running.get(flagKeyOf(definition)) ?? [])];
  }

  hasAny(kind: 'environment' | 'profile', id: string): boolean {
    return (this.#byKey.get(`${kind} ${id}`)?.size ?? 0) > 0;
  }

  /** The shortest list that holds all that the filter accepts, and a test for the rest of the filter. */
  select(filter: DefinitionFilter): {
    readonly list: Sequence<Definition>;
    readonly accepts: (definition: Definition) => boolean;
  } {
    const keys = filterKeys(filter);
    const lists = keys.map((key) => this.#byKey.get(key) ?? new Sequence<Definition>());
    const list = lists.reduce((shortest, each) => (each.size < shortest.size ? each : shortest));
    return { list, accepts: (definition) => keys.every((key) => keysOf(definition).includes(key)) };
  }

  #list(key: string): Sequence<Definition> {
    const known = this.#byKey.get(key);
    if (known) return known;
    const made = new Sequence<Definition>();
    this.#byKey.set(key, made);
    return made;
  }
}

const keysOf = ({ application, environment, profile, status }: Definition): readonly string[] => [
  'any',
  ...(status === 'ARCHIVED' ? [] : ['notArchived']),
  `status ${status}`,
  `application ${application.id}`,
  `environment ${environment.id}`,
  `profile ${profile.id}`,
];

function filterKeys({ applicationId, environmentId, profileId, status }: DefinitionFilter): string[] {
  return [
    status === 'any' || status === 'notArchived' ? status : `status ${status}`,
    ...(applicationId === undefined ? [] : [`application ${applicationId}`]),
    ...(environmentId === undefined ? [] : [`environment ${environmentId}`]),
    ...(profileId === undefined ? [] : [`profile ${profileId}`]),
  ];
}

const flagKeyOf = ({ environment, profile, flagKey }: Definition) =>
  `${environment.id} ${profile.id} ${flagKey}`;
