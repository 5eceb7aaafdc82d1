/** One measured figure. Timings are best given as ratios within one run: the machine is not the same twice. */
export type Figure = {
  readonly what: string;
  readonly figure: string;
  /** What is expected, in words. */
  readonly bar?: string;
  readonly ok?: boolean;
};

/** Milliseconds of one call: the best of several rounds, each long enough to be measured. */
export function msPerCall(call: () => unknown, rounds = 5, roundMs = 60): number {
  call();
  const bests = Array.from({ length: rounds }, () => {
    const startAt = performance.now();
    let calls = 0;
    while (performance.now() - startAt < roundMs) {
      call();
      calls += 1;
    }
    return (performance.now() - startAt) / calls;
  });
  return Math.min(...bests);
}
