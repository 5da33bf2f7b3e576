// CommonMark (and GitHub's) in which text of a dump is text.
import { namedControls, namedControlsBut } from './controls.ts';

/** Every ASCII punctuation character that CommonMark gives a meaning, and everything that would end the line or make a link. */
export function escapeMarkdown(text: string): string {
  return marked(namedControls(text))
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+\-.!|~:@]/g, '\\$&');
}

/**
 * A note is the person's own Markdown, but it may quote dump text: no raw HTML, no image and no autolink passes, and a link only
 * when it says in place that it leads to the web.
 */
export function safeNote(note: string): string {
  return marked(namedControlsBut('\t\n', note))
    .replaceAll('![', '!\\[')
    .replace(/\](?!\(https?:\/\/)/gi, '\\]');
}

function marked(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
