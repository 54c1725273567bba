import { version } from '../../package.json';
import type { AskSession } from '../ask/ask-session.svelte';
import type { DeviceReport } from '../device/inspect-device';
import { recentFailures } from '../failures/recent-failures';

/** What is needed to understand a problem on a machine that nobody else can see. */
export interface SupportFacts {
  device: DeviceReport;
  session: AskSession;
  /** Question, and nothing else of the person's: only when they tick it. */
  withQuestion: boolean;
}

/**
 * Plain text for people to read before they send it. It is made from this page's own state and what the browser says of
 * itself; nothing is sent anywhere. Messages of failures may name files that were opened here.
 */
export async function makeSupportReport(facts: SupportFacts): Promise<string> {
  const { device, session, withQuestion } = facts;
  const lines = [
    `State Space Reader ${version}, ${new Date().toISOString()}`,
    `Browser: ${navigator.userAgent}`,
    `Languages: ${navigator.languages.join(', ')}`,
    `Cores: ${device.cores}, memory: ${device.memoryGiB ?? 'not said'} GiB, threads possible: ${yesNo(device.crossOriginIsolated)}`,
    `GPU: ${device.gpu.kind === 'none' ? device.gpu.reason : `${device.gpu.name} (${device.gpu.kind})`}`,
    ...(await describeAdapter()),
    await describeStorage(),
    `Service worker: ${yesNo(Boolean(navigator.serviceWorker?.controller))}`,
    `Searches: ${session.retriever.pack.title}, ${describeStep(session.retriever.state)}`,
  ];
  for (const { architecture, model, state } of Object.values(session.readers)) {
    const where = state.step === 'ready' ? `${state.info.runsOn}, ${state.reason}` : '';
    lines.push(`${architecture}: ${model.title}, ${describeStep(state)} ${where}`.trimEnd());
    if (state.step === 'ready') {
      const checks = state.info.checks.map(({ kernel, worst }) => `${kernel} ${worst.toFixed(3)}`);
      if (checks.length > 0) lines.push(`  checks (1 is the limit): ${checks.join(', ')}`);
    }
  }
  lines.push(`k: ${session.k}, backend asked for: ${session.backend}`);
  if (withQuestion) lines.push(`Question: ${session.question}`);
  const failures = recentFailures();
  lines.push(failures.length === 0 ? 'No failure since the page was opened.' : 'Failures:');
  for (const { at, code, message } of failures) {
    lines.push(`  ${at.toISOString()} ${code}: ${withQuestion ? message : hide(message, session)}`);
  }
  return lines.join('\n');
}

const yesNo = (value: boolean) => (value ? 'yes' : 'no');

/** No message is meant to hold the question; should one do so, it does not leave by this way. */
const hide = (message: string, { question }: AskSession) =>
  question.trim() === '' ? message : message.replaceAll(question.trim(), '[question]');

function describeStep(state: {
  step: string;
  failure?: { code: string; message: string };
}): string {
  return state.failure ? `failed (${state.failure.code})` : state.step;
}

async function describeAdapter(): Promise<string[]> {
  const gpu = navigator.gpu as GPU | undefined;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter) return [];
  const { limits } = adapter;
  const named = [
    'maxBufferSize',
    'maxStorageBufferBindingSize',
    'maxStorageBuffersPerShaderStage',
    'maxComputeWorkgroupStorageSize',
    'maxComputeInvocationsPerWorkgroup',
  ] as const;
  return [
    `  ${adapter.info.vendor} ${adapter.info.architecture} ${adapter.info.device}`.trimEnd(),
    `  limits: ${named.map((name) => `${name} ${limits[name]}`).join(', ')}`,
    `  features: ${[...adapter.features].sort().join(', ')}`,
  ];
}

async function describeStorage(): Promise<string> {
  try {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    const kept = await navigator.storage.persisted();
    return `Storage: ${usage} of ${quota} bytes, kept when the disk runs full: ${yesNo(kept)}`;
  } catch (error) {
    return `Storage: ${String(error)}`;
  }
}
