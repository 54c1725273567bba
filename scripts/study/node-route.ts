import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname } from 'node:path';
import { version } from '../../package.json';
import { MAX_NEW_TOKENS } from '../../src/ask/answer-question';
import { catalogue } from '../../src/models/catalogue';
import { runStudy } from '../../src/sweep/run-study';
import { reportable, type StudyCorpus } from '../../src/sweep/study-corpus';
import { differences, hashesOf, parseStudyRun, type StudyRun } from '../../src/sweep/study-run';
import type { Architecture, BundleManifest, Reader } from '../../workers/contract';
import { bundleFiles, giveGpu, openReader, setThreads } from './node-readers';
import type { StudyOptions } from './options';
import { packCorpus, type OpenPack } from './pack-corpus';
import { questionsFileCorpus } from './questions-file-corpus';
import { unpackCorpus } from './unpack-corpus';

const SAVE_EVERY_MS = 20_000;

/** The study in this process, with the modules that the page's workers are made of. */
export async function nodeRoute(options: StudyOptions): Promise<StudyRun> {
  const { plan, work, threads, shard, minutes = Infinity } = options;
  await setThreads(threads);
  if (options.backend === 'webgpu') await giveGpu();
  const { corpus, identity, embedder } = await openCorpus(options);
  const readers = {} as Record<Architecture, Reader>;
  const identities: StudyRun['readers'] = [];
  for (const architecture of plan.readers) {
    const manifest = catalogue.readers[architecture];
    const { reader, info } = await openReader(architecture, manifest, options.backend);
    readers[architecture] = reader;
    const { backend, parameters, trainedTokens } = info;
    const runsOn =
      backend === 'cpu'
        ? `CPU: WebAssembly SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
        : info.runsOn;
    const { id, title, files } = manifest;
    identities.push({
      id,
      title,
      files: hashesOf(files),
      architecture,
      backend,
      runsOn,
      parameters,
      trainedTokens,
    });
  }
  const { questions, split } = reportable(corpus.questions);
  const fresh: StudyRun = {
    schema: 'state-space-reader/study',
    version: 1,
    id: crypto.randomUUID(),
    startedAt: new Date().toISOString(),
    program: version,
    machine: `Node ${process.version}, ${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.cpus().length} threads`,
    plan: { ...plan, questions: Math.min(plan.questions, questions.length) },
    maxNewTokens: MAX_NEW_TOKENS,
    corpus: { ...identity, passages: corpus.size, questions: questions.length, split },
    embedder,
    readers: identities,
    questions: [],
    passages: {},
    cells: [],
  };
  const run = options.resume && existsSync(work) ? goOn(work, fresh) : fresh;

  mkdirSync(dirname(work), { recursive: true });
  let savedAt = Date.now();
  const save = () => {
    // Whole or not at all, also when the machine stops in the middle.
    writeFileSync(`${work}.new`, JSON.stringify(run));
    renameSync(`${work}.new`, work);
    savedAt = Date.now();
  };
  await runStudy({
    plan: run.plan,
    corpus,
    cells: [...run.cells],
    prepared: run.questions,
    passages: run.passages,
    ...(shard ? { shard } : {}),
    // From the start of the process, so that a lease of a machine can be planned with it.
    isTimeUp: () => performance.now() > minutes * 60_000,
    signal: new AbortController().signal,
    generate: (reader, segments, afresh) =>
      readers[reader].generate(segments, { maxNewTokens: MAX_NEW_TOKENS, afresh }, () => undefined),
    onTask: () => undefined,
    onQuestion: async (question, passages) => {
      run.questions.push(question);
      Object.assign(run.passages, passages);
    },
    onCell: async (cell) => {
      run.cells.push(cell);
      if (Date.now() - savedAt < SAVE_EVERY_MS) return;
      save();
      console.log(`${run.cells.length} answers, ${run.questions.length} questions begun (${work})`);
    },
  });
  save();
  return run;
}

function goOn(file: string, now: StudyRun): StudyRun {
  const run = parseStudyRun(readFileSync(file, 'utf8'));
  const changed = differences(run, now, 'en');
  if (JSON.stringify(run.plan) !== JSON.stringify(now.plan))
    changed.push('the plan is another one');
  if (changed.length > 0) {
    throw new Error(`${file} cannot be gone on with: ${changed.join('; ')}. Choose another --out.`);
  }
  return run;
}

function bundledPack(id: string): OpenPack {
  const manifest = `public/packs/${id}/manifest.json`;
  if (!existsSync(manifest)) throw new Error(`There is no pack ${id} below public/packs.`);
  const pack = JSON.parse(readFileSync(manifest, 'utf8')) as BundleManifest;
  return { pack, openFiles: async () => bundleFiles(pack.id) };
}

async function openCorpus(options: StudyOptions): Promise<{
  corpus: StudyCorpus;
  identity: { id: string; title: string; files: Record<string, string> };
  embedder: StudyRun['embedder'];
}> {
  const { questionsFile, passagesFile } = options;
  if (questionsFile && passagesFile) {
    const keepAll = options.plan.conditions.some(({ kind }) => kind === 'noise');
    const { corpus, files } = await questionsFileCorpus(questionsFile, passagesFile, keepAll);
    return { corpus, identity: { id: 'files', title: corpus.title, files }, embedder: null };
  }
  const { packFile } = options;
  const open = packFile ? await unpackCorpus(options.corpus) : bundledPack(options.corpus);
  const { pack } = open;
  const { embedder } = catalogue;
  const corpus = await packCorpus(embedder, open);
  return {
    corpus,
    identity: { id: pack.id, title: corpus.title, files: hashesOf(pack.files) },
    embedder: { id: embedder.id, title: embedder.title, files: hashesOf(embedder.files) },
  };
}
