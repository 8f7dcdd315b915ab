/** Takes away every new descriptor from this process, as a gateway with too many connections has none. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** From now on nothing can be opened; what it gives makes that possible again. Linux (`prlimit`). */
export async function withoutDescriptors(): Promise<() => Promise<void>> {
  const script =
    'was=$(prlimit --pid "$1" --nofile --noheadings --output SOFT) && prlimit --pid "$1" --nofile=1: ' +
    '&& echo none && read -r _; prlimit --pid "$1" --nofile="$was:"; echo again'
  const keeper = spawn('sh', ['-c', script, 'sh', String(process.pid)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(keeper.stdout, 'data')
  return async () => {
    const said = once(keeper.stdout, 'data')
    keeper.stdin.end('\n')
    await said
  }
}
