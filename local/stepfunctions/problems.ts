/** What AWS refuses in a definition, in its words; and what it allows but is not emulated, which is told by name. */

export type Problem = { readonly code: string; readonly message: string; readonly location: string | null };

export type Problems = {
  /** What CreateStateMachine answers InvalidDefinition to. */
  readonly invalid: Problem[];
  /** AWS would accept these. */
  readonly notEmulated: string[];
};

export const noProblems = (): Problems => ({ invalid: [], notEmulated: [] });

export const refuse = (problems: Problems, location: string | null, message: string, code = schema): void => {
  problems.invalid.push({ code, message, location });
};

const schema = 'SCHEMA_VALIDATION_FAILED';

/** As in InvalidDefinition's message. */
export const describeProblems = (invalid: readonly Problem[]): string =>
  `Invalid State Machine Definition: '${invalid
    .map(({ code, message, location }) => `${code}: ${message} at ${location}`)
    .join(', ')}'`;
