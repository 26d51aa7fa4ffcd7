export default {
  fields: {
    ask: {
      how: 'วิธีเปรียบเทียบ', value: 'ค่า', from: 'จาก', to: 'ถึง', period: 'เลือกช่วงเวลา', contains: 'มีคำว่า', startsWith: 'ขึ้นต้นด้วย', eq: 'เท่ากับ', ne: 'ไม่เท่ากับ', gte: 'อย่างน้อย', lte: 'ไม่เกิน', between: 'ระหว่าง',
      within: 'ในช่วง', on: 'ในวันที่', fromDay: 'ตั้งแต่วันที่', untilDay: 'จนถึงวันที่', empty: 'ว่าง', filled: 'ไม่ว่าง',
    },
    yes: 'ใช่', no: 'ไม่ใช่', me: 'ฉัน', clear: 'ล้าง', choose: 'เลือก…', currency: 'สกุลเงินของ{field}', pipeline: 'ไปป์ไลน์ของ{field}', entity: 'ชนิดของระเบียน', entityOf: 'ชนิดของระเบียนสำหรับ{field}',
    find: 'ค้นหา{entity}', search: 'พิมพ์เพื่อค้นหา', searching: 'กำลังค้นหา…', searchFailed: 'ค้นหาไม่สำเร็จ โปรดลองอีกครั้ง', nothingFound: 'ไม่พบข้อมูล', create: 'สร้าง{entity}', createNamed: 'สร้าง{entity} “{name}”', open: 'เปิด {name}', noTarget: 'บทบาทของคุณไม่อนุญาตให้เลือกที่นี่',
    tagsShape: 'พิมพ์แล้วกด Enter', durationShape: '1d 2h 30m', stars: '{number} ดาว', pickColour: 'เลือกสีสำหรับ{field}', badJson: 'ไม่ใช่ JSON ที่ถูกต้อง: {reason}', unknownKind: 'รุ่นนี้แก้ไขฟิลด์ชนิด “{kind}” ไม่ได้', masked: 'คุณไม่มีสิทธิ์เห็น', givenLater: 'กรอกให้อัตโนมัติ',
    rich: { bold: 'ตัวหนา', italic: 'ตัวเอียง', underline: 'ขีดเส้นใต้', heading: 'หัวข้อ', bullets: 'รายการ', numbers: 'รายการลำดับเลข', quote: 'ข้อความอ้างอิง', link: 'ลิงก์', undo: 'เลิกทำ', redo: 'ทำซ้ำ' },
    date: { shape: 'วว/ดด/ปปปป', shapeYearFirst: 'ปปปป/ดด/วว', choose: 'เลือก{field}จากปฏิทิน', today: 'วันนี้', now: 'ตอนนี้', time: 'เวลาของ{field}' },
    address: { line1: 'เลขที่และถนน', line2: 'อาคาร ชั้น', city: 'เขต/อำเภอ', region: 'จังหวัด', postalCode: 'รหัสไปรษณีย์', country: 'ประเทศ' },
    person: { prefix: 'คำนำหน้า', given: 'ชื่อ', middle: 'ชื่อกลาง', family: 'นามสกุล', suffix: 'คำต่อท้าย', more: 'ส่วนอื่นของชื่อ' },
    file: { choose: 'เลือกไฟล์', replace: 'เปลี่ยน', drop: 'วางไฟล์ที่นี่', sending: 'กำลังส่ง…', remove: 'ลบ {name}', tooLarge: 'ไฟล์มีขนาด {size} อนุญาตไม่เกิน {maximum}', wrongType: 'ไม่อนุญาตไฟล์ชนิดนี้ ที่อนุญาต: {types}' },
  },
};
