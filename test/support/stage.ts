/** The stage of the stack that tests run in. */
export const testStage = 'test';
