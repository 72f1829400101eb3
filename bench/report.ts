/** Figures for people, for a README, and for machines. */
import type { Figure, Measured } from './figure.ts';
import { type Machine, machineLine } from './machine.ts';

export interface Outcome {
  readonly benchmark: string;
  readonly measured: Measured | null;
  /** Why it could not be measured. */
  readonly fault: string | null;
  readonly seconds: number;
}

const goalOf = ({ goal, sense }: Figure) => (goal === null ? '' : `${sense} ${goal}`);
const verdictOf = ({ met }: Figure) => (met === null ? '' : met ? 'met' : 'not met');

export function textOf({ benchmark, measured, fault, seconds }: Outcome): string {
  const lines = [`${benchmark} (${seconds.toFixed(0)} s)`];
  if (fault !== null) lines.push(`  could not be measured: ${fault}`);
  for (const figure of measured?.figures ?? []) {
    const shown = `${figure.value} ${figure.unit}`;
    lines.push(`  ${figure.name.padEnd(46)}${shown.padStart(20)}  ${goalOf(figure).padEnd(14)} ${verdictOf(figure)}`);
  }
  for (const note of measured?.notes ?? []) lines.push(`  ${note}`);
  return lines.join('\n');
}

export function markdownOf(machine: Machine, outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap(({ benchmark, measured, fault }) =>
    measured === null
      ? [`| ${benchmark} | could not be measured: ${fault} | | |`]
      : measured.figures.map(
          (figure) =>
            `| \`${figure.name}\` | ${figure.value} ${figure.unit} | ${goalOf(figure)} | ${verdictOf(figure)} |`,
        ),
  );
  const notes = outcomes.flatMap(({ benchmark, measured }) =>
    (measured?.notes ?? []).map((note) => `- ${benchmark}: ${note}`),
  );
  return [
    `${machineLine(machine)}.`,
    '',
    ...['| figure | measured | goal | |', '|---|---|---|---|', ...rows],
    '',
    ...notes,
  ].join('\n');
}

export function documentOf(machine: Machine, outcomes: readonly Outcome[]) {
  return {
    machine,
    figures: outcomes.flatMap(({ measured }) => measured?.figures ?? []),
    notes: Object.fromEntries(outcomes.map(({ benchmark, measured }) => [benchmark, measured?.notes ?? []])),
    failed: outcomes.flatMap(({ benchmark, fault }) => (fault === null ? [] : [{ benchmark, fault }])),
    seconds: Object.fromEntries(outcomes.map(({ benchmark, seconds }) => [benchmark, Number(seconds.toFixed(1))])),
  };
}
