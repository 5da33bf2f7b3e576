import type { View } from '../state/view.ts';
import { overheadWords } from '../words/overhead.ts';
import { threadsWords } from '../words/threads.ts';
import { whyWords } from '../words/why.ts';
import { words } from '../words/words.ts';

/** A view in words, for the breadcrumb. */
export function viewTitle(view: View): string {
  switch (view.kind) {
    case 'object':
      return view.address;
    case 'why':
      return whyWords.step(view.address);
    case 'objects':
      return view.query === '' ? words.views.objects : view.query;
    case 'types':
      return narrowed(words.views.types, view.filter);
    case 'allocations':
      return narrowed(words.views.allocations, view.query);
    case 'overhead':
      return view.check === undefined ? words.views.overhead : overheadWords.kinds[view.check].title;
    case 'cycles':
      return view.component === undefined ? words.views.cycles : `c-${view.component}`;
    case 'threads':
      return stackTitle(view.stack);
    default:
      return words.views[view.kind];
  }
}

function narrowed(title: string, filter: string): string {
  return filter === '' ? title : `${title}: ${filter}`;
}

function stackTitle(stack: Extract<View, { kind: 'threads' }>['stack']): string {
  if (stack === undefined) return words.views.threads;
  if (stack === 'suspended') return threadsWords.suspended;
  return typeof stack === 'number' ? threadsWords.thread(stack + 1) : threadsWords.faces[stack];
}
