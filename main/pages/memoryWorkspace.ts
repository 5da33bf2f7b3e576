// A workspace that forgets: stands where the journal of main/workspace will stand.
import type { FindingOperation } from '#heap/findings/finding.ts';
import type { RecentDump, Workspace } from './ports.ts';

export function memoryWorkspace(): Workspace {
  const journals = new Map<string, FindingOperation[]>();
  let recent: readonly RecentDump[] = [];
  return {
    findings: async (fingerprint) => {
      const operations = journals.get(fingerprint) ?? [];
      journals.set(fingerprint, operations);
      return {
        read: async () => ({ operations: [...operations], readOnly: false }),
        append: async (operation) => operations.push(operation),
        close: async () => undefined,
      };
    },
    recent: async () => recent,
    remember: async (path) => {
      recent = [{ path, openedAt: new Date().toISOString() }, ...recent.filter((other) => other.path !== path)];
    },
    forget: async (path) => {
      recent = recent.filter((other) => other.path !== path);
    },
  };
}
