// Messages between the program under test (this process) and the test that holds the browser.
import { plain } from './strict.mjs';

const answers = new Map();

/** Names of calls in the order the program made them, with their arguments. The test reads it. */
export function log(call, ...values) {
  tell({ kind: 'log', call, values: plain(values) });
}

export function tell(message) {
  if (process.connected) process.send(message);
}

/** What the test may ask of the program: `name` -> a function of one value. Its result, or its error's text, goes back. */
export function answering(name, answer) {
  answers.set(name, answer);
}

process.on('message', (message) => {
  const { number, name, value } = message;
  Promise.resolve()
    .then(() => answers.get(name)(value))
    .then(
      (result) => tell({ kind: 'answer', number, ok: true, value: result }),
      (error) => tell({ kind: 'answer', number, ok: false, error: String(error) }),
    );
});

/** The test is gone: so is the program. */
process.on('disconnect', () => process.exit(0));
