// Chinese: four lines per fault code, always what, where, what still works, what to do.
import type { FaultSentences } from './faults.en.ts';
import { counting } from './numbers.ts';

const n = counting('zh-CN');

export const faultsZhCn: FaultSentences = {
  'format/unknown': (f) => ({
    what: '这不是 Ouroboros 认识的堆转储。',
    where: `已尝试：${f.tried.join('、')}。`,
    still: '没有更改任何内容。',
    todo: '选择其他文件，或捕获一个。',
  }),
  'format/version': (f) => ({
    what: `此转储的版本是 ${f.found}。`,
    where: `本程序可读取 ${f.supported}。`,
    still: '其他转储可以打开。',
    todo: '更新 Ouroboros，或重新捕获。',
  }),
  'format/truncated': (f) => ({
    what: '文件在读到任何内容之前就结束了。',
    where: `字节 ${n(f.offset)}，${f.section}。`,
    still: '无法显示其中的任何内容。',
    todo: '可能在写入过程中被复制：请重新复制。',
  }),
  'format/corrupt': (f) => ({
    what: '此文件已损坏。',
    where: `字节 ${n(f.offset)}，${f.section}：${f.reason}。`,
    still: '无法读取其中的任何内容。',
    todo: '请重新复制或重新捕获。',
  }),
  'format/limit': (f) => ({
    what: `此文件要求的超出 Ouroboros 的允许范围（${f.limit}）。`,
    where: `字节 ${n(f.offset)}，${f.section}：${n(f.found)}，最多允许 ${n(f.allowed)}。`,
    still: '没有分配任何内存。',
    todo: '文件已损坏或含有恶意内容：请重新捕获。',
  }),
  'core/not-a-core': (f) => ({
    what: '这不是核心转储文件。',
    where: `它是：${f.found}。`,
    still: '没有更改任何内容。',
    todo: '为运行中的进程写一个核心转储：gcore -o app PID',
  }),
  'core/machine': (f) => ({
    what: `这是 ${f.found} 的核心转储。`,
    where: '本程序读取 x86-64 Linux 的核心转储。',
    still: '从进程内部捕获的转储在任何机器上都能打开。',
    todo: '在那台机器上运行：ouro capture --pid PID --out app.ouro',
  }),
  'core/not-python': () => ({
    what: '此核心转储中没有找到 CPython。',
    where: '它属于其他程序，或解释器的内存没有写入。',
    still: '其他核心转储可以打开。',
    todo: '检查它属于哪个进程，以及其 coredump_filter（33 或 7f）。',
  }),
  'core/free-threaded': () => ({
    what: '此核心转储来自自由线程构建的 CPython。',
    where: '其对象的布局不同。',
    still: '带 GIL 构建的核心转储可以打开。',
    todo: '用带 GIL 的构建运行程序，或从内部捕获。',
  }),
  'core/version': (f) => ({
    what: `此核心转储来自 ${f.found}。`,
    where: `本程序读取 ${f.supported} 的核心转储。`,
    still: '其他核心转储可以打开。',
    todo: '更新 Ouroboros，或从内部捕获该进程。',
  }),
  'core/truncated': (f) => ({
    what: '此核心转储在解释器之前就被截断。',
    where: `${n(f.expected)} 字节中只有 ${n(f.length)} 字节。`,
    still: '无法显示其中的任何内容。',
    todo: '调高 ulimit -c（systemd：ProcessSizeMax），腾出磁盘空间，或重新复制。',
  }),
  'source/unreadable': (f) => ({
    what: '无法读取文件。',
    where: f.reason,
    still: '其他一切正常。',
    todo: '检查文件是否存在，以及您是否有权读取。',
  }),
  'source/changed': (f) => ({
    what: '读取时文件发生了变化。',
    where: f.what,
    still: '没有保留任何内容。',
    todo: '等转储完成后再打开。',
  }),
  'memory/exhausted': (f) => ({
    what: '内存不足。',
    where: `${f.purpose}：需要 ${n(f.needed)} 字节，可用 ${n(f.budget)}。`,
    still: '已打开的内容仍可使用。',
    todo: '关闭其他程序，或调高 OUROBOROS_MEMORY。',
  }),
  'heap/no-such-object': (f) => ({
    what: '堆中没有这个对象。',
    where: f.asked,
    still: '其他一切正常。',
    todo: '请改为搜索它的类型。',
  }),
  'heap/not-open': () => ({ what: '没有打开的堆。', where: '', still: '', todo: '打开一个转储。' }),
  'heap/partial': (f) => ({
    what: '此转储不完整。',
    where: f.missing,
    still: '已有的内容可以浏览。',
    todo: '要得到准确的数字，请重新捕获。',
  }),
  'rules/invalid': (f) => ({
    what: '无法读懂规则。',
    where: `第 ${n(f.line)} 行。`,
    still: '未使用任何规则。',
    todo: `应为 ${f.expected}。`,
  }),
  'sql/refused': () => ({
    what: '这里只回答问题。',
    where: 'SELECT、WITH、FROM、VALUES、DESCRIBE、SUMMARIZE、EXPLAIN。',
    still: '没有运行任何语句。',
    todo: '这里不能修改、读取文件或访问网络。',
  }),
  'sql/failed': (f) => ({
    what: 'DuckDB 无法回答。',
    where: f.reason,
    still: '保留上次的结果。',
    todo: '请更正查询后重新运行。',
  }),
  'sql/stopped': (f) => ({
    what: f.limit === 'time' ? '查询时间过长，已停止。' : '查询所需内存超过上限。',
    where: f.limit === 'time' ? `上限：${n(f.allowed / 1000)} 秒。` : '',
    still: '保留上次的结果。',
    todo: '请先过滤或聚合，再排序或连接。',
  }),
  'findings/unreadable': (f) => ({
    what: '该文件不含发现。',
    where: f.reason,
    still: '没有任何改动。',
    todo: '请选择由“发现”导出的 JSON 文件。',
  }),
  'query/invalid': (f) => ({
    what: '无法读懂查询。',
    where: `第 ${n(f.column + 1)} 列。`,
    still: '保留上次的结果。',
    todo: `应为 ${f.expected}。`,
  }),
  'analysis/needs': (f) => ({
    what: '这需要尚不存在的数字。',
    where: f.missing.join('、'),
    still: '其他视图都可使用。',
    todo: '等待分析完成，或用 ouroboros_capture 捕获以记录它们。',
  }),
  'index/damaged': (f) => ({
    what: '此转储的索引已损坏。',
    where: `${f.column}：${f.reason}`,
    still: '转储本身未受影响。',
    todo: '重新打开转储：索引会重建。',
  }),
  'export/failed': (f) => ({
    what: '无法写入导出文件。',
    where: f.reason,
    still: '没有替换任何内容。',
    todo: '选择其他文件夹。',
  }),
  'workspace/conflict': (f) => ({
    what: '另一个窗口正在使用这些笔记。',
    where: f.reason,
    still: '您可以在此阅读。',
    todo: '在另一个窗口中书写，或关闭它。',
  }),
  'workspace/unwritable': (f) => ({
    what: '无法保存笔记。',
    where: f.reason,
    still: '它们仍在屏幕上。',
    todo: '关闭前请先导出。',
  }),
  'capture/refused': (f) => ({
    what: '无法以这种方式捕获该进程。',
    where: f.reason,
    still: '没有触碰该进程。',
    todo: f.instead.join('；'),
  }),
  'bridge/refused': (f) => ({
    what: '请求被拒绝。',
    where: f.reason,
    still: '其他一切正常。',
    todo: f.reason === 'dropOnWeb' ? '请这样启动：ouro serve FILE' : '重新加载页面。',
  }),
};
