// Decides how `npm start` shows the program: Electron where it can run, otherwise the same pages in a browser.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Electron that ends sooner than this with an error never showed a window. */
const TOO_SOON_MS = 3_000;

/**
 * Builds once, finds or installs Electron, and runs the program to its end. Resolves with the exit code.
 *
 * @param {{ root: string, args: readonly string[], variables: NodeJS.ProcessEnv, platform: string, uid: number | undefined,
 *   say: (line: string) => void, progress: (words: string) => void }} at
 */
export async function launch(at) {
  if (!isBuilt(at.root) && !build(at)) return 1;
  const why = whyNoWindow(at) ?? (await installed(at));
  if (why === undefined) {
    const ended = await runElectron(at);
    if (ended === undefined) return 0;
    if (!ended.tooSoon) return ended.code;
    at.say(`Electron ended at once (${ended.what}); showing the same program in the browser`);
  } else at.say(`${why}; showing the same program in the browser`);
  return runWeb(at);
}

/** Path of the binary, or undefined. The same rule as e2e/support/findElectron.ts; importing the package would download it. */
export function electronPath({ root, variables }) {
  if (isSet(variables.OURO_ELECTRON)) return existing(variables.OURO_ELECTRON);
  const folder = join(root, 'node_modules/electron');
  const dist = variables.ELECTRON_OVERRIDE_DIST_PATH;
  const file = join(folder, 'path.txt');
  const name = existsSync(file) ? readFileSync(file, 'utf8').trim() : isSet(dist) ? 'electron' : undefined;
  return name === undefined ? undefined : existing(join(isSet(dist) ? dist : join(folder, 'dist'), name));
}

function isBuilt(root) {
  return ['out/main/desktop.js', 'out/main/ouro.js', 'out/preload/preload.cjs', 'out/renderer/index.html'].every(
    (file) => existsSync(join(root, file)),
  );
}

function build({ root, say }) {
  const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  if (!existsSync(builder)) {
    say('nothing is installed yet: run npm ci first');
    return false;
  }
  say('building once, this takes a few seconds');
  const { status } = spawnSync(process.execPath, [builder, 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) say('the build failed; npm run build shows why');
  return status === 0;
}

/** Reasons that no download could cure. The program is never started with a weaker sandbox. */
function whyNoWindow({ platform, uid, variables }) {
  if (platform !== 'linux') return undefined;
  if (uid === 0) return 'Electron refuses to run as root without giving up its sandbox';
  if (!isSet(variables.DISPLAY) && !isSet(variables.WAYLAND_DISPLAY))
    return 'there is no display for an Electron window';
  return undefined;
}

/** undefined: the binary is there, perhaps since just now. */
async function installed(at) {
  if (electronPath(at) !== undefined) return undefined;
  if (isSet(at.variables.OURO_ELECTRON)) return `OURO_ELECTRON=${at.variables.OURO_ELECTRON} does not exist`;
  const installer = join(at.root, 'node_modules/electron/install.js');
  if (!existsSync(installer)) return 'Electron is not among the installed packages (npm ci brings it)';
  const failure = await install(at, installer);
  if (failure !== undefined) return `Electron could not be fetched (${failure})`;
  return electronPath(at) === undefined ? 'Electron was fetched, but its binary is not where it should be' : undefined;
}

/** undefined: done. Otherwise the reason, one line of the many that the installer writes. */
async function install(at, installer) {
  at.say('fetching Electron once, about 110 MB');
  const child = spawn(process.execPath, [installer], {
    cwd: at.root,
    env: at.variables,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (block) => (words += block));
  const started = performance.now();
  const clock = setInterval(() => at.progress(`${Math.round((performance.now() - started) / 1_000)} s`), 1_000);
  const { code, what } = await endOf(child);
  clearInterval(clock);
  at.progress('');
  return code === 0 ? undefined : (/^\w*Error: (.{1,120})/mu.exec(words)?.[1] ?? what);
}

/** undefined: ended well. */
async function runElectron(at) {
  const started = performance.now();
  const variables = { ...at.variables };
  delete variables.ELECTRON_RUN_AS_NODE;
  const child = spawn(electronPath(at), [at.root, '--', ...at.args], { stdio: 'inherit', env: variables });
  const end = await endOf(child);
  if (end.code === 0) return undefined;
  return { ...end, tooSoon: performance.now() - started < TOO_SOON_MS && !end.interrupted };
}

async function runWeb(at) {
  const program = join(at.root, 'out/main/ouro.js');
  const child = spawn(process.execPath, [program, 'serve', '--', ...at.args], { stdio: 'inherit', env: at.variables });
  return (await endOf(child)).code;
}

/** Ctrl-C reaches the child from the terminal too; a request to end that came to this program alone is passed on. */
function endOf(child) {
  let interrupted = false;
  const wait = (signal) => {
    interrupted = true;
    if (signal === 'SIGTERM') child.kill(signal);
  };
  process.on('SIGINT', wait);
  process.on('SIGTERM', wait);
  return new Promise((resolve) => {
    const end = (code, what) => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', wait);
      resolve({ code, what, interrupted });
    };
    child.once('error', (error) => end(1, error.code ?? 'cannot be started'));
    child.once('exit', (code, signal) => end(code ?? 1, signal ?? `exit ${code}`));
  });
}

function existing(path) {
  return existsSync(path) ? path : undefined;
}

function isSet(value) {
  return value !== undefined && value !== '';
}
