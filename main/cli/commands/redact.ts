// `ouro redact IN.ouro OUT.ouro`: a dump that can be given away, with the list of what text is left in it.
import { open } from 'node:fs/promises';
import { FaultError } from '#heap/base/fault.ts';
import { operand, type Command } from '../arguments.ts';
import { printJson, terminalSafe, type Output } from '../output.ts';
import { redactFile, type Redaction } from '../redaction/redactFile.ts';
import { writeWhole } from '../writeWhole.ts';

export async function redact(command: Command, output: Output): Promise<number> {
  const from = await open(operand(command, 0, 'a dump'), 'r').catch((error: unknown) => {
    throw new FaultError({
      code: 'source/unreadable',
      reason: error instanceof Error && 'code' in error ? String(error.code) : '',
    });
  });
  try {
    let said: Redaction | undefined;
    await writeWhole(operand(command, 1, 'the file to write'), async (to) => {
      said = await redactFile(from, to);
      return said.mapped;
    });
    if (said !== undefined) print(said, output);
    return 0;
  } finally {
    await from.close();
  }
}

function print(said: Redaction, output: Output): void {
  if (output.json) return printJson(output, said);
  const { kept, mapped, droppedPreviews, keptTexts, droppedTexts, droppedChunks } = said;
  output.out('text that remains: names of the interpreter and its library\n');
  for (const name of kept) output.out(`  ${terminalSafe(name)}\n`);
  output.out(`${kept.length} names remain, ${mapped} were mapped, ${droppedPreviews} previews dropped\n`);
  output.out(
    `${keptTexts} tables of memory statistics remain, ${droppedTexts} texts and ${droppedChunks} chunks dropped\n`,
  );
  output.out('addresses, sizes, lengths, counts, line numbers and the shape of the graph are as they were\n');
}
