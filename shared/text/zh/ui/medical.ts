import type { medical as en } from '../../en/ui/medical.ts';

export const medical: Record<keyof typeof en, string> = {
  'medical.frame': '第 {frame} 帧，共 {count} 帧',
  'medical.slice': '{plane}第 {slice} 层，共 {count} 层',
  'medical.plane.axial': '横断面',
  'medical.plane.coronal': '冠状面',
  'medical.plane.sagittal': '矢状面',
  'planes.title': '体数据的切面',
  'planes.text': 'NIfTI 体数据在这些切面上的每一层都是单独的图片，名称如“scan.nii coronal #12”。横断面始终包含在内。',
  'planes.kept': '已有的图片及其标注会保留：在此取消的切面只对以后加入的体数据不再列出。',
  'planes.save': '使用这些切面',
  'medical.spacing': '每像素 {x} × {y} mm',
  'medical.atDetector': '探测器处每像素 {x} × {y} mm',
  'medical.atDetectorHint': '体内的实际尺寸更小：X 线片上的一切都比实物大',
  'medical.selected': '所选：{width} × {height} mm',
  'medical.burnedIn': '图像中含有患者的文字信息。',
  'medical.burnedInPossible': '图像中可能含有患者的文字信息：文件没有说明不含。',
  'medical.window.file': '文件自带的窗',
  'medical.window.number': '窗 {number}',
};
