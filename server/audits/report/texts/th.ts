/** The report's own words in Thai. */
import type { ReportTexts } from './en.ts';

/** Texts by key; see en.ts. */
export const thai: ReportTexts = {
  report: 'รายงานการตรวจสอบ', preparedFor: 'ข้อมูลของเวิร์กสเปซตามสิทธิ์ของ {name}', runOn: 'ตรวจเมื่อ', period: 'ช่วงเวลา', version: 'รุ่นของการตรวจสอบ', coverage: 'ความครอบคลุม', coverageText: 'นับคะแนน {counted} จาก {checks} ข้อ',
  scope: 'ขอบเขต', packs: 'แพ็ก', contents: 'สารบัญ', score: 'คะแนน', band: 'ระดับ', outOf: 'จาก 100', noScore: 'ไม่มีคะแนน', capped: 'ข้อจำเป็นที่ไม่ผ่านทำให้ระดับไม่เกิน {band}',
  executive: 'บทสรุปผู้บริหาร', areas: 'ด้านต่าง ๆ', steps: 'ขั้นตอน', completeness: 'ความครบถ้วนรายฟิลด์', pipeline: 'ไปป์ไลน์และอัตราปิดการขาย', overdue: 'อายุงานและงานเกินกำหนด', recommendations: 'ข้อเสนอแนะ',
  checks: 'รายละเอียดการตรวจ', method: 'วิธีการและสิ่งที่ไม่นับ', appendix: 'ภาคผนวก: ตัวเลขทั้งหมด',
  change: 'เปลี่ยนแปลงตั้งแต่ {date}', firstRun: 'การตรวจครั้งแรก: ยังไม่มีสิ่งเปรียบเทียบ', essentials: 'สามเรื่องที่สำคัญที่สุด', nothingEssential: 'ทุกข้อผ่าน รักษาไว้เช่นนี้',
  passed: 'ผ่าน', warned: 'เตือน', failed: 'ไม่ผ่าน', notCounted: 'ไม่นับ', atStake: 'มูลค่าที่เสี่ยง', failingRecords: 'ระเบียนที่พบปัญหา',
  area: 'ด้าน', step: 'ขั้นตอน', check: 'ข้อตรวจ', state: 'ผล', field: 'ฟิลด์', filled: 'กรอกแล้ว', missing: 'ขาด', share: 'สัดส่วน',
  population: 'ที่ตรวจ', failing: 'ไม่ผ่าน', value: 'ค่า', grade: 'ความสำคัญ', effort: 'แรงงาน', gain: 'คะแนนที่จะได้', advice: 'คำแนะนำ', finding: 'สิ่งที่พบ', record: 'ระเบียน', amount: 'จำนวนเงิน',
  points: 'คะแนน', evidence: 'หลักฐาน', evidenceMore: '{shown} รายการแรกจาก {count}', number: 'ลำดับ',
  status: 'สถานะ', count: 'จำนวน', age: 'อายุ', never: 'ไม่เคย', previousValue: 'ครั้งก่อน', unscored: 'เพื่อทราบ',
  'state.pass': 'ผ่าน', 'state.warn': 'เตือน', 'state.fail': 'ไม่ผ่าน', 'state.excluded': 'ไม่ครอบคลุม', 'state.error': 'ผิดพลาด',
  'grade.essential': 'จำเป็น', 'grade.important': 'สำคัญ', 'grade.useful': 'มีประโยชน์', 'grade.desirable': 'ควรมี',
  'effort.small': 'น้อย', 'effort.medium': 'ปานกลาง', 'effort.large': 'มาก',
  'action.merge': 'รวมระเบียน', 'action.update': 'แก้ไขพร้อมกัน', 'action.normalise': 'จัดรูปแบบ', 'action.archive': 'เก็บถาวร', 'action.reassign': 'มอบหมายใหม่', 'action.task': 'สร้างงาน', 'action.require': 'บังคับกรอก',
  'action.suppress': 'งดส่ง', 'action.deactivate': 'ปิดใช้งาน', 'action.anonymise': 'ทำให้ไม่ระบุตัวตน', 'action.configure': 'ตั้งค่า',
  'exclusion.noRecords': 'ไม่มีระเบียนให้ตรวจ', 'exclusion.notMeasured': 'วัดไม่ได้', 'exclusion.tooFew': 'ระเบียนน้อยเกินกว่าจะตัดสิน',
  'note.undated': '{count} จาก {population} ไม่มีวันที่ จึงเกินกำหนดไม่ได้', 'note.empty': '{count} ไม่มีค่า', 'note.clusters': '{clusters} กลุ่ม รวม {records} ระเบียน',
  'note.admins': 'ผู้ดูแล {admins} คนจากผู้ใช้ {users} คน; ไม่ควรเกิน {fine}', 'note.unanswered': 'ยังไม่มีใครตอบรายการนี้', 'note.wonIn': '{period}: ปิดได้ {share} จาก {count}',
  'note.quotient': '{above} หารด้วย {below}', 'note.withheld': 'บทบาทของคุณไม่อนุญาตให้เห็นระเบียนเบื้องหลังตัวเลขนี้',
  methodScore: 'แต่ละข้อให้ตัวเลขหนึ่งค่า ได้ 100 ที่เป้าหมาย 75 ที่จุดเตือน 40 ที่จุดไม่ผ่าน และ 0 ที่แย่ที่สุด โดยเป็นเส้นตรงระหว่างจุด',
  methodWeight: 'ถ่วงน้ำหนักตามความสำคัญ: จำเป็น {essential} สำคัญ {important} มีประโยชน์ {useful} ควรมี {desirable} คะแนนของด้าน ขั้นตอน และรวม คือค่าเฉลี่ยถ่วงน้ำหนักของข้อตรวจ',
  methodBand: 'ระดับ: A ตั้งแต่ {A}, B ตั้งแต่ {B}, C ตั้งแต่ {C}, D ตั้งแต่ {D}; ต่ำกว่านั้นคือ E ข้อจำเป็นที่ไม่ผ่านทำให้ได้ไม่เกิน {cap}',
  methodRights: 'ทุกตัวเลขอ่านด้วยสิทธิ์ของ {name}: ระเบียนและฟิลด์ที่สิทธิ์ไปไม่ถึงไม่ได้รวมอยู่',
  methodExcluded: 'ไม่นับในคะแนน', methodErrors: 'ตรวจไม่ได้', methodNone: 'ไม่มี: ทุกข้อถูกนับ', parameters: 'พารามิเตอร์', digest: 'ค่าแฮชของผลที่เก็บ (SHA-256)', model: 'โมเดล',
  noFindings: 'ไม่มีสิ่งที่จะแสดง', unnamed: 'คำแนะนำ', run: 'การตรวจ',
};
