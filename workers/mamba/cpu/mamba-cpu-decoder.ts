import type { BundleFiles } from '../../model-files/bundle-files';
import type { Choice, Decoder, Snapshot } from '../../reader/decoder';
import { followTokens } from '../../reader/follow-tokens';
import type { MambaCpuEngine } from './create-engine';

/** The Mamba on our own WebAssembly engine. */
export function createMambaCpuDecoder(
  engine: MambaCpuEngine,
  { runsOn, parameters, chunkTokens }: { runsOn: string; parameters: number; chunkTokens: number },
  files: BundleFiles,
): Decoder {
  let tokens = 0;
  const stateBytes = engine.contextBytes;
  const reset = () => {
    engine.clear();
    tokens = 0;
  };
  const add = (ids: readonly number[]) => {
    engine.prefill(ids);
    tokens += ids.length;
  };
  return {
    runsOn,
    parameters,
    checks: [],
    maxTokens: null,
    chunkTokens,
    reset,
    prefill: async (ids) => add(ids),
    async *decode(maxNewTokens, endToken) {
      if (tokens === 0) throw new Error('Nothing was prefilled.');
      let choice: Choice | undefined;
      for (let made = 0; made < maxNewTokens; made++) {
        if (choice) add([choice.id]);
        choice = engine.choose();
        yield choice;
        if (choice.id === endToken) return;
      }
    },
    logProbabilities: (ids) =>
      followTokens(ids, async (id) => {
        add([id]);
        engine.choose();
        return engine.logits();
      }),
    async inspect(...asked) {
      // A module of its own: nothing of it is there until somebody looks.
      const { inspectOnCpu } = await import('./inspect-on-cpu');
      return inspectOnCpu(files, this.chunkTokens, ...asked);
    },
    save: () => new MambaCpuSnapshot(tokens, engine.save()),
    restore(snapshot) {
      if (!(snapshot instanceof MambaCpuSnapshot)) throw new Error('A foreign snapshot.');
      engine.restore(snapshot.context);
      tokens = snapshot.tokens;
    },
    memory: () => ({ kind: 'state', bytes: stateBytes, reservedBytes: stateBytes }),
    dispose: () => engine.dispose(),
  };
}

class MambaCpuSnapshot implements Snapshot {
  readonly tokens: number;
  readonly context: Uint8Array<ArrayBuffer>;

  constructor(tokens: number, context: Uint8Array<ArrayBuffer>) {
    this.tokens = tokens;
    this.context = context;
  }

  get bytes(): number {
    return this.context.length;
  }

  dispose(): void {
    // Plain memory: the garbage collector takes it.
  }
}
