// English. Messages are functions of values; identifiers, types and expressions are never translated.
import { cutsEn } from './cuts.en.ts';
import { faultsEn } from './faults.en.ts';
import { findingEn } from './findings.en.ts';
import { listsEn } from './lists.en.ts';
import { namesEn } from './names.en.ts';
import { notebookEn } from './notebook.en.ts';
import { objectEn } from './object.en.ts';
import { pagesEn } from './pages.en.ts';
import { shellEn } from './shell.en.ts';

export const en = {
  ...namesEn,
  finding: findingEn,
  faults: faultsEn,
  shell: shellEn,
  pages: pagesEn,
  object: objectEn,
  lists: listsEn,
  notebook: notebookEn,
  cuts: cutsEn,
};

export type Words = typeof en;
