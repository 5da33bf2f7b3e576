// Chinese: the same record as English; a missing key does not compile.
import type { Words } from './en.ts';
import { cutsZhCn } from './cuts.zh-CN.ts';
import { faultsZhCn } from './faults.zh-CN.ts';
import { findingZhCn } from './findings.zh-CN.ts';
import { listsZhCn } from './lists.zh-CN.ts';
import { namesZhCn } from './names.zh-CN.ts';
import { notebookZhCn } from './notebook.zh-CN.ts';
import { objectZhCn } from './object.zh-CN.ts';
import { pagesZhCn } from './pages.zh-CN.ts';
import { shellZhCn } from './shell.zh-CN.ts';

export const zhCn: Words = {
  ...namesZhCn,
  finding: findingZhCn,
  faults: faultsZhCn,
  shell: shellZhCn,
  pages: pagesZhCn,
  object: objectZhCn,
  lists: listsZhCn,
  notebook: notebookZhCn,
  cuts: cutsZhCn,
};
