export default {
  fields: {
    ask: {
      how: 'របៀបប្រៀបធៀប', value: 'តម្លៃ', from: 'ពី', to: 'ដល់', period: 'ជ្រើសរយៈពេល', contains: 'មានពាក្យ', startsWith: 'ចាប់ផ្ដើមដោយ', eq: 'ស្មើ', ne: 'មិនស្មើ', gte: 'យ៉ាងតិច', lte: 'យ៉ាងច្រើន', between: 'ចន្លោះ',
      within: 'ក្នុងរយៈពេល', on: 'នៅថ្ងៃ', fromDay: 'ចាប់ពីថ្ងៃ', untilDay: 'រហូតដល់ថ្ងៃ', empty: 'ទទេ', filled: 'មិនទទេ',
    },
    yes: 'បាទ/ចាស', no: 'ទេ', me: 'ខ្ញុំ', clear: 'សម្អាត', choose: 'ជ្រើសរើស…', currency: 'រូបិយប័ណ្ណនៃ{field}', pipeline: 'លំហូរនៃ{field}', entity: 'ប្រភេទកំណត់ត្រា', entityOf: 'ប្រភេទកំណត់ត្រាសម្រាប់{field}',
    find: 'រក{entity}', search: 'វាយដើម្បីស្វែងរក', searching: 'កំពុងស្វែងរក…', searchFailed: 'ការស្វែងរកបរាជ័យ។ សូមព្យាយាមម្ដងទៀត។', nothingFound: 'រកមិនឃើញ', create: 'បង្កើត{entity}', createNamed: 'បង្កើត{entity} “{name}”', open: 'បើក {name}', noTarget: 'តួនាទីរបស់អ្នកមិនអនុញ្ញាតឱ្យជ្រើសនៅទីនេះទេ។',
    tagsShape: 'វាយ រួចចុច Enter', durationShape: '1d 2h 30m', stars: '{number} ផ្កាយ', pickColour: 'ជ្រើសពណ៌សម្រាប់{field}', badJson: 'មិនមែនជា JSON ត្រឹមត្រូវ៖ {reason}', unknownKind: 'កំណែនេះមិនអាចកែវាលប្រភេទ “{kind}” បានទេ។', masked: 'អ្នកមិនអាចមើលឃើញ', givenLater: 'បំពេញដោយស្វ័យប្រវត្តិ',
    rich: { bold: 'ដិត', italic: 'ទ្រេត', underline: 'គូសក្រោម', heading: 'ចំណងជើង', bullets: 'បញ្ជី', numbers: 'បញ្ជីលេខ', quote: 'សម្រង់', link: 'តំណ', undo: 'មិនធ្វើវិញ', redo: 'ធ្វើវិញ' },
    date: { shape: 'ថថ/ខខ/ឆឆឆឆ', shapeYearFirst: 'ឆឆឆឆ/ខខ/ថថ', choose: 'ជ្រើស{field}ពីប្រតិទិន', today: 'ថ្ងៃនេះ', now: 'ឥឡូវនេះ', time: 'ម៉ោងនៃ{field}' },
    address: { line1: 'ផ្ទះលេខ និងផ្លូវ', line2: 'អគារ ជាន់', city: 'ក្រុង/ស្រុក', region: 'ខេត្ត', postalCode: 'លេខកូដប្រៃសណីយ៍', country: 'ប្រទេស' },
    person: { prefix: 'ងារ', given: 'នាមខ្លួន', middle: 'នាមកណ្ដាល', family: 'នាមត្រកូល', suffix: 'បច្ច័យ', more: 'ផ្នែកផ្សេងទៀតនៃឈ្មោះ' },
    file: { choose: 'ជ្រើសឯកសារ', replace: 'ជំនួស', drop: 'ទម្លាក់ឯកសារនៅទីនេះ', sending: 'កំពុងផ្ញើ…', remove: 'ដក {name} ចេញ', tooLarge: 'ឯកសារមានទំហំ {size}; អនុញ្ញាតយ៉ាងច្រើន {maximum}។', wrongType: 'មិនអនុញ្ញាតឯកសារប្រភេទនេះទេ។ អនុញ្ញាត៖ {types}។' },
  },
};
