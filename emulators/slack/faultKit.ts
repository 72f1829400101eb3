/** What faults can do to the workspace, and the names of its operations (docs/extend/fault-kit.md). */

import { type FaultKit, first, ON_REQUESTS, ON_WEBHOOKS } from '../kit/faults/kit.ts';
import { isList, isObject } from '../kit/json.ts';
import { METHODS } from './api/methods.ts';

const ENTRIES = ['members', 'channels', 'messages'];

export const slackFaultKit: FaultKit = {
  name: 'slack',
  kinds: new Set([...ON_REQUESTS, ...ON_WEBHOOKS]),
  rights: ['scope', 'channel', 'token'],
  limits: ['perMinute'],
  outages: [500, 503],
  /** Every method of the Web API under its own name. */
  operations: Object.fromEntries(METHODS.map(({ name }) => [name, `/api/${name.replaceAll('.', '\\.')}(\\?|$)`])),
  shorten({ body, headers }, keep) {
    if (!isObject(body) || body.ok !== true) return undefined;
    const under = ENTRIES.find((key) => isList(body[key]));
    const entries = under === undefined ? undefined : body[under];
    if (under === undefined || !isList(entries)) return undefined;
    const end = {
      ...('has_more' in body ? { has_more: false } : {}),
      ...('response_metadata' in body ? { response_metadata: { next_cursor: '' } } : {}),
    };
    return { body: { ...body, ...end, [under]: first(entries, keep) }, headers };
  },
};
