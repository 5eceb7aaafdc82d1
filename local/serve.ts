/** The embedded AWS as a server of its own: every service, on a clock of one's choice, behind the HTTP door. */
import { ambient } from './ambient.ts';
import { createAws } from './aws.ts';
import { RealClock, VirtualClock } from './clock.ts';
import { type ClockKind, createControl } from './control.ts';
import { allServices } from './services.ts';
import { createSlackDoor, slackPath } from './slack/door.ts';
import { createSlackStandIn } from './slack/index.ts';
import type { Defect } from './wire/dispatcher.ts';
import { openHttpDoor } from './wire/http-door.ts';
import type { WireRequest } from './wire/message.ts';

export type { ClockKind } from './control.ts';

export type ServeOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock: ClockKind;
  /** Where virtual time starts, epoch ms. */
  readonly startAt: number;
  readonly onDefect: (defect: Defect) => void;
};

export type Served = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  close(): Promise<void>;
};

/** @throws the error of listening, with its code: EADDRINUSE, EACCES. */
export async function serve({ port, clock: kind, startAt, onDefect }: ServeOptions): Promise<Served> {
  const clock = kind === 'real' ? new RealClock() : new VirtualClock(startAt);
  const aws = createAws(allServices, { clock, onDefect });
  // Whatever runs in this process has the virtual time too; node:http, loaded by now, keeps its own timers.
  const restore = kind === 'real' ? () => {} : ambient(clock, aws.random);
  try {
    const ofTime = createControl(clock, kind);
    const ofSlack = createSlackDoor(createSlackStandIn(clock));
    const control = (request: WireRequest) =>
      request.path.startsWith(`${slackPath}/`) ? ofSlack(request) : ofTime(request);
    const door = await openHttpDoor({
      dispatcher: aws.dispatcher,
      clock,
      port,
      control,
      onDefect,
      sendsDate: kind === 'real',
    });
    const standStill = kind === 'fast' && clock instanceof VirtualClock ? clock.follow() : () => {};
    const close = async () => {
      await door.close();
      // There may always be something due next: time that goes on would keep the process from its end.
      standStill();
      restore();
    };
    const { region, credentials } = aws.clientConfig();
    return { endpoint: door.endpoint, region, credentials, close };
  } catch (error) {
    restore();
    throw error;
  }
}
