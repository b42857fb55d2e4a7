import type { scores as en } from '../../en/ui/scores.ts';

export const scores: Record<keyof typeof en, string> = {
  'bench.runnerUps': '模型的其他猜测',
  'bench.runnerUpHint': '接受为“{name}”',
  'reason.noRunnerUp': '模型在此没有给出其他类别',
  'similar.looking': '先查看 {n} 张图片；完成后显示相似图片',
  'similar.ready': '已找到与 {name} 相似的图片',
  'similar.show': '显示',
  'similar.to': '与 {name} 相似',
  'similar.leave': '重新显示所有图片',
  'reason.noItem': '请先选择一张图片',
};
