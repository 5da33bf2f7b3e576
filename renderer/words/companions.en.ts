// English words about the programs and libraries of a core.
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const companionsEn = {
  title: 'Programs and libraries',
  scope: 'what this core leaves out',
  lost: (files: number, names: number) =>
    `Read-only pages of ${some(files, 'file', 'files')} are not in this core. Objects, references and counts are complete without them; the names of ${some(names, 'C type are', 'C types are')} inferred.`,
  missing: (files: number) =>
    `${some(files, 'file was', 'files were')} not found. Choose the folder that has all of them under their paths.`,
  mismatched: (files: number) =>
    `${some(files, 'file is', 'files are')} of another build than the one that ran (build-id) and not used. Take them from the machine or image this core is of.`,
  machine: 'Read them from this machine',
  program: 'Choose the program…',
  folder: 'Choose a folder…',
  onWeb: 'Files from elsewhere are named at the start:',
};

export type CompanionsWords = typeof companionsEn;
