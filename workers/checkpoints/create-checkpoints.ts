import type {
  BundleManifest,
  Checkpoints,
  KeepOptions,
  KeptModel,
  ModelSource,
  PickedFile,
  PinnedModel,
} from '../contract';
import { Failure } from '../failure';
import { createModelFiles, requireRoom } from '../model-files/create-model-files';
import type { FileStore } from '../model-files/file-store';
import { openBundle } from '../model-files/open-bundle';
import { chooseImporter } from './choose-importer';
import type { Importer, OnRead } from './importer';
import type { KeptModels } from './kept-models';
import { measureConfig } from './measure-config';
import { ModelSink } from './model-sink';
import { requireTemplate } from './reader-settings';

/** Held while a model is written, in whatever tab: only then may leftovers be told from work in hand. */
const LOCK = 'own-models';
const PROGRESS_MS = 100;

/** @param openDownloads where fetched files lie until their model is kept */
export function createCheckpoints(
  openKept: () => Promise<KeptModels>,
  openDownloads: () => Promise<FileStore>,
): Checkpoints {
  let abort = new AbortController();
  const downloadsFrom = (root: string) => createModelFiles(openDownloads, new URL(root));
  let fetching: ReturnType<typeof downloadsFrom> | undefined;

  /** The files of a source as if they had been picked. Throws `files-missing`. */
  async function filesOf(source: ModelSource): Promise<PickedFile[]> {
    if (Array.isArray(source)) return source;
    const store = await openDownloads();
    const folder = source.manifest.title.replaceAll('/', ' ');
    return Promise.all(
      source.manifest.files.map(async ({ path, sha256 }) => {
        const file = await store.file(sha256);
        if (!file) throw new Failure('files-missing', `${path} was not fetched yet.`);
        return { path: `${folder}/${path}`, file };
      }),
    );
  }

  async function discard({ manifest }: PinnedModel): Promise<{ freedBytes: number }> {
    const store = await openDownloads();
    const held = await store.list();
    let freedBytes = 0;
    for (const { sha256 } of manifest.files) {
      freedBytes += held.get(sha256) ?? 0;
      await store.remove(sha256);
    }
    return { freedBytes };
  }

  async function alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await navigator.locks.request(LOCK, signal ? { signal } : {}, work);
    } catch (error) {
      if (signal?.aborted && !(error instanceof Failure)) throw cancelled();
      throw error;
    }
  }

  async function write(importer: Importer, options: KeepOptions, onRead: OnRead) {
    const { report } = importer;
    const footprint = report.footprints[options.precision];
    if (!footprint)
      throw new Failure('unusable-file', `It cannot be kept as ${options.precision}.`);
    await requireRoom(footprint.weightBytes);
    const kept = await openKept();
    await kept.removeLeftovers();
    const id = `own/${nameFor(options.title)}`;
    const sink = new ModelSink(await kept.store(id));
    const manifest = (): BundleManifest => ({
      id,
      kind: report.kind,
      title: options.title.trim() || report.title,
      licence: 'as its makers say',
      ...(options.precision === 'f32' || report.cpuOnly ? { cpuOnly: true } : {}),
      files: sink.files,
    });
    try {
      await importer.write(sink, options, onRead);
      onRead(report.sourceBytes, 'check');
      await importer.check(await openBundle(manifest(), async () => sink.store), sink);
      const model: KeptModel = {
        manifest: manifest(),
        source: report.title,
        addedAt: new Date().toISOString(),
        summary: report.summary,
        precision: options.precision,
        parameters: report.parameters,
        footprint,
        template: options.template,
      };
      onRead(report.sourceBytes, 'check'); // the last look whether it is still wanted
      await kept.write(model);
      return model;
    } catch (error) {
      await kept.remove(id);
      throw error;
    }
  }

  return {
    inspect: (source) => readable(async () => (await chooseImporter(await filesOf(source))).report),

    async keep(source, options, onProgress) {
      abort.abort();
      const { signal } = (abort = new AbortController());
      const importer = await readable(async () => chooseImporter(await filesOf(source)));
      const totalBytes = importer.report.sourceBytes;
      let toldAt = 0;
      const onRead: OnRead = (doneBytes, name) => {
        if (signal.aborted) throw cancelled();
        const now = performance.now();
        if (now - toldAt < PROGRESS_MS && doneBytes < totalBytes) return;
        toldAt = now;
        const phase = name === 'check' ? 'checking' : 'reading';
        onProgress({ phase, doneBytes, totalBytes, name });
      };
      const model = await alone(() => readable(() => write(importer, options, onRead)), signal);
      if (!Array.isArray(source)) await discard(source);
      return model;
    },

    async cancel() {
      abort.abort();
      await fetching?.cancel();
    },

    measure: async (config) => measureConfig(config),

    async fetched(models) {
      const [first] = models;
      if (!first) return [];
      return downloadsFrom(first.root).status(models.map(({ manifest }) => manifest));
    },

    async fetch({ root, manifest }, onProgress) {
      await fetching?.cancel();
      fetching = downloadsFrom(root);
      await fetching.download([manifest], onProgress);
    },

    discard,

    async list() {
      const kept = await openKept();
      await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
        if (lock) await kept.removeLeftovers();
      });
      return kept.list();
    },

    change: (id, { title, template }) =>
      alone(async () => {
        const kept = await openKept();
        const model = await kept.get(id);
        const changed = {
          ...model,
          manifest: { ...model.manifest, title: title?.trim() || model.manifest.title },
        };
        if (template) await writeTemplate(kept, changed, template);
        await kept.write(changed);
        return changed;
      }),

    remove: (id) =>
      alone(async () => {
        const kept = await openKept();
        const sizes = (await (await kept.store(id)).list()).values();
        const freedBytes = [...sizes].reduce((sum, bytes) => sum + bytes, 0);
        await kept.remove(id);
        return { freedBytes };
      }),
  };
}

/** A new `reader.json` in the place of the old one, which is removed: its record names the new one from the next write on. */
async function writeTemplate(
  kept: KeptModels,
  model: KeptModel,
  template: NonNullable<KeptModel['template']>,
): Promise<void> {
  const store = await kept.store(model.manifest.id);
  const files = await openBundle(model.manifest, async () => store);
  const old = JSON.parse(new TextDecoder().decode(await files.read('reader.json'))) as object;
  const sink = new ModelSink(store);
  await sink.json('reader.json', { ...old, prompt: requireTemplate(template) });
  const others = model.manifest.files.filter(({ path }) => path !== 'reader.json');
  model.manifest.files = [...others, ...sink.files];
  model.template = template;
}

/** A picked file is read when it is needed: by then it may be gone, another, or on a stick that was pulled out. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const gone = cause instanceof DOMException && /^Not(Readable|Found)Error$/.test(cause.name);
    if (!gone) throw cause;
    throw new Failure(
      'unreadable-source',
      'A file of the folder cannot be read any more: it was moved or changed, or its disk is gone. Choose the folder again.',
      { cause },
    );
  }
}

function nameFor(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${words.slice(0, 40) || 'model'}-${crypto.randomUUID().slice(0, 8)}`;
}

const cancelled = () => new Failure('cancelled', 'Taking over the model was cancelled.');
