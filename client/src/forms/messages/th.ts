export default {
  forms: {
    create: 'สร้าง{entity}', unsaved: 'ยังไม่ได้บันทึก', nothing: 'ไม่มีข้อมูล', faults: 'มี {number} รายการที่ต้องแก้ไข', leaveTitle: 'ออกโดยไม่บันทึกหรือไม่', leaveText: 'การแก้ไขของคุณจะหายไป', leave: 'ทิ้งการแก้ไข', notPermitted: 'ไม่สอดคล้องกับข้อมูลอื่น',
    required: 'โปรดกรอก{field}', tooSmall: 'กรอก {limit} ขึ้นไป', tooLarge: 'กรอกไม่เกิน {limit}', tooSmallDate: 'กรอกวันที่ {limit} หรือหลังจากนั้น', tooLargeDate: 'กรอกวันที่ {limit} หรือก่อนหน้านั้น', tooShort: 'ต้องมีอย่างน้อย {limit} ตัวอักษร ตอนนี้มี {length}', tooLong: 'ได้ไม่เกิน {limit} ตัวอักษร ตอนนี้มี {length}', pattern: 'รูปแบบไม่ตรงกับที่{field}กำหนด',
    notNumber: 'ไม่ใช่ตัวเลข เขียนเช่น 1234.5', notInteger: 'กรอกจำนวนเต็ม', tooPrecise: 'ทศนิยมได้ไม่เกิน {scale} ตำแหน่ง', notDate: 'ไม่ใช่วันที่ เขียนวัน เดือน ปี หรือใช้ปฏิทิน', notDateTime: 'ไม่ใช่วันที่พร้อมเวลา เขียนเวลาเช่น 09:30 ข้างวันที่', notDuration: 'ไม่ใช่ระยะเวลา เขียนเช่น 1h 30m',
    notEmail: 'ไม่ใช่ที่อยู่อีเมล', notPhone: 'ไม่ใช่หมายเลขโทรศัพท์ ขึ้นต้นด้วย + และรหัสประเทศ', notUrl: 'ไม่ใช่ที่อยู่เว็บ ขึ้นต้นด้วย https://', notColour: 'ไม่ใช่สี เขียนเช่น #3366cc', tooMany: 'ได้ไม่เกิน {limit} รายการ',
  },
};
