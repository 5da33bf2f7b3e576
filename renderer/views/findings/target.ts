// Where a note leads: its object, the objects of its type, or its cycle, which is found again by its lowest member.
import type { Finding } from '#heap/findings/finding.ts';
import type { ReferenceId } from '#heap/model/ids.ts';
import type { Ask } from '../../state/client.svelte.ts';
import type { View } from '../../state/view.ts';

/** The references a note cut, as far as they are found again in this dump. */
export async function cutReferences(finding: Finding, ask: Ask | undefined): Promise<readonly ReferenceId[]> {
  const { target } = finding;
  if (target.kind !== 'cuts' || ask === undefined) return [];
  const located = await Promise.all(target.references.map(({ from, label, to }) => ask.locateCut(from, label, to)));
  return located.flatMap((found) => (found.ok ? [found.value] : []));
}

/** undefined: the note is about the whole heap. */
export async function targetView(finding: Finding, ask: Ask | undefined): Promise<View | undefined> {
  const { target } = finding;
  switch (target.kind) {
    case 'heap':
    case 'cuts':
      return undefined;
    case 'object':
      return { kind: 'object', address: target.address };
    case 'type':
      return { kind: 'objects', query: `type:${target.name}` };
    case 'component': {
      const member: View = { kind: 'object', address: target.member };
      const located = await ask?.locate(target.member);
      if (ask === undefined || located?.ok !== true) return member;
      const found = await ask.componentOf(target.lens, located.value);
      if (!found.ok || found.value === undefined) return member;
      return { kind: 'cycles', lens: target.lens, component: found.value };
    }
  }
}
