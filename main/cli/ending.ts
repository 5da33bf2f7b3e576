import type { Manifest } from '#heap/model/manifest.ts';

/** 0 when the heap is whole, 3 when a part of it is missing. */
export function exitFor(manifest: Manifest): number {
  return manifest.completeness.status === 'complete' ? 0 : 3;
}
