/** How fast it is told who sees what, and that patterns take time that grows with the text alone. */
import { assign, type DeliveredRun } from '#local/appconfig/assignment/assign';
import { evaluate } from '#local/appconfig/rules/evaluate';
import { maxRuleLength, parseRule } from '#local/appconfig/rules/parse';
import { type Figure, msPerCall } from './figure.ts';

const circumstances = (attributes: Readonly<Record<string, string>>) =>
  ({ attributes, scope: 'flag', unresolvedAttribute: 'false' }) as const;

const treatment = (Key: string, Weight: number) => ({ Key, Weight, FlagValue: { Enabled: true } });
const run: DeliveredRun = {
  runArn:
    'arn:aws:appconfig:eu-central-1:111122223333:application/abc1234/experimentdefinition/def5678/experimentrun/1',
  snapshot: {
    AudienceRule: '(and (eq $country "DE") (not (ends_with $email "@shop.example")) (gte $age 18))',
    Control: treatment('c', 50),
    Treatments: [treatment('t1', 50)],
  },
  exposure: 50,
  overrides: { qa: 't1' },
};

export default function assignmentFigures(): Figure[] {
  const known = circumstances({ country: 'DE', email: 'someone@mail.example', age: '42' });
  let count = 0;
  const answerMs = msPerCall(() => {
    count += 1;
    return assign(run, { id: `user-${count}`, circumstances: known }, { overridesSkipAudience: true });
  });
  const longest = `(in $id [${'"0123456789", '.repeat(1160)}"x"])`;
  const parseMs = msPerCall(() => parseRule(longest));
  const [tenth, whole] = [10_000, 100_000].map(worstPatternMs) as [number, number];
  return [
    { what: 'treatments told', figure: `${Math.round(1000 / answerMs).toLocaleString('en')} a second` },
    {
      what: `a rule of ${longest.length} of ${maxRuleLength} characters read`,
      figure: `${parseMs.toFixed(2)} ms`,
    },
    {
      what: 'matches "(a+)+$" over 100,000 characters',
      figure: `${whole.toFixed(1)} ms, ${(whole / tenth).toFixed(1)} times as long as over 10,000`,
      bar: 'at most 15 times: linear',
      ok: whole / tenth <= 15,
    },
  ];
}

/** A backtracking engine takes longer than the universe has lasted. */
function worstPatternMs(length: number): number {
  const { rule } = parseRule('(matches $text "(a+)+$")');
  const text = circumstances({ text: `${'a'.repeat(length)}!` });
  return msPerCall(() => rule && evaluate(rule, text));
}
