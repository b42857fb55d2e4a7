import type { medical as en } from '../../en/ui/medical.ts';

export const medical: Record<keyof typeof en, string> = {
  'medical.frame': '第 {frame} 帧，共 {count} 帧',
  'medical.slice': '{plane}第 {slice} 层，共 {count} 层',
  'medical.plane.axial': '横断面',
  'medical.plane.coronal': '冠状面',
  'medical.plane.sagittal': '矢状面',
  'medical.spacing': '每像素 {x} × {y} mm',
  'medical.atDetector': '探测器处每像素 {x} × {y} mm',
  'medical.atDetectorHint': '体内的实际尺寸更小：X 线片上的一切都比实物大',
  'medical.selected': '所选：{width} × {height} mm',
  'medical.burnedIn': '图像中含有患者的文字信息。',
  'medical.burnedInPossible': '图像中可能含有患者的文字信息：文件没有说明不含。',
  'medical.window.file': '文件自带的窗',
  'medical.window.number': '窗 {number}',
};
