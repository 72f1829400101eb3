/** A notice, ready to send: pure, so that what a mail says can be tested without sending one. */
import type { NoticeKind } from '../../core/evidence/model.ts';
import type { NoticeTemplates } from '../../ports/mailer.ts';
import { type NoticeFacts, namesOf, PLACEHOLDERS } from './facts.ts';
import { parse, render } from './template.ts';

export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const LONGEST_SUBJECT = 200;

export function renderNotice(kind: NoticeKind, facts: NoticeFacts, templates: NoticeTemplates): RenderedNotice {
  const names = namesOf(kind, facts);
  const { subject, text, html } = templates[kind];
  return {
    // One line whatever a form held: a line break in a subject would begin a header of the sender's choosing.
    subject: oneLine(render(subject, names, oneLine)).slice(0, LONGEST_SUBJECT),
    // Sections that say nothing leave gaps; one empty line is enough of a pause.
    text: `${render(text, names, oneLine)
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`,
    html: render(html, names, (value) => escapeHtml(oneLine(value))),
  };
}

/** Values are single lines everywhere: a name cannot add a paragraph to the mail it stands in. */
const oneLine = (text: string) =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITY[character] ?? '');

/** What is wrong with a customer's templates, one sentence each; nothing is sent with a template nobody can read. */
export function templateProblems(templates: NoticeTemplates): readonly string[] {
  return Object.entries(templates).flatMap(([kind, parts]) => {
    const known = new Set([...PLACEHOLDERS, '.', ...(kind === 'activation' ? ['activationLink'] : [])]);
    return Object.entries(parts).flatMap(([part, template]) => {
      const { names, unbalanced } = parse(template);
      const unknown = [...names].filter((name) => !known.has(name));
      return [
        ...unknown.map((name) => `${kind} ${part}: {{${name}}} is not known; known are ${[...known].join(', ')}`),
        ...unbalanced.map((name) => `${kind} ${part}: the section ${name} is not opened and closed in order`),
        ...(template.trim() === '' ? [`${kind} ${part}: is empty`] : []),
      ];
    });
  });
}
