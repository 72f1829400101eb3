/** Who came, who went, and whose work changed: by when it took effect, as the record has it at its end. */
import type { RecordedEvent } from '../evidence/model.ts';
import type { Engagement } from '../person/model.ts';
import type { Instant } from '../shared/instant.ts';
import type { Found } from './model.ts';

export interface WorkBook {
  add(recorded: RecordedEvent): void;
  joiners(): readonly Found[];
  movers(): readonly Found[];
  leavers(): readonly Found[];
}

export function workBook(): WorkBook {
  const engagements = new Map<string, Engagement>();
  const moves: Found[] = [];
  const found = (at: Instant, stream: string, { person, workerType }: Engagement, note: string): Found => ({
    at,
    stream,
    person,
    what: workerType,
    by: null,
    note,
  });
  /** One that was taken back before it began has brought nobody. */
  const everWorked = ({ start, end }: Engagement) => end === null || end > start;
  return {
    add({ stream, at, event }) {
      if (event.type !== 'EngagementOpened' && event.type !== 'EngagementChanged') return;
      const { engagement } = event;
      const before = engagements.get(engagement.id);
      engagements.set(engagement.id, engagement);
      const moved = before === undefined ? [] : movedIn(before, engagement);
      if (moved.length > 0) moves.push(found(at, stream, engagement, moved.join('; ')));
    },
    joiners: () =>
      [...engagements.values()]
        .filter((one) => one.begunBefore !== true && everWorked(one))
        .map((one) => found(one.start, one.openedBy, one, '')),
    movers: () => moves,
    leavers: () =>
      [...engagements.values()].flatMap((one) =>
        one.end === null || !everWorked(one) ? [] : [found(one.end, one.endedBy ?? one.openedBy, one, '')],
      ),
  };
}

function movedIn(before: Engagement, after: Engagement): readonly string[] {
  const names = [...new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)])].sort();
  const attributes = names.flatMap((name) => {
    const [was, is] = [before.attributes[name] ?? '', after.attributes[name] ?? ''];
    return was === is ? [] : [`${name}: ${was} -> ${is}`];
  });
  const type = before.workerType === after.workerType ? [] : [`${before.workerType} -> ${after.workerType}`];
  return [...type, ...attributes];
}
