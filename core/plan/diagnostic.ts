/** What can be said about a plan file, and about which place in it. */

/** Every code has its own section in docs/plan.md. */
export const severities = {
  yaml: 'error',
  'unknown-key': 'error',
  'missing-key': 'error',
  'invalid-value': 'error',
  'not-supported': 'error',
  'exposure-not-rising': 'error',
  'steps-or-curve': 'error',
  'unknown-metric': 'error',
  'unknown-timezone': 'error',
  'approver-syntax': 'error',
  'foreign-alarm': 'error',
  'too-long': 'error',
  'no-window-ever': 'error',
  'no-guards': 'warning',
  'no-zero-step': 'warning',
  'ends-below-100': 'warning',
  'looks-like-fractions': 'warning',
} as const;
export type Code = keyof typeof severities;

export type Path = readonly (string | number)[];

/** Something about a plan, not yet looked up in its file. */
export type Problem = {
  readonly code: Code;
  readonly path: Path;
  /** Whether the key is meant or its value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  /** What to do about it. */
  readonly help?: string | undefined;
};

type Problematic = (code: Code, path: Path, message: string, help?: string) => Problem;
export const atValue: Problematic = (code, path, message, help) => ({
  code,
  path,
  at: 'value',
  message,
  help,
});
export const atKey: Problematic = (code, path, message, help) => ({ code, path, at: 'key', message, help });

export type Diagnostic = Omit<Problem, 'at'> & {
  readonly severity: 'error' | 'warning';
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
  /** Columns to underline, on this line. */
  readonly length: number;
};
