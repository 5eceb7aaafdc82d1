/** One request to a host on the internet: no redirect is followed, and neither time nor size is without end. */
import type { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export type Outgoing = {
  /** POST by itself. */
  readonly method?: 'PUT';
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
};
export type Incoming = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};
export type Send = (request: Outgoing) => Promise<Incoming>;

const largestAnswer = 64 * 1024;

/** @param request node:https in production; stand-ins on this machine are spoken to without TLS */
export const createSend =
  (request: typeof httpRequest = httpsRequest, port = 443): Send =>
  ({ method = 'POST', host, path, headers, body, timeoutMs }) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const length = Buffer.byteLength(body);
      const options = { host, port, path, method, signal, agent: false } as const;
      const sent = request({ ...options, headers: { ...headers, 'content-length': length } }, (answer) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (part: Buffer) => {
          bytes += part.length;
          parts.push(part);
          if (bytes > largestAnswer) sent.destroy(new Error(`an answer of more than ${largestAnswer} bytes`));
        });
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts).toString(),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });

/** On a laptop the embedded AWS leaves a way out here; in AWS there is none, and node:https is taken. */
export function sendOf(surroundings: object): Send {
  const given = (surroundings as Record<symbol, unknown>)[Symbol.for('https.send')];
  return typeof given === 'function' ? (given as Send) : createSend();
}
