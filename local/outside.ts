/** The internet, as far as functions speak to it: each world says what is out there, and by default nothing is. */

export type OutsideRequest = {
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For so long an answer is waited for. */
  readonly timeoutMs: number;
};
export type OutsideAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
export type Outside = (request: OutsideRequest) => Promise<OutsideAnswer>;

export const nothingOutside: Outside = async ({ host }) => {
  throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
};
