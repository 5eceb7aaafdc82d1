/** The preview of a plan, for people: when every raise happens, what is asked before, what stops it, who sees what. */
import type { Guard, Plan } from '#core/plan/plan';
import type { Preview, PreviewStep } from '#core/preview';
import { formatAt, formatDay, formatDuration, localToInstant, yearOf } from '#core/time';
import type { Output } from './context.ts';
import { type Column, labelled, table, wrapped } from './table.ts';
import * as words from './words.ts';

/** The parts of a preview, each of them lines or a table: text and Markdown differ in how they put them down. */
export type Sections = {
  readonly title: readonly [left: string, right: string];
  readonly when: readonly string[];
  readonly steps: Table;
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly sees?: Table | undefined;
};
type Table = { readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] };

export function sectionsOf(preview: Preview, timezone: string): Sections {
  const { plan } = preview;
  const { application, definition } = plan.experiment;
  return {
    title: [`${plan.name} · ${application}/${definition} · ${plan.owner}`, timezone],
    when: whenOf(preview, timezone),
    steps: stepsTable(preview, timezone),
    facts: factsOf(preview, timezone),
    sees: seesTable(preview.steps),
  };
}

export function renderText(sections: Sections, { paint, width }: Pick<Output, 'paint' | 'width'>): string {
  const [left, right] = sections.title;
  const gap = ' '.repeat(Math.max(2, width - left.length - right.length));
  const print = ({ columns, rows }: Table) => {
    const [head = '', ...body] = table(columns, rows, width);
    return [paint('bold', head), ...body];
  };
  const lines = [
    `${paint('bold', left)}${gap}${right}`,
    ...wrapped(sections.when.join(' · '), width),
    '',
    ...print(sections.steps),
    '',
    ...sections.facts.flatMap(([label, text]) => labelled(label, text, width)),
    ...(sections.sees ? ['', ...print(sections.sees)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

export function renderMarkdown({ title, when, steps, facts, sees }: Sections): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const print = ({ columns, rows }: Table) => [
    `| ${columns.map(({ title }) => cell(title)).join(' | ')} |`,
    `| ${columns.map(({ right }) => (right ? '--:' : '---')).join(' | ')} |`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ];
  const lines = [
    `### ${title[0]}`,
    '',
    [...when, `times: ${title[1]}`].join(' · '),
    '',
    ...print(steps),
    '',
    ...facts.map(([label, text]) => `- **${label}**: ${text}`),
    ...(sees ? ['', ...print(sees)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function whenOf({ plan, startAt }: Preview, timezone: string): readonly string[] {
  const day = formatDay(startAt, timezone);
  const starts = formatAt(startAt, timezone).replace(day, `${day} ${yearOf(startAt, timezone)}`);
  const zone = plan.timezone === timezone ? '' : ` in ${plan.timezone}`;
  return [
    `starts ${starts}${hasPassed(plan, startAt) ? `, as ${plan.start} has passed` : ''}`,
    plan.windows.length > 0 ? `raises ${words.windows(plan)}${zone}` : 'raises at any hour',
    ...words.freezes(plan).map((freeze) => `freeze ${freeze}${zone}`),
  ];
}

const hasPassed = ({ start, timezone }: Plan, startAt: number): boolean =>
  start !== 'now' && localToInstant(start, timezone) !== startAt;

const stepColumns: readonly Column[] = [
  { title: '#', right: true },
  { title: 'STEP' },
  { title: 'EXPOSURE', right: true },
  { title: 'HOLD', right: true },
  { title: 'RAISES AT' },
  { title: 'DELAYED BY' },
];

function stepsTable({ steps }: Preview, timezone: string): Table {
  const named = steps.some(({ name }) => name !== undefined);
  const rows = steps.map((step) => [
    String(step.index + 1),
    ...(named ? [step.name ?? ''] : []),
    words.percent(step.exposurePercent),
    formatDuration(step.holdMs),
    step.raiseAt === undefined ? 'never' : formatAt(step.raiseAt, timezone),
    [
      ...(step.approvers.length > 0 ? [`approval: ${words.approvers(step.approvers)}`] : []),
      ...step.delays.map(words.delay),
    ].join('; '),
  ]);
  return { columns: stepColumns.filter(({ title }) => named || title !== 'STEP'), rows };
}

function factsOf(preview: Preview, timezone: string): Sections['facts'] {
  const { plan } = preview;
  const facts: readonly (readonly [string, string])[] = [
    ['Holds', holdsOf(preview, timezone)],
    ['Then', thenOf(preview)],
    [
      'Billing limit',
      `${formatAt(preview.schedule.limitAt, timezone)}, ${formatDuration(plan.maxDurationMs)} after the start`,
    ],
    ['Before each raise', gatesOf(plan)],
    ...guardsOf(preview),
    [
      'Testers',
      Object.entries(plan.experiment.overrides)
        .map(([who, treatment]) => `${who} sees ${treatment}`)
        .join(' · '),
    ],
  ];
  return facts.filter(([, text]) => text !== '');
}

function holdsOf({ holdsMs, schedule, steps }: Preview, timezone: string): string {
  const { completeAt } = schedule;
  const firstAt = steps[0]?.raiseAt;
  if (completeAt === undefined || firstAt === undefined) return formatDuration(holdsMs);
  const spanMs = completeAt - firstAt;
  const span = spanMs > holdsMs ? ` · with windows and freezes ${formatDuration(spanMs)}` : '';
  return `${formatDuration(holdsMs)}${span} · complete ${formatAt(completeAt, timezone)}`;
}

function thenOf({ plan, steps }: Preview): string {
  const last = words.percent(steps.at(-1)?.exposurePercent ?? 0);
  return plan.end.then === 'stop'
    ? 'the run is stopped; users are back on the deployed flag'
    : `${last} is kept until somebody ends the run, or the billing limit does`;
}

/** What all raises have in common; then what single steps ask besides. Approvals are in the table. */
function gatesOf({ steps }: Plan): string {
  const before = steps
    .slice(0, -1)
    .map(({ gates }) => gates.filter(({ kind }) => kind !== 'approval').map(words.gate));
  const common = (before[0] ?? []).filter((gate) => before.every((gates) => gates.includes(gate)));
  const own = before.flatMap((gates, i) =>
    gates.filter((gate) => !common.includes(gate)).map((gate) => `${gate} (before step ${i + 2})`),
  );
  return [...common, ...own].join(' · ') || 'nothing is asked';
}

function guardsOf({ plan: { guards }, reaction }: Preview): Sections['facts'] {
  const by = (then: Guard['then']) =>
    guards
      .filter((guard) => guard.then === then)
      .map(words.guard)
      .join(' · ');
  return [
    ['Stops itself on', by('stop') || 'nothing'],
    ['Reaction', reaction ? words.reaction(reaction) : ''],
    ['Pauses on', by('pause')],
    ['Tells people on', by('notify')],
  ];
}

function seesTable(steps: readonly PreviewStep[]): Table | undefined {
  const treatments = Object.keys(steps[0]?.sees?.treatments ?? {});
  if (treatments.length === 0) return undefined;
  const columns = ['#', 'EXPOSURE', ...treatments, 'DEPLOYED FLAG'].map((title) => ({ title, right: true }));
  const rows = steps.map(({ index, exposurePercent, sees }) => [
    String(index + 1),
    words.percent(exposurePercent),
    ...treatments.map((treatment) => words.percent(sees?.treatments[treatment] ?? 0)),
    words.percent(sees?.deployedFlag ?? 100),
  ]);
  return { columns, rows };
}
