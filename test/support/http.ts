/** The embedded AWS of one test behind its HTTP door, which closes with the test. */
import { onTestFinished } from 'vitest';
import type { Aws } from '#local/aws';
import { RealClock } from '#local/clock';
import { createControl } from '#local/control';
import { type HttpDoor, type HttpDoorOptions, openHttpDoor } from '#local/wire/http-door';

export async function testDoor(
  { dispatcher, clock }: Pick<Aws, 'dispatcher' | 'clock'>,
  options: Partial<HttpDoorOptions> = {},
): Promise<HttpDoor> {
  const isReal = clock instanceof RealClock;
  const door = await openHttpDoor({
    dispatcher,
    clock,
    port: 0,
    control: createControl(clock, isReal ? 'real' : 'virtual'),
    sendsDate: isReal,
    onDefect: ({ error }) => {
      throw error;
    },
    ...options,
  });
  onTestFinished(() => door.close());
  return door;
}

/** What a client in another process would be given. */
export const overHttp = ({ endpoint }: Pick<HttpDoor, 'endpoint'>) => ({
  endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' },
});
