/** The plan file: bytes in, a plan or what is wrong with it out. */
import { type Diagnostic, type Problem, severities } from './diagnostic.ts';
import { type PlanFile, planFile } from './file.ts';
import { normalise } from './normalise.ts';
import type { Plan } from './plan.ts';
import { problemsOf } from './problems.ts';
import { brokenRules, stepsOrCurve, type Whereabouts } from './rules.ts';
import { readSource } from './source.ts';
import { brokenTiming } from './timing-rules.ts';

export type PlanReading = {
  /** Present if there is no error; there may be warnings. */
  readonly plan?: Plan | undefined;
  /** The same as it is written. */
  readonly file?: PlanFile | undefined;
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** The file as text, for showing the lines. */
  readonly text: string;
};

/** Reads and checks a plan that would be started at an instant, which may depend on the zone of the plan. */
export function readPlan(
  bytes: Uint8Array,
  startedAt: (timezone: string) => number,
  where: Whereabouts = {},
): PlanReading {
  const { text, value, diagnostics, locate } = readSource(bytes);
  if (diagnostics.length > 0) return { text, diagnostics };
  const { file, problems } = check(value, startedAt, where);
  const located = problems.map(locate).toSorted((a, b) => a.line - b.line || a.column - b.column);
  const isWrong = located.some(({ severity }) => severity === 'error');
  return { text, diagnostics: located, ...(file && !isWrong && { file, plan: normalise(file) }) };
}

function check(
  value: unknown,
  startedAt: (timezone: string) => number,
  where: Whereabouts,
): { file?: PlanFile | undefined; problems: readonly Problem[] } {
  const { data: file } = planFile.safeParse(value);
  const problems = [
    ...(file ? [] : problemsOf(value)),
    ...stepsOrCurve(value),
    ...brokenRules(file ?? partsOf(value), where),
  ];
  const isSound = file && problems.every(({ code }) => severities[code] === 'warning');
  return {
    file,
    problems: isSound ? [...problems, ...brokenTiming(file, startedAt(file.timezone))] : problems,
  };
}

/** The top-level keys that are right in themselves. */
function partsOf(value: unknown): Partial<PlanFile> {
  if (typeof value !== 'object' || value === null) return {};
  const parts = Object.entries(planFile.shape).flatMap(([name, schema]) => {
    const { success, data } = schema.safeParse(
      Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
    );
    return success ? [[name, data]] : [];
  });
  return Object.fromEntries(parts) as Partial<PlanFile>;
}
