/** Made-up names for sample data, in the scripts of our users. Nobody of these exists. */

/** Given and family names that belong together, by script. */
export const people: readonly { readonly given: readonly string[]; readonly family: readonly string[] }[] = [
  {
    given: [
      'Anna',
      'Ben',
      'Clara',
      'David',
      'Elena',
      'Felix',
      'Grace',
      'Hugo',
      'Ida',
      'Jonas',
      'Marta',
      'Noé',
      'Olga',
      'Pavel',
      'Renée',
      'Søren',
    ],
    family: [
      'Berger',
      'Costa',
      'Dupré',
      'Eriksen',
      'Fischer',
      'García',
      'Hansen',
      'Ivanova',
      'Jensen',
      'Kowalski',
      'Lindqvist',
      'Moreau',
      'Novák',
      'O’Hara',
      'Prince',
      'Quist',
    ],
  },
  {
    given: ['สมชาย', 'สุดา', 'ณัฐพล', 'พิมพ์ชนก', 'อนันต์', 'กมลวรรณ', 'ธีรเดช', 'วราภรณ์'],
    family: ['ใจดี', 'สุขสวัสดิ์', 'ทองคำ', 'ศรีสุข', 'บุญมี', 'รุ่งเรือง', 'แสงทอง'],
  },
  {
    given: ['علی', 'مریم', 'رضا', 'زهرا', 'امیر', 'نرگس', 'کاوه', 'شیرین'],
    family: ['احمدی', 'کریمی', 'محمدی', 'رضایی', 'حسینی', 'موسوی', 'یزدانی'],
  },
  { given: ['សុខា', 'ចាន់ថា', 'វិចិត្រ', 'ស្រីពេជ្រ', 'ដារ៉ា', 'បុប្ផា'], family: ['សុខ', 'ចាន់', 'គឹម', 'លី', 'ហេង', 'នួន'] },
];

/** Latin spellings for addresses, one for any person. */
export const mailNames: readonly string[] = [
  'anna',
  'ben',
  'chan',
  'dara',
  'elena',
  'farid',
  'grace',
  'hong',
  'ida',
  'jonas',
  'kaveh',
  'lina',
  'maryam',
  'nat',
  'olga',
  'pim',
  'reza',
  'somchai',
  'thida',
  'wara',
];

/** Parts of company names, by script: the first and the second half. */
export const companies: readonly { readonly first: readonly string[]; readonly second: readonly string[] }[] = [
  {
    first: [
      'Aurora',
      'Blue Harbour',
      'Cedar',
      'Delta',
      'Evergreen',
      'Foxglove',
      'Granite',
      'Highland',
      'Indigo',
      'Juniper',
      'Kestrel',
      'Lighthouse',
      'Meridian',
      'Northwind',
      'Orchard',
      'Pinnacle',
    ],
    second: ['Foods', 'Logistics', 'Medical', 'Software', 'Textiles', 'Energy', 'Printing', 'Travel', 'Machines', 'Consulting'],
  },
  { first: ['บริษัท สยาม', 'บริษัท เจริญ', 'บริษัท ทองไทย', 'บริษัท รุ่งอรุณ'], second: ['การค้า จำกัด', 'ขนส่ง จำกัด', 'อาหาร จำกัด', 'เทคโนโลยี จำกัด'] },
  { first: ['شرکت پارس', 'شرکت آریا', 'شرکت سپهر', 'شرکت البرز'], second: ['تجارت', 'فناوری', 'صنعت', 'غذا'] },
  { first: ['ក្រុមហ៊ុន អង្គរ', 'ក្រុមហ៊ុន មេគង្គ', 'ក្រុមហ៊ុន ទន្លេសាប'], second: ['ពាណិជ្ជកម្ម', 'ដឹកជញ្ជូន', 'បច្ចេកវិទ្យា'] },
];

/** Words for subjects and notes. */
export const phrases: readonly string[] = [
  'Ask about the new offer',
  'Send the price list',
  'Prepare the visit',
  'Agree on the next step',
  'Check the delivery date',
  'Talk about the renewal',
  'Answer the open question',
  'Collect feedback',
  'Plan the training',
  'Review the contract',
];
