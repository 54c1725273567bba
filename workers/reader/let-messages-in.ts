const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/**
 * Lets the worker handle messages that have arrived, `cancel()` above all. A promise alone would not: microtasks
 * run before any message. A message channel does not suffer the 4 ms that browsers add to nested timers.
 */
export const letMessagesIn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
