/** Names that are an API: executions, fences and messages are found again by them. */

/** @returns the plan's name and the second of the start (UTC): `add-to-cart-20261123091200` */
export const rampIdOf = (name: string, now: number): string =>
  `${name}-${new Date(now).toISOString().replace(/\D/g, '').slice(0, 14)}`;

/** Step Functions takes 80 characters: an id may have 70 of them. */
export const executionNameOf = (rampId: string, generation: number): string => `${rampId}-g${generation}`;

export function parseExecutionName(
  name: string,
): { readonly rampId: string; readonly generation: number } | undefined {
  const parts = /^(.+)-g(\d+)$/.exec(name);
  return parts?.[1] === undefined ? undefined : { rampId: parts[1], generation: Number(parts[2]) };
}

/** What our run says of itself in AppConfig: an uncertain start finds it again. */
export const descriptionOf = (rampId: string, nonce: string): string =>
  `rampart ${rampId} [rampart:${nonce}]`;
