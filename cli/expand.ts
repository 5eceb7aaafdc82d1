/** `ramp plan --expand`: the steps of a plan, as a plan file has them. */
import type { GateEntry, PlanFile } from '#core/plan/file';
import { stepsOf } from '#core/plan/normalise';
import { formatDuration } from '#core/time';

/** JSON is YAML too, so values need no quoting rules of our own. */
export const expandedSteps = (file: PlanFile): string =>
  `steps:\n${stepsOf(file)
    .map(({ name, exposure, hold, gates = [] }) => {
      const label = name === undefined ? '' : `name: ${JSON.stringify(name)}, `;
      const asked = gates.length === 0 ? '' : `, gates: ${JSON.stringify(gates.map(written))}`;
      return `  - { ${label}exposure: ${exposure}%, hold: ${duration(hold)}${asked} }\n`;
    })
    .join('')}`;

const duration = (ms: number): string => formatDuration(ms).replaceAll(' ', '');

function written(gate: GateEntry): object {
  if ('alarms' in gate) return gate;
  if ('metric' in gate) return { ...gate, over: gate.over === undefined ? undefined : duration(gate.over) };
  const { timeout } = gate.approval;
  return {
    approval: { ...gate.approval, timeout: timeout === undefined ? undefined : duration(timeout) },
  };
}
