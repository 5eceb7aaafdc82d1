/** `ramp` as a process of its own, for what a process has: signals, a clock, a port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type RampProcess = {
  /** What it has printed until it was ready. */
  readonly printed: string;
  readonly endpoint: string;
  /** Sends the signal; resolves with the exit code and all that went to stderr. */
  end(signal?: 'SIGINT' | 'SIGTERM'): Promise<{ readonly code: number | null; readonly err: string }>;
};

export async function rampLocal(...argv: string[]): Promise<RampProcess> {
  const child = spawn(process.execPath, ['cli/main.ts', 'local', '--port', '0', ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let printed = '';
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part) => {
    said += part;
  });
  for await (const part of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += part;
    if (printed.includes('SECRET')) break;
  }
  return {
    printed,
    endpoint: /^export AWS_ENDPOINT_URL=(.*)$/m.exec(printed)?.[1] ?? '',
    end: async (signal = 'SIGINT') => {
      child.kill(signal);
      const [code] = await ended;
      return { code: code as number | null, err: said };
    },
  };
}
