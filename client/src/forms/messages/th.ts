export default {
  forms: {
    create: 'สร้าง{entity}',
    unsaved: 'ยังไม่ได้บันทึก',
    nothing: 'ไม่มีข้อมูล',
    encrypted: 'จัดเก็บแบบเข้ารหัส',
    faults: 'มี {number} รายการที่ต้องแก้ไข',
    leaveTitle: 'ออกโดยไม่บันทึกหรือไม่',
    leaveText: 'การแก้ไขของคุณจะหายไป',
    rest: 'อื่น ๆ',
    leave: 'ทิ้งการแก้ไข',
  },
};
