/** How a state, and with it perhaps its execution, fails. */

/** `error` is the name that Retry and Catch match, `cause` is for people. Both may be absent, as in AWS. */
export type Failure = {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** No Retry and no Catch applies. */
  readonly isFinal?: boolean;
  /** An error name that matches as well: a missed heartbeat arrives as States.Timeout, and States.HeartbeatTimeout catches it too. */
  readonly alias?: string;
};

/** Thrown while a state is worked on; the step that called turns it into the state's failure. */
export class StateFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.cause ?? failure.error ?? '');
    this.name = failure.error ?? 'StateFailure';
    this.failure = failure;
  }
}

/** A field of a state could not be evaluated. The step adds where the state was entered, and writes an EvaluationFailed event. */
export class EvaluationError extends Error {
  /** As AWS writes it: `Output/a/b[0]`, `Choices[1]/Condition`. */
  readonly location: string;

  constructor(location: string, message: string) {
    super(message);
    this.name = 'States.QueryEvaluationError';
    this.location = location;
  }
}

export const dataLimitExceeded = (what: string): Failure => ({
  error: 'States.DataLimitExceeded',
  cause: `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
});
