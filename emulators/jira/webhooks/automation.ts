/**
 * Automation's "Send web request": a rule posts a body of its own to a URL, with headers of its own. Unsigned,
 * not sent again when it fails, and silent about itself ("Automation actions: Send web request").
 */
import type { SiteEvent } from '../site/events.ts';
import type { JiraSite } from '../site/site.ts';

export interface AutomationRuleSeed {
  readonly name?: string;
  /** Project key. */
  readonly project: string;
  readonly on?: readonly ('created' | 'updated')[];
  readonly url: string;
  /** E.g. a shared token in a hidden header. */
  readonly headers?: Readonly<Record<string, string>>;
  /** May use {{issue.key}}, {{issue.id}} and {{event}}. */
  readonly body?: string;
}

const BODY = '{"issueKey":"{{issue.key}}","event":"{{event}}"}';

export class Automation {
  readonly #site: JiraSite;
  readonly #rules: AutomationRuleSeed[] = [];

  constructor(site: JiraSite) {
    this.#site = site;
  }

  add(rule: AutomationRuleSeed): void {
    this.#rules.push(rule);
  }

  hear(event: SiteEvent): void {
    const what =
      event.type === 'jira:issue_created' ? 'created' : event.type === 'jira:issue_updated' ? 'updated' : undefined;
    if (what === undefined) return;
    for (const { project, on = ['created', 'updated'], url, headers = {}, body = BODY } of this.#rules) {
      if (project !== event.issue.project.key || !on.includes(what)) continue;
      const filled = body
        .replaceAll('{{issue.key}}', event.issue.key)
        .replaceAll('{{issue.id}}', event.issue.id)
        .replaceAll('{{event}}', what);
      this.#site.webhooks.deliveries.send({
        url,
        body: Buffer.from(filled),
        event: `automation ${what}`,
        retried: false,
        headers: { 'content-type': 'application/json', ...headers },
      });
    }
  }
}
