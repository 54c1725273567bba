import type { Tensor, TypedTensor } from 'onnxruntime-web/webgpu';
import { readChoice } from '../../onnx/read-choice';
import type { BundleFiles } from '../../model-files/bundle-files';
import { ortFailure, type OnnxReader } from '../../onnx/open-session';
import type { Choice, Decoder, Snapshot } from '../../reader/decoder';
import { followTokens } from '../../reader/follow-tokens';

/** Everything that the Mamba carries from token to token. ONNX Runtime gives new tensors, so they are never changed. */
interface MambaState {
  tokens: number;
  /** [layers, d_conv − 1, d_inner] */
  conv: Tensor;
  /** [layers, d_state, d_inner] */
  scan: Tensor;
  /** What the model would say next; undefined for the empty context. */
  choice: Choice | undefined;
}

/** Longer chunks read no faster; this one shows progress and sees a cancel several times a second. */
const CHUNK_TOKENS = 128;

/** The Mamba as a graph, for models that our own engine does not take. */
export function createMambaOnnxDecoder(
  { ort, session, parameters, runsOn }: OnnxReader,
  files: BundleFiles,
): Decoder {
  const zeros = (name: string) => {
    const metadata = session.inputMetadata.find((input) => input.name === name);
    if (!metadata?.isTensor) throw new Error(`model.onnx has no input ${name}.`);
    const shape = metadata.shape.map(Number);
    return new ort.Tensor('float32', new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
  };
  const empty: MambaState = {
    tokens: 0,
    conv: zeros('conv_state'),
    scan: zeros('scan_state'),
    choice: undefined,
  };
  let state = empty;

  /** Adds tokens to the context; gives what else is asked for. */
  async function step(
    ids: readonly number[],
    more: readonly string[] = [],
  ): Promise<Record<string, Tensor>> {
    const input = new ort.Tensor('int32', Int32Array.from(ids), [ids.length]);
    const feeds = { ids: input, conv_state: state.conv, scan_state: state.scan };
    const results = await session.run(feeds, [...WANTED, ...more]).catch((error: unknown) => {
      throw ortFailure(error, 'The reader stopped');
    });
    state = {
      tokens: state.tokens + ids.length,
      conv: results.conv_state_out as TypedTensor<'float32'>,
      scan: results.scan_state_out as TypedTensor<'float32'>,
      choice: await readChoice(results),
    };
    return results;
  }

  const stateBytes = 4 * (empty.conv.size + empty.scan.size);
  return {
    runsOn,
    parameters,
    checks: [],
    maxTokens: null,
    chunkTokens: CHUNK_TOKENS,
    reset: () => void (state = empty),
    async prefill(ids) {
      await step(ids);
    },
    async *decode(maxNewTokens, endToken) {
      for (let made = 0; made < maxNewTokens; made++) {
        const { choice } = state;
        if (!choice) throw new Error('Nothing was prefilled.');
        yield choice;
        if (choice.id === endToken || made + 1 === maxNewTokens) return;
        await step([choice.id]);
      }
    },
    logProbabilities: (ids) =>
      followTokens(ids, async (id) => {
        const { logits } = await step([id], ['logits']);
        return (logits as TypedTensor<'float32'>).data as Float32Array;
      }),
    async inspect(...asked) {
      // A module of its own: nothing of it is there until somebody looks.
      const { inspectOnCpu } = await import('./inspect-on-cpu');
      return inspectOnCpu(files, this.chunkTokens, ...asked);
    },
    save: () => new MambaOnnxSnapshot(state, stateBytes),
    restore(snapshot) {
      if (!(snapshot instanceof MambaOnnxSnapshot)) throw new Error('A foreign snapshot.');
      state = snapshot.state;
    },
    memory: () => ({ kind: 'state', bytes: stateBytes, reservedBytes: stateBytes }),
    dispose: () => void session.release(),
  };
}

const WANTED = ['next_id', 'log_probability', 'conv_state_out', 'scan_state_out'];

class MambaOnnxSnapshot implements Snapshot {
  readonly state: MambaState;
  readonly tokens: number;
  readonly bytes: number;

  constructor(state: MambaState, bytes: number) {
    this.state = state;
    this.tokens = state.tokens;
    this.bytes = bytes;
  }

  dispose(): void {
    // Plain memory: the garbage collector takes it.
  }
}
