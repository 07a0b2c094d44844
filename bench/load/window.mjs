// The stretch of time that is measured, after a warm-up, with the processor time that both sides used in it.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const WARM_UP_MS = 1000;
const TICKS_PER_SECOND = 100;

export class Window {
  open = false;
  over = false;

  /**
   * Run `atOpen` and `atClose` at the edges. `generatorBusy` and `serverBusy` are shares of a core, `othersBusy` is what
   * everything else took of the two.
   */
  async measure(seconds, { pid, cores }, atOpen, atClose) {
    await sleep(WARM_UP_MS);
    const before = reading(pid, cores);
    this.open = true;
    atOpen();
    await sleep(seconds * 1000);
    const after = reading(pid, cores);
    atClose();
    this.open = false;
    this.over = true;
    const elapsed = after.time - before.time;
    const [generator, server, both] = ['generator', 'server', 'cores'].map((key) => after[key] - before[key]);
    return {
      seconds: elapsed,
      generatorBusy: generator / elapsed,
      serverBusy: server / elapsed,
      othersBusy: Math.max(0, both - generator - server) / elapsed / cores.length,
    };
  }
}

function reading(pid, cores) {
  const { user, system } = process.cpuUsage();
  const generator = (user + system) / 1e6;
  return { time: performance.now() / 1000, generator, server: processorSeconds(pid), cores: busySeconds(cores) };
}

/** What these cores worked since the machine started: all but idle and waiting for disks (proc(5)). */
function busySeconds(cores) {
  const lines = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = cores.map((core) => {
    const [user, nice, system, , , irq, softirq] = lines
      .find((line) => line.startsWith(`cpu${core} `))
      .split(' ')
      .slice(1)
      .map(Number);
    return user + nice + system + irq + softirq;
  });
  return ticks.reduce((sum, count) => sum + count, 0) / TICKS_PER_SECOND;
}

/** User and system time of a process, as Linux counts it (proc(5)). */
export function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
