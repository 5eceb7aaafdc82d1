/** Failures that the state machine tells apart by name: each name stands in an ErrorEquals of statemachines/, and a test holds that. */

/** AppConfig answered 409: another deployment is changing the environment. It passes, so it is tried again. */
export class RunConflictError extends Error {
  override readonly name = 'RunConflictError';
}

/** The ledger knows no such ramp: an execution that somebody started by hand has nothing to do. */
export class RampUnknownError extends Error {
  override readonly name = 'RampUnknownError';
}
