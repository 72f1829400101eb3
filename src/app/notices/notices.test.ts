import { describe, expect, it } from 'vitest';
import { loadTemplates } from '../../adapters/mail/index.ts';
import type { NoticeKind } from '../../core/evidence/model.ts';
import { instantOf, type TimeZone } from '../../core/shared/instant.ts';
import type { NoticeTemplates } from '../../ports/mailer.ts';
import { ABOUT_NO_REQUEST, type NoticeFacts, sayInstant } from './facts.ts';
import { renderNotice, templateProblems } from './renderNotice.ts';
import { render } from './template.ts';

const OURS = new URL('../../../templates/mail', import.meta.url).pathname;
const templates = await loadTemplates(OURS, null);
const KINDS: readonly NoticeKind[] = [
  'activation',
  'day-one',
  'provisioned',
  'changed',
  'login-changed',
  'on-leave',
  'returned',
  'offboarded',
  'exception',
  'exceptions-wait',
  'access-asked',
  'access-asked-again',
  'access-given',
  'access-refused',
  'access-ending',
  'access-ended',
  'emergency',
];

const FACTS: NoticeFacts = {
  company: 'Acme',
  person: 'Zoë Müller',
  givenName: 'Zoë',
  login: 'zoe.mueller@acme.example',
  formerLogin: 'zoe.frey@acme.example',
  manager: 'Mia Stone',
  start: 'Monday, 24 August 2026 at 09:00 (Europe/Zurich)',
  end: null,
  gained: ['eng-core', 'eng-all'],
  lost: ['sales-all'],
  waiting: ['Order a laptop'],
  issueKey: 'ONB-12',
  issueLink: 'https://acme.atlassian.net/browse/ONB-12',
  failed: ['The login zoe.mueller@acme.example is taken by somebody else.'],
  nextStep: 'Choose another login on the form.',
  emergencies: ['aws:production, 1 hour: the site is down'],
  activationLink: 'https://acme.okta.com/welcome/secret',
  access: 'AWS: production',
  accessGroups: ['aws-production'],
  duration: '6 hours',
  reason: 'The upgrade',
  ticket: 'OPS-7',
  risk: 'high',
  asker: 'Ben Carter',
  answerBy: 'Monday, 31 August 2026 at 09:00 (Europe/Zurich)',
  because: 'refused by mia.stone@acme.example: not today',
};
const withTemplate = (kind: NoticeKind, part: 'subject' | 'text' | 'html', template: string): NoticeTemplates => ({
  ...templates,
  [kind]: { ...templates[kind], [part]: template },
});

describe('the notices as they come', () => {
  it('are in order', () => {
    expect(templateProblems(templates)).toEqual([]);
  });

  it.each(KINDS)('%s says everything in text and in HTML, and leaves no placeholder', (kind) => {
    const notice = renderNotice(kind, FACTS, templates);
    for (const part of [notice.subject, notice.text, notice.html]) {
      expect(part.trim()).not.toBe('');
      expect(part).not.toContain('{{');
      expect(part).not.toContain('undefined');
    }
    expect(notice.text).not.toMatch(/\n{3}/);
  });

  it.each(KINDS)('%s reads well when little is known', (kind) => {
    const bare = {
      ...FACTS,
      ...ABOUT_NO_REQUEST,
      login: null,
      manager: null,
      start: null,
      nextStep: kind === 'emergency' ? 'Look at it' : null,
    };
    const { text } = renderNotice(kind, { ...bare, gained: [], lost: [], waiting: [], failed: [] }, templates);
    expect(text).not.toMatch(/\n{3}|null|: *$/);
    expect(text).not.toMatch(/ {2}- $/m);
  });

  it('show the activation link in the mail to the private address and in no other', () => {
    const greedy = { subject: 'x', text: '{{activationLink}}', html: '{{activationLink}}' };
    const everywhere: NoticeTemplates = {
      activation: greedy,
      'day-one': greedy,
      provisioned: greedy,
      changed: greedy,
      'login-changed': greedy,
      'on-leave': greedy,
      returned: greedy,
      offboarded: greedy,
      exception: greedy,
      'exceptions-wait': greedy,
      'access-asked': greedy,
      'access-asked-again': greedy,
      'access-given': greedy,
      'access-refused': greedy,
      'access-ending': greedy,
      'access-ended': greedy,
      emergency: greedy,
    };
    const showing = KINDS.filter((kind) => renderNotice(kind, FACTS, everywhere).text.includes('secret'));
    expect(showing).toEqual(['activation']);
  });

  it('name the groups in words', () => {
    expect(renderNotice('changed', FACTS, templates).text).toContain('Groups taken away:\n  - sales-all\n');
  });
});

