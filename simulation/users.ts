/** Who visits the shop, from a seed: more by day than by night, some of them again. */
import { dayMs, wallClock } from '#core/time';
import type { Random } from '#local/random';

export type User = { readonly id: string; readonly context: Readonly<Record<string, string>> };
export type Users = {
  /** Everybody who comes in a stretch of time. */
  readonly between: (fromAt: number, untilAt: number) => readonly User[];
};

const countries = ['DE', 'DE', 'DE', 'AT', 'CH'];
const devices = ['phone', 'phone', 'desktop'];
/** Of the visitors, who has been here before. */
const returning = 0.3;

export function createUsers(random: Random, visitsPerDay: number, timezone: string): Users {
  const known: User[] = [];
  const pick = (list: readonly string[]) => list[random.integer(list.length)] ?? '';
  const someone = (): User => {
    const again = random.next() < returning ? known[random.integer(known.length)] : undefined;
    if (again) return again;
    const context = { country: pick(countries), device: pick(devices) };
    const user = { id: `user-${known.length + 1}`, context };
    known.push(user);
    return user;
  };
  return {
    between: (fromAt, untilAt) => {
      const expected = ((untilAt - fromAt) / dayMs) * visitsPerDay * shape(fromAt, timezone);
      return Array.from({ length: around(expected, random) }, someone);
    },
  };
}

/** 1 on average; most at three in the afternoon, least at three at night. */
function shape(at: number, timezone: string): number {
  const hour = (wallClock(at, timezone) % dayMs) / 3_600_000;
  return 1 + 0.6 * Math.cos(((hour - 15) / 24) * 2 * Math.PI);
}

/** As many as come when so many are expected and each decides alone (the normal distribution close to Poisson's). */
const around = (expected: number, random: Random): number =>
  Math.max(0, Math.round(expected + Math.sqrt(expected) * gauss(random)));

/** Mean 0, deviation 1 (Box-Muller). */
export const gauss = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
