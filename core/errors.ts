/** Failures that the state machine tells apart by name: each name stands in an ErrorEquals of statemachines/, and a test holds that. */

/** AppConfig answered 409: another deployment is changing the environment. It passes, so it is tried again. */
export class RunConflictError extends Error {
  override readonly name = 'RunConflictError';
}
