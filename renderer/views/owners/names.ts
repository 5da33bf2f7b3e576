// How owners are written, and how an address names one.
import type { OwnerRow } from '#heap/model/ownerRows.ts';
import { ownersWords as say } from '../../words/owners.ts';

export function ownerText({ kind, name }: Pick<OwnerRow, 'kind' | 'name'>): string {
  return name === '' ? say.kinds[kind] : name;
}

/** `module:app.models`. */
export function ownerKey({ kind, name }: Pick<OwnerRow, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}
