import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Every JSON file of a folder, by name. */
export function resultFiles(folder: string): { path: string; value: unknown }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({
      path: `${folder}/${name}`,
      value: JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as unknown,
    }));
}
