export default {
  action: { apply: 'ใช้', cancel: 'ยกเลิก', delete: 'ลบ', edit: 'แก้ไข', remove: 'นำออก', retry: 'ลองอีกครั้ง', save: 'บันทึก', undo: 'เลิกทำ' },
  state: { loading: 'กำลังโหลด…', notFound: 'ไม่พบรายการนี้', notFoundHint: 'รายการนี้ไม่มีอยู่ หรือบทบาทของคุณไม่มีสิทธิ์ดู' },
  error: { offline: 'เชื่อมต่อเซิร์ฟเวอร์ไม่ได้', offlineHint: 'ยังไม่มีการบันทึก โปรดตรวจสอบเครือข่ายแล้วลองอีกครั้ง', offlineBanner: 'ติดต่อเซิร์ฟเวอร์ไม่ได้ กำลังลองใหม่…', unexpected: 'เกิดข้อผิดพลาด' },
  shell: {
    results: 'ผลลัพธ์', skip: 'ข้ามไปยังเนื้อหา', navigation: 'เมนูนำทาง', expand: 'ขยายเมนู', collapse: 'ย่อเมนู', tools: 'เครื่องมือ', search: 'ค้นหา', searchHint: 'ค้นหาระเบียน หรือไปยังหน้า…',
    nothingFound: 'ไม่พบผลลัพธ์สำหรับ “{term}”', goTo: 'ไปที่', create: 'สร้าง', language: 'ภาษา', appearance: 'ธีม', light: 'สว่าง', dark: 'มืด', auto: 'ตามอุปกรณ์', signOut: 'ออกจากระบบ',
    nothingHere: 'ยังไม่มีอะไรให้แสดง', nothingHereHint: 'บทบาทของคุณยังไม่มีสิทธิ์ดูระเบียนใด โปรดติดต่อผู้ดูแลระบบ',
  },
  signIn: {
    title: 'เข้าสู่ระบบ', hint: 'ยินดีต้อนรับกลับมา เข้าสู่พื้นที่ทำงานของคุณ', email: 'อีเมล', password: 'รหัสผ่าน', submit: 'เข้าสู่ระบบ', refused: 'ข้อมูลไม่ถูกต้อง', refusedHint: 'โปรดตรวจสอบอีเมลและรหัสผ่าน', expired: 'เซสชันหมดอายุแล้ว โปรดเข้าสู่ระบบอีกครั้ง',
    byLink: 'กำลังเข้าสู่ระบบด้วยลิงก์ของคุณ…', choosePassword: 'ตั้งรหัสผ่าน', choosePasswordHint: 'คุณจะใช้รหัสนี้เข้าสู่ระบบตั้งแต่นี้ไป', newPassword: 'รหัสผ่านใหม่', again: 'ยืนยันอีกครั้ง', minimum: 'อย่างน้อย {number} ตัวอักษร', mismatch: 'รหัสผ่านไม่ตรงกัน', savePassword: 'บันทึกและไปต่อ', claim: 'อธิบายธุรกิจของคุณเพียงครั้งเดียว ที่เหลือตามมาเอง',
  },
  list: {
    views: 'มุมมอง', search: 'ค้นหาในรายการนี้', import: 'นำเข้า', exportCsv: 'ส่งออกเป็น CSV', exportJson: 'ส่งออกเป็น JSON lines', more: 'คำสั่งเพิ่มเติม', empty: 'ยังไม่มี{entity}', nothingMatches: 'ไม่พบรายการที่ตรงกัน', nothingMatchesHint: 'ลองเปลี่ยนคำค้นหรือลบตัวกรอง',
    perPage: 'ต่อหน้า', range: '{from}–{to}', rangeOf: '{from}–{to} จาก {count}', previous: 'หน้าก่อน', next: 'หน้าถัดไป', loadMore: 'แสดงเพิ่ม', selectAll: 'เลือกทุกแถว', selectRow: 'เลือก {name}',
  },
  filter: { title: 'ตัวกรอง', add: 'กรอง', find: 'ค้นหาฟิลด์', apply: 'ใช้', clear: 'ล้าง', clearAll: 'ล้างตัวกรอง', remove: 'ลบตัวกรอง {title}', nothing: 'ว่าง', now: 'ตอนนี้', me: 'ฉัน', myTeam: 'ทีมของฉัน', yes: 'ใช่', no: 'ไม่ใช่', isEmpty: 'ว่าง', isNotEmpty: 'ไม่ว่าง' },
  period: {
    today: 'วันนี้', yesterday: 'เมื่อวาน', tomorrow: 'พรุ่งนี้', thisWeek: 'สัปดาห์นี้', lastWeek: 'สัปดาห์ก่อน', nextWeek: 'สัปดาห์หน้า', thisMonth: 'เดือนนี้', lastMonth: 'เดือนก่อน', nextMonth: 'เดือนหน้า', thisQuarter: 'ไตรมาสนี้', lastQuarter: 'ไตรมาสก่อน', nextQuarter: 'ไตรมาสหน้า',
    thisYear: 'ปีนี้', lastYear: 'ปีก่อน', nextYear: 'ปีหน้า', thisFiscalYear: 'ปีงบประมาณนี้', lastFiscalYear: 'ปีงบประมาณก่อน', overdue: 'เลยกำหนด', future: 'ในอนาคต', lastDays: '{number} วันที่ผ่านมา', nextDays: '{number} วันข้างหน้า',
  },
  bulk: {
    title: 'คำสั่งกับรายการที่เลือก', selected: 'เลือกแล้ว {number} รายการ', edit: 'แก้ไขฟิลด์', clear: 'ล้างการเลือก', deleteTitle: 'ลบ {number} รายการหรือไม่', deleteHint: 'รายการจะไปอยู่ในถังขยะและกู้คืนได้', editTitle: 'แก้ไข {number} รายการ', editHint: 'ทุกรายการจะได้รับค่าเดียวกัน',
    field: 'ฟิลด์', deleted: 'ลบแล้ว {number} รายการ', changed: 'แก้ไขแล้ว {number} รายการ',
  },
  board: { moveTo: 'ย้ายไปที่', moveRecord: 'ย้าย {name}', moved: '{name} อยู่ที่ {status} แล้ว', notPermitted: 'ไม่อนุญาตให้ย้ายแบบนี้', emptyColumn: 'ว่าง', noGroup: 'บอร์ดนี้ไม่มีฟิลด์สำหรับจัดกลุ่ม' },
  transition: { title: 'ย้ายไปที่ {status}', hint: 'ขั้นตอนนี้ต้องการข้อมูลเพิ่มเติมเล็กน้อย', confirm: 'ย้ายไปที่ {status}', needed: 'จำเป็นสำหรับขั้นตอนนี้', done: 'ย้ายไปที่ {status} แล้ว' },
  calendar: { today: 'วันนี้', previous: 'เดือนก่อน', next: 'เดือนถัดไป', more: 'อีก {number} รายการ', noDate: 'ปฏิทินนี้ไม่มีฟิลด์วันที่', onlyFirst: 'แสดงเฉพาะ {number} รายการแรก โปรดเพิ่มตัวกรอง' },
  record: {
    newOf: 'สร้าง {entity}', details: 'รายละเอียด', history: 'ประวัติ', sections: 'ส่วนต่าง ๆ ของระเบียน', breadcrumb: 'ตำแหน่งปัจจุบัน', more: 'คำสั่งเพิ่มเติม', saved: 'บันทึกแล้ว', created: 'สร้าง {name} แล้ว', deleted: 'ลบ {name} แล้ว', restored: 'กู้คืนแล้ว', restore: 'กู้คืน', inTrash: 'ระเบียนนี้อยู่ในถังขยะ',
    deleteTitle: 'ลบ {name} หรือไม่', deleteHint: 'ระเบียนจะไปอยู่ในถังขยะและกู้คืนได้', provenance: 'สร้างเมื่อ {created} โดย {creator} · แก้ไขเมื่อ {updated} โดย {updater}',
  },
  related: { none: 'ยังไม่มี{entity}', showAll: 'แสดงทั้งหมด' },
  conflict: { title: 'มีผู้อื่นแก้ไขระเบียนนี้', text: '{name} บันทึกการแก้ไขเมื่อ {when} ขณะที่คุณกำลังแก้ไข', someone: 'ผู้ใช้อื่น', field: 'ฟิลด์', before: 'ก่อนหน้า', theirs: 'ที่เขาบันทึก', mine: 'ของคุณ', keepEditing: 'แก้ไขต่อ', reload: 'ทิ้งของฉันแล้วโหลดใหม่', apply: 'ใช้การแก้ไขของฉันกับฉบับล่าสุด' },
  history: { none: 'ยังไม่มีประวัติ', system: 'ระบบ', emptied: 'ล้างค่า', create: 'สร้างรายการนี้', update: 'แก้ไขรายการนี้', delete: 'ลบรายการนี้', restore: 'กู้คืนรายการนี้', transition: 'ย้ายสถานะ', undo: 'ย้อนการแก้ไข', merge: 'รวมระเบียน' },
  source: { api: 'API', import: 'นำเข้า', form: 'แบบฟอร์ม', automation: 'ระบบอัตโนมัติ', system: 'ระบบ' },
  import: {
    title: 'นำเข้า{entity}', step: { file: 'ไฟล์', columns: 'คอลัมน์', result: 'ผลลัพธ์' }, drop: 'วางไฟล์ที่นี่ หรือเลือกไฟล์', dropHint: 'CSV ที่คั่นด้วยจุลภาค อัฒภาค แท็บ หรือขีดตั้ง ระบบตรวจหาการเข้ารหัสให้เอง', rows: '{number} แถว', encoding: 'การเข้ารหัส', delimiter: 'ตัวคั่น',
    delimiters: { comma: 'จุลภาค', semicolon: 'อัฒภาค', tab: 'แท็บ', pipe: 'ขีดตั้ง' }, otherFile: 'เลือกไฟล์อื่น', column: 'คอลัมน์', samples: 'ตัวอย่าง', field: 'ฟิลด์', how: 'วิธี', fieldFor: 'ฟิลด์สำหรับ {column}', leaveOut: 'ไม่นำเข้า', twice: 'มีสองคอลัมน์ใช้ฟิลด์นี้', by: 'ค้นหาด้วย', byFor: 'ค้นหา {column} ด้วย', create: 'สร้างรายการที่ยังไม่มี',
    values: 'แทนที่ค่า', valuesCount: 'แทนที่ {number} ค่า', valuesHint: 'เซลล์ที่มีค่าทางซ้ายจะกลายเป็นค่าทางขวา เช่น ชื่อที่สะกดผิด', from: 'ในไฟล์', to: 'กลายเป็น', addValue: 'เพิ่ม', missing: 'ฟิลด์ที่จำเป็นซึ่งไม่มีคอลัมน์ใดเติม',
    extra: 'ฟิลด์ที่ไม่มีคอลัมน์ใดเติม', extraHint: 'ข้อความเดียวกันสำหรับทุกแถว ใส่ชื่อคอลัมน์ในวงเล็บปีกกาคู่เพื่อใช้ค่าจากเซลล์', extraText: 'ข้อความ', extraAdd: 'เติมฟิลด์อื่น',
    match: 'ปรับปรุงระเบียนที่ตรงกันด้วย', matchHint: 'แถวที่มีค่าอยู่แล้วจะแก้ไขระเบียนเดิมแทนการเพิ่มใหม่', noMatch: 'เพิ่มระเบียนใหม่เสมอ', effects: 'ให้ระบบอัตโนมัติส่งอีเมล', effectsHint: 'ปิดไว้: จะไม่มีใครได้รับอีเมลจากการนำเข้านี้', run: 'นำเข้า', dryRun: 'ตรวจสอบโดยไม่บันทึก', saveMap: 'บันทึกการจับคู่', loadMap: 'โหลดการจับคู่',
    checking: 'กำลังตรวจสอบ…', running: 'กำลังนำเข้า…', failed: 'การนำเข้าหยุดลง', checked: 'ตรวจสอบแล้ว: การนำเข้าจะให้ผลดังนี้', checkedHint: 'ยังไม่มีการบันทึกใด ๆ', finished: 'นำเข้าเสร็จแล้ว', progress: '{done} จาก {total} แถว', count: { created: 'สร้างใหม่', updated: 'ปรับปรุง', unchanged: 'ไม่เปลี่ยนแปลง', failed: 'ไม่ได้นำเข้า' },
    errors: 'แถวที่ต้องตรวจสอบ', errorFile: 'ดาวน์โหลดไฟล์ข้อผิดพลาด', row: 'แถว', message: 'ปัญหา', back: 'กลับไปที่คอลัมน์', show: 'แสดง{entity}', another: 'นำเข้าไฟล์อื่น',
  },
  audits: {
    title: 'การตรวจสอบ', hint: 'ข้อมูลของคุณครบถ้วน เป็นปัจจุบัน และใช้งานได้เพียงใด', none: 'ยังไม่ได้ติดตั้งการตรวจสอบ', run: 'เริ่มตรวจสอบ', running: 'กำลังตรวจสอบ…', progress: '{done} จาก {total} ข้อ', latest: 'รายงานล่าสุด', past: 'การตรวจสอบที่ผ่านมา', when: 'เมื่อ', by: 'โดย', score: 'คะแนน', result: 'ผล', report: 'รายงาน', done: 'เสร็จแล้ว', failed: 'ล้มเหลว', never: 'ยังไม่เคยตรวจสอบ', open: 'เปิดในแท็บ', download: 'ดาวน์โหลด',
  },
  report: { count: 'จำนวน', countDistinct: '{field} ที่ไม่ซ้ำ', sum: 'ผลรวม{field}', average: 'ค่าเฉลี่ย{field}', minimum: '{field}ต่ำสุด', maximum: '{field}สูงสุด', median: 'มัธยฐาน{field}', total: 'รวม', empty: '(ว่าง)', nothing: 'ยังไม่มีข้อมูลสำหรับรายงาน', onlyFirst: 'แสดง {number} จาก {all} รายการ ดูทั้งหมดในตาราง', by: { day: 'รายวัน', week: 'รายสัปดาห์', month: 'รายเดือน', quarter: 'รายไตรมาส', year: 'รายปี' } },
  outbox: { title: 'กล่องจดหมายออก', hint: 'อีเมลที่ระบบอัตโนมัติส่งแล้ว และที่เก็บไว้เพราะยังไม่ได้ตั้งค่าเซิร์ฟเวอร์อีเมล', none: 'ยังไม่มีอีเมล', noneHint: 'อีเมลจากระบบอัตโนมัติจะแสดงที่นี่', choose: 'เลือกอีเมลเพื่ออ่าน', to: 'ถึง', state: { sent: 'ส่งแล้ว', kept: 'เก็บไว้', failed: 'ล้มเหลว', queued: 'รอส่ง', pending: 'รอส่ง' } },
  documents: { title: 'เอกสาร', hint: 'เอกสารที่ประกอบเป็นพื้นที่ทำงานนี้', find: 'ค้นหาเอกสาร', choose: 'เลือกเอกสารเพื่ออ่าน', kind: { entity: 'เอนทิตี', pipeline: 'ไปป์ไลน์', view: 'มุมมอง', form: 'แบบฟอร์ม', automation: 'ระบบอัตโนมัติ', role: 'บทบาท', report: 'รายงาน', template: 'แม่แบบ', audit: 'การตรวจสอบ', locale: 'คำแปล', settings: 'การตั้งค่า', pack: 'แพ็ก' } },
};
