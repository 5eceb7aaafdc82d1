/** Task tokens: which thread waits for which, and whether a token was ever ours. */
import { createHash } from 'node:crypto';
import { InvalidToken, TaskTimedOut } from '@aws-sdk/client-sfn';
import type { Frame } from './execution.ts';

export class Tokens {
  readonly #open = new Map<string, Frame>();
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  open(frame: Frame): string {
    const place = `${frame.execution.arn}|${frame.enteredEvent}|${frame.generation}`;
    const token = Buffer.from(`${place}|${this.#sign(place)}`).toString('base64');
    this.#open.set(token, frame);
    return token;
  }

  close(token: string | undefined): void {
    if (token !== undefined) this.#open.delete(token);
  }

  /** @throws TaskTimedOut for a token that is closed, InvalidToken for what never was one */
  find(token: string): Frame {
    const frame = this.#open.get(token);
    if (frame) return frame;
    const [, place = '', signature] = /^(.*)\|([^|]*)$/s.exec(Buffer.from(token, 'base64').toString()) ?? [];
    if (signature !== this.#sign(place))
      throw new InvalidToken({ message: "Invalid Token: 'Invalid token'", $metadata: {} });
    const message = "Task Timed Out: 'Provided task does not exist anymore'";
    throw new TaskTimedOut({ message, $metadata: {} });
  }

  #sign(place: string): string {
    return createHash('sha256').update(`${this.#secret}|${place}`).digest('base64');
  }
}
