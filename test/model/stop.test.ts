/** The protocol of the stop keeps its promises in every state that it can reach, and none of its parts can be left out. */
import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { type Budget, stopModel, type Weakness } from './stop.ts';

type May = Partial<Record<Budget, number>>;

const wrong: May = { crashes: 1, doubles: 1, lostAnswers: 1, lostEvents: 1, rollbacks: 1 };
const others: May = { people: 1, commands: 1, ownStops: 1 };

/** A second stop that restores anew doubles the states: `RAMPART_MODEL=all npx vitest run test/model/stop.test.ts`. */
const again = process.env.RAMPART_MODEL === 'all' ? 1 : 0;

test.each<[string, May, number]>([
  ['everything goes wrong once, and everybody stops it', { ...wrong, ...others, again }, 160_000],
  ['a stop is sent again to restore anew', { ownStops: 1, rollbacks: 1, again: 1 }, 2_000],
  ['functions die and answers are lost twice', { crashes: 2, lostAnswers: 2 }, 900],
])('nothing is broken in any state when %s', { timeout: 60_000 }, (_, may, atLeast) => {
  const { broken, states } = explore(stopModel(may));

  expect(broken).toEqual({});
  expect(states).toBeGreaterThan(atLeast);
});

test.each<[Weakness, May, string]>([
  ['no fence', {}, 'S6 whoever won is the one recorded'],
  ['last fence wins', {}, 'S6 whoever won is the one recorded'],
  ['record of the cause, not of the mark', { people: 1 }, 'S6 whoever won is the one recorded'],
  ['record without a condition', {}, 'S4 one stop takes effect, and one is recorded'],
  ['the latest run is stopped', {}, 'S5 an alarm of before stops no later run'],
  ['the watch joins no alarms', { lostEvents: 1 }, 'L1 an alarm ends the run that it guards'],
  ['the watch drives no stops', { crashes: 1 }, 'L3 what is fenced is stopped'],
  ['the watch records no stops of others', { people: 1 }, 'L2 every stop is recorded'],
  ['done is the end', { rollbacks: 1 }, 'the end is told when users are back'],
  ['the ramp reads no fence', { raises: 2 }, 'S2 at most the raise on its way is sent after the fence'],
])('with %s, and %j, it is broken', (weakness, may, property) => {
  expect(Object.keys(explore(stopModel(may, weakness), property).broken)).toContain(property);
});
