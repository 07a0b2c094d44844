// The stretch of time that is measured, after a warm-up, with the processor time that both sides used in it.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const WARM_UP_MS = 1000;
const TICKS_PER_SECOND = 100;

export class Window {
  open = false;
  over = false;

  /** Run `atOpen` and `atClose` at the edges; `{seconds, generatorBusy, serverBusy}`, the last two as shares of a core. */
  async measure(seconds, pid, atOpen, atClose) {
    await sleep(WARM_UP_MS);
    const before = reading(pid);
    this.open = true;
    atOpen?.();
    await sleep(seconds * 1000);
    const after = reading(pid);
    atClose?.();
    this.open = false;
    this.over = true;
    const elapsed = after.time - before.time;
    return {
      seconds: elapsed,
      generatorBusy: (after.generator - before.generator) / elapsed,
      serverBusy: (after.server - before.server) / elapsed,
    };
  }
}

function reading(pid) {
  const { user, system } = process.cpuUsage();
  return { time: performance.now() / 1000, generator: (user + system) / 1e6, server: processorSeconds(pid) };
}

/** User and system time of a process, as Linux counts it (proc(5)). */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
