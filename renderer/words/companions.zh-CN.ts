// Chinese words about the programs and libraries of a core.
import type { CompanionsWords } from './companions.en.ts';
import { counting } from './numbers.ts';

const n = counting('zh-CN');

export const companionsZhCn: CompanionsWords = {
  title: '程序和库',
  scope: '此核心转储未包含的内容',
  lost: (files, names) =>
    `此核心转储中没有 ${n(files)} 个文件的只读页。没有它们，对象、引用和计数仍然完整；${n(names)} 个 C 类型的名称是推断的。`,
  missing: (files) => `未找到 ${n(files)} 个文件。请选择按原路径包含全部文件的文件夹。`,
  mismatched: (files) =>
    `${n(files)} 个文件与当时运行的构建不同（build-id），未使用。请从产生此核心转储的机器或镜像中获取。`,
  machine: '从本机读取',
  program: '选择程序…',
  folder: '选择文件夹…',
  onWeb: '其他位置的文件在启动时指定：',
};
