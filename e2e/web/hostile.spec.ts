// Text of a dump is data: markup in type names, attribute names and values makes no element, no dialog, no request.
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { workFolder } from '../support/captured.ts';
import { startWebShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const PROGRAM = `
import sys, types
sys.path.insert(0, ${JSON.stringify(resolve('capture'))})
import ouroboros_capture
PAYLOADS = ['<img src=x onerror="window.__hit=1">', '<script>window.__hit=1</script>', 'javascript:window.__hit=1', '\\u202egnp.exe', '"><svg onload=window.__hit=1>', "'-alert(1)-'", '{{constructor.constructor("window.__hit=1")()}}', '\\x1b]0;hit\\x07', '__proto__', 'constructor']
module = types.ModuleType('<b>evil</b>')
sys.modules['<b>evil</b>'] = module
kept = []
for number, payload in enumerate(PAYLOADS * 6):
    cls = type(payload + str(number), (), {'__module__': '<b>evil</b>'})
    thing = cls()
    setattr(thing, payload, payload)
    thing.me = thing
    kept.append(thing)
module.kept = {payload: kept for payload in PAYLOADS}
ouroboros_capture.dump(sys.argv[1], privacy='text')
`;

test('sixty payloads in names and values do nothing', async ({ page }) => {
  test.setTimeout(180_000);
  const script = join(workFolder, 'hostile.py');
  const dump = join(workFolder, 'hostile.ouro');
  writeFileSync(script, PROGRAM);
  execFileSync(process.env['OURO_PYTHON'] ?? 'python3', [script, dump], { stdio: 'inherit' });
  const shell = await startWebShell({ dumps: [dump] });
  const ouro = new OuroPage(page);
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  await ouro.open(shell.url);
  await ouro.analysed();
  for (const view of ['Types', 'Cycles', 'Dominators', 'GC', 'Refcounts', 'Objects', 'Overview']) {
    await ouro.view(view);
    await page.waitForTimeout(200);
  }
  await page.goto(`${new URL(page.url()).origin}/#/objects?q=${encodeURIComponent('module:<b>evil</b>')}`);
  await ouro.analysed();
  const row = page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1);
  await row.click();
  await row.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<b>evil</b>');
  await page.getByRole('button', { name: 'Graph' }).click();
  await expect(page.getByRole('application')).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, '__hit'))).toBeUndefined();
  expect(await page.locator('b:text-is("evil"), img, script:not([src])').count()).toBe(0);
  expect(await page.evaluate(() => Object.keys(Object.prototype).length)).toBe(0);
  expect(dialogs).toBe(0);
  expect(ouro.violations).toEqual([]);
  expect(ouro.problems).toEqual([]);
  await shell.close();
});
