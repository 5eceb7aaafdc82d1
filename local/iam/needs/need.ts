/** What a call needs: an action, on each of some resources. A table for each service says which. */
import type { RequestContext } from '../condition.ts';

export type Need = { readonly action: string; readonly resource: string; readonly context?: RequestContext };
export type Input = Readonly<Record<string, unknown>>;

/** Where a call happens, and what is known there of experiments. */
export type Place = {
  readonly accountId: string;
  readonly region: string;
  readonly experiment?: Experiment | undefined;
};
/** Looks a definition up, named in any way that AppConfig takes. */
export type Experiment = (application: unknown, definition: unknown) => Known | undefined;
type Known = {
  readonly applicationId: string;
  readonly definitionId: string;
  readonly environmentId: string;
  readonly configurationProfileId: string;
};

/** The resources that an operation is about. */
export type Resources = (input: Input, place: Place) => string | readonly string[];
export type Needs = (input: Input, place: Place) => readonly Need[];

export const arn = ({ region, accountId }: Place, service: string, rest: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${rest}`;

/** The resource that a member of the input names by its ARN. */
export const named =
  (member: string): Resources =>
  (input) =>
    String(input[member]);

/** For actions that know no resources: only a statement on `*` allows them. */
export const everything: Resources = () => '*';

/** @param operations names separated by spaces */
export function each(
  service: string,
  operations: string,
  ...about: readonly Resources[]
): Record<string, Needs> {
  return Object.fromEntries(
    operations.split(' ').map((operation) => [operation, needs(`${service}:${operation}`, ...about)]),
  );
}

export const needs =
  (action: string, ...about: readonly Resources[]): Needs =>
  (input, place) =>
    about.flatMap((resources) => [resources(input, place)].flat().map((resource) => ({ action, resource })));

export const all =
  (...parts: readonly Needs[]): Needs =>
  (input, place) =>
    parts.flatMap((part) => part(input, place));

export const under =
  (context: RequestContext, part: Needs): Needs =>
  (input, place) =>
    part(input, place).map((need) => ({ ...need, context }));

/** Whoever gives a role to a service must be allowed to. */
export const passing = (roles: (input: Input) => readonly unknown[]): Needs => {
  return (input) =>
    roles(input).flatMap((role) =>
      typeof role === 'string' ? [{ action: 'iam:PassRole', resource: role }] : [],
    );
};
