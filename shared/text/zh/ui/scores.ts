import type { scores as en } from '../../en/ui/scores.ts';

export const scores: Record<keyof typeof en, string> = {
  'bench.runnerUps': '模型的其他猜测',
  'bench.runnerUpHint': '接受为“{name}”',
  'reason.noRunnerUp': '模型在此没有给出其他类别',
  'gallery.sort.uncertainty': '两类最难分的在前',
};
