/** What the protocol consists of, and what may go wrong. */

/** Each can be left out, to see that the checker notices. */
export type Design = {
  /** Hold is refused while there is news that was not seen. */
  readonly holdIsConditional: boolean;
  /** Who brings news makes the ramp due at once, so that the watch sees to a wake-up that was lost. */
  readonly newsAreDue: boolean;
  /** The token comes from the very write of the news. */
  readonly tokenFromWrite: boolean;
  /** A change is written only onto the version that it was made from. */
  readonly writesAreConditional: boolean;
  /** Everything is judged directly before an update, not only when the machine wakes. */
  readonly raiseJudges: boolean;
  /** What is about to be done is written before it is done. */
  readonly intends: boolean;
  /** An execution that another one has replaced ends itself. */
  readonly generations: boolean;
  /** The next execution is started when no function of the last one can be at work any more. */
  readonly waitsForFunctions: boolean;
  /** A start whose answer was lost is looked for, whatever has become of the run. */
  readonly findsStart: 'any' | 'running' | 'never';
  /** What AppConfig says of the run decides whose stop is recorded. */
  readonly marker: boolean;
};
export const design: Design = {
  holdIsConditional: true,
  newsAreDue: true,
  tokenFromWrite: true,
  writesAreConditional: true,
  raiseJudges: true,
  intends: true,
  generations: true,
  waitsForFunctions: true,
  findsStart: 'any',
  marker: true,
};

/** What may go wrong, and how often: it keeps the model finite. */
export type Budget = {
  readonly raises: number;
  readonly crashes: number;
  /** A function dies when all is written, so that it is called again. */
  readonly unanswered: number;
  readonly lost: number;
  /** A person stops the run in the console. */
  readonly consoleStops: number;
  /** Somebody stops an execution, while a function of it may still be at work. */
  readonly killed: number;
  /** An execution hands over to the next one, before its history is full. */
  readonly renewals: number;
  readonly pauses: number;
  readonly stops: number;
};

export type Rules = { readonly the: Design; readonly budget: Budget };