describe('what a form held', () => {
  const nasty = '<img src=x onerror=alert(1)> & "Zoë" 👩🏽‍💻';

  it('is text in HTML', () => {
    const { html } = renderNotice('provisioned', { ...FACTS, person: nasty, gained: ['<b>'] }, templates);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Zoë&quot; 👩🏽‍💻');
    expect(html).toContain('<li>&lt;b&gt;</li>');
    expect(html).not.toContain('<img');
  });

  it('cannot begin a header from a subject, nor a paragraph in the text', () => {
    const person = 'Zoë\r\nBcc: everybody@acme.example\r\n\r\nPay here:\u2028now';
    const { subject, text } = renderNotice('provisioned', { ...FACTS, person }, templates);
    expect(subject).toBe('Zoë Bcc: everybody@acme.example Pay here: now is ready to start (ONB-12)');
    expect(text.split('\n')[0]).toContain('Pay here: now');
  });

  it('cannot use the template language', () => {
    const { text } = renderNotice('provisioned', { ...FACTS, person: '{{activationLink}} {{#gained}}' }, templates);
    expect(text).toContain('{{activationLink}} {{#gained}}');
    expect(text).not.toContain('secret');
  });

  it('cannot make a link of anything but a web address', () => {
    const { html } = renderNotice('exception', { ...FACTS, issueLink: 'javascript:alert(1)' }, templates);
    expect(html).toContain('href=""');
  });

  it('makes a subject of at most 200 characters', () => {
    expect(renderNotice('provisioned', { ...FACTS, person: 'x'.repeat(5_000) }, templates).subject).toHaveLength(200);
  });
});

describe("a customer's template", () => {
  const plain = (template: string, names: Parameters<typeof render>[1]) => render(template, names, (value) => value);

  it('has sections for what is there and for what is not', () => {
    const template = 'a{{#list}} [{{.}} of {{who}}]{{/list}}{{^list}} none{{/list}}{{#who}} {{who}}{{/who}}';
    expect(plain(template, { list: ['x', 'y'], who: 'Zoë' })).toBe('a [x of Zoë] [y of Zoë] Zoë');
    expect(plain(template, { list: [], who: '' })).toBe('a none');
  });

  it('does not leave empty lines where a section stood', () => {
    expect(plain('one\n{{#list}}\n- {{.}}\n{{/list}}\ntwo\n', { list: ['x', 'y'] })).toBe('one\n- x\n- y\ntwo\n');
  });

  it('cannot reach what is not a fact', () => {
    expect(plain('{{constructor}}{{__proto__}}{{toString}}', {})).toBe('');
  });

  it('is checked before anybody gets it', () => {
    const wrong = withTemplate('changed', 'text', '{{persn}} {{#gained}} {{activationLink}}');
    expect(templateProblems(wrong)).toEqual([
      expect.stringMatching(/^changed text: \{\{persn\}\} is not known; known are company, person, /),
      expect.stringContaining('{{activationLink}} is not known'),
      'changed text: the section gained is not opened and closed in order',
    ]);
    expect(templateProblems(withTemplate('changed', 'subject', ' \n'))).toEqual(['changed subject: is empty']);
  });
});

describe('an instant in words', () => {
  it("says whose nine o'clock it is", () => {
    const at = instantOf(new Date('2026-08-24T07:00:00.000Z'));
    expect(sayInstant(at, 'Europe/Zurich' as TimeZone)).toBe('Monday, 24 August 2026 at 09:00 (Europe/Zurich)');
  });
});
