// The `ouro` command: parse, dispatch, turn the end into an exit code.
import { FaultError } from '#heap/base/fault.ts';
import { parseCommand, UsageError, USAGE, type Command } from './arguments.ts';
import { COMMANDS } from './commands/registry.ts';
import { faultText } from './faultText.ts';
import { printFault, type Output } from './output.ts';

/** Exit codes of the contract: docs/user-guide.md. */
export const EXIT = { done: 0, bug: 1, usage: 2, partial: 3, refused: 4, fault: 5 } as const;

export async function run(args: readonly string[], output: Output): Promise<number> {
  let command: Command;
  try {
    command = parseCommand(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.err(`ouro: ${error.message}\n\n${USAGE}`);
    return EXIT.usage;
  }
  const chosen = { ...output, json: command.json };
  try {
    return await COMMANDS[command.name](command, chosen);
  } catch (error) {
    output.progress('');
    if (error instanceof UsageError) {
      output.err(`ouro: ${error.message}\n`);
      return EXIT.usage;
    }
    if (!(error instanceof FaultError)) throw error;
    printFault(chosen, error.fault, faultText(error.fault));
    return error.fault.code === 'heap/partial' ? EXIT.refused : EXIT.fault;
  }
}

function terminal(): Output {
  return {
    json: false,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    progress: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
    },
  };
}

/** A reader that went away (`ouro ... | head`) is the end of the work and no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.bug),
);

run(process.argv.slice(2), terminal()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`ouro: this is a bug: ${error instanceof Error ? error.message : 'unknown'}\n`);
    process.exitCode = EXIT.bug;
  },
);
