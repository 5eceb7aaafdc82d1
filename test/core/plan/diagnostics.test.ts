import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '#cli/diagnostics';
import { type Code, severities } from '#core/plan/diagnostic';
import { readPlan } from '#core/plan/read';

const fixtures = join(import.meta.dirname, '../../fixtures/plans');
const startedAt = () => Date.UTC(2026, 10, 23, 9, 12);
const here = { region: 'eu-central-1', account: '111122223333' };

describe('each code', () => {
  test.each(Object.keys(severities) as Code[])(
    '%s is found where it is, and says what to do',
    async (code) => {
      const file = `${code}.ramp.yaml`;

      const { diagnostics, text, plan } = readPlan(readFileSync(join(fixtures, file)), startedAt, here);

      expect(new Set(diagnostics.map((each) => each.code))).toEqual(new Set([code]));
      expect(plan !== undefined).toBe(severities[code] === 'warning');
      const shown = renderDiagnostics(file, text, diagnostics, (_style, painted) => painted);
      await expect(shown).toMatchFileSnapshot(join(fixtures, `${code}.txt`));
    },
  );
});
