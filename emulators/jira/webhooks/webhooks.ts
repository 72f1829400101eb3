/** Admin webhooks: who hears what, and the deliveries that follow ("Webhooks", Jira Cloud platform). */
import { createHmac, randomUUID } from 'node:crypto';
import type { Issue } from '../model.ts';
import { JiraRefusal } from '../refusal.ts';
import { fits } from '../search/run.ts';
import type { SiteEvent } from '../site/events.ts';
import type { JiraSite } from '../site/site.ts';
import { webhookBody } from './body.ts';
import { Deliveries } from './deliveries.ts';

export interface WebhookSeed {
  readonly name?: string;
  readonly url: string;
  /** Everything about issues, comments and properties when left out. */
  readonly events?: readonly string[];
  /** JQL an issue must fit. */
  readonly filter?: string;
  /** Signs every delivery; never shown again. */
  readonly secret?: string;
}

export interface Webhook {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly events: ReadonlySet<string>;
  readonly filter: string;
  readonly secret: string | undefined;
  enabled: boolean;
}

export const WEBHOOK_EVENTS = [
  'jira:issue_created',
  'jira:issue_updated',
  'jira:issue_deleted',
  'comment_created',
  'comment_updated',
  'comment_deleted',
  'issue_property_set',
  'issue_property_deleted',
  'issuelink_created',
  'issuelink_deleted',
] as const;

export class Webhooks {
  readonly deliveries: Deliveries;
  readonly #site: JiraSite;
  readonly #hooks = new Map<number, Webhook>();
  #next = 1;

  constructor(site: JiraSite) {
    this.#site = site;
    this.deliveries = new Deliveries(site.clock, site.options.webhooks, site.faults);
  }

  add(seed: WebhookSeed): Webhook {
    const webhook: Webhook = {
      id: this.#next++,
      name: seed.name ?? 'webhook',
      url: seed.url,
      events: new Set(seed.events ?? WEBHOOK_EVENTS),
      filter: seed.filter ?? '',
      secret: seed.secret,
      enabled: true,
    };
    this.#hooks.set(webhook.id, webhook);
    return webhook;
  }

  get = (id: number): Webhook | undefined => this.#hooks.get(id);
  all = (): readonly Webhook[] => [...this.#hooks.values()];
  remove = (id: number): boolean => this.#hooks.delete(id);

  hear(event: SiteEvent): void {
    let body: Buffer | undefined;
    for (const webhook of this.#hooks.values()) {
      if (!webhook.enabled || !webhook.events.has(event.type) || !this.#wanted(webhook, event.issue)) continue;
      body ??= Buffer.from(JSON.stringify(webhookBody(this.#site, event)));
      this.deliveries.send({
        url: webhook.url,
        body,
        event: event.type,
        retried: true,
        headers: {
          'content-type': 'application/json; charset=UTF-8',
          'user-agent': 'Atlassian Webhook HTTP Client',
          'x-atlassian-webhook-identifier': randomUUID(),
          'x-atlassian-webhook-flow': 'Primary',
          ...(webhook.secret === undefined ? {} : { 'x-hub-signature': signature(webhook.secret, body) }),
        },
      });
    }
  }

  #wanted({ filter }: Webhook, issue: Issue): boolean {
    if (filter.trim() === '') return true;
    try {
      return fits(this.#site, filter, issue);
    } catch (error) {
      // A filter on a project that is not seeded yet fits nothing; it must not fail whoever edits an issue.
      if (error instanceof JiraRefusal) return false;
      throw error;
    }
  }
}

/** HMAC-SHA256 over the raw bytes; the signature covers no time ("Secure admin webhooks"). */
export const signature = (secret: string, body: Uint8Array): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
