// Modules as packages and distributions, from their names and from what the dump says of their files.
import type { OwnerGrouping, OwnerKind } from '../model/ownerRows.ts';
import { isStandardModule } from './standardLibrary.ts';

export interface OwnerName {
  readonly kind: OwnerKind;
  readonly name: string;
}

/**
 * module: itself. package: its top-level package. distribution: the folder or file in site-packages that its file lies in (the dump
 * records no distribution metadata: `PIL`, not Pillow), `python`, or `program`; without a file what the name alone says.
 */
export function ownerNameOf(module: string, file: string, by: OwnerGrouping): OwnerName {
  if (by === 'module') return { kind: 'module', name: module };
  if (by === 'package') return { kind: 'package', name: topLevel(module) };
  if (file.startsWith('<capture>')) return { kind: 'distribution', name: 'ouroboros_capture' };
  const installed = /(?:^|[\\/])(?:site|dist)-packages[\\/]([^\\/]+)/.exec(file)?.[1];
  if (installed !== undefined) return { kind: 'distribution', name: installed.split('.')[0] ?? installed };
  if (/^<frozen |[\\/]lib(?:64)?[\\/]python\d/.test(file)) return { kind: 'python', name: '' };
  if (file !== '' || module === '__main__') return { kind: 'program', name: '' };
  return isStandardModule(module) ? { kind: 'python', name: '' } : { kind: 'noFile', name: '' };
}

function topLevel(module: string): string {
  const dot = module.indexOf('.');
  return dot < 0 ? module : module.slice(0, dot);
}
